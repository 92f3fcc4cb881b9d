"""A reader of STOMP frames that shares no line with the package: what it finds is what is there."""

from dataclasses import dataclass, field

ESCAPES = {
    "1.0": {},
    "1.1": {"\\n": "\n", "\\c": ":", "\\\\": "\\"},
    "1.2": {"\\n": "\n", "\\c": ":", "\\\\": "\\", "\\r": "\r"},
}


@dataclass
class Frame:
    """One frame from a server; of a repeated header, the first."""

    command: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name, f"no-{name}")


class OctetReader:
    """Octets in, frames out, however they are cut."""

    def __init__(self):
        self.version, self._octets = "1.0", b""

    def feed(self, octets: bytes) -> list[Frame]:
        """The frames that are complete now."""
        self._octets += octets
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> Frame | None:
        self._octets = self._octets.lstrip(b"\r\n")
        head, blank, _ = self._octets.partition(b"\n\n")
        if not blank:
            return None
        lines = head.decode().split("\n")
        pairs = [line.rstrip("\r").partition(":")[::2] for line in lines[1:]]
        length = dict(reversed(pairs)).get("content-length")
        begin = len(head) + 2
        end = begin + int(length) if length else self._octets.find(b"\0", begin)
        if end < 0 or len(self._octets) <= end:
            return None
        assert self._octets[end] == 0, self._octets
        body, self._octets = self._octets[begin:end], self._octets[end + 1 :]
        escapes = ESCAPES["1.0" if lines[0] == "CONNECTED" else self.version]
        headers = {unescape(name, escapes): unescape(value, escapes) for name, value in reversed(pairs)}
        return Frame(lines[0].rstrip("\r"), headers, body.decode("utf-8", "backslashreplace"))


def unescape(text: str, escapes: dict[str, str]) -> str:
    """Octet by octet, so that nothing is read twice; what has no meaning stays as it is."""
    if not escapes:
        return text
    found, at = "", 0
    while at < len(text):
        wide = 2 if text[at] == "\\" else 1
        found += escapes.get(text[at : at + wide], text[at : at + wide])
        at += wide
    return found
