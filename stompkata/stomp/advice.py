"""What a frame should have, though nobody can refuse its octets for it: the warnings and notes of a dissection."""

import re
from collections.abc import Iterator

from stompkata.dissection.model import Finding
from stompkata.stomp.requirements import requirement
from stompkata.stomp.roles import CLIENT_COMMANDS, NOT_IN, REQUIRED, SERVER_COMMANDS, missing_headers
from stompkata.stomp.rules import COMMANDS, MAY_HAVE_BODY
from stompkata.stomp.versions import listed

# what the headers of the standard are for
HEADERS = {
    "accept-version": "the versions that the client speaks",
    "ack": "how messages are acknowledged, or the id to do it with",
    "content-length": "octets in the body",
    "content-type": "what the body is",
    "destination": "where the message goes, or comes from",
    "heart-beat": "can send, wants to hear, in milliseconds",
    "host": "the virtual host that is wanted",
    "id": "names the subscription, or the message to acknowledge",
    "login": "who connects",
    "message": "what went wrong",
    "message-id": "names this message",
    "passcode": "the secret of who connects",
    "receipt": "asks for a RECEIPT with this id",
    "receipt-id": "the receipt that was asked for",
    "server": "name/version of the server",
    "session": "names the session",
    "subscription": "the subscription that this is about",
    "transaction": "the transaction that this is part of",
    "version": "the version of this session",
}
_SHOULD_HAVE = {"content-length": {"1.0": "S10-10", "1.1": "S11-40", "1.2": "S12-14"},
                "content-type": {"1.1": "S11-40", "1.2": "S12-16"}}
# most clients say no type, and converters that know the one they want (Spring's) take that better than a wrong one
_ASKED = {"content-length": ("warning", "add content-length"),
          "content-type": ("advice", "add it where a reader wants to know: text/plain, application/json, …")}


def advise(frame) -> Iterator[Finding]:
    """Warnings and notes about one frame that has been read: its `command`, `headers`, `body`, `start`, `version`."""
    version = frame.version or "1.2"
    values = {name: (value, at) for name, value, at in reversed(frame.headers)}
    for broken, severity, message, at, length, hint in (
        *_who(frame, version), *_required(frame, values, version), *_entries(frame, version), *_values(frame, values),
        *_about_body(frame, values, version),
    ):
        yield Finding(broken, severity, message, frame.start if at is None else at, length,
                      requirement(broken).section, hint)


def _who(frame, version: str):
    known = {"client": CLIENT_COMMANDS, "server": SERVER_COMMANDS}.get(frame.sender, COMMANDS)
    if frame.command in COMMANDS and frame.command not in known:
        yield ("S12-46", "warning", f"a {frame.sender} never sends {frame.command}", None, len(frame.command),
               "who sent this?")
    if frame.command in NOT_IN.get(version, ()):
        yield "S10-27", "warning", f"STOMP {version} has no {frame.command}", None, len(frame.command), "agree on 1.1"


def _required(frame, values, version: str):
    names = {name for name, _, _ in frame.headers}
    for name in missing_headers(frame.command, dict.fromkeys(names), version):
        broken = REQUIRED[version].get(frame.command, ("S10-18",))[0]
        yield broken, "warning", f"{frame.command} has no {name} header", None, 0, f"add {name}"
    if frame.command in ("CONNECT", "STOMP") and "receipt" in names:
        value, at = values["receipt"]
        yield "S12-20", "warning", "CONNECT cannot ask for a receipt; CONNECTED is its answer", at, len(value), ""


def _entries(frame, version: str):
    seen = set()
    for name, value, at in frame.headers:
        if name in seen:
            yield "S12-22", "note", f"{name} is repeated; the first counts", at, len(value), ""
        seen.add(name)
        if version != "1.0" and value != value.strip(" \t"):
            yield "S12-10", "note", f"{name} is padded, and the padding is part of the value", at, len(value), ""
        if version == "1.0" and (not value or not (name + value).isascii()):
            yield "S10-02", "warning", f"{name} is empty or not 7-bit text", at, len(value), "agree on 1.1 or 1.2"
        if "\0" in name + value:
            yield ("S12-05", "warning", "a NUL in a header: the grammar allows it, many peers do not", at, len(value),
                   "is the blank line before the NUL missing?")


def _values(frame, values):
    def shape(name: str, pattern: str, broken: str, message: str, hint: str):
        value, at = values.get(name, ("", 0))
        if name in values and not re.fullmatch(pattern, value, re.DOTALL):
            yield broken, "warning", message, at, len(value.encode()), hint

    yield from shape("heart-beat", r"[0-9]+,[0-9]+", "S12-39", "heart-beat is not x,y", "such as 10000,10000")
    yield from shape("content-type", r"[^/\s]+/[^/\s;]+( *;.*)?", "S12-17", "content-type is not a MIME type",
                     "such as text/plain")
    if frame.command == "CONNECTED":
        yield from shape("server", r"[^/\s]+(/\S+)?( .*)?", "S12-36", "server is not name or name/version",
                         "such as stompkata/0.1.0")
    if frame.command == "SUBSCRIBE":
        yield from shape("ack", "auto|client|client-individual", "S12-54", "not a way to acknowledge",
                         "auto, client or client-individual")
    offered, at = values.get("accept-version", ("", 0))
    meant = listed(offered, strict=False)
    rising = f"write {','.join(sorted(meant))}"
    if listed(offered) != meant:
        yield ("S12-30", "warning", "a space beside a version makes it one that nobody speaks", at, len(offered), rising)
    elif meant != sorted(meant):
        yield "S12-30", "warning", "accept-version does not rise", at, len(offered), rising


def _about_body(frame, values, version: str):
    if not frame.body or frame.command not in MAY_HAVE_BODY:
        return
    for name, broken in _SHOULD_HAVE.items():
        if name not in values and version in broken:
            severity, hint = _ASKED[name]
            yield broken[version], severity, f"a body, but no {name}", None, 0, hint
    value, at = values.get("content-type", ("", 0))
    if value.startswith("text/") and "charset" not in value:
        try:
            frame.body.decode()
        except UnicodeDecodeError as error:
            yield ("S12-18", "warning", f"{value} means UTF-8, but octet {error.start} of the body is not", at,
                   len(value), "name the charset, or send application/octet-stream")
