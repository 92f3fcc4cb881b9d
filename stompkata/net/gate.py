"""Who may come in: the Origin and Host of a request, and the address to listen on."""

import ipaddress
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from websockets.datastructures import Headers, MultipleValuesError

from stompkata.errors import UnsafeAddressError
from stompkata.net.origins import check_origins

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can reach that address."""
    return host == "localhost" or getattr(_address(host), "is_loopback", False)


def is_anywhere(host: str) -> bool:
    """Whether that stands for all addresses of this machine: one can listen there, and go there not."""
    return not host or getattr(_address(host), "is_unspecified", False)


def in_url(host: str) -> str:
    """How a client writes a host, in a URL and in the header Host."""
    address = str(_address(host) or host.lower())
    return f"[{address}]" if ":" in address else address


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def check_address(host: str, *, users: bool, origins: Sequence[str]) -> None:
    """Refuse what would open a broker to everybody by accident.

    Raises:
        UnsafeAddressError: other machines can reach the address, and there are no logins or no list of origins; or
            the list lets every page in.
        OriginError: an entry of the list can match no page.
    """
    check_origins(origins)
    if is_loopback(host) or users and origins:
        return
    missing = " and ".join(["users={'name': 'passcode'}"] * (not users) + ["origins=['https://…']"] * (not origins))
    raise UnsafeAddressError(
        f"host {host!r} can be reached by other machines, so the broker needs logins and a list of origins\n"
        f"  try:  add {missing}, or leave host at 127.0.0.1")


class Gate:
    """Looks at an upgrade before it is granted.

    A browser sends `Origin`, so a page that nobody invited is refused by it, also when the page is on another port of
    this machine. A name that leads to this machine only because somebody's DNS says so is refused by `Host`.
    Programs that are no browser send no Origin, and pass (W-11; RFC 6455 §10.2); or they send this broker's own address,
    as websocket-client and so stomp.py do, which no page can: this broker serves none.

    Args:
        host: the address that is listened on.
        origins: the pages that are invited; their hosts are names of this broker, too.
        secure: the certificate says by which names this broker may be called, and browsers insist on them.
    """

    def __init__(self, host: str, origins: Sequence[str], *, secure: bool = False):
        self._origins = frozenset(origins)
        named = {urlsplit(origin).hostname for origin in origins} - {None}
        self._hosts = LOOPBACK | named | {in_url(host)}
        self._any_address, self._any_name = is_anywhere(host), secure

    def __call__(self, headers: Headers) -> tuple[HTTPStatus, str] | None:
        """A refusal, or None."""
        try:
            host, origin = headers.get("Host", ""), headers.get("Origin")
        except MultipleValuesError:
            return HTTPStatus.BAD_REQUEST, "Host and Origin may be there only once.\n"
        if not self._is_ours(host):
            return HTTPStatus.BAD_REQUEST, f"This broker is not {host or 'a host without a name'}: call it by its address.\n"
        if origin is not None and origin not in self._origins and not _is_own(origin, host):
            return HTTPStatus.FORBIDDEN, (
                f"Pages of {origin} may not talk to this broker. Start it with this origin in its list to allow them.\n")
        return None

    def _is_ours(self, host: str) -> bool:
        name, port = host.lower(), ""
        if not name.endswith("]"):
            name, _, port = name.rpartition(":") if ":" in name else (name, "", "")
        if port and not (port.isascii() and port.isdigit()):
            return False
        return name in self._hosts or self._any_address and bool(_address(name.strip("[]"))) or self._any_name and bool(name)


def _is_own(origin: str, host: str) -> bool:
    return origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")
