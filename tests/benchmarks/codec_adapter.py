"""The codec as the harness calls it: only what an application would use."""

from importlib.metadata import version

import stompkata as sk


class Stompkata:
    """Four methods that every codec in the comparison has."""

    name = "stompkata"
    tail = b""

    def version(self) -> str:
        """The distribution's version."""
        return version("stompkata")

    def feeder(self) -> "Feeder":
        """A fresh incremental reader."""
        return Feeder()

    def plain(self, frame: sk.StompFrame) -> tuple[str, dict[str, str], bytes]:
        """Command, headers (the first of repeated ones), body."""
        return frame.command, dict(frame.headers), frame.body

    def serialise(self, command: str, headers: dict[str, str], body: bytes) -> bytes:
        """Octets for STOMP 1.2."""
        return sk.encode(sk.StompFrame(command, headers, body))


class Feeder:
    """Complete frames, without heart-beats."""

    def __init__(self):
        self._decoder = sk.Decoder("1.2")

    def feed(self, data: bytes) -> list[sk.StompFrame]:
        """What is complete now."""
        return [frame for frame in self._decoder.receive(data) if isinstance(frame, sk.StompFrame)]
