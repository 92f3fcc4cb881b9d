"""One SEND, many readers: each gets the octets of its own version, transport and subscription id."""

import pytest
from wire import text, upgrade

from stompkata.broker.limits import Limits
from stompkata.net.clock import settle


def connect(version):
    return b"CONNECT\naccept-version:%s\nhost:a\n\n\0" % version


def subscribe(subscription_id=b"0"):
    return b"SUBSCRIBE\nid:%s\ndestination:/topic/a\n\n\0" % subscription_id


@pytest.fixture
async def server(in_memory):
    async with in_memory() as server:
        yield server


@pytest.mark.req("S12-06", "S12-08", "S11-02", "S11-04", "S10-03", "S11-05")
async def test_each_version_gets_headers_in_its_own_escapes(server, raw):
    readers = {version: await raw(server, connect(version) + subscribe(b"a:b" if version == b"1.0" else b"a\\cb"), transport="tcp")
               for version in (b"1.0", b"1.1", b"1.2")}
    writer = await raw(server, connect(b"1.2"), transport="tcp")
    for reader in readers.values():
        reader.received = b""
    writer.write(b"SEND\ndestination:/topic/a\nk\\cl:one\\ntwo\\\\\n\n\0")
    await settle()

    escaped = b"MESSAGE\nsubscription:a\\cb\nmessage-id:1\ndestination:/topic/a\nk\\cl:one\\ntwo\\\\\n\n\0"
    assert readers[b"1.2"].received == readers[b"1.1"].received == escaped
    # 1.0 cannot say a line feed: it is written as in 1.2, so that nobody smuggles a header in
    assert readers[b"1.0"].received == escaped.replace(b"a\\cb", b"a:b", 1)


@pytest.mark.req("S11-08")
async def test_a_carriage_return_is_data_to_1_1_as_only_a_line_feed_ends_a_line_there(server, raw):
    reader = await raw(server, connect(b"1.1") + subscribe(), transport="tcp")
    await raw(server, connect(b"1.2") + b"SEND\ndestination:/topic/a\nk:one\\rtwo\n\n\0", transport="tcp")

    assert b"\nk:one\rtwo\n" in reader.received


async def test_readers_over_tcp_and_websocket_and_with_other_ids_get_the_same_message(server, raw):
    tcp = await raw(server, connect(b"1.2") + subscribe(b"0"), transport="tcp")
    web = [await raw(server, upgrade() + text(connect(b"1.2")) + text(subscribe(name))) for name in (b"0", b"0", b"17")]
    await raw(server, connect(b"1.2") + b"SEND\ndestination:/topic/a\n\nhi\0", transport="tcp")

    message = b"MESSAGE\nsubscription:%s\nmessage-id:1\ndestination:/topic/a\ncontent-length:2\n\nhi\0"
    assert tcp.received.endswith(message % b"0")
    assert [peer.texts[-1] for peer in web] == [message % b"0", message % b"0", message % b"17"]


@pytest.mark.req("W-23")
async def test_a_message_is_text_if_all_of_it_is_utf_8_and_binary_if_not(server, raw):
    reader = await raw(server, upgrade() + text(connect(b"1.2")) + text(subscribe()))
    send = b"SEND\ndestination:/topic/a\n\n%s\0"
    await raw(server, connect(b"1.2") + send % "é".encode() + send % b"\xff\xfe" + send % b"x", transport="tcp")

    assert [opcode for opcode, _ in reader.frames[1:]] == [1, 2, 1]
    assert reader.texts[2].endswith(b"\n\xff\xfe\0")


@pytest.mark.parametrize("size", [0, 1, 30, 40, 125, 126, 16_000, 16_500, 65_400, 65_600, 200_000])
async def test_bodies_of_every_size_arrive_whole_in_one_frame(server, raw, size):
    readers = [await raw(server, upgrade() + text(connect(b"1.2")) + text(subscribe())) for _ in range(3)]
    body = bytes(range(1, 128)) * (size // 127 + 1)
    await raw(server, connect(b"1.2") + b"SEND\ndestination:/topic/a\ncontent-length:%d\n\n%s\0" % (size, body[:size]), transport="tcp")
    await settle(60)

    for reader in readers:
        _, (opcode, payload) = reader.frames
        assert opcode == 1 and payload.partition(b"\n\n")[2] == body[:size] + b"\0"


async def test_who_comes_and_goes_between_two_messages_changes_the_audience(server, raw):
    peers = [await raw(server, upgrade() + text(connect(b"1.2")) + text(subscribe())) for _ in range(3)]
    writer = await raw(server, connect(b"1.2"), transport="tcp")
    send = b"SEND\ndestination:/topic/a\n\n%d\0"
    writer.write(send % 1)
    await settle()
    peers[0].write(text(b"UNSUBSCRIBE\nid:0\n\n\0"))
    peers[1].transport.abort()
    late = await raw(server, upgrade() + text(connect(b"1.2")) + text(subscribe(b"new")))
    writer.write(send % 2)
    await settle()

    heard = [[payload[-2:-1] for payload in peer.texts[1:]] for peer in (*peers, late)]
    assert heard == [[b"1"], [b"1"], [b"1", b"2"], [b"2"]]
    assert server.delivered == 5


async def test_acknowledged_subscriptions_get_copies_with_ids_of_their_own(server, raw):
    acked = [await raw(server, connect(b"1.2") + subscribe().replace(b"\n\n", b"\nack:client\n\n"), transport="tcp") for _ in range(2)]
    await raw(server, connect(b"1.2") + b"SEND\ndestination:/topic/a\n\nhi\0", transport="tcp")

    acks = [peer.received.partition(b"\nack:")[2].split(b"\n")[0] for peer in acked]
    assert len(set(acks)) == 2 and b"" not in acks


async def test_a_sender_may_subscribe_to_itself_and_hears_itself_in_order(in_memory, raw):
    async with in_memory(limits=Limits(frames_a_turn=3)) as server:
        peer = await raw(server, upgrade() + text(connect(b"1.2")) + text(subscribe()))
        peer.write(text(b"".join(b"SEND\ndestination:/topic/a\nreceipt:%d\n\n%d\0" % (n, n) for n in range(20))))
        await settle(60)

        assert [payload.split(b"\n")[0] for payload in peer.texts[1:]] == [b"MESSAGE", b"RECEIPT"] * 20
