"""What a cell shows: live frames, and stompjs in the page."""

from stompkata.lab.sync_broker import url_of
from stompkata.trace.recording import Recording
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.stompjs_client import StompjsClient


def recording(source: object) -> Recording:
    """Return what was recorded of a broker, a client or a socket of `lab`."""
    found = source if isinstance(source, Recording) else getattr(source, "recording", None)
    if not isinstance(found, Recording):
        raise TypeError(f"{source!r} has no recording: give a broker, a client or a socket of lab, or a Recording")
    return found


def frames(source: object) -> FrameInspector:
    """Show what crosses the wires of a broker, a client, a socket or a recording, live and as a table."""
    return FrameInspector(recording(source))


def stompjs(
    broker_or_url: object, *, destination: str = "/topic/hello", greeting: str = "hello from stompjs"
) -> StompjsClient:
    """Run the real @stomp/stompjs in this page: it connects to the broker, subscribes, and publishes a greeting.

    The page must be on the same machine as the broker. Without a page, as when a program runs the notebook, nothing
    connects and nobody says hello.
    """
    return StompjsClient(url_of(broker_or_url), destination=destination, greeting=greeting)
