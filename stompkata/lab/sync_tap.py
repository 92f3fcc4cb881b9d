"""What a notebook puts beside a broker: a tap with faults before any server, and an echo."""

from stompkata.lab.origins import jupyter_origins
from stompkata.lab.sync_broker import PATIENT, STARTS_WITHIN, url_of
from stompkata.net.echo import Echo
from stompkata.net.echo import echo as start_echo
from stompkata.net.faults import Faults
from stompkata.net.relay import Relay
from stompkata.net.relay import tap as start_tap
from stompkata.net.runtime import Runtime
from stompkata.recording import Recording


class LabTap:
    """A relay before a server: `url` is where clients connect, `recording` what passed, `faults` what is to go wrong."""

    def __init__(self, name: str, relay: Relay, recording: Recording):
        self._name, self._relay, self.recording = name, relay, recording

    @property
    def url(self) -> str:
        """The address for clients."""
        return self._relay.url

    @property
    def faults(self) -> Faults:
        """What is to go wrong; its methods may be called from any cell, also while connections are open."""
        return self._relay.faults

    def close(self) -> None:
        """Cut every connection, and listen no more."""
        Runtime.current().call(self._relay.close(), STARTS_WITHIN)

    def __repr__(self) -> str:
        return f"<tap {self._name!r}>"


class LabEcho(LabTap):
    """A WebSocket server that gives every message back; `recording` what passed, `faults` what is to go wrong."""

    def __init__(self, name: str, relay: Relay, recording: Recording, server: Echo):
        super().__init__(name, relay, recording)
        self._server = server

    def close(self) -> None:
        """Cut every connection, and listen no more."""
        super().close()
        Runtime.current().call(self._server.close(), STARTS_WITHIN)

    def __repr__(self) -> str:
        return f"<echo {self._name!r}>"


def tap(broker_or_url: object, *, name: str = "tap", seed: int = 0) -> LabTap:
    """Put a tap before a server, to see what passes and to make things go wrong; a second of the same name replaces it.

    Args:
        broker_or_url: a broker or an echo of `lab`, or an address such as ws://127.0.0.1:15674/ws.
        seed: of the faults: the same one draws the same.
    """
    recording = Recording()
    relay = start_tap(url_of(broker_or_url), recording=recording, faults=Faults(seed))
    return LabTap(name, _started(f"tap {name}", relay), recording)


def echo(*, name: str = "echo", deflate: bool = True, seed: int = 0) -> LabEcho:
    """Start a WebSocket server that gives every message back, behind a tap; a second of the same name replaces it.

    Args:
        deflate: whether a client that offers permessage-deflate, as browsers do, gets it.
        seed: of the faults: the same one draws the same.
    """
    recording = Recording()
    server = _started(f"echo {name}", start_echo(origins=jupyter_origins(), deflate=deflate, limits=PATIENT))
    relay = start_tap(server.url, recording=recording, faults=Faults(seed))
    return LabEcho(name, _started(f"tap of the echo {name}", relay), recording, server)


def _started(name: str, server: Relay | Echo) -> Relay | Echo:
    runtime = Runtime.current()
    runtime.call(server.start(), STARTS_WITHIN)
    runtime.replace(name, server)
    return server
