"""A real `stompkata broker` in a process of its own, whose conversation is kept."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import stompkata as sk
from stompkata.errors import RemoteProtocolError
from stompkata.stomp.decoder import Decoder

PATIENCE = 20.0


class SharedBroker:
    """`async with SharedBroker(folder) as broker: …`; afterwards `broker.recording` holds what crossed the wire."""

    PASSCODE = "correct-horse-battery-staple"

    def __init__(self, folder: Path, *arguments: str):
        self._file = folder / "conversation.jsonl"
        self._command = [sys.executable, "-m", "stompkata", "broker", "--port", "0", "--tcp-port", "0"]
        self._command += ["--record", str(self._file), *arguments]

    async def __aenter__(self) -> "SharedBroker":
        environment = os.environ | {"STOMPKATA_PASSCODE": self.PASSCODE}
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )
        first = json.loads(await asyncio.wait_for(self._process.stdout.readline(), PATIENCE))
        self.url, self.tcp_url = first["url"], first["tcp_url"]
        self.port, self.tcp_port = urlsplit(self.url).port, urlsplit(self.tcp_url).port
        return self

    async def __aexit__(self, *_) -> None:
        self._process.send_signal(signal.SIGTERM)
        _, complaints = await asyncio.wait_for(self._process.communicate(), PATIENCE)
        assert self._process.returncode == 0, complaints.decode()
        assert b"Traceback" not in complaints, complaints.decode()
        self.recording = sk.Recording.load(self._file)


def findings_by_peer(recording: sk.Recording) -> dict[str, Counter[str]]:
    """For each peer, by the name it gave itself in CONNECT: the rules that its octets depart from, and how often.

    What the broker itself sent counts under the name "broker".
    """
    names, found = peer_names(recording), {}
    for record in recording:
        if record.direction != "none":
            name = "broker" if record.direction == "to_client" else names.get(record.connection, record.connection)
            found.setdefault(name, Counter()).update(_rules(recording.dissect(record)))
    return found


def peer_names(recording: sk.Recording) -> dict[str, str]:
    """Connection to the name in its CONNECT: the header `peer`, or a `client-id` such as aiostomp-4711."""
    heads = {name: frames[0].headers for name, frames in frames_of(recording, "to_server").items() if frames}
    names = {name: head.get("peer") or head.get("client-id", "").partition("-")[0] for name, head in heads.items()}
    return {connection: name for connection, name in names.items() if name}


def frames_of(recording: sk.Recording, direction: str) -> dict[str, list[sk.StompFrame]]:
    """The STOMP frames of one direction, by connection (beats left out)."""
    decoders, found = {}, {}
    for record in recording:
        if record.direction == direction and record.layer in ("websocket", "stomp"):
            decoder = decoders.setdefault(record.connection, Decoder(strict=False))
            frames = found.setdefault(record.connection, [])
            with suppress(RemoteProtocolError):  # some peers break their own frames: what follows is none
                decoder.feed(payload_of(recording, record))
                while (event := decoder.next()) is not None:
                    frames += [event] if isinstance(event, sk.StompFrame) else []
    return found


def beats_of(recording: sk.Recording, direction: str) -> list:
    """The records of one direction that hold one EOL and nothing else."""
    return [
        record
        for record in recording
        if record.direction == direction
        and record.layer in ("websocket", "stomp")
        and payload_of(recording, record) == b"\n"
    ]


def payload_of(recording: sk.Recording, record) -> bytes:
    """The STOMP octets of a record: a data frame's payload, or all of it over TCP."""
    if record.layer == "stomp":
        return record.data
    return recording.dissect(record).payload if record.data[0] & 0x0F in (0, 1, 2) else b""


def _rules(dissection) -> Counter[str]:
    rules = Counter(finding.rule for finding in dissection.findings if finding.severity != "note")
    for inner in dissection.inner:
        rules.update(_rules(inner))
    return rules
