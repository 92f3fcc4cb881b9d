"""Faults on the way: each does what it says, to the direction it names, and the recording tells."""

import asyncio
import random

import pytest
from test_net_relay import CONNECT, SEND, Waiting, events, joined, text, units, upgrade
from wire import client_frame, close, ping, server_frames

import stompkata as sk
from stompkata.errors import StompkataError
from stompkata.net.fault_kinds import HUGE, KINDS
from stompkata.net.faults import Faults
from stompkata.websocket.frame import frame_length

LENGTH = b"SEND\ndestination:/a\ncontent-length:2\n\nhi\0"


async def arrived(server: Waiting, octets: int) -> bytes:
    await server.until(lambda peer: len(peer.received) >= octets)
    await asyncio.sleep(0.05)
    return server.received


@pytest.mark.parametrize(("kind", "layer", "unit", "expected"), [
    ("wrong_length", "stomp", LENGTH, LENGTH.replace(b"length:2", b"length:3")),
    ("wrong_length", "stomp", SEND, SEND.replace(b"SEND\n", b"SEND\ncontent-length:3\n")),
    ("wrong_length", "websocket", text(LENGTH), text(LENGTH.replace(b"length:2", b"length:3"))),
    ("unmasked", "websocket", text(SEND), text(SEND, masked=False)),
    ("unmasked", "stomp", SEND, SEND), ("bad_utf8", "websocket", ping(b"p"), ping(b"p")), ("drop", "stomp", SEND, b""),
])
def test_a_unit_is_changed_as_the_name_of_the_fault_says(kind, layer, unit, expected):
    assert KINDS[kind](layer, unit, random.Random(1)) == expected


@pytest.mark.parametrize("unit", [text(SEND), text(b"x" * 200), text(b"x" * 70_000)])
def test_other_faults_change_what_they_say_and_no_more(unit):
    flipped, broken, huge = (KINDS[kind]("websocket", unit, random.Random(1)) for kind in ("flip", "bad_utf8", "oversize"))

    assert sum((a ^ b).bit_count() for a, b in zip(unit, flipped, strict=True)) == 1
    assert frame_length(broken) == len(unit) and b"\xff" in KINDS["unmasked"]("websocket", broken, random.Random(1))
    assert frame_length(huge) > HUGE and huge.endswith(unit[-9:])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("unit", [text(CONNECT), text(b""), close(), ping(), text(b"a", fin=False), client_frame(0, b"a"), b"\n", SEND])
def test_every_fault_takes_every_unit(kind, unit):
    assert isinstance(KINDS[kind]("websocket" if unit[0] > 0x7F or unit[0] < 2 else "stomp", unit, random.Random(1)), bytes)


def test_the_same_seed_draws_the_same_faults():
    drawn = [[KINDS["flip"]("stomp", SEND, faults.random) for _ in range(9)] for faults in (Faults(7), Faults(7), Faults(8))]

    assert drawn[0] == drawn[1] != drawn[2]


def test_a_fault_or_a_direction_that_is_none_is_answered_with_those_that_are():
    for wrong in (lambda: Faults().next("flop"), lambda: Faults().next("flip", "up"), lambda: Faults().now("flip")):
        with pytest.raises(StompkataError, match="try:"):
            wrong()


async def test_delay_holds_every_unit_back_in_one_direction_only():
    async with joined() as (client, server, relay):
        relay.faults.set("to_server", delay=0.3)
        began = asyncio.get_running_loop().time()
        server.write(b"MESSAGE\n\n\0")
        client.write(CONNECT + SEND)
        await client.until(lambda peer: peer.received)
        quick = asyncio.get_running_loop().time() - began
        assert await arrived(server, len(CONNECT + SEND)) == CONNECT + SEND

        assert quick < 0.3 <= asyncio.get_running_loop().time() - began


async def test_with_delay_jitter_split_and_merge_every_octet_arrives_in_order():
    said = (SEND + b"\n" + LENGTH) * 50
    for conditions in ({"jitter": 0.01}, {"split": 7}, {"merge": 0.05}, {"delay": 0.01, "jitter": 0.02, "split": 100}):
        recording = sk.Recording()
        async with joined(recording) as (client, server, relay):
            relay.faults.set(**conditions)
            client.write(said)
            assert await arrived(server, len(said)) == said
        assert b"".join(data for _, data in units(recording, "to_server")) == said
        assert any("fault: " + ", ".join(f"{key}={value}" for key, value in conditions.items()) in event for event in events(recording))


async def test_dropped_beats_are_missing_and_everything_else_is_there():
    recording = sk.Recording()
    async with joined(recording) as (client, server, relay):
        relay.faults.set("to_server", drop_beats=True)
        client.write(upgrade(), text(CONNECT), text(b"\n"), text(SEND), text(b"\n"))
        wanted = upgrade() + text(CONNECT) + text(SEND)
        assert await arrived(server, len(wanted)) == wanted

    assert sum("a beat to the server is dropped" in event for event in events(recording)) == 2


async def test_a_frozen_way_holds_everything_and_then_stops_reading_until_it_thaws():
    said = LENGTH * 20_000
    async with joined(buffer=4096) as (client, server, relay):
        relay.faults.set("to_server", freeze=True)
        client.transport.set_write_buffer_limits(high=0)
        client.write(said)
        await asyncio.sleep(0.3)
        assert server.received == b"" and relay.octets["to_server"] < len(said)

        await asyncio.to_thread(relay.faults.set, "to_server", freeze=False)
        assert await arrived(server, len(said)) == said


async def test_the_next_unit_is_changed_even_if_the_one_before_was_under_way():
    recording = sk.Recording()
    async with joined(recording) as (client, server, relay):
        client.write(SEND[:9])
        await arrived(server, 9)
        relay.faults.next("wrong_length")
        client.write(SEND[9:] + LENGTH + LENGTH)
        wanted = SEND + LENGTH.replace(b"length:2", b"length:3") + LENGTH
        assert await arrived(server, len(wanted)) == wanted

    assert [data for _, data in units(recording, "to_server")] == [SEND, LENGTH.replace(b"length:2", b"length:3"), LENGTH]
    assert any("fault: wrong_length" in event for event in events(recording))


async def test_when_faults_end_in_the_middle_of_a_unit_its_beginning_is_not_lost():
    async with joined() as (client, server, relay):
        relay.faults.set(delay=0.01)
        client.write(SEND[:9])
        await asyncio.sleep(0.1)
        relay.faults.clear()
        client.write(SEND[9:] + LENGTH)
        assert await arrived(server, len(SEND + LENGTH)) == SEND + LENGTH


async def test_a_script_names_units_by_number():
    faults = Faults()
    faults.at(2, "drop")
    async with joined(faults=faults) as (client, server, _):
        client.write(CONNECT, SEND, LENGTH)
        assert await arrived(server, len(CONNECT + LENGTH)) == CONNECT + LENGTH


async def test_a_half_close_comes_after_what_is_delayed():
    async with joined() as (client, server, relay):
        relay.faults.set(delay=0.2)
        client.write(SEND + b"half a f")
        client.transport.write_eof()
        await server.until(lambda peer: peer.ended)

        assert server.received == SEND + b"half a f"


async def test_a_client_that_closes_while_its_octets_wait_is_still_heard():
    async with joined() as (client, server, relay):
        relay.faults.set(delay=0.2)
        client.write(SEND)
        client.transport.close()
        await server.until(lambda peer: peer.ended or peer.lost)

        assert server.received == SEND
        server.transport.close()
        while relay.joints:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("kind", "true"), [
    ("reset", lambda client: isinstance(client.error, ConnectionResetError)), ("half_close", lambda client: client.ended),
    ("close", lambda client: server_frames(client.received) == [(8, b"\x03\xe9away")]),
])
async def test_what_is_done_at_once_is_done_to_every_connection(kind, true):
    recording = sk.Recording()
    async with joined(recording) as (client, _, relay):
        await asyncio.sleep(0.05)       # it has begun
        relay.faults.now(kind, **({"code": 1001, "reason": "away"} if kind == "close" else {}))
        await client.until(true)

    assert f"server: fault: {kind} towards the client" in events(recording)


async def test_a_tap_ends_also_while_a_way_is_frozen():
    async with joined() as (client, _, relay):
        relay.faults.set(freeze=True)
        client.write(SEND)
        await asyncio.sleep(0.05)
        client.transport.close()
        await asyncio.wait_for(relay.close(), 5)

        assert not relay.joints


async def test_our_client_notices_beats_that_do_not_come():
    async with sk.serve() as server, sk.tap(server.url) as relay:
        client = await sk.connect(relay.url, heart_beat=(1000, 1000))
        relay.faults.set("to_client", drop_beats=True)
        news = client.subscribe("/topic/a")
        with pytest.raises(StompkataError, match="silent|heart-beat|heard"):
            await asyncio.wait_for(news.receive(), 8)
