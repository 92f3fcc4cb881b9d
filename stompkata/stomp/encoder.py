"""Frames to octets: LF line ends, escapes of the version, and a content-length that is always ours."""

from collections.abc import Collection, Iterable, Mapping

from stompkata.errors import LocalProtocolError
from stompkata.stomp.dialect import Dialect
from stompkata.stomp.escaping import escape
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.requirements import requirement
from stompkata.stomp.rules import COMMANDS, MAY_HAVE_BODY, rule


def encode(frame: StompFrame, version: str | None = "1.2") -> bytes:
    """Write one frame as it crosses the wire.

    A content-length among the headers is replaced by the true one: a body never lies about its size. It is written
    once, last, for every frame with a body, and for an empty body if the headers name it.

    Raises:
        LocalProtocolError: the version cannot express the frame, such as a LF in a header of CONNECT.

    Source: STOMP 1.2, "Augmented BNF", "Value Encoding", "Header content-length".
    """
    command, headers, body = frame
    pairs = headers.items() if headers.distinct_names else headers.pairs
    if "content-length" in headers:
        pairs = [pair for pair in pairs if pair[0] != "content-length"]
    head = _head(command, pairs, version)
    if not body:
        return head + (b"content-length:0\n\n\0" if "content-length" in headers else b"\n\0")
    if command not in MAY_HAVE_BODY and version != "1.0":
        raise _refuse("body", version, f"{command} has a body", "only SEND, MESSAGE and ERROR carry one")
    return b"%scontent-length:%d\n\n%s\0" % (head, len(body), body)


def encode_head(command: str, pairs: Mapping[str, str] | Iterable[tuple[str, str]],
                version: str | None = "1.2") -> bytes:
    """Write the command and header lines of a frame, each with its LF, without the blank line.

    What many frames share is encoded once; the rest of each is appended to it.

    Raises:
        LocalProtocolError: the version cannot express a header, or the command is none of STOMP's.
    """
    return _head(command, pairs.items() if isinstance(pairs, Mapping) else list(pairs), version)


def _head(command: str, pairs: Collection[tuple[str, str]], version: str | None) -> bytes:
    if command not in COMMANDS:
        raise _refuse("command", version, f"{command!r} is not a command of STOMP", "commands are capital letters")
    lines = [name + ":" + value for name, value in pairs]
    text = "\n".join([command, *lines, ""])
    if (text.count(":") != len(lines) or text.count("\n") != len(lines) + 1
            or "\\" in text or "\r" in text or "\0" in text or "\n:" in text):
        text = _careful_head(command, pairs, version)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        broken = text[error.start:error.end]
        raise _refuse("utf-8", version, f"a header holds {broken!r}, which UTF-8 cannot say", "") from None


def _careful_head(command: str, pairs: Collection[tuple[str, str]], version: str | None) -> str:
    lines, plain = [command], Dialect.of(version).is_plain(command)
    for name, value in pairs:
        if not name:
            raise _refuse("no-name", version, "a header has no name", "give it one")
        if plain:
            _check_plain(name, value, version)
        else:
            name, value = escape(name, version), escape(value, version)
        lines.append(f"{name}:{value}")
    return "\n".join([*lines, ""])


def _check_plain(name: str, value: str, version: str | None) -> None:
    """Nothing can be escaped here, so what would end a line or a name early would be read as another header."""
    for octet in "\n\r\0":
        if octet in name or octet in value:
            raise _refuse("no-colon", version, f"header {name!r} holds {octet!r}, and nothing is escaped in this frame",
                          "only 1.1 and 1.2 can escape, and never in CONNECT and CONNECTED")
    if ":" in name:
        raise _refuse("no-colon", version, f"header name {name!r} holds a colon, and nothing is escaped in this frame",
                      "the first colon of a line ends the name")


def _refuse(wrong: str, version: str | None, what: str, hint: str) -> LocalProtocolError:
    broken = rule(wrong, version)
    return LocalProtocolError(what, rule=broken, source=requirement(broken).section, hint=hint)
