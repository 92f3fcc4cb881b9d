"""What the standard leaves open, and peers of all versions as they come."""

import re
from importlib.metadata import PackageNotFoundError

import pytest
from broker_desk import Desk

from stompkata.broker.limits import Limits

NEWS = b"SUBSCRIBE\nid:0\ndestination:/topic/news\n\n\0"


@pytest.mark.req("S12-08", "S11-04", "S12-06", "S11-02", "S10-03")
@pytest.mark.parametrize("version, written", [
    ("1.0", None), ("1.1", b"\nk:a\\\\b\\cc\\nd\n"), ("1.2", b"\nk:a\\\\b\\cc\\nd\n")])
def test_colon_line_feed_and_backslash_are_escaped_for_whoever_can_unescape(desk, version, written):
    desk.connect("ada", version)
    desk.connect("bob")
    desk.say("ada", NEWS)
    if written is None:                         # 1.0 cannot say a line feed, and so nobody may make it one header more
        desk.say("bob", b"SEND\ndestination:/topic/news\nk:a\\\\b\\cc\n\n\0")
        assert b"\nk:a\\b:c\n" in desk.heard("ada")[0]
    else:
        desk.say("bob", b"SEND\ndestination:/topic/news\nk:a\\\\b\\cc\\nd\n\n\0")
        assert written in desk.heard("ada")[0]


@pytest.mark.req("S12-78", "S12-38")
def test_an_error_before_a_version_is_agreed_is_not_escaped_and_lists_the_versions(desk):
    desk.open("ada")
    desk.say("ada", b"SEND\ndestination:/topic/news\nreceipt:1\n\n\0")
    error, code = desk.heard("ada")

    assert error.startswith(b"ERROR\nmessage:SEND before the session is connected\n")
    assert b"\nversion:1.0,1.1,1.2\n" in error and b"\nreceipt-id:1\n" in error and code == 1002


@pytest.mark.req("S11-41", "S12-17", "S12-16", "S11-40")
def test_a_message_says_of_what_type_it_is_exactly_if_its_sender_did(desk):
    desk.connect("ada")
    desk.say("ada", NEWS + b"SEND\ndestination:/topic/news\ncontent-type:text/plain;charset=utf-16\n\n\xff\xfeh\0")
    desk.say("ada", b"SEND\ndestination:/topic/news\ncontent-length:3\n\n\xffh\0\0")
    typed, opaque = desk.heard("ada")

    assert b"\ncontent-type:text/plain;charset=utf-16\n" in typed
    assert b"content-type" not in opaque and opaque.endswith(b"\ncontent-length:3\n\n\xffh\0\0")


@pytest.mark.req("S10-15")
def test_a_selector_selects_nothing_here(desk):
    desk.connect("ada", "1.0")
    desk.say("ada", b"SUBSCRIBE\ndestination:/topic/news\nselector:price > 9\n\n\0SEND\ndestination:/topic/news\nprice:1\n\n1\0")

    assert desk.bodies("ada") == [b"1"]
    assert desk.remarks == ["selector has no effect here: every message comes (S10-15)"]


@pytest.mark.req("S12-71")
def test_message_ids_differ_and_are_the_same_for_every_subscriber_of_one_message(desk):
    desk.connect("ada")
    desk.say("ada", NEWS + b"SUBSCRIBE\nid:1\ndestination:/topic/news\nack:client\n\n\0")
    desk.say("ada", b"SEND\ndestination:/topic/news\n\n1\0SEND\ndestination:/queue/q\n\n2\0SEND\ndestination:/topic/news\n\n3\0")
    ids = [re.search(rb"\nmessage-id:(\d+)\n", said)[1] for said in desk.heard("ada")]

    assert ids == [b"1", b"1", b"3", b"3"]


@pytest.mark.req("S11-23", "S12-25")
def test_clients_that_come_and_go_fast_leave_nothing_behind():
    desk = Desk(limits=Limits(connections=2))
    for number in range(100):
        desk.connect(f"client-{number}")
        desk.say(f"client-{number}", NEWS + b"SEND\ndestination:/topic/news\n\nhi\0")
        desk.lose(f"client-{number}")

    assert desk.broker.sessions == desk.broker.queues == {}


@pytest.mark.req("S12-77")
def test_what_was_received_before_a_disconnect_is_still_done(desk):
    desk.connect("ada")
    desk.say("ada", b"SEND\ndestination:/queue/work\n\n1\0SEND\ndestination:/queue/work\n\n2\0DISCONNECT\nreceipt:d\n\n\0")

    assert desk.heard("ada") == [b"RECEIPT\nreceipt-id:d\n\n\0", 1000]
    assert desk.broker.left() == {"/queue/work": (2, 0)}


@pytest.mark.req("S12-76")
def test_receipts_come_in_the_order_of_their_frames_and_each_once(desk):
    desk.connect("ada")
    frames = [NEWS, b"SEND\ndestination:/topic/news\n\n\0", b"BEGIN\ntransaction:t\n\n\0",
              b"SEND\ndestination:/topic/news\ntransaction:t\n\n\0", b"COMMIT\ntransaction:t\n\n\0",
              b"BEGIN\ntransaction:t\n\n\0", b"ABORT\ntransaction:t\n\n\0", b"UNSUBSCRIBE\nid:0\n\n\0", b"DISCONNECT\n\n\0"]
    desk.say("ada", b"".join(frame.replace(b"\n\n", b"\nreceipt:%d\n\n" % number, 1) for number, frame in enumerate(frames)))

    receipts = [said for said in desk.heard("ada") if said != 1000 and said.startswith(b"RECEIPT")]
    assert receipts == [b"RECEIPT\nreceipt-id:%d\n\n\0" % number for number in range(9)]


def test_a_client_may_be_lost_twice_or_flow_without_having_been_there(desk):
    desk.lose("nobody")
    desk.choke("nobody")
    desk.flow("nobody")

    assert desk.broker.sessions == {}


@pytest.mark.req("S12-09", "S11-05", "S12-33")
@pytest.mark.parametrize("passcode", [b"se:cr\\et", b"se\\ccr\\\\et"])
def test_login_and_passcode_are_taken_as_they_are_or_as_some_clients_escape_them(passcode):
    desk = Desk(users={"proto::id": "se:cr\\et"})
    desk.open("ada")
    login = b"proto::id" if b"\\c" not in passcode else b"proto\\c\\cid"
    desk.say("ada", b"STOMP\naccept-version:1.2\nhost:a\nlogin:%s\npasscode:%s\n\n\0" % (login, passcode))

    assert desk.heard("ada")[0].startswith(b"CONNECTED\n")
    assert desk.broker.sessions["ada"].login == "proto::id"
    assert len(desk.remarks) == (b"\\c" in passcode)


def test_strict_takes_them_as_they_are_only():
    desk = Desk("strict", users={"ada": "a:b"})
    desk.open("ada")
    desk.say("ada", b"CONNECT\naccept-version:1.2\nhost:a\nlogin:ada\npasscode:a\\cb\n\n\0")

    assert desk.heard("ada")[0].startswith(b"ERROR\nmessage:the login or the passcode is wrong\n")


def test_so_many_connections_may_share_one_login_and_not_one_more():
    desk = Desk(users={"ada": "x", "bob": "x"}, limits=Limits(login_sessions=2))
    for name, login in (("1", b"ada"), ("2", b"ada"), ("3", b"bob"), ("4", b"ada")):
        desk.open(name)
        desk.say(name, b"CONNECT\naccept-version:1.2\nhost:a\nlogin:%s\npasscode:x\n\n\0" % login)

    assert [desk.heard(name)[0].split(b"\n")[0] for name in "123"] == [b"CONNECTED"] * 3
    assert desk.heard("4")[0].startswith(b"ERROR\nmessage:over the limit login_sessions = 2\n")


SHARES = [    # connections in all, logins, connections with one of them
    (64, 1, 64), (300, 1, 300), (300, 2, 150), (64, 2, 32), (64, 5, 16), (300, 100, 16), (8, 1, 8)]


@pytest.mark.parametrize("connections, logins, share", SHARES)
def test_a_login_has_an_equal_share_of_the_connections_and_16_at_least(connections, logins, share):
    desk = Desk(users={f"login{number}": "x" for number in range(logins)}, limits=Limits(connections=connections))
    for number in range(share + 1):
        desk.open(str(number))
        desk.say(str(number), b"CONNECT\naccept-version:1.2\nhost:a\nlogin:login0\npasscode:x\n\n\0")
    limit = b"connections = %d" % connections if share == connections else b"login_sessions = %d" % share

    assert all(desk.heard(str(number))[0].startswith(b"CONNECTED") for number in range(share))
    assert desk.heard(str(share))[0].startswith(b"ERROR\nmessage:over the limit %s\n" % limit)


@pytest.mark.req("S10-16", "S10-17", "S10-18")
def test_a_client_of_1_0_may_give_an_id_and_unsubscribe_by_it(desk):
    desk.connect("ada", "1.0")
    desk.say("ada", b"SUBSCRIBE\nid:a b\ndestination:/topic/news\n\n\0SEND\ndestination:/topic/news\n\n1\0")
    assert b"\nsubscription:a b\n" in desk.heard("ada")[0]

    desk.say("ada", b"UNSUBSCRIBE\nid:a b\n\n\0SEND\ndestination:/topic/news\n\n2\0")
    assert desk.heard("ada") == []


@pytest.mark.req("S10-18")
def test_unsubscribe_of_1_0_names_either(desk):
    desk.connect("ada", "1.0")
    desk.say("ada", b"UNSUBSCRIBE\n\n\0")

    assert desk.heard("ada")[0].startswith(b"ERROR\nmessage:UNSUBSCRIBE has no destination header\n")


def test_the_limits_of_a_frame_are_tighter_before_connect():
    limits = Limits(body=1000, before_connect=500)

    assert limits.frame(connected=False).frame == 500 and limits.frame(connected=True).frame is None
    assert limits.frame(connected=True).body == 1000 and limits.message == 1000 + 65536


def test_a_checkout_that_is_not_installed_has_no_version(monkeypatch):
    def nowhere(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("stompkata.broker.broker.version", nowhere)
    assert b"\nserver:stompkata/0\n" in Desk().connect("ada")[0]
