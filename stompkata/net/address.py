"""Where a broker is: what a URL says, and how to get there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from websockets.uri import WebSocketURI, parse_uri

from stompkata.net.link import Link
from stompkata.net.pipe import Pipe
from stompkata.net.upgrade import ClientWebSocketLink

if TYPE_CHECKING:
    from ssl import SSLContext

PORTS = {"stomp": 61613, "tcp": 61613, "stomp+ssl": 61614}      # the ones that brokers have by habit


@dataclass(frozen=True, slots=True)
class Address:
    """A place to connect to; `uri` is None for STOMP straight over TCP, `pipe` is in memory."""

    host: str
    port: int
    secure: bool
    uri: WebSocketURI | None
    pipe: Pipe | None = None

    def link(self, *args, subprotocols: Sequence[str], make: Callable[..., Link] = ClientWebSocketLink, **options) -> Link:
        """Our end of a connection to it."""
        if self.uri is None:
            return Link(*args, server=False, **options)
        return make(*args, uri=self.uri, subprotocols=subprotocols, **options)

    async def dial(self, link: Link, ssl: "SSLContext | bool | None") -> None:
        """Connect our end."""
        if self.pipe is not None:
            self.pipe.connect(link)
            return
        tls = {"ssl": ssl or True, "server_hostname": self.host,
               "ssl_shutdown_timeout": link.limits.linger_seconds} if self.secure else {}
        await asyncio.get_running_loop().create_connection(lambda: link, self.host, self.port, **tls)


def parse(url: "str | Pipe") -> Address:
    """Read a URL: ws, wss, stomp, tcp (the same) or stomp+ssl; or take a pipe.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(url, Pipe):
        return Address("pipe", 0, False, parse_uri("ws://localhost/") if url.transport == "ws" else None, url)
    parts = urlsplit(url)
    if parts.scheme not in (*PORTS, "ws", "wss") or not parts.hostname:
        raise ValueError(f"{url!r} is no address of a broker\n"
                         "  try:  ws://127.0.0.1:15674/ws, wss://…, stomp://127.0.0.1:61613, stomp+ssl://…")
    if parts.scheme not in PORTS:
        uri = parse_uri(url)
        return Address(uri.host, uri.port, uri.secure, uri)
    return Address(parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme == "stomp+ssl", None)
