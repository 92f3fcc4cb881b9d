"""The addresses of a broker that clients can use: 0.0.0.0 is where one listens, and nowhere to go to."""

import socket
from contextlib import suppress
from urllib.parse import urlsplit

from stompkata.cli.certificate import Certificate
from stompkata.net.gate import in_url, is_anywhere, is_loopback

SIOCGIFADDR = 0x8915  # of Linux: the IPv4 address of an interface
# Nothing is sent there: to connect a UDP socket only asks which address of ours the way there begins with.
FAR = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}


Place = tuple[list[str], dict[str, str]]  # URLs of this machine; URLs for others, and the interface of each


def reachable(url: str, host: str, certificate: Certificate | None) -> Place:
    """The URLs of a listener: those of this machine, and those for others with the interface where it is known.

    Args:
        url: of `Server`.
        host: what it was told to listen on.
        certificate: leaves only what it is valid for, if it is valid for anything.
    """
    parts = urlsplit(url)
    bound, valid = parts.hostname or "", (*certificate.names, *certificate.addresses) if certificate else ()
    here = [bound, "localhost"] if is_loopback(bound) else []
    there = {} if here else {bound: ""}
    if is_anywhere(host):
        there = machine_addresses(socket.AF_INET6 if ":" in bound else socket.AF_INET)
    if certificate and not is_loopback(host):
        there = {name: "" for name in certificate.names if "*" not in name and name != "localhost"} | there

    def as_url(name: str) -> str:
        return parts._replace(netloc=f"{in_url(name)}:{parts.port}").geturl()

    usable = [as_url(name) for name in here if name in valid or not valid][:1]
    for_others = {as_url(name): interface for name, interface in there.items() if name in valid or not valid}
    return (usable, for_others) if usable or for_others else ([url], {})


def machine_addresses(family: socket.AddressFamily) -> dict[str, str]:
    """The addresses of this machine that lead out of it, and their interfaces or ""; the usual way out is first."""
    interfaces = _by_interface() if family == socket.AF_INET else {}
    found = [*_way_out(family), *interfaces]
    with suppress(OSError):
        found += [str(place[4][0]) for place in socket.getaddrinfo(socket.gethostname(), None, family)]
    return {
        address: interfaces.get(address, "") for address in found if not is_loopback(address) and address[:4] != "fe80"
    }


def _way_out(family: socket.AddressFamily) -> list[str]:
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.connect((FAR[family], 9))
        return [asking.getsockname()[0]]
    return []


def _by_interface() -> dict[str, str]:
    found: dict[str, str] = {}
    with suppress(ImportError, OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        from fcntl import ioctl

        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it has none, or this is not Linux
                answer = ioctl(asking, SIOCGIFADDR, name.encode()[:15].ljust(256, b"\0"))
                found[socket.inet_ntoa(answer[20:24])] = name
    return found
