"""What real peers once said, octet by octet: recordings for checks and lessons where the peers are not installed.

`python tests/interop/record_transcripts.py` makes them again; an interop test holds them against the live peers. A
report that rests on one says "recorded".
"""

from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from stompkata.errors import ProtocolError, StompkataError
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import VERSIONS
from stompkata.trace.inflating import frame_head, xor
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording

DATA_FRAMES = (0, 1, 2)
NO_FRAME = "(no frame)"


class Said(NamedTuple):
    """One frame of a transcript: who said it ("to_server" or "to_client"), and the triple of its parts."""

    direction: str
    frame: tuple[str, dict[str, str], bytes]


class Transcript:
    """Conversations with one peer, each under the name of its scene, such as `connected-1.2` or `bad-login`."""

    def __init__(self, name: str, recording: Recording):
        self.name, self.recording = name, recording

    @property
    def peer(self) -> str:
        """What a report calls it: never as if it had been met."""
        return recorded(self.name)

    @property
    def scenes(self) -> list[str]:
        """The names of the conversations, in order."""
        return list(dict.fromkeys(record.connection for record in self.recording))

    def said(self, scene: str) -> list[Said]:
        """Every frame of a scene, both ways, in order; octets that are none have the command `NO_FRAME`."""
        if scene not in self.scenes:
            raise StompkataError(f"{self.name} has no scene {scene!r}; it has {', '.join(self.scenes)}")
        decoders = {side: Decoder(None, strict=False) for side in ("to_server", "to_client")}
        found = []
        for record in self.recording:
            if record.connection == scene and record.direction in decoders and (octets := stomp_octets(record)):
                try:
                    events = decoders[record.direction].receive(octets)
                except ProtocolError:
                    found.append(Said(record.direction, (NO_FRAME, {}, octets)))
                    continue
                frames = [event for event in events if isinstance(event, StompFrame)]
                found += [Said(record.direction, (each.command, dict(each.headers), each.body)) for each in frames]
                for each in frames:
                    if each.command == "CONNECTED" and each.headers.get("version") in VERSIONS:
                        for decoder in decoders.values():
                            decoder.version = each.headers["version"]
        return found

    def frames(self, scene: str) -> list[tuple[str, dict[str, str], bytes]]:
        """What the server said in a scene, as `decode_frame` gives it."""
        return [frame for direction, frame in self.said(scene) if direction == "to_client"]


@cache
def transcript(name: str) -> Transcript:
    """The transcript of that name, such as `rabbitmq-3.10`; `names()` lists them."""
    if name not in names():
        raise StompkataError(f"there is no transcript {name!r}; there are {', '.join(names())}")
    with as_file(files(__package__).joinpath(f"{name}.jsonl")) as path:
        return Transcript(name, Recording.load(path))


def names() -> list[str]:
    """The transcripts there are."""
    found = (entry.name for entry in files(__package__).iterdir())
    return sorted(name.removesuffix(".jsonl") for name in found if name.endswith(".jsonl"))


def recorded(name: str) -> str:
    """`RabbitMQ 3.10, recorded`: for the `peer` of a check."""
    known = {"rabbitmq": "RabbitMQ", "activemq": "ActiveMQ"}
    peer, _, version = name.rpartition("-")
    return f"{known.get(peer, peer)} {version}, recorded"


def stomp_octets(record: Record) -> bytes:
    """The STOMP octets of a record: a data frame's payload, or all of it over TCP."""
    if record.layer == "stomp":
        return record.data
    if record.layer != "websocket" or record.data[0] & 0x0F not in DATA_FRAMES:
        return b""
    start, key = frame_head(record.data)
    return xor(record.data[start:], key)
