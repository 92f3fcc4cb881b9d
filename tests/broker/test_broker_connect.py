"""CONNECT: versions, logins, heart-beats, and what may not come before it."""

import re

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits

CONNECTED = re.compile(rb"CONNECTED\nversion:(1\.[12])\nsession:ada\nserver:stompkata/[0-9.]+\nheart-beat:0,0\n\n\0")


@pytest.mark.req("S12-34", "S12-35", "S12-36", "S12-39", "S11-19", "S11-20")
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_connected_names_the_version_the_session_and_the_server(desk, version):
    (answer,) = desk.connect("ada", version)

    assert CONNECTED.fullmatch(answer)[1] == version.encode()


@pytest.mark.req("S12-27", "S11-17")
def test_stomp_is_handled_exactly_like_connect(desk):
    desk.open("ada")
    desk.say("ada", b"STOMP\naccept-version:1.2\nhost:desk\n\n\0")

    assert CONNECTED.fullmatch(*desk.heard("ada"))


@pytest.mark.req("S10-06", "S12-37", "S10-05", "S10-27")
def test_a_connect_without_accept_version_is_one_of_1_0_and_gets_no_version(desk):
    desk.open("ada")
    desk.say("ada", b"CONNECT\nlogin: ada\npasscode: x\nheart-beat:1000,1000\n\n\0")

    assert desk.heard("ada") == [b"CONNECTED\nsession:ada\n\n\0"]


@pytest.mark.req("S12-34", "S12-30")
@pytest.mark.parametrize("offer", [b"1.0,1.1,1.2", b"1.2,1.1,1.0", b"1.2,2.7"])
def test_the_highest_common_version_is_chosen_in_whatever_order_they_are_offered(desk, offer):
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:%s\nhost:desk\n\n\0" % offer)

    assert CONNECTED.fullmatch(*desk.heard("ada"))[1] == b"1.2"


@pytest.mark.req("S12-30", "S12-37")
def test_a_space_between_versions_loses_one_in_strict_and_is_forgiven_with_a_remark_by_lenient(desk, strict_desk):
    for one in (desk, strict_desk):
        one.open("ada")
        one.say("ada", b"CONNECT\naccept-version:1.0, 1.1\nhost:desk\n\n\0")

    assert strict_desk.heard("ada") == [b"CONNECTED\nsession:ada\n\n\0"] and strict_desk.remarks == []
    assert CONNECTED.fullmatch(*desk.heard("ada"))[1] == b"1.1"
    assert desk.remarks == ["accept-version has spaces, which make a version one that nobody speaks (S12-30)"]


@pytest.mark.req("S12-30", "S12-38")
def test_strict_says_that_the_space_is_why_no_version_is_in_common(strict_desk):
    strict_desk.open("ada")
    strict_desk.say("ada", b"CONNECT\naccept-version: 1.2\nhost:desk\n\n\0")
    error, _ = strict_desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:no common version") and b"no space beside a version" in error


@pytest.mark.req("S12-38", "S11-21", "S12-26")
def test_without_a_common_version_error_lists_what_the_broker_speaks_and_the_connection_ends(desk):
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:2.7\nhost:desk\n\n\0")
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:no common version: you offer 2.7, this broker speaks 1.0, 1.1, 1.2\n")
    assert b"\nversion:1.0,1.1,1.2\n" in error and b"S12-38" in error
    assert code == 1002


@pytest.mark.req("S12-29", "S11-13")
def test_host_is_required_by_strict_and_forgiven_by_lenient_as_stompjs_sends_none(desk, strict_desk):
    for one in (desk, strict_desk):
        one.open("ada")
        one.say("ada", b"CONNECT\naccept-version:1.2\n\n\0")

    assert CONNECTED.fullmatch(*desk.heard("ada"))
    assert strict_desk.heard("ada")[0].startswith(b"ERROR\nmessage:CONNECT has no host header\n")


@pytest.mark.req("S12-33", "S11-15", "S11-22")
@pytest.mark.parametrize("login", [b"login:ada\npasscode:wrong\n", b"login:eve\npasscode:secret\n", b"login:ada\n", b""])
def test_a_wrong_login_is_refused_without_saying_what_was_wrong(login):
    desk = Desk(users={"ada": "secret"})
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:desk\n%s\n\0" % login)
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:the login or the passcode is wrong\n")
    assert b"secret" not in error and code == 1008


def test_the_right_login_is_let_in_and_known_to_the_session():
    desk = Desk(users={"ada": "sécret:1"})
    desk.open("ada")
    desk.say("ada", "CONNECT\naccept-version:1.2\nhost:desk\nlogin:ada\npasscode:sécret:1\n\n\0".encode())

    assert CONNECTED.fullmatch(*desk.heard("ada"))
    assert desk.broker.sessions["ada"].login == "ada"


@pytest.mark.req("S12-39", "S12-40", "S12-41", "S11-45", "S11-46", "S11-47")
@pytest.mark.parametrize("asked, offered", [
    (b"0,0", b"0,0"),
    (b"5000,0", b"0,5000"),
    (b"0,5000", b"5000,0"),
    (b"4000,7000", b"7000,4000"),
    (b"10,20", b"1000,1000"),           # never faster than the limit
    (b"999999,999999", b"60000,60000"),  # never slower than the limit: the client's own number is the larger one
])
def test_the_heart_beat_offer_follows_the_client(desk, asked, offered):
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:desk\nheart-beat:%s\n\n\0" % asked)

    assert b"\nheart-beat:%s\n" % offered in desk.heard("ada")[0]


def test_the_fastest_heart_beat_is_a_setting():
    desk = Desk(limits=Limits(beat_fastest_ms=10))
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:desk\nheart-beat:10,20\n\n\0")

    assert b"\nheart-beat:20,10\n" in desk.heard("ada")[0]


@pytest.mark.req("S12-39", "S11-45")
@pytest.mark.parametrize("junk", [b"a,b", b"-1,0", b"1", b"1,2,3", b"1, 2", b"99999999999999999999,0", b""])
def test_a_heart_beat_that_is_not_two_numbers_is_refused(desk, junk):
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:desk\nheart-beat:%s\n\n\0" % junk)

    assert desk.heard("ada")[0].startswith(b"ERROR\nmessage:heart-beat is not two whole numbers x,y\n")


@pytest.mark.req("S12-32", "S11-16")
def test_every_virtual_host_is_this_one(desk):
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:nobody.knows.it\n\n\0")

    assert CONNECTED.fullmatch(*desk.heard("ada"))


@pytest.mark.req("S10-05", "S12-79")
@pytest.mark.parametrize("frame", [
    b"SEND\ndestination:/topic/a\n\nhi\0", b"SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\0", b"DISCONNECT\n\n\0"])
def test_nothing_may_come_before_connect(desk, frame):
    desk.open("ada")
    desk.say("ada", frame)
    error, code = desk.heard("ada")

    assert b"before the session is connected" in error and code == 1002
    assert desk.broker.sessions["ada"].subscriptions == {}


@pytest.mark.parametrize("command", [b"CONNECT", b"STOMP"])
def test_a_second_connect_ends_the_session(desk, command):
    desk.connect("ada")
    desk.say("ada", command + b"\naccept-version:1.2\nhost:desk\n\n\0")

    assert desk.heard("ada")[-1] == 1002


@pytest.mark.req("S12-20")
def test_a_receipt_on_connect_is_not_answered(desk):
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:desk\nreceipt:1\n\n\0")

    assert len(desk.heard("ada")) == 1


def test_connect_within_the_time_is_in_time_and_after_it_is_too_late():
    desk = Desk(limits=Limits(connect_seconds=10))
    desk.open("ada")
    desk.tick(10.0)
    assert desk.heard("ada") == []

    desk.tick(0.1)
    error, code = desk.heard("ada")
    assert error.startswith(b"ERROR\nmessage:no CONNECT within connect_seconds = 10\n") and code == 1008


def test_who_has_connected_is_not_hurried():
    desk = Desk()
    desk.connect("ada")
    desk.tick(3600)

    assert desk.heard("ada") == []


def test_as_many_connections_as_the_limit_are_let_in_and_not_one_more():
    desk = Desk(limits=Limits(connections=2))
    desk.connect("ada")
    desk.connect("bob")

    error, code = desk.connect("eve")
    assert error.startswith(b"ERROR\nmessage:over the limit connections = 2\n") and code == 1008
    desk.lose("eve")
    desk.open("bob's twin")
    desk.lose("bob's twin")
    assert desk.connect("bob too")[1] == 1008
    desk.lose("bob")
    assert CONNECTED.fullmatch(*desk.connect("ada"))


def test_who_waits_or_was_refused_takes_no_place_of_who_comes_in():
    desk = Desk(users={"ada": "x"}, limits=Limits(connections=1))
    for number in range(3):
        desk.open(f"silent-{number}")
        desk.open(f"wrong-{number}")
        desk.say(f"wrong-{number}", b"CONNECT\naccept-version:1.2\nhost:a\nlogin:ada\npasscode:y\n\n\0")
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:a\nlogin:ada\npasscode:x\n\n\0")

    assert CONNECTED.fullmatch(*desk.heard("ada"))

