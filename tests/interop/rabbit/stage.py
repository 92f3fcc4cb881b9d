"""A stage on which one script is played to a broker over plain TCP; what everybody hears is written down.

Nothing is known by waiting a while. After each step every peer makes a round trip of its own, and a bystander makes one
through each queue that the script uses; as all this takes place in order, what a step brings about has arrived then.
"""

import itertools
import socket
from collections.abc import Iterator

from octet_reader import Frame, OctetReader

PATIENCE = 10.0  # seconds for what must come: only a missing frame takes so long
A_LITTLE_LATER, AT_ONCE = 2.0, 0.25  # seconds for an end that need not come
FENCE, END = "fence-", "end-of-queue"
NOT_TO_QUEUES = ("CONNECT", "STOMP", "BEGIN")


class Peer:
    """One connection of a script, named so that the transcript reads well."""

    def __init__(self, stage: "Stage", name: str):
        self.stage, self.name, self.connected, self.over = stage, name, False, False
        self.got: list[Frame] = []
        self._fenced, self._reader = "", OctetReader()
        self._socket = socket.create_connection(stage.address, PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def messages(self) -> list[Frame]:
        """The MESSAGE frames that came so far."""
        return [frame for frame in self.got if frame.command == "MESSAGE"]

    def says(self, command: str, body: str = "", **headers: object) -> "Peer":
        """Send one frame, and wait until it has had its effect; `message_id` is the header message-id."""
        return self.octets(written(command, body, headers))

    def says_last(self, command: str, **headers: object) -> "Peer":
        """The same for what should end the connection, and may do so a little later: no round trip comes in between."""
        self.octets(written(command, "", headers), waits=False).ends(A_LITTLE_LATER)
        self.stage.settle(self, command)
        return self

    def octets(self, text: str | bytes, *, waits: bool = True) -> "Peer":
        """Send these octets as they are; `waits` is for those that end a frame."""
        shown = text if len(text) < 1000 else f"{text[:100]}..."
        self.stage.transcript.append(f"{self.name} > {shown!r}")
        self._push(self.stage.fill(text))
        if waits:
            command, *_ = text.split()
            self.stage.settle(self, command.decode() if isinstance(command, bytes) else command)
        return self

    def one_by_one(self, text: str) -> "Peer":
        """The same, one octet at a time."""
        *first, last = self.stage.fill(text)
        for octet in first:
            self._push(bytes([octet]))
        return self.octets(bytes([last]))

    def drops(self) -> None:
        """Lose the connection without a word."""
        self.stage.transcript.append(f"{self.name} is lost")
        self._socket.close()
        self.over = True

    def awaits(self, count: int) -> "Peer":
        """Wait until so many frames have come since the start: for what no round trip can tell."""
        while len(self.got) < count and not self.over:
            if not self._pull():
                self.stage.transcript.append(f"{self.name} waited for frame {count} in vain")
                break
        self.stage.settle(self, "")
        return self

    def ends(self, patience: float = AT_ONCE) -> "Peer":
        """Wait for the end of a connection that can make no round trip, or find that it stays."""
        while not self.over and self._pull(patience):
            pass
        if not self.over:
            self.stage.transcript.append(f"{self.name} is still connected")
        return self

    def first_answer(self) -> None:
        """Before CONNECTED nothing is ordered but the answers themselves: wait for one."""
        before = len(self.got)
        while len(self.got) == before and not self.over and self._pull():
            pass

    def fence(self) -> None:
        """A round trip through the connection: whatever was under way to this peer has arrived."""
        receipt = f"{FENCE}{next(self.stage.fences)}"
        self._push(f"SEND\ndestination:/topic/{receipt}\nreceipt:{receipt}\n\n\0".encode())
        while self._fenced != receipt and not self.over and self._pull():
            pass

    def leave(self) -> None:
        """Go in order, so that what was not acknowledged is back in its queue when the connection ends."""
        heard, self.stage = self.stage, Silence(self.stage)
        if self.connected and not self.over:
            self._push(b"DISCONNECT\n\n\0")
            self.ends(PATIENCE)
        self._socket.close()
        self.stage = heard

    def _push(self, octets: bytes) -> None:
        try:
            self._socket.sendall(octets)
        except OSError:
            self._end()

    def _pull(self, patience: float = PATIENCE) -> bool:
        """Take in what comes next; False when nothing does."""
        self._socket.settimeout(patience)
        try:
            octets = self._socket.recv(65536)
        except TimeoutError:
            return False
        except OSError:
            octets = b""
        if not octets:
            return self._end()
        for frame in self._reader.feed(octets):
            self._hear(frame)
        return True

    def _hear(self, frame: Frame) -> None:
        if frame["receipt-id"].startswith(FENCE):
            self._fenced = frame["receipt-id"]
            return
        if frame.command == "CONNECTED":
            self.connected, self._reader.version = True, frame.headers.get("version", "1.0")
        self.got.append(frame)
        self.stage.heard(self, frame)

    def _end(self) -> bool:
        if not self.over:
            self.stage.transcript.append((self.name, None))
        self.over = True
        return False


class Stage:
    """Where a script is played: `address` is the broker's, `run` makes the names of its queues its own.

    `transcript` holds what was done, and what was heard by whom (None is the end of the connection). A script whose
    messages take several ways to one peer sets `any_order`.
    """

    def __init__(self, address: tuple[str, int], run: str):
        self.address, self.any_order = address, False
        self.transcript: list[str | tuple[str, Frame | None]] = []
        self.fences: Iterator[int] = itertools.count(1)
        self._names = {"{q}": f"q-{run}", "{p}": f"p-{run}", "{t}": f"t-{run}"}
        self._queues: dict[str, None] = {}
        self._peers: list[Peer] = []

    def raw(self, name: str) -> Peer:
        """A connection on which nothing has been said."""
        self._peers.append(Peer(self, name))
        return self._peers[-1]

    def connect(self, name: str, version: str = "1.2", **headers: str) -> Peer:
        """A connection whose CONNECT has been answered."""
        given = {"accept_version": version, "host": "/", "login": "guest", "passcode": "guest"} | headers
        return self.raw(name).says("CONNECT", **given)

    def fill(self, text: str | bytes) -> bytes:
        """The octets, with the names of this run in the place of {q}, {p} and {t}."""
        octets = text.encode() if isinstance(text, str) else text
        for short, name in self._names.items():
            if short.encode() in octets and short != "{t}":
                self._queues["/queue/" + name] = None
            octets = octets.replace(short.encode(), name.encode())
        return octets

    def heard(self, peer: Peer, frame: Frame) -> None:
        """Write down what a peer got, with the short names again."""
        for short, name in self._names.items():
            frame.headers = {key: value.replace(name, short) for key, value in frame.headers.items()}
            frame.body = frame.body.replace(name, short)
        self.transcript.append((peer.name, frame))

    def settle(self, speaker: Peer, command: str) -> None:
        """Wait until the last step has had all its effects."""
        if not speaker.connected:
            speaker.first_answer()
        elif command == "DISCONNECT":
            speaker.ends(PATIENCE)
        self._fence_all()
        if self._queues and command not in NOT_TO_QUEUES:
            self._pass_through_queues()
            self._fence_all()

    def leftovers(self) -> None:
        """Write down what is left in the queues when everybody has gone, and take it away."""
        for peer in self._peers:
            peer.leave()
        for queue in list(self._queues):
            bystander = Bystander(self)
            short = next(iter(key for key, name in self._names.items() if queue == "/queue/" + name))
            for frame in bystander.empty(queue):
                self.transcript.append(f"left in /queue/{short}: {frame.body!r}, redelivered:{frame['redelivered']}")

    def _fence_all(self) -> None:
        for peer in self._peers:
            if peer.connected and not peer.over:
                peer.fence()

    def _pass_through_queues(self) -> None:
        """To put a SEND into a transaction, a broker looks at its queue, behind all that was said to it before."""
        bystander = Bystander(self)
        for queue in self._queues:
            bystander.looks_at(queue)
        bystander.leave()


class Bystander(Peer):
    """A peer that stands in no transcript."""

    def __init__(self, stage: Stage):
        super().__init__(stage, "")
        self._push(b"CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0")
        self.stage = Silence(stage)
        self.first_answer()

    def looks_at(self, queue: str) -> None:
        self._push(f"BEGIN\ntransaction:t\n\n\0SEND\ndestination:{queue}\ntransaction:t\n\n\0".encode())
        self._push(b"ABORT\ntransaction:t\n\n\0")
        self.fence()

    def empty(self, queue: str) -> list[Frame]:
        """All that is in a queue; the end is marked by a message of our own."""
        self._push(f"SEND\ndestination:{queue}\nreceipt:{END}\n\n{END}\0".encode())
        self._push(f"SUBSCRIBE\nid:all\ndestination:{queue}\n\n\0".encode())
        while not any(frame.body == END for frame in self.messages) and self._pull():
            pass
        self.leave()
        return [frame for frame in self.messages if frame.body != END]


class Silence(Stage):
    """A stage that writes nothing down."""

    def __init__(self, stage: Stage):
        super().__init__(stage.address, "")
        self.fences = stage.fences

    def heard(self, peer: Peer, frame: Frame) -> None:
        """Nothing."""


def written(command: str, body: str, headers: dict[str, object]) -> str:
    """A frame; no script puts a character into a value that would have to be escaped."""
    return "\n".join([command, *(f"{name.replace('_', '-')}:{value}" for name, value in headers.items()), "", body + "\0"])
