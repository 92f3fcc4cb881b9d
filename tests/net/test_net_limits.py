"""Each limit of a link twice: the last that is accepted, and the first that is refused, by name."""

import pytest
from wire import CONNECT, client_frame, ping, text, upgrade

from stompkata.broker.limits import Limits
from stompkata.net.clock import settle


def error_of(peer):
    return peer.texts[-1].split(b"\n")[1] if peer.texts else b""


@pytest.mark.req("S12-23", "S12-24", "S11-09", "S11-10")
@pytest.mark.parametrize("size, accepted", [(300, True), (301, False)])
@pytest.mark.parametrize("transport", ["ws", "tcp"])
async def test_before_connect_a_frame_may_have_so_many_octets_and_not_one_more(in_memory, raw, size, accepted, transport):
    frame = b"CONNECT\naccept-version:1.2\nhost:a\nx:%s\n\n\0"
    frame %= b"x" * (size - len(frame) + 2)
    async with in_memory(limits=Limits(before_connect=300)) as server:
        octets = upgrade() + text(frame) if transport == "ws" else frame
        peer = await raw(server, octets, transport=transport)

        assert (b"CONNECTED\n" in peer.received) is accepted
        assert (b"before_connect = 300" in peer.received) is not accepted


async def test_connect_raises_the_limit_for_the_very_next_frame_of_the_same_segment(in_memory, raw):
    big = b"SEND\ndestination:/topic/a\nreceipt:1\n\n" + b"x" * 20_000 + b"\0"
    async with in_memory() as server:
        ws = await raw(server, upgrade() + text(CONNECT) + text(big))
        tcp = await raw(server, CONNECT + big, transport="tcp")

        assert ws.texts[1] == b"RECEIPT\nreceipt-id:1\n\n\0"
        assert tcp.received.endswith(b"RECEIPT\nreceipt-id:1\n\n\0")


async def test_a_message_that_trickles_in_before_connect_is_refused_at_its_header(in_memory, raw):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(b"x" * 8193)[:8])

        assert error_of(peer) == b"message:a WebSocket message is over the limit before_connect = 8192 octets"
        assert peer.close_code == 1009


@pytest.mark.req("W-27")
@pytest.mark.parametrize("fragments", [1, 3])
@pytest.mark.req("W-32")
@pytest.mark.parametrize("size, code", [(66_536, None), (66_537, 1009)])
async def test_a_message_may_be_as_large_as_the_body_and_some_room(in_memory, raw, fragments, size, code):
    limits = Limits(body=1000)
    assert limits.message == 66_536
    payload = b"SEND\ndestination:/topic/a\n\n\0"
    payload += b"\n" * (size - len(payload))
    step = -(-size // fragments)
    pieces = [payload[start:start + step] for start in range(0, size, step)]
    frames = [client_frame(1 if number == 0 else 0, piece, fin=number == fragments - 1) for number, piece in enumerate(pieces)]
    async with in_memory(limits=Limits(body=1000, noise=10**6)) as server:
        peer = await raw(server, upgrade() + text(CONNECT), *frames)
        await settle(400)

        assert peer.close_code == code


@pytest.mark.req("S12-23", "S12-24")
@pytest.mark.parametrize("size, code", [(50, None), (51, 1008)])
async def test_a_body_may_have_so_many_octets(in_memory, raw, size, code):
    async with in_memory(limits=Limits(body=50)) as server:
        peer = await raw(server, upgrade() + text(CONNECT) + text(b"SEND\ndestination:/topic/a\n\n" + b"x" * size + b"\0"))

        assert peer.close_code == code
        assert (b"limit body = 50" in error_of(peer)) is (code is not None)


@pytest.mark.parametrize("pieces, code", [(64, None), (65, 1008)])
async def test_so_many_lone_line_feeds_a_second_are_heart_beats_and_more_are_noise(in_memory, raw, clock, pieces, code):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT))
        await clock.wind(1.5)
        peer.write(text(b"\n" * pieces))
        await clock.wind(1)

        assert peer.close_code == code
        assert (error_of(peer) == b"message:more EOLs between frames in a second than noise = 64") is (code is not None)


@pytest.mark.parametrize("seconds, gone", [(9, False), (12, True)])
@pytest.mark.parametrize("start", [b"", b"GET / HT", upgrade()[:-2]], ids=["nothing", "a part", "all but the end"])
async def test_the_upgrade_has_10_seconds(in_memory, raw, clock, start, seconds, gone):
    async with in_memory() as server:
        peer = await raw(server, start)
        await clock.wind(seconds)

        assert (server._hub.links == {}) is gone and peer.ended is gone


@pytest.mark.parametrize("seconds, code", [(9, None), (12, 1008)])
async def test_connect_has_10_seconds_after_the_upgrade(in_memory, raw, clock, seconds, code):
    async with in_memory() as server:
        peer = await raw(server, upgrade())
        await clock.wind(seconds)

        assert peer.close_code == code


@pytest.mark.parametrize("part", [text(b"SEND\ndestination:/topic/a\n"), text(b"SEND")[:7], text(b"SEND", fin=False), b"\x81"],
                         ids=["a STOMP frame", "a WebSocket frame", "a fragment", "a header"])
async def test_a_frame_has_30_seconds_from_its_first_octet_however_it_trickles(in_memory, raw, clock, part):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT))
        peer.write(part)
        await clock.wind(15)
        if part == text(b"SEND\ndestination:/topic/a\n"):
            peer.write(text(b"x"))
        else:
            peer.write(b"")
        await clock.wind(14)
        assert peer.close_code is None

        await clock.wind(3)
        assert error_of(peer) == b"message:a frame is not complete after frame_seconds = 30"


async def test_a_stream_that_never_ends_a_segment_at_a_frame_is_not_late(in_memory, raw, clock):
    frame = b"SEND\ndestination:/topic/a\n\nhello\0"
    async with in_memory() as server:
        peer = await raw(server, CONNECT + frame[:5], transport="tcp")
        for _ in range(50):
            peer.write(frame[5:] + frame[:5])
            await clock.wind(1)

        assert b"ERROR" not in peer.received


@pytest.mark.req("W-22")
async def test_a_silent_peer_is_pinged_after_20_seconds_and_given_up_after_20_more(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT))
        await clock.wind(20)
        assert peer.frames[-1][0] == 1
        await clock.wind(2)
        assert peer.frames[-1] == (9, b"")
        await clock.wind(18)
        assert peer.close_code is None

        await clock.wind(4)
        assert error_of(peer) == b"message:no sign of life, and no Pong within ping_seconds = 20"


@pytest.mark.req("W-22")
async def test_a_pong_or_anything_else_is_a_sign_of_life(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + text(CONNECT))
        for _ in range(5):
            await clock.wind(22)
            peer.write(client_frame(10, b""))
            await settle()

        assert peer.close_code is None and [opcode for opcode, _ in peer.frames].count(9) == 5


@pytest.mark.parametrize("length, status", [(17_000, b"431"), (300_000, b"431")])
async def test_an_upgrade_head_has_an_end(in_memory, raw, length, status):
    async with in_memory() as server:
        peer = await raw(server, upgrade()[:-2] + b"X: " + b"x" * length, chunk=1000)
        await settle(400)

        assert peer.head.split(b" ")[1] in (status, b"400") and peer.ended


async def test_connections_that_are_no_session_yet_have_a_limit_too(in_memory, raw):
    async with in_memory(limits=Limits(connections=2)) as server:
        peers = [await raw(server, b"GET ") for _ in range(5)]

        assert [peer.lost for peer in peers] == [True] + [False] * 4     # who waits longest makes room
        assert len(server._hub.links) == 4


@pytest.mark.parametrize("nothing", [b"", b"CONNECT\naccept-version:1.2\nhost:a\nlogin:ada\npasscode:wrong\n\n\0"])
async def test_strangers_who_stay_and_do_not_log_in_keep_nobody_out(in_memory, raw, nothing):
    async with in_memory(users={"ada": "secret"}, limits=Limits(connections=2)) as server:
        strangers = [await raw(server, nothing, transport="tcp") for _ in range(9)]
        connect = b"CONNECT\naccept-version:1.2\nhost:a\nlogin:ada\npasscode:secret\n\n\0"
        people = [await raw(server, connect, transport="tcp") for _ in range(3)]

        assert [peer.received.partition(b"\n")[0] for peer in people] == [b"CONNECTED", b"CONNECTED", b"ERROR"]
        assert len(server._hub.links) <= 4 and not any(stranger.received.startswith(b"CONNECTED") for stranger in strangers)


async def test_an_unknown_peer_that_only_pings_is_answered_until_connect_is_due(in_memory, raw, clock):
    async with in_memory() as server:
        peer = await raw(server, upgrade() + ping(b"a") + ping(b"b"))

        assert peer.frames == [(10, b"a"), (10, b"b")]
