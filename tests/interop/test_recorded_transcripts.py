"""The recorded transcripts still tell what the live peers say: the same commands with the same header names."""

from pathlib import Path

import record_transcripts

from stompkata.course.transcripts import Transcript, names, transcript


def shape(one: Transcript) -> dict[str, list]:
    """Scene to what was said: who, the command, the names of its headers."""
    return {
        scene: [(who, command, sorted(headers)) for who, (command, headers, _) in one.said(scene)] for scene in one.scenes
    }


def assert_as_recorded(live: Transcript) -> None:
    assert live.name in names(), "another version is installed; record again, and look at what has changed"
    assert shape(live) == shape(transcript(live.name))


def test_rabbitmq_says_what_is_recorded(rabbitmq):
    assert_as_recorded(record_transcripts.of_broker(rabbitmq))


def test_activemq_says_what_is_recorded(activemq):
    assert_as_recorded(record_transcripts.of_broker(activemq))


async def test_stompjs_says_what_is_recorded(node_modules):
    assert_as_recorded(await record_transcripts.of_stompjs())


async def test_stomp_py_says_what_is_recorded():
    assert_as_recorded(await record_transcripts.of_stomp_py())


def test_no_file_holds_a_passcode():
    for path in Path(record_transcripts.FOLDER).glob("*.jsonl"):
        assert "passcode:guest" not in path.read_text() and "passcode:wrong" not in path.read_text()
