"""Several sources write into one recording, and some of its records make another."""

import asyncio

import stompkata as sk
from stompkata.trace.recording import Recording


def test_the_connections_of_several_taps_keep_apart():
    recording = Recording()
    recording.tap("broker").add(1.0, "ws-1", "to_server", "stomp", b"\n")
    recording.tap("client").add(2.0, "ws-1", "to_server", "stomp", b"\n")
    recording.add(3.0, "ws-1", "to_server", "stomp", b"\n")

    assert [record.connection for record in recording] == ["broker/ws-1", "client/ws-1", "ws-1"]
    assert repr(recording.tap("broker")) == "<Tap 'broker' of <Recording: 3 records>>"


def test_a_secret_that_comes_in_pieces_is_masked_for_each_tap_by_itself():
    recording = Recording()
    for name in ("a", "b"):
        recording.tap(name).add(1.0, "1", "to_server", "stomp", b"CONNECT\npass")
    recording.tap("a").add(1.0, "1", "to_server", "stomp", b"code:abc\n\n\0")
    recording.tap("b").add(1.0, "1", "to_server", "stomp", b"code:xyz\n\n\0")

    assert [record.data for record in recording][2:] == [b"code:***\n\n\0"] * 2


def test_server_and_client_can_be_tapped_into_one_recording():
    async def converse() -> sk.Recording:
        recording = sk.Recording()
        async with (
            sk.serve(recording=recording.tap("server")) as server,
            sk.connect(server.url, recording=recording.tap("client")) as client,
        ):
            await client.publish("/topic/a", "hi", receipt=True)
        return recording

    recording = asyncio.run(converse())
    names = {record.connection for record in recording}
    assert len(names) == 2
    assert {name.partition("/")[0] for name in names} == {"server", "client"}
    both = [[record.data for record in recording.filter(f"SEND connection:{name}")] for name in names]
    assert both[0] == both[1] != []


def test_a_filtered_recording_keeps_numbers_and_versions_and_can_be_saved(tmp_path):
    recording = sk.Recording()
    recording.add(0.0, "c1", "to_server", "stomp", b"CONNECT\naccept-version:1.1\nhost:h\n\n\0")
    recording.add(1.0, "c1", "to_client", "stomp", b"CONNECTED\nversion:1.1\n\n\0")
    recording.add(2.0, "c1", "to_client", "stomp", b"\n")
    recording.add(3.0, "c1", "to_server", "stomp", b"SEND\ndestination:/a\\r\n\n\0")
    chosen = recording.filter("SEND")

    assert [record.number for record in chosen] == [4]
    assert chosen.version("c1") == "1.1"
    assert "S11-03" in chosen.text()
    chosen.save(tmp_path / "one.jsonl")
    assert list(sk.Recording.load(tmp_path / "one.jsonl")) == list(chosen)
