"""Writes the recorded transcripts of the course again: `python tests/interop/record_transcripts.py`.

Look at the difference before you commit it. Times are counted, not measured; passcodes are masked as always.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import stompkata as sk
from stompkata import lab
from stompkata.course import transcripts
from stompkata.course.peers import real_brokers, session
from stompkata.course.transcripts import Transcript
from stompkata.recording import Recording

FOLDER = Path(transcripts.__file__).parent
QUIET = 0.5  # seconds in which a broker says what it has to say
TOPIC, OTHER = "/topic/transcript", "/topic/other"
LOGIN = "login:guest\npasscode:guest\n"


def connect(version: str, more: str = LOGIN) -> str:
    return f"CONNECT\naccept-version:{version}\nhost:/\n{more}\n\0"


def listen(destination: str) -> str:
    """A SUBSCRIBE, always under the same id."""
    return f"SUBSCRIBE\nid:2\ndestination:{destination}\n\n\0"


def publish(destination: str) -> str:
    return f"SEND\ndestination:{destination}\n\nhello\0"


SUBSCRIBE = f"SUBSCRIBE\nid:{{}}\ndestination:{TOPIC}\nreceipt:sub-{{}}\n\n\0"
SEND = f"SEND\ndestination:{TOPIC}\nreceipt:sent\n\nhello\0"
SCENES = {
    "connected-1.0": [connect("1.0")],
    "connected-1.1": [connect("1.1,1.0")],
    "connected-1.2": [connect("1.2,1.1,1.0", f"{LOGIN}heart-beat:10000,20000\n")],
    "no-version": [connect("9.9")],
    "bad-login": [connect("1.2", "login:guest\npasscode:wrong\n")],
    "broken-frame": [connect("1.2"), "SEND\nnocolon\n\nhi\0"],
    "no-destination": [connect("1.2"), "SEND\nreceipt:lost\n\nhi\0", SEND],
    "before-connect": [SEND],
    "receipt": [connect("1.2"), SEND],
    "two-subscriptions": [connect("1.2"), SUBSCRIBE.format(0, 0), SUBSCRIBE.format(1, 1), SEND, "DISCONNECT\nreceipt:bye\n\n\0"],
    "one-id-twice": [connect("1.2"), listen(TOPIC), listen(OTHER), publish(TOPIC), publish(OTHER)],
    "unsubscribe-without-id": [connect("1.2"), listen(TOPIC), f"UNSUBSCRIBE\ndestination:{TOPIC}\n\n\0", publish(TOPIC)],
}  # fmt: skip


def of_broker(broker: real_brokers.RealBroker) -> Transcript:
    """Play every scene to a broker, through a tap."""
    tap = lab.tap(broker.tcp_url, name="transcript")
    for lines in SCENES.values():
        talk = session.Session("127.0.0.1", int(tap.url.rpartition(":")[2]))
        for line in lines:
            talk.send(line.encode())
            while talk.receive(QUIET) is not None:
                pass
        talk.drop()
    found = named(tap.recording, dict(zip(connections(tap.recording), SCENES, strict=True)))
    tap.close()
    server = Transcript("", found).frames("connected-1.2")[0][1]["server"]
    product, _, version = server.partition("/")
    return Transcript(f"{product.lower()}-{'.'.join(version.split('.')[:2])}", found)


async def of_stompjs() -> Transcript:
    """A conversation of stompjs with our broker."""
    from peers import HERE, StompjsUnderNode

    recording, version = sk.Recording(), _version(HERE / "node_modules/@stomp/stompjs/package.json")
    async with sk.serve(recording=recording) as server, StompjsUnderNode() as stompjs:
        await stompjs.connect(server.url, "stompjs")
        await stompjs.subscribe(TOPIC)
        await stompjs.publish(TOPIC, "hello")
        await stompjs.wait("message")
        await stompjs.unsubscribe(TOPIC)
        await stompjs.disconnect()
    return Transcript(f"stompjs-{version}", named(recording, dict.fromkeys(connections(recording), "conversation")))


async def of_stomp_py() -> Transcript:
    """A conversation of stomp.py with our broker."""
    import stomp
    from pypi_peers import StompPy

    recording = sk.Recording()
    async with sk.serve(recording=recording, port=None, tcp_port=0) as server:
        peer = StompPy(stomp.StompConnection12, int(server.tcp_url.rpartition(":")[2]))
        await peer.connect()
        await peer.subscribe(TOPIC)
        await peer.send(TOPIC, b"hello", receipt=True)
        await peer.wait("message")
        await peer.unsubscribe(TOPIC)
        await peer.disconnect()
    version = ".".join(metadata.version("stomp-py").split(".")[:2])
    return Transcript(f"stomp.py-{version}", named(recording, dict.fromkeys(connections(recording), "conversation")))


def named(recording: Recording, scenes: dict[str, str]) -> Recording:
    """What was said, under the names of the scenes, and with counted times."""
    renamed = Recording()
    for record in recording:
        if record.direction != "none":
            at = (renamed.last + 1) / 1000
            renamed.add(at, scenes[record.connection], record.direction, record.layer, record.data)
    return renamed


def connections(recording: Recording) -> list[str]:
    return list(dict.fromkeys(record.connection for record in recording))


def _version(package: Path) -> str:
    return ".".join(json.loads(package.read_text())["version"].split(".")[:2])


def every_transcript(tell: Callable[[str], None]) -> list[Transcript]:
    """All four, of the peers as they are here."""
    made = [asyncio.run(of_stompjs()), asyncio.run(of_stomp_py())]
    for start in (real_brokers.rabbitmq, real_brokers.activemq):
        with tempfile.TemporaryDirectory() as folder, start(Path(folder), tell) as broker:
            made.append(of_broker(broker))
    return made


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    for one in every_transcript(print):
        path = FOLDER / f"{one.name}.jsonl"
        one.recording.save(path)
        path.chmod(0o644)  # others may read what is installed
        print(one.name, one.scenes)
