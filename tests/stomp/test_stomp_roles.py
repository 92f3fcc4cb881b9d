"""Which version two peers agree on, who may send what when, and what each command must carry."""

import pytest

from stompkata.errors import LocalProtocolError, RemoteProtocolError
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.requirements import requirement
from stompkata.stomp.roles import (
    CLIENT_SENDS,
    REQUIRED,
    SERVER_SENDS,
    State,
    follow,
    missing_headers,
    require_headers,
)
from stompkata.stomp.versions import choose


@pytest.mark.req("S12-34", "S12-37", "S11-14", "S11-19")
@pytest.mark.parametrize("offered, spoken, version", [
    ("1.0,1.1,1.2", ("1.2", "1.1", "1.0"), "1.2"),
    ("1.2,1.1,1.0", ("1.1", "1.0"), "1.1"),
    (None, ("1.2", "1.1", "1.0"), "1.0"),
    (None, ("1.2",), None),
    ("2.0", ("1.2", "1.1", "1.0"), None),
    ("", ("1.2",), None),
    ("11.2", ("1.2", "1.1"), None),
])
def test_the_highest_common_version_is_agreed(offered, spoken, version):
    assert choose(offered, spoken) == version


@pytest.mark.req("S12-30")
@pytest.mark.parametrize("offered, meant, strictly", [
    ("1.0, 1.1", "1.1", "1.0"), ("1.1 ,1.0", "1.1", "1.0"), (" 1.2", "1.2", None), ("1.0,\t1.2", "1.2", "1.0"),
])
def test_a_space_belongs_to_the_version_beside_it_which_nobody_speaks_then(offered, meant, strictly):
    assert choose(offered) == strictly
    assert choose(offered, strict=False) == meant


def states(table, *commands: str) -> State:
    state = State.IDLE
    for command in commands:
        state = follow(table, state, command)
    return state


@pytest.mark.req("S10-05", "S12-27", "S11-17")
def test_a_client_connects_talks_and_disconnects():
    assert states(CLIENT_SENDS, "CONNECT") is states(CLIENT_SENDS, "STOMP") is State.CONNECTING
    for command in ("SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT"):
        assert follow(CLIENT_SENDS, State.CONNECTED, command) is State.CONNECTED
    assert follow(CLIENT_SENDS, State.CONNECTED, "DISCONNECT") is State.DISCONNECTING


@pytest.mark.req("S12-79")
def test_a_server_answers_delivers_and_ends_with_error():
    assert follow(SERVER_SENDS, State.CONNECTING, "CONNECTED") is State.CONNECTED
    assert follow(SERVER_SENDS, State.DISCONNECTING, "RECEIPT") is State.DISCONNECTING
    for state in (State.IDLE, State.CONNECTING, State.CONNECTED, State.DISCONNECTING):
        assert follow(SERVER_SENDS, state, "ERROR") is State.CLOSED


@pytest.mark.req("S10-27", "S11-38", "S12-46", "S12-70")
@pytest.mark.parametrize("table, state, command, version, rule", [
    (CLIENT_SENDS, State.IDLE, "SEND", "1.2", "S10-05"),
    (CLIENT_SENDS, State.CONNECTING, "SEND", "1.2", "S10-05"),
    (CLIENT_SENDS, State.CONNECTED, "CONNECT", "1.2", "S10-05"),
    (CLIENT_SENDS, State.DISCONNECTING, "SEND", "1.2", "S12-70"),
    (CLIENT_SENDS, State.CONNECTED, "MESSAGE", "1.2", "S12-46"),
    (CLIENT_SENDS, State.CONNECTED, "HELLO", "1.2", "S12-46"),
    (CLIENT_SENDS, State.CONNECTED, "NACK", "1.0", "S10-27"),
    (SERVER_SENDS, State.CONNECTED, "SEND", "1.2", "S12-46"),
    (SERVER_SENDS, State.CONNECTED, "CONNECTED", "1.2", "S10-05"),
    (SERVER_SENDS, State.CLOSED, "ERROR", "1.2", "S12-70"),
])
def test_an_absent_pair_is_the_error(table, state, command, version, rule):
    with pytest.raises(RemoteProtocolError) as caught:
        follow(table, state, command, version)

    assert caught.value.rule == rule and caught.value.hint


def test_what_we_may_not_send_is_our_own_fault():
    with pytest.raises(LocalProtocolError):
        follow(CLIENT_SENDS, State.IDLE, "SEND", error=LocalProtocolError)


@pytest.mark.req("S12-84", "S12-29", "S12-47", "S12-51", "S12-61", "S12-63", "S12-66", "S12-71", "S12-75", "S11-13",
                 "S11-28", "S11-33", "S11-34", "S11-43", "S10-07", "S10-12", "S10-19", "S10-21", "S10-24", "S10-25")
@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_each_required_header_is_missed(version):
    for command, (rule, names) in REQUIRED[version].items():
        headers = dict.fromkeys(names, "x")
        require_headers(StompFrame(command, headers), version)
        for name in names:
            with pytest.raises(RemoteProtocolError, match=f"{command} has no {name} header") as caught:
                require_headers(StompFrame(command, dict.fromkeys(set(names) - {name}, "x")), version)
            assert caught.value.rule == rule
            assert requirement(rule)


@pytest.mark.req("S10-18")
def test_unsubscribe_of_1_0_names_its_id_or_its_destination():
    assert missing_headers("UNSUBSCRIBE", {"id": "1"}, "1.0") == ()
    assert missing_headers("UNSUBSCRIBE", {"destination": "/a"}, "1.0") == ()
    with pytest.raises(RemoteProtocolError, match="no destination") as caught:
        require_headers(StompFrame("UNSUBSCRIBE"), "1.0")
    assert caught.value.rule == "S10-18"


def test_a_reader_may_forgive_a_missing_host():
    require_headers(StompFrame("CONNECT", {"accept-version": "1.2"}), optional=frozenset({"host"}))
