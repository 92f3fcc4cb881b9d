"""`stompkata dissect`: bytes explained, octet by octet, in a terminal."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stompkata.errors import StompkataError

if TYPE_CHECKING:
    from stompkata.dissection import Dissection

_HEX = re.compile(r"(?:0x)?[0-9a-fA-F]{2}(?:[\s:,]*(?:0x)?[0-9a-fA-F]{2})*[\s:,]*")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([nr0\\]))")
_MEANING = {"n": b"\n", "r": b"\r", "0": b"\0", "\\": b"\\"}


def dissect(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[BYTES]", help=r"Hex (81 85 37 fa …), or text with \n, \r, \0, \xNN. - or nothing: standard input."
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="Read the bytes, or their hex, from a file.", dir_okay=False)
    ] = None,
    layer: Annotated[
        Literal["handshake", "websocket", "stomp"] | None,
        typer.Option(help="Guessed from the first bytes if not given."),
    ] = None,
    version: Annotated[
        Literal["1.0", "1.1", "1.2"], typer.Option("--stomp-version", help="The STOMP version that was agreed.")
    ] = "1.2",
) -> None:
    """Explain the bytes of a handshake, a WebSocket frame or a STOMP frame. Exit code 1: a rule is broken."""
    data = _read(text, file)
    if not data:
        raise StompkataError(
            "there is nothing to dissect\n  try:  stompkata dissect '81 85 37 fa 21 3d 7f 9f 4d 51 58'"
        )
    from stompkata.dissector import dissect as explain

    dissection = explain(data, layer, version=version)
    typer.echo(str(dissection))
    if any(part.errors for part in _all_of(dissection)):
        raise typer.Exit(1)


def octets_of(text: str) -> bytes:
    """Octets from what a person types: hex, or text with the escapes of a Python literal that frames need."""
    if _HEX.fullmatch(text.strip()):
        return bytes.fromhex(re.sub(r"0x|[\s:,]", "", text))
    octets, start = bytearray(), 0
    for match in _ESCAPE.finditer(text):
        octets += text[start : match.start()].encode()
        octets += bytes.fromhex(match[1]) if match[1] else _MEANING[match[2]]
        start = match.end()
    return bytes(octets + text[start:].encode())


def octets_from(data: bytes) -> bytes:
    """Octets from a file: as they are, unless the whole file is hex text (no frame and no HTTP head is)."""
    if data.isascii() and _HEX.fullmatch(data.decode().strip()):
        return octets_of(data.decode())
    return data


def _read(text: str | None, file: Path | None) -> bytes:
    if file is not None:
        try:
            return octets_from(file.read_bytes())
        except OSError as error:
            raise StompkataError(f"cannot read {file}: {error.strerror}") from None
    if text is not None and text != "-":
        return octets_of(text)
    if sys.stdin.isatty():
        return b""
    return octets_from(sys.stdin.buffer.read())


def _all_of(dissection: "Dissection") -> Iterator["Dissection"]:
    yield dissection
    for inner in dissection.inner:
        yield from _all_of(inner)
