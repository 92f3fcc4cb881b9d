"""The octets of a peer, built by hand, and a peer that only writes and collects octets."""

import asyncio

KEY = b"\x01\x02\x03\x04"


def upgrade(*lines: bytes, host: bytes = b"127.0.0.1", subprotocol: bytes = b"v12.stomp") -> bytes:
    own = [b"Sec-WebSocket-Protocol: " + subprotocol] if subprotocol else []
    return b"\r\n".join([b"GET / HTTP/1.1", b"Host: " + host, b"Upgrade: websocket", b"Connection: Upgrade",
                         b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", b"Sec-WebSocket-Version: 13", *own, *lines, b"", b""])


def client_frame(opcode: int, payload: bytes, *, fin: bool = True, masked: bool = True) -> bytes:
    size = len(payload)
    if size < 126:
        head = bytes([fin << 7 | opcode, masked << 7 | size])
    elif size < 65536:
        head = bytes([fin << 7 | opcode, masked << 7 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([fin << 7 | opcode, masked << 7 | 127]) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    return head + KEY + bytes(octet ^ KEY[i % 4] for i, octet in enumerate(payload))


def text(payload: bytes, **options) -> bytes:
    return client_frame(1, payload, **options)


def ping(payload: bytes = b"") -> bytes:
    return client_frame(9, payload)


def close(code: int = 1000, reason: bytes = b"") -> bytes:
    return client_frame(8, code.to_bytes(2, "big") + reason)


CONNECT = b"CONNECT\naccept-version:1.2\nhost:a\n\n\0"


def server_frames(data: bytes) -> list[tuple[int, bytes]]:
    """(opcode, payload) of unmasked frames."""
    frames = []
    while data:
        size, start = data[1] & 0x7F, 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start], "big")
        assert data[0] & 0x80 and not data[1] & 0x80
        frames.append((data[0] & 0x0F, data[start:start + size]))
        data = data[start + size:]
    return frames


class Peer(asyncio.Protocol):
    """Collects what comes; `received` is all of it, `frames` what follows the 101."""

    def __init__(self):
        self.received, self.ended, self.lost = b"", False, False
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.received += data

    def eof_received(self):
        self.ended = True

    def connection_lost(self, error):
        self.lost = True

    def write(self, *pieces: bytes):
        for piece in pieces:
            self.transport.write(piece)

    @property
    def head(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[0]

    @property
    def frames(self) -> list[tuple[int, bytes]]:
        return server_frames(self.received.partition(b"\r\n\r\n")[2])

    @property
    def texts(self) -> list[bytes]:
        return [payload for opcode, payload in self.frames if opcode in (1, 2)]

    @property
    def close_code(self) -> int | None:
        return next((int.from_bytes(payload[:2], "big") for opcode, payload in self.frames if opcode == 8), None)
