"""A message of permessage-deflate explained: inflated by itself, as far as it does not need the messages before it."""

import zlib

from stompkata.dissection.model import Dissection, Field, Finding
from stompkata.websocket.requirements import requirement

_TAIL = b"\0\0\xff\xff"     # the empty block's octets, which a sender takes away (RFC 7692 §7.2.1)
_MOST = 4 * 2**20           # octets that are inflated; a few kilobytes can become gigabytes


def dissect_deflated(data: bytes, *, text: bool = False, inflated: bytes | None = None) -> Dissection:
    """Inflate one whole message, and say what is wrong with it.

    Args:
        data: the payloads of its frames, unmasked and joined (RFC 7692 §7.2.1).
        text: judge the inflated octets as UTF-8 (RFC 7692 §6.2).
        inflated: the message, where it is known already because those before it are.

    Returns:
        A dissection of layer "deflate"; its payload is the inflated message, as far as there is one.
    """
    if inflated is not None:
        return _dissection(data, inflated, _judge_text(inflated, data) if text else [])
    message, findings = b"", []
    try:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        message = inflater.decompress(data, _MOST)
        if not inflater.unconsumed_tail and (cut := inflater.decompress(_TAIL)):
            message += cut
            findings.append(_finding("WD-06", "error", "the message does not end with a whole block", data))
        if data.endswith(_TAIL) and not inflater.eof:
            findings.append(_finding("WD-06", "warning", "the octets 00 00 ff ff at the end were not removed", data,
                                     "remove the last four octets of a sync flush"))
        if inflater.unconsumed_tail:
            findings.append(_finding("WD-10", "warning", f"only the first {_MOST} octets are inflated here", data))
    except zlib.error as error:
        findings.append(_broken(str(error), data))
    if text and not findings:
        findings += _judge_text(message, data)
    return _dissection(data, message, findings)


def _dissection(data: bytes, message: bytes, findings: list[Finding]) -> Dissection:
    size = f"{len(message)} octets inflated" if message or not findings else "not inflated"
    fields = (Field("deflated", f"{len(data)} octets", 0, len(data) * 8, "RFC 7692 §7.2", meaning=size),)
    return Dissection("deflate", data, f"permessage-deflate, {len(data)} octets, {size}", fields, tuple(findings),
                      payload=message)


def _broken(error: str, data: bytes) -> Finding:
    if "too far back" in error:
        return _finding("WD-08", "note", "it refers to messages before it, which are not known here", data,
                        "agree on no_context_takeover, and each message stands by itself")
    return _finding("WD-06", "error", f"the octets cannot be inflated ({error.partition(': ')[2]})", data,
                    "is the message compressed at all? Then RSV1 is wrong")


def _judge_text(message: bytes, data: bytes) -> list[Finding]:
    try:
        message.decode()
    except UnicodeDecodeError as error:
        return [_finding("WD-10", "error", f"octet {error.start} of the inflated text message is not UTF-8", data)]
    return []


def _finding(rule: str, severity: str, message: str, data: bytes, hint: str = "") -> Finding:
    return Finding(rule, severity, message, 0, len(data), requirement(rule).section, hint)
