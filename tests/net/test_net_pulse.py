"""Heart-beats on a wound clock: ours, the peer's, and what happens when they stay away."""

import pytest
from wire import text, upgrade

from stompkata.broker.limits import Limits
from stompkata.net.clock import settle


def connect(heart_beat):
    return b"CONNECT\naccept-version:1.2\nhost:a\nheart-beat:%s\n\n\0" % heart_beat


def beats(peer):
    return peer.texts.count(b"\n")


@pytest.mark.req("S12-42", "S11-48")
async def test_the_server_beats_steadily_before_each_interval_is_over(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(connect(b"0,1000")))
        counts = []
        for _ in range(10):
            await clock.wind(0.91)
            counts.append(beats(peer))

        assert counts == list(range(1, 11))


@pytest.mark.req("S12-42")
async def test_a_beat_is_a_message_of_one_line_feed(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(connect(b"0,1000")))
        tcp = await raw(server, connect(b"0,1000"), transport="tcp")
        await clock.wind(1)

        assert peer.frames[-1] == (1, b"\n")
        assert tcp.received.endswith(b"\0\n")


async def test_a_busy_session_beats_all_the_same(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(connect(b"0,1000")))
        for number in range(20):
            peer.write(text(b"SEND\ndestination:/topic/a\nreceipt:%d\n\n\0" % number))
            await clock.wind(0.455)

        assert beats(peer) == 10


@pytest.mark.req("S12-44", "S12-45", "S12-43", "S11-50", "S11-49")
async def test_a_client_that_falls_silent_is_given_up_after_two_intervals_and_a_tenth(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(connect(b"5000,0")))
        await clock.wind(10.4)
        assert peer.close_code is None

        await clock.wind(0.2)
        assert peer.texts[-1].startswith(b"ERROR\nmessage:no heart-beat\\c the client was silent for 10.5 s")
        assert peer.close_code == 1002


@pytest.mark.req("S12-43", "S11-49")
@pytest.mark.parametrize("sign", [text(b"\n"), text(b"SEND\ndestination:/topic/a\n\n\0"), b"\x81"], ids=["beat", "frame", "an octet"])
async def test_any_octet_proves_that_the_client_lives(in_memory, raw, clock, sign):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(connect(b"5000,0")))
        await clock.wind(9)
        peer.write(sign)
        await clock.wind(9)
        assert peer.close_code is None

        await clock.wind(1.6)
        assert peer.close_code == 1002


async def test_a_short_interval_still_leaves_a_second_for_a_busy_machine(in_memory, raw, clock):
    async with in_memory(limits=Limits(beat_fastest_ms=50)) as server:
        peer = await raw(server, upgrade() + text(connect(b"100,0")))
        await clock.wind(1.05)
        assert peer.close_code is None

        await clock.wind(0.1)
        assert peer.close_code == 1002


async def test_after_a_long_sleep_of_the_machine_there_is_one_end_and_no_burst_of_beats(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(connect(b"10000,10000")))
        clock._now += 600
        await clock.wind(1)

        assert beats(peer) <= 1 and peer.close_code == 1002


@pytest.mark.req("S12-40", "S11-46")
async def test_without_heart_beats_silence_means_nothing_to_stomp(in_memory, raw, clock):
    async with in_memory(limits=Limits(ping_seconds=10**6)) as server:
        peer = await raw(server, upgrade() + text(connect(b"0,0")))
        await clock.wind(3600)

        assert peer.close_code is None and beats(peer) == 0


async def test_nobody_beats_or_listens_after_the_end(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(connect(b"1000,1000")) + text(b"DISCONNECT\n\n\0"))
        assert peer.close_code == 1000 and server._hub._pulses == {}
        await clock.wind(60)

        assert beats(peer) == 0 and server._hub.links == {}


async def test_a_thousand_sessions_share_one_alarm(in_memory, raw, clock):
    async with in_memory(limits=Limits(connections=100)) as server:
        peers = [await raw(server, upgrade() + text(connect(b"1000,1000"))) for _ in range(50)]
        await settle()

        assert clock.pending == 1
        await clock.wind(0.95)
        assert [beats(peer) for peer in peers] == [1] * 50
