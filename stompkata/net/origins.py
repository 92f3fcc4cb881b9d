"""An origin as a browser writes it: any other spelling would never be met, and its page be refused without a word."""

import re
import socket
import unicodedata
from collections.abc import Sequence
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from stompkata.errors import OriginError, UnsafeAddressError

USUAL = {"http": 80, "https": 443}      # ports that a browser leaves out
SUCH_AS = "such as http://localhost:8888"


def check_origins(origins: Sequence[str]) -> None:
    """Refuse a list in which an entry can match no page, or any.

    Raises:
        UnsafeAddressError: an entry would let every page in.
        OriginError: no browser sends such an origin; says which it sends instead, where that is known.

    Source: RFC 6454 §6.2; URL Standard, "host parsing"; tried with Chromium.
    """
    if isinstance(origins, str):
        raise OriginError(f"origins is a list, and not the text {origins!r}\n  try:  origins=[{origins!r}]")
    for origin in origins:
        if origin in ("*", "null"):
            raise UnsafeAddressError(f"origin {origin!r} would let a script on any web page talk to this broker\n"
                                     f"  try:  name the pages, {SUCH_AS}; to have a name, a file is served over HTTP")
        right = _as_sent(origin)
        if right != origin:
            raise OriginError(f"no browser sends the origin {origin!r}: it writes scheme://host or scheme://host:port, in lower "
                              f"case and ASCII, without wildcard, path, :80 of http or :443 of https\n  try:  {right or SUCH_AS}")


def _as_sent(origin: str) -> str | None:
    """How a browser writes it; None if it can be no origin."""
    before, rest = re.fullmatch(r"\s*(?:([\w+.-]+):[/\\]+)?[/\\]*(.*?)\s*", origin, re.DOTALL).groups("http")
    scheme = {"ws": "http", "wss": "https"}.get(before.lower(), before.lower())
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        if scheme not in USUAL:             # of an extension or an application, whose names have rules of their own
            return f"{scheme}://{parts.netloc}" if parts.netloc and "*" not in rest and scheme != "file" else None
        return f"{scheme}://{_host(parts.hostname or '')}" + f":{parts.port}" * (parts.port not in (None, USUAL[scheme]))
    except (ValueError, OSError):
        return None


def _host(name: str) -> str:
    if ":" in name:
        return f"[{IPv6Address(name)}]"
    labels = unicodedata.normalize("NFKC", name).lower().replace("。", ".").split(".")
    name = ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels)
    if not re.fullmatch(r"[a-z0-9._-]+", name):
        raise ValueError(name)
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        return socket.inet_ntoa(socket.inet_aton(name))     # 127.1 and 2130706433 are addresses to a browser, too
    return name
