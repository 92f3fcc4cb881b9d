"""Independent observers of a destination: our own client, stomp.py, and stompjs under node."""

import base64
import itertools
import json
import queue
import shutil
import subprocess
import threading
from importlib.resources import files
from typing import TYPE_CHECKING

from stompkata.course.peers import session as sessions
from stompkata.course.peers.session import Frame
from stompkata.kata import fail

if TYPE_CHECKING:
    from stompkata.course.peers.place import Place

SLOW_START = 8.0  # seconds that another program may take to start and subscribe
MARK = b"kata-marker-"
_marks = itertools.count(1)


class Observer:
    """Has subscribed to a destination; what comes is read by a codec that is not the learner's."""

    def __init__(self, place: "Place", destination: str):
        self._place, self._destination = place, destination
        self._heard: list[Frame] = []
        self._given = 0
        self._subscribe()

    @property
    def messages(self) -> list[Frame]:
        """Every MESSAGE for what was sent by now, as (command, headers, body).

        A marker goes to the destination behind what was sent; what comes before it is all there is.
        """
        self._place.settle_all()
        mark = MARK + str(next(_marks)).encode()
        self._place.bystander.say("SEND", {"destination": self._destination}, mark)
        while (frame := self._next(sessions.PATIENCE)) is not None and frame[2] != mark:
            self._keep(frame)
        return list(self._heard)

    def message(self) -> Frame:
        """The next MESSAGE; the check fails when none comes."""
        if self._given == len(self._heard):
            frame = self._next(sessions.PATIENCE)
            if frame is None:
                fail(
                    f"nothing came to the observer for {sessions.PATIENCE:.1f} s",
                    because="somebody else who has subscribed there should get the message",
                )
            self._keep(frame)
        self._given += 1
        return self._heard[self._given - 1]

    def close(self) -> None:
        """Leave."""

    def _keep(self, frame: Frame) -> None:
        if not frame[2].startswith(MARK):
            self._heard.append(frame)

    def _subscribe(self) -> None:
        raise NotImplementedError

    def _next(self, timeout: float) -> Frame | None:
        raise NotImplementedError


class OwnObserver(Observer):
    """A session of ours."""

    def _subscribe(self) -> None:
        self._session = self._place.apart()
        self._session.say("SUBSCRIBE", {"id": "watch", "destination": self._destination, "ack": "auto"})
        self._session.fence()

    def _next(self, timeout: float) -> Frame | None:
        return self._session.receive(timeout)

    def close(self) -> None:
        """Leave."""
        self._session.drop()


class StompPyObserver(Observer):
    """stomp.py, over TCP; its listener is called in a thread of its own."""

    def _subscribe(self) -> None:
        import stomp

        self._news: queue.Queue[Frame] = queue.Queue()
        self._client = stomp.StompConnection12([("127.0.0.1", self._place.tcp_port)], auto_decode=False)
        self._client.set_listener("", self)
        self._client.connect(self._place.login, self._place.passcode, wait=True, headers={"host": self._place.host})
        subscribed = threading.Event()
        self.on_receipt = lambda _frame: subscribed.set()
        self._client.subscribe(self._destination, "watch", headers={"receipt": "watching"})
        if not subscribed.wait(SLOW_START):
            fail("stomp.py could not subscribe")

    def on_message(self, frame) -> None:
        """As stomp.py calls it."""
        self._news.put(("MESSAGE", dict(frame.headers), frame.body))

    def __getattr__(self, name: str):
        if not name.startswith("on_"):
            raise AttributeError(name)
        return lambda *_: None  # stomp.py's listener has a method for everything that can happen

    def _next(self, timeout: float) -> Frame | None:
        return _taken(self._news, timeout)

    def close(self) -> None:
        """Leave; stomp.py's own `stop` waits for its thread for ever."""
        self._client.transport.disconnect_socket()


class StompjsObserver(Observer):
    """The vendored stompjs under node, in a process of its own, which ends with its standard input."""

    def _subscribe(self) -> None:
        self._news: queue.Queue[Frame] = queue.Queue()
        facts = {"url": self._place.url, "destination": self._destination}
        facts |= {"login": self._place.login, "passcode": self._place.passcode, "host": self._place.host}
        script, library = (str(files("stompkata").joinpath(*path)) for path in (SCRIPT, LIBRARY))
        command = [shutil.which("node"), *node_flags(), script, library, json.dumps(facts)]
        # a check's limit of memory is too little for node, which only reserves it
        unlimited = ["sh", "-c", 'ulimit -S -v unlimited; exec "$@"', "sh", *command]
        self._node = subprocess.Popen(unlimited, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        threading.Thread(target=self._read, name="stompkata-stompjs", daemon=True).start()
        if _taken(self._news, SLOW_START) is None:
            fail("stompjs could not subscribe")

    def _read(self) -> None:
        for line in self._node.stdout:
            facts = json.loads(line)
            self._news.put(("MESSAGE", facts["headers"], base64.b64decode(facts["body"])))

    def _next(self, timeout: float) -> Frame | None:
        return _taken(self._news, timeout)

    def close(self) -> None:
        """End the process."""
        self._node.stdin.close()
        self._node.wait(SLOW_START)
        self._node.stdout.close()


SCRIPT = ("course", "peers", "stompjs_observer.mjs")
LIBRARY = ("widgets", "static", "stompjs", "stomp.umd.js")
OBSERVERS = {"our own client": OwnObserver, "stomp.py": StompPyObserver, "stompjs": StompjsObserver}


def node_flags() -> list[str] | None:
    """What node needs on its command line to have a WebSocket; None where it has none, or there is no node."""
    node = shutil.which("node")
    if node is None:
        return None
    said = subprocess.run([node, "--version"], check=True, capture_output=True, text=True, timeout=SLOW_START).stdout
    major, minor, *_ = (int(part) for part in said.strip().lstrip("v").split("."))
    if major >= 22:
        return []
    return ["--experimental-websocket"] if (major, minor) >= (20, 10) else None


def _taken(news: queue.Queue, timeout: float) -> Frame | None:
    try:
        return news.get(timeout=timeout)
    except queue.Empty:
        return None
