"""Small servers on real sockets, each of which does one thing to whoever connects."""

import asyncio
import socket
import ssl
from contextlib import asynccontextmanager, contextmanager

import trustme


@asynccontextmanager
async def answering(data: bytes | None, *, tls=None):
    """`async with answering(octets) as port`: these octets for the first that come, then the end; None is silence."""
    peers = set()

    async def answer(reader, writer):
        peers.add(asyncio.current_task())
        try:
            await reader.read(4096)
            if data is None:
                await reader.read()
            else:
                writer.write(data)
                await writer.drain()
                writer.write_eof() if writer.can_write_eof() else None
                await reader.read()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for peer in peers:
            peer.cancel()
        await asyncio.gather(*peers, return_exceptions=True)


def http(status: str, *headers: str, body: bytes = b"") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


@contextmanager
def unused_port():
    """A port that nobody listens on, and nobody else gets meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def certified() -> tuple[ssl.SSLContext, trustme.CA]:
    """TLS for a server on 127.0.0.1, and the CA that nobody knows yet."""
    ca, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    return context, ca
