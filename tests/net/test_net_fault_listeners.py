"""The plan of faults has several listeners: relays that follow it, a panel that shows it; any thread may change it."""

import asyncio
import threading

import pytest
from test_net_relay import events, joined
from wire import server_frames

import stompkata as sk
from stompkata.errors import LocalProtocolError, StompkataError
from stompkata.net.faults import Conditions, Faults, close_frame


def test_everybody_who_observes_is_told_until_he_stops():
    faults, heard = Faults(), []
    stops = [faults.observe(changed=lambda: heard.append("changed"), happened=heard.append),
             faults.observe(at_once=lambda *what: heard.append(what))]
    faults.set("to_client", delay=0.2)
    faults.now("close", code=1001, reason="away")
    for stop in stops:
        stop()
    faults.set(freeze=True)
    faults.now("reset")

    assert heard == ["fault: delay=0.2 to the client", "changed", ("close", "to_client", {"code": 1001, "reason": "away"})]


def test_what_waits_is_counted_and_a_unit_that_takes_it_tells():
    faults, told = Faults(seed=4), []
    faults.next("flip", "to_client")
    faults.next("flip", "to_client")
    faults.next("drop")
    faults.at(3, "oversize", None)
    faults.observe(changed=lambda: told.append(dict(faults.waiting("to_client"))))
    faults.apply("to_client", 1, "stomp", b"MESSAGE\n\n\0")

    assert told == [{"flip": 1}]
    assert faults.waiting("to_server") == {"drop": 1}
    assert faults.script("to_client") == faults.script("to_server") == {3: "oversize"}


def test_clear_forgets_all_and_says_it_once_a_direction():
    faults, said = Faults(), []
    faults.set(delay=1, freeze=True)
    faults.next("flip", None)
    faults.at(1, "drop")
    faults.observe(happened=said.append)
    faults.clear()

    assert said == ["fault: none any more to the server", "fault: none any more to the client"]
    assert not faults.active("to_server") and not faults.active("to_client")
    assert set(faults.conditions.values()) == {Conditions()}


def test_a_direction_of_none_is_both():
    faults, done = Faults(), []
    faults.observe(at_once=lambda kind, way, more: done.append((kind, way)))
    faults.now("half_close", None)

    assert done == [("half_close", "to_server"), ("half_close", "to_client")]
    with pytest.raises(StompkataError, match="to_server or to_client"):
        faults.now("reset", "both")


def test_threads_that_change_different_things_lose_nothing():
    faults = Faults()

    def act(name: str) -> None:
        for _ in range(2000):
            faults.set("to_server", **{name: getattr(faults.conditions["to_server"], name) + 1})
            faults.next("flip")

    threads = [threading.Thread(target=act, args=(name,)) for name in ("delay", "split")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults.conditions["to_server"] == Conditions(delay=2000, split=2000)
    assert faults.waiting("to_server") == {"flip": 4000}


async def test_a_tap_that_ended_does_not_listen_any_more():
    faults = Faults()
    async with sk.serve() as server:
        for _ in range(3):
            async with sk.tap(server.url, faults=faults):
                assert len(faults._observers) == 1
        faults.set(delay=0.1)

    assert faults._observers == ()


async def test_what_is_done_at_once_to_nobody_is_said():
    recording = sk.Recording()
    async with sk.tap("stomp://127.0.0.1:9", recording=recording) as relay:
        relay.faults.now("reset")
        await asyncio.sleep(0)      # one turn of the loop

    assert events(recording) == ["fault: reset: nobody is connected"]


@pytest.mark.parametrize("code", [70000, -1, "1000", 1000.0, True])
def test_a_code_that_no_close_can_hold_fails_where_it_is_asked_for(code):
    faults, done = Faults(), []
    faults.observe(at_once=lambda *what: done.append(what))
    with pytest.raises(LocalProtocolError, match="16 bits.*\n.*4000 to 4999"):
        faults.now("close", code=code)
    with pytest.raises(StompkataError, match="a reset has no code"):
        faults.now("reset", code=1001)

    assert done == []


@pytest.mark.parametrize(("code", "said"), [
    (1001, ""), (4999, ""), (0, ": no Close may carry 0 (RFC 6455 §7.4)"),
    (1005, ": no Close may carry 1005 (RFC 6455 §7.4)"), (1006, ": no Close may carry 1006 (RFC 6455 §7.4)"),
    (1015, ": no Close may carry 1015 (RFC 6455 §7.4)"), (65535, ": no Close may carry 65535 (RFC 6455 §7.4)"),
])
async def test_a_code_that_no_close_may_carry_is_sent_and_the_recording_says_so(code, said):
    recording = sk.Recording()
    async with joined(recording) as (client, server, relay):
        await server.until(lambda _: relay.joints)
        await asyncio.sleep(0.05)       # it has begun
        relay.faults.now("close", code=code)
        await client.until(lambda peer: server_frames(peer.received) == [(8, code.to_bytes(2, "big"))])

    assert f"server: fault: close towards the client{said}" in events(recording)


def test_a_reason_that_is_too_long_is_cut_between_characters():  # RFC 6455 §5.5.1: it is UTF-8, and a Close has 125 octets
    assert close_frame("to_client", 1001, "é" * 100) == b"\x88\x7c\x03\xe9" + "é".encode() * 61


async def test_what_is_done_at_once_to_both_sides_ends_both():
    async with joined() as (client, server, relay):
        await server.until(lambda _: relay.joints)
        relay.faults.now("reset", None)
        await server.until(lambda peer: peer.lost)
        await client.until(lambda peer: peer.lost)

        assert client.received == server.received == b""
