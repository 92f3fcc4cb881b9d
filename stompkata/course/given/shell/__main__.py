"""`python -m mystomp ws://host:port /topic/x`: hear what comes, and publish what you type; Ctrl-C ends it."""

import argparse
import asyncio
import contextlib
import getpass
import itertools
import os
import sys
import threading

from mystomp.client import Closed, Ended, Missing, Tcp, dial, made, yours

PATIENCE, QUIET = 2.0, 0.3  # seconds for the last RECEIPT, and in which whatever is on its way comes


async def talk(url: str, destination: str, host: str, login: str | None, passcode: str | None) -> None:
    """As far as your functions reach."""
    way = await dial(url)
    try:
        parser = yours("streaming_parser", "StompParser")()
        way.send(made("connect", "connect_frame", host, login=login, passcode=passcode))
        while not (came := frames(parser, await way.receive())):
            pass
        print("connected, version", made("connect", "on_connected", came[0], ("1.2", "1.1", "1.0")).version)
        subscriptions = subscribe(way, destination)
        hearing = asyncio.create_task(listen(way, parser, subscriptions, came[1:]))
        typing = asyncio.create_task(publish(way, destination))
        leaving = False
        try:
            await asyncio.wait([hearing, typing], return_when=asyncio.FIRST_COMPLETED)
            await calm(way, hearing)
        except asyncio.CancelledError:
            pass  # Ctrl-C: say goodbye, too
        if not hearing.done():
            leaving = True
            way.send(made("stomp_frame", "encode_frame", "DISCONNECT", [("receipt", "bye")]))
            await asyncio.wait([hearing], timeout=PATIENCE)
        typing.cancel() if not typing.done() else typing.result()
        end(hearing, leaving)
    finally:
        way.close()


def subscribe(way: Tcp, destination: str):
    """Ask for what is sent to the destination; None while you have no `Subscriptions`."""
    try:
        subscriptions = made("subscribe", "Subscriptions")
        made_frame = subscriptions.subscribe(destination, tell)
        if made_frame is None:
            raise Missing("subscribe", "Subscriptions")
    except Missing as missing:
        print(missing)
        return None
    way.send(made_frame[1])
    print("subscribed to", destination)
    return subscriptions


async def calm(way: Tcp, hearing: asyncio.Task) -> None:
    """Wait until nothing has come for a moment: at DISCONNECT, some servers drop what is on its way to you."""
    before = -1
    while before != way.heard and not hearing.done():
        before = way.heard
        await asyncio.wait([hearing], timeout=QUIET)


def end(hearing: asyncio.Task, leaving: bool) -> None:
    """Say how it ended; after DISCONNECT a server may close without its RECEIPT, as RabbitMQ does over WebSocket."""
    try:
        hearing.done() and hearing.result()
    except (Closed, ConnectionError):
        if not leaving:
            raise
    print("bye")


def tell(message: tuple) -> None:
    """Print a message; what could move the cursor is shown as an escape."""
    _, headers, body = message
    text = body.decode("utf-8", "replace")
    print(f"{headers.get('destination')}: {''.join(c if c.isprintable() else ascii(c)[1:-1] for c in text)}")


def frames(parser, octets: bytes) -> list:
    """The frames that are complete by now; a heart-beat is none."""
    return [found for found in parser.feed(octets) if not isinstance(found, str)]


async def listen(way: Tcp, parser, subscriptions, came: list) -> None:
    """Take what came with CONNECTED and what comes, until the last RECEIPT, or an end that nobody asked for."""
    while True:
        for command, headers, body in came:
            if command == "MESSAGE" and subscriptions:
                subscriptions.dispatch((command, headers, body))
            elif command == "RECEIPT" and headers.get("receipt-id") == "bye":
                return
            elif command == "ERROR":
                raise Ended(f"ERROR: {headers.get('message', body.decode('utf-8', 'replace'))}")
        came = frames(parser, await way.receive())


async def publish(way: Tcp, destination: str) -> None:
    """Publish each line of standard input, until its end."""
    lines, loop = asyncio.Queue(), asyncio.get_running_loop()
    threading.Thread(target=_read, args=(lines, loop), daemon=True).start()
    while line := await lines.get():
        try:
            text = line.rstrip("\r\n").encode("utf-8")
            way.send(made("publish", "send_frame", destination, text))
        except Missing as missing:
            print(missing)
            return


def _read(lines: asyncio.Queue, loop: asyncio.AbstractEventLoop) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody wants the line
        for line in itertools.chain(sys.stdin, [""]):
            loop.call_soon_threadsafe(lines.put_nowait, line)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m mystomp", description=__doc__)
    parser.add_argument("url", help="ws://host:port/path, or stomp://host:port for TCP")
    parser.add_argument("destination", help="such as /topic/x")
    parser.add_argument("--host", help="the virtual host, if it is not the host of the address; RabbitMQ wants /")
    parser.add_argument("--login", help="its passcode is taken from MYSTOMP_PASSCODE, or asked for")
    given = parser.parse_args()
    passcode = given.login and (os.environ.get("MYSTOMP_PASSCODE") or getpass.getpass("passcode: "))
    host = given.host or given.url.partition("//")[2].partition("/")[0].rpartition(":")[0]
    try:
        asyncio.run(talk(given.url, given.destination, host, given.login, passcode))
    except (Missing, Ended, OSError) as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
