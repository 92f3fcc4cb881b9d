"""What the usual reading of a frame's head leaves over: other commands, escapes, CR LF, repeats, odd lengths."""

from stompkata.errors import ProtocolError
from stompkata.stomp.dialect import Dialect
from stompkata.stomp.escaping import unescape
from stompkata.stomp.foreign import foreign
from stompkata.stomp.frame import Headers
from stompkata.stomp.limits import FrameLimits
from stompkata.stomp.rules import COMMANDS

_PADDING = " \t"
MOST_DIGITS = 18            # int() refuses thousands of digits with an error of its own


def read_command(line: bytes, complete: bool, limits: FrameLimits, dialect: Dialect) -> str | None:
    """Judge a command line that is not one of STOMP's commands and a LF.

    Args:
        line: the octets up to the LF, or what has arrived of them (never more than the limit and 2).

    Returns:
        The command, which may be one that only the roles can judge; None when more octets are needed.
    """
    protocol, instead = foreign(line[: limits.command + 1])
    nul = line.find(b"\0", 0, limits.command + 1)
    if nul >= 0:
        hint = instead or "a frame needs a LF after its command, and a blank line before its body and NUL"
        raise dialect.error("command", "a NUL in the command line", at=nul, got=line[: nul + 1], hint=hint)
    name = line[:-1] if dialect.crlf and line.endswith(b"\r") else line
    if len(name) > limits.command and not protocol:
        raise dialect.over("command", limits.command, at=limits.command)
    if not complete and len(name) <= limits.command:
        return None
    if protocol:
        raise dialect.error("command", f"this is {protocol}, not STOMP", at=0, got=name, hint=instead)
    if dialect.strict and b"\r" in name:
        raise dialect.error("command-cr", "a CR in the command line does not end it", at=name.index(b"\r"), got=b"\r",
                            hint="end lines with LF; only 1.2 knows CR LF")
    command = name.decode("utf-8", "backslashreplace")
    if dialect.strict and command not in COMMANDS:
        raise dialect.error("command", "not a command of STOMP", at=0, got=line, hint=_command_hint(command))
    return command


def _command_hint(command: str) -> str:
    meant = command.strip().upper()
    if meant in COMMANDS:
        return f"write {meant}: capital letters, no spaces (S12-04)"
    return "did the frame before end where it should? A frame begins with a command such as SEND"


def read_headers(raw: bytes, command: str, dialect: Dialect) -> Headers | None:
    """The header entries; None when there is a fault for `HeadWalk` to name.

    Args:
        raw: the octets of the header lines, without the EOL of the last.
    """
    plain = dialect.is_plain(command)
    try:
        text = str(raw, "utf-8")
        if dialect.crlf:
            text = text.replace("\r\n", "\n").removesuffix("\r")
            if dialect.strict and "\r" in text:
                return None
        once = plain or not dialect.strict              # the first colon ends the name, more may follow
        pairs = [line.split(":", 1) if once else line.split(":") for line in text.split("\n")]
        if "\\" in text and not plain:
            version, strict = dialect.version, dialect.strict
            pairs = [[unescape(part, version, strict=strict) if "\\" in part else part for part in pair]
                     for pair in pairs]
        if dialect.trims(command, pairs):
            pairs = [(name, value.strip(_PADDING)) for name, value in pairs]
        headers = Headers(map(tuple, pairs))
    except (ValueError, ProtocolError):
        return None
    return None if "" in headers else headers


def read_length(raw: bytes, block: int, value: str, dialect: Dialect) -> int:
    """The value of content-length as a number; raises if it is none, or (strictly) if a second one differs.

    Args:
        raw, block: the octets of the header lines, and where they begin in the frame.
    """
    digits = value if dialect.strict else value.strip(_PADDING)
    (at, got), *others = lengths(raw, block)
    # int() takes "1_0", "+1" and "٣"; the wire does not
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise dialect.error("length", "content-length is not a number of octets", at=at, got=got,
                            hint="write decimal digits only, such as content-length:5")
    for at, other in others:
        if dialect.strict and other != got:
            raise dialect.error("repeat", "a second content-length differs from the first", at=at, got=other,
                                hint="send content-length once; two readers may take different ones")
    return int(digits)


def lengths(raw: bytes, block: int) -> list[tuple[int, bytes]]:
    """Where each value of content-length stands in the frame, and its octets."""
    found, at = [], block
    for line in raw.split(b"\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            found.append((at + len(name) + 1, value.removesuffix(b"\r")))
        at += len(line) + 1
    return found
