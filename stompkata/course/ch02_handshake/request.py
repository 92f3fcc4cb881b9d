"""The example of RFC 6455, and requests made with it."""

import base64
import random

KEY = "dGhlIHNhbXBsZSBub25jZQ=="  # RFC 6455 §1.3
OTHER_KEY = "AQIDBAUGBwgJCgsMDQ4PEA=="  # RFC 6455 §4.1, the octets 01 to 10
OFFERED = ("v12.stomp", "v11.stomp")


def drawn_key(source: random.Random) -> str:
    """A key as a client draws it for each connection."""
    return base64.b64encode(source.randbytes(16)).decode()


def request(offered: tuple[str, ...]) -> bytes:
    names = f"Sec-WebSocket-Protocol: {', '.join(offered)}\r\n" if offered else ""
    return (
        f"GET / HTTP/1.1\r\nHost: kata\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\n"
        f"Sec-WebSocket-Version: 13\r\n{names}\r\n"
    ).encode()
