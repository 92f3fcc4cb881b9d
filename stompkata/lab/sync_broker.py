"""A broker for a notebook: started by one call, replaced when the cell is run again, gone with the kernel."""

from collections.abc import Sequence

from stompkata.broker.limits import Limits
from stompkata.lab.origins import jupyter_origins
from stompkata.net.runtime import Runtime
from stompkata.net.server import Server, serve
from stompkata.recording import Recording

STARTS_WITHIN = 10.0  # seconds
HOUR = 3600.0
# A learner reads between two cells: half a handshake or half a frame may wait, and no Ping comes between two lessons.
PATIENT = Limits(handshake_seconds=HOUR, connect_seconds=HOUR, frame_seconds=HOUR, ping_seconds=HOUR)


class LabBroker:
    """An embedded broker that runs beside the cells; everything that crosses its wires is recorded.

    `recording` holds what crossed, from the first octet.
    """

    def __init__(self, name: str, server: Server, recording: Recording):
        self._name, self._server, self.recording = name, server, recording

    @property
    def url(self) -> str:
        """The WebSocket address."""
        return self._server.url

    @property
    def tcp_url(self) -> str | None:
        """The TCP address; None without one."""
        return self._server.tcp_url

    @property
    def limits(self) -> Limits:
        """What it takes from one peer."""
        return self._server.broker.limits

    @property
    def sessions(self) -> Sequence:
        """Who is connected."""
        return self._server.sessions

    def close(self) -> None:
        """Close it and everybody's connection to it."""
        Runtime.current().call(self._server.close(), STARTS_WITHIN)

    def __repr__(self) -> str:
        return f"<broker {self._name!r}>"


def broker(
    name: str = "broker", *, origins: Sequence[str] = (), limits: Limits = PATIENT, **options: object
) -> LabBroker:
    """Start a broker on a free port of this machine; a second one of the same name takes the place of the first.

    Args:
        name: what it is called in this kernel.
        origins: pages that may talk to it, beside those of the running Jupyter server.
        limits: by default, those of `sk.serve` with an hour for whatever a person does by hand.
        options: whatever `sk.serve` takes, such as `tcp_port=0`, `preset="strict"` or `users={"ada": "secret"}`.
    """
    recording = options.pop("recording", None) or Recording()
    runtime = Runtime.current()
    origins = (*jupyter_origins(), *origins)

    async def start() -> Server:
        return await serve(origins=origins, limits=limits, recording=recording, **options)

    server = runtime.call(start(), STARTS_WITHIN)
    runtime.replace(f"broker {name}", server)
    return LabBroker(name, server, recording)


def url_of(broker_or_url: object) -> str:
    """Return the WebSocket address of whatever stands for a broker."""
    return broker_or_url if isinstance(broker_or_url, str) else broker_or_url.url
