"""Writes a conversation into a recording, frame by frame, as a test tells it."""

import stompkata as sk
from stompkata.websocket.frame import Opcode, WebSocketFrame, encode

KEY = b"\x37\xfa\x21\x3d"


class Talk:
    """`client` and `server` say STOMP over TCP at a given second; `frame` says a WebSocket frame."""

    def __init__(self, connection="c1", recording=None):
        self.connection, self.at = connection, 0.0
        self.recording = sk.Recording() if recording is None else recording

    def client(self, text, at=None):
        return self._say("to_server", "stomp", _stomp(text), at)

    def server(self, text, at=None):
        return self._say("to_client", "stomp", _stomp(text), at)

    def event(self, words, at=None):
        return self._say("none", "event", words.encode(), at)

    def frame(self, direction, payload=b"", opcode=Opcode.TEXT, fin=True, at=None):
        key = KEY if direction == "to_server" else None
        return self._say(direction, "websocket", encode(WebSocketFrame(opcode, payload, fin, masking_key=key)), at)

    def _say(self, direction, layer, data, at):
        self.at = self.at + 1.0 if at is None else at
        self.recording.add(self.at, self.connection, direction, layer, data)
        return self


def _stomp(text):
    """`SEND destination:/a receipt:1` becomes a frame, "" a beat."""
    return ("\n".join(text.split(" ")) + "\n\n\0" if text else "\n").encode()


def connected(version="1.2", client="0,0", server="0,0", **options):
    """A talk whose STOMP session is open: records 1 and 2, at 1 s and 2 s."""
    talk = Talk(**options)
    talk.client(f"CONNECT accept-version:{version} host:h heart-beat:{client}")
    return talk.server(f"CONNECTED version:{version} heart-beat:{server}")
