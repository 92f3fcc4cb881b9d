"""An origin as a browser writes it: any other spelling would never be met, and its page be refused without a word."""

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from stompkata.errors import OriginError, UnsafeAddressError

USUAL = {"http": 80, "https": 443}      # ports that a browser leaves out
SUCH_AS = "such as http://localhost:8888"


def check_origins(origins: Sequence[str]) -> None:
    """Refuse a list in which an entry can match no page, or too many.

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
        try:
            right = _as_sent(origin)
        except (ValueError, OSError) as error:
            raise OriginError(f"no browser sends the origin {origin!r}: {error}\n  try:  {SUCH_AS}") from None
        if right != origin:
            raise OriginError(f"no browser sends the origin {origin!r}: it writes scheme://host or scheme://host:port, in "
                              f"lower case and ASCII, without a path, and without :80 of http or :443 of https\n  try:  {right}")


def _as_sent(origin: str) -> str:
    if "*" in origin:
        raise ValueError("there are no wildcards, each is written out")
    begins = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):[/\\]+", origin.strip())
    scheme = begins[1].lower() if begins else "http"
    scheme = {"ws": "http", "wss": "https"}.get(scheme, scheme)
    if scheme == "file":
        raise ValueError("of a page that is a file it says null, as of many others; serve it over HTTP")
    parts = urlsplit(f"{scheme}://{origin.strip()[begins.end():] if begins else origin.strip().lstrip('/')}")
    if scheme not in USUAL:                 # of an extension or an application, whose names have rules of their own
        return f"{scheme}://{parts.netloc}"
    return f"{scheme}://{_host(parts.hostname or '')}" + f":{parts.port}" * (parts.port not in (None, USUAL[scheme]))


def _host(name: str) -> str:
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name).compressed}]"
    labels = unicodedata.normalize("NFKC", name).lower().replace("。", ".").split(".")
    name = ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels)
    if not re.fullmatch(r"[a-z0-9._-]+", name):
        raise ValueError(f"{name!r} is no host")
    try:
        return socket.inet_ntoa(socket.inet_aton(name))     # 127.1 and 2130706433 are addresses to a browser, too
    except OSError:
        if labels[-1].isdigit():
            raise ValueError(f"{name!r} is no address") from None
    return name
