"""The two heads of the opening handshake explained, line by line."""

from collections.abc import Iterator, Sequence

from stompkata.dissection.model import Dissection, Field, Finding
from stompkata.websocket.handshake import Fault, Head, judge_request, judge_response
from stompkata.websocket.requirements import requirement

_LINES = {
    "host": "the server that is meant", "upgrade": "the protocol to switch to", "connection": "this hop is to switch",
    "sec-websocket-key": "proves, answered, that the server speaks WebSocket", "origin": "the page that connects",
    "sec-websocket-version": "13 is RFC 6455", "sec-websocket-accept": "base64(SHA-1(key + GUID))",
    "sec-websocket-protocol": "subprotocols, best first; in the answer, the one chosen",
    "sec-websocket-extensions": "extensions, such as permessage-deflate",
}


def dissect_handshake(data: bytes, *, key: str | None = None,
                      subprotocols: Sequence[str] | None = None) -> Dissection:
    """Name every line of an opening request or of its answer.

    Args:
        data: one head of HTTP/1.1; what follows the blank line is left out of the dissection.
        key, subprotocols: what the request carried, to judge an answer by; None leaves that open.

    Source: RFC 6455 §4.
    """
    end = data.find(b"\r\n\r\n")
    complete = end >= 0
    data = data[:end + 4] if complete else data
    answer = data.startswith(b"HTTP/")
    fields = tuple(_head_fields(data))
    head = Head.parse(data)
    faults = judge_response(head, key=key, subprotocols=subprotocols) if answer else judge_request(head)
    findings = tuple(_head_finding(fault, fields) for fault in faults) if complete else ()
    summary = f"WebSocket opening {'answer' if answer else 'request'}: {head.start_line}"
    return Dissection("handshake", data, summary if complete else f"{summary} (incomplete)", fields, findings, complete)


def _head_fields(data: bytes) -> Iterator[Field]:
    at = 0
    for line in _crlf_lines(data):
        text = line.decode("latin-1").removesuffix("\r\n")
        name = "start line" if at == 0 else "header" if text else "blank line"
        meaning = _LINES.get(text.partition(":")[0].lower(), "") if at else "what is asked, or answered"
        yield Field(name, text, at * 8, len(line) * 8, "RFC 6455 §4", meaning=meaning if text else "the head ends")
        at += len(line)


def _crlf_lines(data: bytes) -> list[bytes]:
    *lines, rest = data.split(b"\r\n")
    return [line + b"\r\n" for line in lines] + ([rest] if rest else [])


def _head_finding(fault: Fault, fields: tuple[Field, ...]) -> Finding:
    about = [field for field in fields[1:] if field.value.lower().startswith(f"{fault.header.lower()}:")]
    missing = fault.header and not about
    field = about[0] if about else fields[0]
    return Finding(fault.rule, "error", fault.what, field.start, 0 if missing else field.stop - field.start,
                   requirement(fault.rule).section, fault.hint)
