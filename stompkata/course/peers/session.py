"""One connection to a peer, straight over TCP: octets out, frames in, and all of it in a story."""

import itertools
import socket
from collections.abc import Mapping

from stompkata.course.peers.story import Story
from stompkata.dissection.visible import visible
from stompkata.errors import ProtocolError
from stompkata.kata import expect, fail
from stompkata.kata.difference import Stand
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import VERSIONS

PATIENCE = 1.0  # seconds for an answer that takes a millisecond; a check has five
HEADLINE = 100  # characters of a peer's own words
FENCE = "fence-"
WAITS = "open; the peer waits for the rest of a frame: where is its NUL?"
Frame = tuple[str, dict[str, str], bytes]
_fences = itertools.count(1)


class Session:
    """The learner's octets go out by `send`; `receive` gives what the peer answers, `hear` insists on it."""

    def __init__(self, host: str, port: int, *, settle: float = 0.0):
        self.story, self._settle, self._over, self.connected, self._fence = Story(), settle, False, False, ""
        self._decoder, self._waiting = Decoder(None, strict=False), []
        self._socket = socket.create_connection((host, port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """Send the learner's octets as they are."""
        if not isinstance(data, bytes):
            expect(data, Stand("octets (bytes) to send"), because="what crosses a wire is octets")
        if not data:
            fail("there is nothing to send", because="the function gave no octets, so the peer hears nothing")
        self.story.sent(data)
        self._push(data)

    def say(self, command: str, headers: Mapping[str, str], body: bytes = b"") -> None:
        """Send a frame of ours, for what the learner's function is not asked to do."""
        data = encode(StompFrame(command, headers, body), self._decoder.version)
        self.story.sent(data)
        self._push(data)

    def receive(self, timeout: float | None = None) -> Frame | None:
        """The next frame as (command, headers, body), as the learner's own `decode_frame` gives it; None when none comes.

        Heart-beats are passed over.
        """
        while not self._waiting and not self._over:
            if not self._pull(PATIENCE if timeout is None else timeout):
                self.story.silent()
                return None
        return _plain(self._waiting.pop(0)) if self._waiting else None

    def hear(self, command: str, *, because: str, timeout: float | None = None) -> Frame:
        """The next frame, which must have this command; else the check fails, and tells the story."""
        seconds = PATIENCE if timeout is None else timeout
        frame = self.receive(seconds)
        if frame is None:
            what = "the peer closed the connection" if self._over else f"nothing came for {seconds:.1f} s"
            if self.story.unfinished:
                self.story.state = WAITS
            fail(what, because=because)
        if frame[0] != command:
            said = f": {visible(frame[1].get('message', ''), HEADLINE)}" if frame[0] == "ERROR" else ""
            fail(f"the peer answered {visible(frame[0], HEADLINE)}{said}", because=because)
        return frame

    def ends(self, *, because: str, timeout: float | None = None) -> None:
        """Insist that the peer closes the connection; frames that still come are dropped."""
        while not self._over:
            if not self._pull(PATIENCE if timeout is None else timeout):
                fail("the connection is still open", because=because)

    def rest(self) -> list[Frame]:
        """Everything that the peer has to say by now; see `fence`."""
        self.fence()
        found, self._waiting = [_plain(frame) for frame in self._waiting], []
        return found

    def fence(self) -> None:
        """Wait until all that was sent has had its effect: a round trip of ours goes behind it, and is not told.

        At a peer that answers out of order it waits a little on top. A session that is not connected has no order.
        """
        if self.story.unfinished:
            self.story.state = WAITS
            fail("the peer waits for the rest of your frame", because="a frame ends in a NUL; until then it says nothing")
        if not self.connected or self._over:
            return
        fence = self._fence = f"{FENCE}{next(_fences)}"
        self._push(encode(StompFrame("SEND", {"destination": f"/topic/{fence}", "receipt": fence}), "1.2"))
        while not self._over and self._fence and self._pull(PATIENCE):
            pass
        while not self._over and self._settle and self._pull(self._settle):
            pass

    def drop(self) -> None:
        """End the connection without a word."""
        self._over = True
        self._socket.close()

    def _push(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError:
            self._end()

    def _pull(self, patience: float) -> bool:
        """Take in what comes next; False when nothing does within the time."""
        self._socket.settimeout(patience)
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            return False
        except OSError:
            data = b""
        if not data:
            self._end()
        self._decoder.feed(data)
        self._take()
        return True

    def _take(self) -> None:
        try:
            while (event := self._decoder.next()) is not None:
                if isinstance(event, StompFrame):
                    self._hear(event)
        except ProtocolError as error:
            fail(f"our own decoder cannot read this peer: {error.what}")

    def _hear(self, frame: StompFrame) -> None:
        if frame.command == "CONNECTED":
            version = frame.headers.get("version", "1.0")
            self._decoder.version = version if version in VERSIONS else "1.2"
            self.connected = True
        if frame.headers.get("receipt-id", "").startswith(FENCE):
            self._fence = ""
            return
        self.story.came(frame)
        self._waiting.append(frame)

    def _end(self) -> None:
        self._over, self.story.state = True, "the peer has closed the connection"


def _plain(frame: StompFrame) -> Frame:
    return frame.command, dict(frame.headers), frame.body
