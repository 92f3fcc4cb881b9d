"""load.py PORT DESTINATION MESSAGES: publishes as fast as one consumer of its own takes, both over TCP."""

import asyncio
import sys

BODY = 65536
UNDER_WAY = 8           # messages: what a broker may hold of the consumer that keeps up stays below its limit


class Load(asyncio.Protocol):
    """Both ends of one connection; what others take from a queue counts as soon as a later message has come."""

    def __init__(self, destination: str, messages: int):
        self.head = b"SEND\ndestination:%b\ncontent-length:%d\n\n" % (destination.encode(), BODY)
        self.subscribe = b"SUBSCRIBE\nid:0\ndestination:%b\n\n\0" % destination.encode()
        self.messages, self.sent, self.seen = messages, 0, -1
        self.kept = b""
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(b"CONNECT\naccept-version:1.2\nhost:a\n\n\0" + self.subscribe)
        self.publish()

    def data_received(self, data):
        if b"ERROR\n" in data[:64] + data[-1000:]:
            self.transport.abort()
        data = self.kept + data
        at = data.rfind(b"\n\n#")
        if 0 <= at <= len(data) - 11:
            self.seen = int(data[at + 3:at + 11])
            self.publish()
        self.kept = data[-10:] if at < 0 or at <= len(data) - 11 else data[at:]
        if self.seen >= self.messages - 2 * UNDER_WAY and not self.over.done():
            self.over.set_result(None)

    def publish(self):
        while self.sent < self.messages and self.sent - self.seen <= UNDER_WAY:
            self.transport.write(self.head + b"#%08d" % self.sent + b"x" * (BODY - 9) + b"\0")
            self.sent += 1

    def connection_lost(self, error):
        if not self.over.done():
            self.over.set_exception(ConnectionError(f"the broker closed after {self.seen} messages: {self.kept!r}"))


async def main() -> None:
    port, destination, messages = sys.argv[1:]
    loop = asyncio.get_running_loop()
    transport, load = await loop.create_connection(lambda: Load(destination, int(messages)), "127.0.0.1", int(port))
    await load.over
    transport.abort()


if __name__ == "__main__":
    asyncio.run(main())
