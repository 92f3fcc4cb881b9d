"""A small shop's conversation over WebSocket, told by hand on a wound clock: what the views are shown and tested with.

Two clients: the page publishes orders with receipts, the desk takes them from a queue, acknowledges them, answers in a
transaction, and sends one heart-beat too late. One receipt never comes, one order stays unacknowledged.
"""

import itertools

from stompkata.recording import Recording
from stompkata.stomp.encoder import encode as encode_stomp
from stompkata.stomp.frame import StompFrame
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

KEY = bytes.fromhex("37fa213d")
REQUEST = (
    b"GET /stomp HTTP/1.1\r\nHost: shop.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n"
)
ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n"
)


class Scene:
    """Writes what crosses the wires into a recording; `at` is moved on by hand."""

    def __init__(self, recording: Recording | None = None):
        self.recording = Recording() if recording is None else recording
        self.at = 100.0

    def wait(self, seconds: float) -> None:
        """Move the clock on."""
        self.at = round(self.at + seconds, 6)

    def event(self, connection: str, what: str) -> None:
        """Something happened to the connection, in words."""
        self.recording.add(self.at, connection, "none", "event", what.encode())

    def websocket(self, connection: str, direction: str, opcode: Opcode, payload: bytes = b"") -> None:
        """One WebSocket frame; a client masks."""
        key = KEY if direction == "to_server" else None
        octets = encode(WebSocketFrame(opcode, payload, masking_key=key))
        self.recording.add(self.at, connection, direction, "websocket", octets)
        self.wait(0.004)

    def stomp(self, connection: str, direction: str, command: str, body: str = "", **headers: object) -> None:
        """One STOMP frame in one text message; `_` in a header's name stands for `-`."""
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        typed = {"content-type": "text/plain"} if body else {}
        frame = StompFrame(command, named | typed, body.encode())
        self.websocket(connection, direction, Opcode.TEXT, encode_stomp(frame))

    def says(self, connection: str, command: str, body: str = "", **headers: object) -> None:
        """The client sends a STOMP frame."""
        self.stomp(connection, "to_server", command, body, **headers)

    def hears(self, connection: str, command: str, body: str = "", **headers: object) -> None:
        """The client gets a STOMP frame."""
        self.stomp(connection, "to_client", command, body, **headers)

    def opens(self, connection: str, offers: str = "2000,2000", answers: str = "2000,2000") -> None:
        """Handshake, CONNECT and CONNECTED, with these heart-beat headers."""
        self.event(connection, "open")
        self.recording.add(self.at, connection, "to_server", "handshake", REQUEST)
        self.wait(0.012)
        self.recording.add(self.at, connection, "to_client", "handshake", ANSWER)
        self.wait(0.006)
        self.says(connection, "CONNECT", accept_version="1.2", host="shop.example", heart_beat=offers)
        self.hears(connection, "CONNECTED", version="1.2", heart_beat=answers, session=f"session-{connection}")

    def beat(self, connection: str, direction: str) -> None:
        """One LF in a message of its own."""
        self.websocket(connection, direction, Opcode.TEXT, b"\n")

    def beats(self, connection: str, *, client: list[float], server: list[float]) -> None:
        """Beats at these seconds from now, of both sides."""
        start = self.at
        due = [(after, "to_server") for after in client] + [(after, "to_client") for after in server]
        for after, direction in sorted(due):
            self.at = max(self.at, start + after)
            self.beat(connection, direction)


def shop(recording: Recording | None = None) -> Recording:
    """The whole story, about twenty seconds long."""
    scene, numbers = Scene(recording), itertools.count(1)
    scene.opens("page", offers="0,0")
    scene.opens("desk")
    scene.says("desk", "SUBSCRIBE", id="sub-0", destination="/queue/orders", ack="client-individual")
    for order in ("two teas", "one coffee", "a cake"):
        number = next(numbers)
        scene.wait(0.03)
        scene.says("page", "SEND", order, destination="/queue/orders", receipt=f"order-{number}")
        scene.hears("desk", "MESSAGE", order, destination="/queue/orders", subscription="sub-0",
                    message_id=f"m-{number}", ack=f"a-{number}")
        if number < 3:
            scene.hears("page", "RECEIPT", receipt_id=f"order-{number}")
    scene.says("desk", "ACK", id="a-1")
    scene.beats("desk", client=[1.8, 3.6, 5.4], server=[1.8, 3.6, 5.4])
    scene.says("desk", "BEGIN", transaction="bill-1")
    scene.says("desk", "ACK", id="a-2", transaction="bill-1")
    scene.says("desk", "SEND", "4.20 paid", destination="/topic/bills", transaction="bill-1")
    scene.says("desk", "COMMIT", transaction="bill-1", receipt="bill-1-done")
    scene.hears("desk", "RECEIPT", receipt_id="bill-1-done")
    scene.websocket("desk", "to_client", Opcode.PING, b"are you there")
    scene.websocket("desk", "to_server", Opcode.PONG, b"are you there")
    scene.beats("desk", client=[1.8, 5.1, 6.9], server=[1.8, 3.6, 5.4, 7.2])  # the second one is late
    scene.says("desk", "DISCONNECT", receipt="bye")
    scene.hears("desk", "RECEIPT", receipt_id="bye")
    scene.websocket("desk", "to_client", Opcode.CLOSE, b"\x03\xe8")
    scene.websocket("desk", "to_server", Opcode.CLOSE, b"\x03\xe8")
    scene.event("desk", "closed 1000")
    return scene.recording


def silence(recording: Recording | None = None) -> Recording:
    """A client that falls silent, until the server gives it up."""
    scene = Scene(recording)
    scene.opens("quiet", offers="1000,3000", answers="2000,2000")
    scene.beats("quiet", client=[1.8, 3.6], server=[2.7, 5.4, 8.1])
    scene.wait(0.3)
    scene.hears("quiet", "ERROR", message="no heart-beat: the client was silent for 4.8 s")
    scene.websocket("quiet", "to_client", Opcode.CLOSE, b"\x03\xea")
    scene.event("quiet", "closed 1002 no heart-beat")
    return scene.recording


def blocked(recording: Recording | None = None) -> Recording:
    """A loop that is blocked for longer than two heart-beats may take; and once for so little that nothing comes late."""
    scene = Scene(recording)
    scene.opens("busy", offers="1000,1000", answers="1000,1000")
    scene.beats("busy", client=[0.9, 1.8], server=[0.9, 1.8])
    scene.wait(0.3)
    scene.event("busy", "loop: 180 ms late")
    scene.beats("busy", client=[0.6, 3.2], server=[0.6])
    scene.event("busy", "loop: 2130 ms late")
    scene.beats("busy", client=[0.9], server=[0.0, 0.9])
    scene.event("busy", "closed 1000")
    return scene.recording
