"""What a cell shows: live frames, and stompjs in the page.

Views of one source follow each other: what is selected in one is selected in all, whatever cells they are in. A view
that is given a `selection` follows that instead.
"""

from builtins import bytes as Octets

from stompkata.lab.sync_broker import url_of
from stompkata.lab.sync_tap import LabEcho
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.widgets.broker_map import BrokerMap
from stompkata.widgets.byte_view import ByteView
from stompkata.widgets.conversation_ladder import ConversationLadder
from stompkata.widgets.fault_panel import FaultPanel
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.heartbeat_timeline import HeartbeatTimeline
from stompkata.widgets.selection import Selection
from stompkata.widgets.stompjs_client import StompjsClient


def recording(source: object) -> Recording:
    """Return what was recorded of a broker, a client or a socket of `lab`."""
    found = source if isinstance(source, Recording) else getattr(source, "recording", None)
    if not isinstance(found, Recording):
        raise TypeError(f"{source!r} has no recording: give a broker, a client or a socket of lab, or a Recording")
    return found


def frames(source: object, *, selection: Selection | None = None) -> FrameInspector:
    """Show what crosses the wires of a broker, a client, a socket or a recording, live and as a table."""
    return FrameInspector(recording(source), selection=selection)


def heartbeats(source: object, *, selection: Selection | None = None) -> HeartbeatTimeline:
    """Draw who must be heard how often, when he was, and what came too late: of a broker, a client or a recording."""
    return HeartbeatTimeline(recording(source), selection=selection, live=source is not recording(source))


def ladder(source: object, *, selection: Selection | None = None) -> ConversationLadder:
    """Draw who said what to whom, and what belongs together: of a broker, a client or a recording, live."""
    return ConversationLadder(recording(source), selection=selection)


def faults(source: object, *, selection: Selection | None = None) -> FaultPanel:
    """Show what is to go wrong at a tap or an echo, with a button for each fault, and what did; also while a cell runs.

    It works on the object that Python has as `tap.faults`: what one changes, the other shows.
    """
    plan = getattr(source, "faults", None)
    if plan is None:
        raise TypeError(f"{source!r} has no faults\n  try:  lab.faults(lab.tap(…)), and let the clients connect to the tap")
    name = "echo" if isinstance(source, LabEcho) else "tap"
    return FaultPanel(plan, recording(source), selection=selection, name=f"{name}.faults")


def map(source: object, *, selection: Selection | None = None) -> BrokerMap:
    """Draw who sends where and who gets it, with a pulse for each message: of a broker, a tap or a recording, live."""
    return BrokerMap(recording(source), selection=selection)


def bytes(source: object, *, number: int | None = None, selection: Selection | None = None,
          **options: object) -> ByteView:
    """Show octets beside their meaning, down to the bit; type over one, or press a bit, to see what changes.

    Args:
        source: octets, a record, or what has a recording, of which the selected record is shown.
        number: the record to begin with, whatever others look at; by default the selected one, or the newest.
        selection: what is looked at, shared with other views.
        options: for octets, those of `dissect`: `layer`, `version`, `sender`, `deflate`.
    """
    own = isinstance(source, Record | Octets | bytearray | memoryview)
    return ByteView(source if own else recording(source), number=number, selection=selection, **options)


def stompjs(
    broker_or_url: object, *, destination: str = "/topic/hello", greeting: str = "hello from stompjs"
) -> StompjsClient:
    """Run the real @stomp/stompjs in this page: it connects to the broker, subscribes, and publishes a greeting.

    The page must be on the same machine as the broker. Without a page, as when a program runs the notebook, nothing
    connects and nobody says hello.
    """
    return StompjsClient(url_of(broker_or_url), destination=destination, greeting=greeting)
