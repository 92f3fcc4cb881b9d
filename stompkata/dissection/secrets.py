r"""Secrets in octets, known by the name in front of them: the one list of names, and where their values stand.

The rule is: what may be a secret is one. A name counts wherever it stands and whatever else is in it (`my-passcode`),
in any case, behind octets that nobody sees (spaces, a BOM, a NUL), with backslashes or JSON's escapes in it; its value
goes to the end of the line. In JSON, as SockJS carries frames, a line ends at `\n` or with its string; in a query,
at `&`. The price: a line of prose such as `Token: 5` is taken for one. Not found are a member of JSON
(`{"token": "x"}`), and a secret that stands behind another name, or behind none.
"""

import re
from collections.abc import Iterable

Spans = list[tuple[int, int]]

# Of STOMP (passcode), of HTTP (RFC 9110 §11, RFC 6265) and of OAuth 2 (access_token, client_secret), and what Spring and
# others put into headers of CONNECT (X-CSRF-TOKEN, X-Auth-Token, X-API-Key, jwt); a login is none.
NAMES = ("passcode", "password", "passwd", "passphrase", "authorization", "authentication", "cookie", "token", "secret",
         "credential", "csrf", "xsrf", "apikey", "api-key", "api_key", "jwt", "sessionid")  # fmt: skip
SHORT = ("auth", "pass", "pwd")  # only as a word of its own: `X-Auth`, and not `author`
_STEMS = ("pass", "auth", "cookie", "token", "secret", "credential", "srf", "api", "jwt", "sessionid", "pwd")

MASK = "********"
SHORTEST = 4  # octets of what is known again without a name: shorter ones would turn all to stars
REACH = 256  # octets from the beginning of a name to its value, at most; more is cut off by {...} below


def _spaced(names: Iterable[str]) -> bytes:
    return b"|".join(rb"\\{0,8}".join(re.escape(letter.encode()) for letter in name) for name in names)


# All of these read small letters.
_WORD = rb"[a-z0-9_.%\\-]{0,40}"
_ANY = rb"(?:" + _spaced(NAMES) + rb"|(?:(?<![a-z])|(?<=\\[nr]))(?:" + _spaced(SHORT) + rb")(?![a-z]))" + _WORD
_BARE = rb"(?:(?<![^\r\n\0\"\\])|(?<=\\[nr]))" + _spaced(["passcode"]) + rb"\\{0,8}[ \t]"  # a line without its colon
_NAME = re.compile(
    rb"(?:(?P<query>[?&;#/]%b)?%b[^!-\[\]-~\n]{0,16}(?P<sign>[:=])|%b)[ \t]{0,16}+" % (_WORD, _ANY, _BARE)
)
_COMMAND = rb"(?:connect(?:ed)?|stomp|send|(?:un)?subscribe|n?ack|begin|commit|abort|disconnect|message|receipt|error)"
_LINE = rb"(?:[^\n\0]++|\0(?![\r\n]{0,8}%b[ \t]*\r?\n))*+" % _COMMAND  # a NUL may be meant, but not before a frame
_TO_ITS_END = re.compile(rb"%b(?:\n[ \t]%b)*+" % (_LINE, _LINE))  # HTTP may fold a line (RFC 9112 §5.2)
_IN_JSON = re.compile(rb'(?:[^"\\\n]++|\\(?!n|u000a|r\\n)[^\n])*+')
_IN_QUERY = re.compile(rb"[^&;#\s\"'<>\0]*+")
_JSON = re.compile(rb'[^!-~\n]*+(?:data: ?)?[am]?\[?[^!-~\n]{0,8}"')  # SockJS's, also in an event stream
_ESCAPED = re.compile(rb"\\u00([2-7][0-9a-f])")
_USER = re.compile(rb"(?<=://)[^\s/?#@\"]{1,200}(?=@)")

_STARS = bytes(octet if octet in b"\r\n\0" else ord("*") for octet in range(256))


def mentions(data: bytes) -> bool:
    """Whether the name of a secret may stand in these octets."""
    if b"\\" in data:
        data = _unescaped(data.lower()).replace(b"\\", b"")
    text = str(data, "latin-1").lower()  # a str is searched much faster
    for stem in _STEMS:  # of every head that is recorded: any() takes longer
        if stem in text:
            return True
    return False


def find(data: bytes) -> Spans:
    """Where values of secrets stand."""
    text = _unescaped(data.lower())
    spans, at, in_json = [], 0, _JSON.match(text)
    while found := _NAME.search(text, at):
        if (line := text.rfind(b"\n", at, found.start())) >= 0:
            in_json = _JSON.match(text, line + 1)
        kind = _IN_QUERY if found["query"] and found["sign"] == b"=" else _IN_JSON if in_json else _TO_ITS_END
        at = kind.match(text, found.end()).end()
        spans.append((found.end(), at))
    return spans


def is_json(data: bytes, at: int = 0) -> bool:
    """Whether a line of JSON begins there."""
    return _JSON.match(data, at) is not None


def find_user(data: bytes) -> Spans:
    """Where `user:password` stands in an address."""
    return [found.span() for found in _USER.finditer(data)]


def starred(data: bytes, spans: Spans) -> bytes:
    """The same octets, and as many, with `*` at those places; ends of lines and of frames stay."""
    if not spans:
        return data
    masked = bytearray(data)
    for start, stop in spans:
        masked[start:stop] = data[start:stop].translate(_STARS)
    return bytes(masked)


def hide(data: bytes) -> bytes:
    """The same octets without the values of secrets."""
    return starred(data, find(data)) if mentions(data) else data


def hide_text(text: str, known: Iterable[str] = ()) -> str:
    """A text for a person, in which each secret is eight stars, whatever its length; `known` are values of some."""
    data = text.encode("utf-8", "surrogatepass")
    for start, stop in sorted([*(find(data) if mentions(data) else []), *find_user(data)], reverse=True):
        data = data[:start] + MASK.encode() * (stop > start) + data[stop:]
    text = data.decode("utf-8", "surrogatepass")
    for value in known:
        text = text.replace(value, MASK) if len(value) >= SHORTEST else text
    return text


def is_secret(name: str) -> bool:
    """Whether a header of this name holds a secret."""
    return bool(_NAME.search(name.lower().encode() + b":"))


def _unescaped(text: bytes) -> bytes:
    """JSON's escapes of visible octets as these octets behind backslashes, so that all keeps its place."""
    return _ESCAPED.sub(lambda found: b"\\" * 5 + bytes.fromhex(found[1].decode()).lower(), text)
