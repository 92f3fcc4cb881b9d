"""Other protocols on a port of STOMP, known by their first line.

A browser lets any page send HTTP to any port, with a body of the page's choice; so what follows such a line is never
read as frames, whatever else is forgiven. Only a line that is no command of STOMP is looked at.
"""

import re

# the end of a request's first line whatever its method, the start of an answer, or a usual method and a target
_HTTP = re.compile(rb"(?:\A| )HTTP/\d|\A(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE) +[/*h]", re.IGNORECASE)
_TLS = b"\x16\x03"  # a record of the handshake (RFC 8446 §5.1)


def foreign(line: bytes) -> tuple[str, str]:
    """The protocol that a line belongs to, and what to try; empty if it is none of those known here."""
    if _HTTP.search(line):
        return "HTTP", "WebSocket and HTTP have a port of their own (ws://); on this one STOMP begins, with CONNECT"
    if line.startswith(_TLS):
        return "TLS", "connect without it (stomp:// or ws://), or to the port that speaks it"
    return "", ""
