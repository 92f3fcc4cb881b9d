"""What a check reads out of the learner's CONNECT, and out of his Session."""

from typing import Any, NamedTuple

from stompkata.errors import ProtocolError
from stompkata.kata import expect, fail
from stompkata.kata.difference import MISSING, Stand
from stompkata.stomp.decoder import Decoder

ABSENT = Stand("(no such header)")


class Session(NamedTuple):
    """The fields of a learner's Session, so that a report can say which of them differs."""

    version: Any
    session: Any = None
    server: Any = None
    heart_beat: Any = (0, 0)


class Told(NamedTuple):
    """The fields of a learner's StompError."""

    message: Any
    details: Any = ""
    receipt_id: Any = None
    versions: Any = ()


def header(made: object, name: str) -> bytes | Stand:
    """The line of that header in the one CONNECT frame that these octets are; the check fails if they are none."""
    if not isinstance(made, bytes):
        expect(made, Stand("the octets (bytes) of a CONNECT frame"), because="what goes out on the wire is octets")
    try:
        frames = Decoder().receive(made)
    except ProtocolError as error:
        fail(f"a peer cannot read this frame: {error.what}", because="it would answer with an ERROR, and close")
    if len(frames) != 1:
        fail("these octets are not one whole frame", because="the peer reads a CONNECT, and answers it")
    if frames[0].command != "CONNECT":
        expect(frames[0].command, "CONNECT", because="this is the command that servers of every version know")
    found = [value for key, value in frames[0].headers.pairs if key == name]
    if len(found) > 1:
        fail(
            f"{name} stands there {len(found)} times", because="of repeated headers the first counts; say it all in one"
        )
    return f"{name}:{found[0]}".encode() if found else ABSENT


def facts(made: object) -> object:
    """The fields of a Session; anything else as it is."""
    return Session(*(getattr(made, name, MISSING) for name in Session._fields)) if hasattr(made, "version") else made


def told(made: object) -> object:
    """The fields of a StompError; anything else as it is."""
    if not isinstance(made, Exception) or type(made).__name__ != "StompError":
        return made
    return Told(str(made), *(getattr(made, name, MISSING) for name in Told._fields[1:]))
