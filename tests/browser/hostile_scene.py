"""What strangers send, wherever a stranger's text can stand: names, paths, headers, bodies, reasons and faults."""

import json
from pathlib import Path

from scene import Scene

from stompkata.recording import Recording
from stompkata.websocket.frame import Opcode

HOSTILE = json.loads((Path(__file__).parent / "hostile.json").read_text(encoding="utf-8"))


def tell(recording: Recording, strings: list[str] = HOSTILE) -> Recording:
    """Record one connection for each string, which stands everywhere in it."""
    scene = Scene(recording)
    for number, text in enumerate(strings):
        _connection(scene, f"{number} {text[:40]}", text, " ".join(text.split()))
        scene.wait(1)
    return recording


def _connection(scene: Scene, name: str, text: str, line: str) -> None:
    scene.event(name, "open")
    request = f"GET /{line} HTTP/1.1\r\nHost: {line}\r\nSec-WebSocket-Protocol: {line}\r\n\r\n"
    scene.recording.add(scene.at, name, "to_server", "handshake", request.encode())
    scene.says(name, "CONNECT", accept_version="1.2", host=line, heart_beat="1000,1000")
    scene.hears(name, "CONNECTED", version="1.2", heart_beat="1000,1000", session=line, server=line)
    scene.says(name, "SUBSCRIBE", id=text, destination=text, ack="client")
    scene.says(name, "SEND", text, destination=text, receipt=text, transaction=text)
    scene.hears(name, "MESSAGE", text, destination=text, subscription=text, message_id=text, ack=text)
    scene.hears(name, "RECEIPT", receipt_id=text)
    scene.hears(name, "ERROR", text, message=text)
    scene.event(name, f"fault: {text}")
    scene.websocket(name, "to_client", Opcode.CLOSE, b"\x03\xe8" + text.encode()[:120])
    scene.event(name, f"closed 1000 {text}")
