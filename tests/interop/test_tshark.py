"""Wireshark's dissector agrees with ours on every field of a captured conversation, frame by frame."""

import os
import random
import shutil
import subprocess
import zlib
from dataclasses import dataclass, field
from xml.etree import ElementTree

import pytest
from capture import Capture
from conftest import need

import stompkata as sk
from stompkata.dissection import Dissection
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode
from stompkata.websocket.handshake import build_request, build_response

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
DEFLATE = (b"Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover"
           b"\r\n\r\n")  # fmt: skip
SIZES = (0, 1, 124, 125, 126, 127, 300, 65_535, 65_536, 70_000)  # all three length forms, and where they meet
WORDS = ("SEND\ndestination:/queue/a\n\ntwo teas\0", "eine Tüte Grüße 🌍 ", "RECEIPT\nreceipt-id:7\n\n\0", "tea ")


@dataclass
class Message:
    """One message as it was sent: by whom, in which frames, and what it says in the end."""

    client: bool
    frames: list[bytes]
    octets: bytes
    deflated: bool = False
    wire: list[bytes] = field(default_factory=list)


class Conversation:
    """Makes up messages that use every part of the framing; the same ones at every run."""

    def __init__(self, seed: int):
        self._random = random.Random(seed)

    def messages(self) -> list[Message]:
        """Every size, deflated and not, whole and in fragments, with control frames between them, and a close."""
        plain = [self._message(size, deflated) for size in SIZES for deflated in (False, True)]
        found = plain + [self._message(self._random.randint(0, 400), self._random.random() < 0.4) for _ in range(40)]
        control = [self._control(opcode) for opcode in (Opcode.PING, Opcode.PONG) for _ in range(6)]
        self._random.shuffle(found)
        for one in control:
            found.insert(self._random.randrange(len(found)), one)
        closes = [b"\x03\xe8" + "auf Wiedersehen, Grüße".encode(), b"\x03\xe8"]
        return found + [self._frames(client, Opcode.CLOSE, [octets], octets)
                        for client, octets in zip((True, False), closes, strict=True)]  # fmt: skip

    def _message(self, size: int, deflated: bool) -> Message:
        text = self._random.random() < 0.6
        octets = self._text(size) if text else self._random.randbytes(size)
        payload = _deflate(octets) if deflated else octets
        # no empty fragments: Wireshark takes a message that ends with one for unfinished, and joins it to the next
        count = min(self._random.choice((0, 0, 1, 3)), max(0, len(payload) - 1))
        cuts = sorted(self._random.sample(range(1, max(2, len(payload))), count))
        parts = [payload[a:b] for a, b in zip([0, *cuts], [*cuts, len(payload)], strict=True)]
        opcode = Opcode.TEXT if text else Opcode.BINARY
        return self._frames(self._random.random() < 0.5, opcode, parts, octets, deflated)

    def _text(self, size: int) -> bytes:
        text = "".join(self._random.choices(WORDS, k=1 + size // 4)).encode()[:size]
        return text.decode("utf-8", "ignore").encode().ljust(size, b".")

    def _control(self, opcode: Opcode) -> Message:
        octets = self._random.randbytes(self._random.choice((0, 4, 125)))
        return self._frames(self._random.random() < 0.5, opcode, [octets], octets)

    def _frames(self, client: bool, opcode: Opcode, parts: list[bytes], octets: bytes, deflated=False) -> Message:
        wire = [encode(WebSocketFrame(Opcode.CONTINUATION if place else opcode, part, fin=place == len(parts) - 1,
                                      rsv=4 * (deflated and not place),
                                      masking_key=self._random.randbytes(4) if client else None))
                for place, part in enumerate(parts)]  # fmt: skip
        return Message(client, parts, octets, deflated, wire)


def _deflate(octets: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return (compressor.compress(octets) + compressor.flush(zlib.Z_SYNC_FLUSH))[:-4]


@pytest.fixture(scope="module")
def conversation() -> list[Message]:
    return Conversation(6455).messages()


@pytest.fixture(scope="module")
def wireshark(conversation, tmp_path_factory) -> list[ElementTree.Element]:
    """What tshark says of each frame: its packet in Wireshark's own XML."""
    tshark = shutil.which("tshark")
    need(tshark, "no tshark here: install Debian's package `tshark`")
    folder = tmp_path_factory.mktemp("capture")
    capture = Capture()
    capture.say(True, build_request("a.example", key=KEY)[:-2] + DEFLATE)
    capture.say(False, build_response(KEY)[:-2] + DEFLATE)
    for message in conversation:
        for octets in message.wire:
            capture.say(message.client, octets)
    capture.write(folder / "conversation.pcap")
    command = [tshark, "-r", str(folder / "conversation.pcap"), "-Y", "websocket", "-T", "pdml"]
    done = subprocess.run(command, capture_output=True, timeout=100, env=os.environ | {"HOME": str(folder)})
    assert done.returncode == 0, done.stderr.decode()
    return list(ElementTree.fromstring(done.stdout))


def test_every_field_of_every_frame_is_the_same(conversation, wireshark, tell):
    frames = [(message, octets) for message in conversation for octets in message.wire]
    assert len(frames) == len(wireshark) >= 100

    for (message, octets), packet in zip(frames, wireshark, strict=True):
        dissection = sk.dissect(octets, "websocket", sender="client" if message.client else "server", deflate=True)
        assert dissection.findings == () or dissection.findings[0].severity != "error"
        assert ours(dissection) == theirs(packet)
    tell(f"tshark agrees on {len(frames)} WebSocket frames, field by field")


def test_every_payload_is_the_same_unmasked_joined_and_inflated(conversation, wireshark):
    packets = iter(wireshark)
    compressed = fragmented = 0
    for message in conversation:
        last = [next(packets) for _ in message.wire][-1]
        joined = sk.dissect(b"".join(message.wire), "websocket", deflate=True)
        (inner,) = [one for one in joined.inner if one.layer == "deflate"] if message.deflated else [joined]

        assert inner.payload == message.octets
        # Wireshark joins a compressed message that is cut into frames, and does not inflate it; nor an empty one
        left = message.deflated and (len(message.wire) > 1 or not message.octets)
        shown = b"".join(message.frames) if left else message.octets
        assert (told(last, *SAID) or b"") == shown
        parts = values(last, "websocket.fragment")
        if parts:
            ours = [sk.dissect(octets, "websocket", deflate=True).payload for octets in message.wire]
            assert parts == [part for part in ours if part]
        compressed, fragmented = compressed + message.deflated, fragmented + bool(parts)
    assert compressed >= 20 and fragmented >= 10


def ours(dissection: Dissection) -> dict[str, object]:
    """The fields of a frame as our dissector names them."""
    found = {one.name: one for top in dissection.fields for one in (top, *top.children)}
    rsv = sum(int(found[f"RSV{number}"].value) << 3 - number for number in (1, 2, 3))
    said = {"fin": found["FIN"].value, "rsv": rsv, "compressed": found["RSV1"].value, "mask": found["MASK"].value,
            "opcode": int(found["opcode"].value, 16), "length": found["payload length"].value}  # fmt: skip
    named = {"extended": "extended length", "key": "masking-key", "code": "close code", "reason": "close reason"}
    return said | {name: found[ours].value for name, ours in named.items() if ours in found}


def theirs(packet: ElementTree.Element) -> dict[str, object]:
    """The same fields as Wireshark shows them; what it does not show is left out."""
    show = {one.get("name"): one.get("show") for one in packet.iter("field")}
    named = {"fin": "fin", "compressed": "pmc", "mask": "mask", "length": "payload_length", "key": "masking_key",
             "code": "payload.close.status_code"}  # fmt: skip
    found = {name: show[f"websocket.{shown}"] for name, shown in named.items() if f"websocket.{shown}" in show}
    found |= {"opcode": int(show["websocket.opcode"]), "rsv": int(show["websocket.rsv"], 16)}
    if "key" in found:
        found["key"] = found["key"].replace(":", " ")
    for form in ("payload_length_ext_16", "payload_length_ext_64"):
        if f"websocket.{form}" in show:
            found["extended"] = show[f"websocket.{form}"]
    if reason := told(packet, "websocket.payload.close.reason"):
        found["reason"] = reason.decode()
    return found


SAID = ("websocket.payload.text", "websocket.payload.ping", "websocket.payload.pong", "websocket.payload.close", "data")


def told(packet: ElementTree.Element, *names: str) -> bytes | None:
    """The octets of the first of these fields that there is; a Close shows those of its parts."""
    for name in names:
        if name == "websocket.payload.close":
            parts = [*values(packet, f"{name}.status_code"), *values(packet, f"{name}.reason")]
            found = [b"".join(parts)] if parts else []
        else:
            found = values(packet, name)
        if found:
            return found[0]
    return None


def values(packet: ElementTree.Element, name: str) -> list[bytes]:
    """The octets of all fields with this name."""
    return [bytes.fromhex(one.get("value", "")) for one in packet.iter("field") if one.get("name") == name]
