"""The plain types that every dissector returns and every view draws."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure from a rule, or one thing worth knowing.

    `error` is what the strict decoder refuses; `warning` breaks a rule that the octets alone do not decide, such as a
    missing header or a SHOULD; `note` breaks nothing; `advice` is what a sender could say with every frame, so that a
    conversation tells it once a connection. `at` counts octets from the start of the dissected data.
    """

    rule: str
    severity: Severity
    message: str
    at: int
    length: int = 0
    source: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A named run of bits: `bit` and `bits` count from the first bit of the dissected data.

    `value` is what stands there, decoded; a field with no value is only the heading of its children. `meaning` says
    what it is for, in a few words.
    """

    name: str
    value: str
    bit: int
    bits: int
    source: str = ""
    children: tuple["Field", ...] = ()
    meaning: str = ""

    @property
    def start(self) -> int:
        """Offset of the first octet that the field touches."""
        return self.bit // 8

    @property
    def stop(self) -> int:
        """Offset just past the last octet that the field touches."""
        return (self.bit + self.bits + 7) // 8


@dataclass(frozen=True, slots=True)
class Dissection:
    """Bytes with every field named.

    `layer` is "handshake", "websocket" or "stomp"; `summary` is one line; `complete` is False when more
    octets are needed; `payload` is what the layer carries (unmasked) and `inner` its dissection, if any.
    """

    layer: str
    data: bytes
    summary: str
    fields: tuple[Field, ...] = ()
    findings: tuple[Finding, ...] = ()
    complete: bool = True
    payload: bytes = b""
    inner: tuple["Dissection", ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that the strict decoder refuses."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    def __str__(self) -> str:
        from stompkata.dissection.text import render

        return render(self)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        from stompkata.dissection.html import render

        return {"text/plain": str(self), "text/html": render(self)}
