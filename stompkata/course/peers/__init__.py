"""Real peers for the checks: a broker on a loopback socket, what was said to it, and an observer beside it.

Nothing here is imported before a dialogue begins, but for `warm`, which the checking process calls once.
"""

from stompkata.course.peers.dialogue import dialogue
from stompkata.course.peers.waiting import at_last, in_time

__all__ = ["at_last", "dialogue", "in_time", "peer", "warm"]


def peer(preset: str = "strict", **options):
    """A broker of its own to talk to: `with peer("lenient") as p: p.open()`; see `Peer`."""
    from stompkata.course.peers.embedded import Embedded

    return Embedded(preset, **options)


def warm() -> None:
    """Hold one short conversation, so that what is only done once is done before a check is timed; no thread is left."""
    with peer("lenient") as place:
        place.observer("/topic/warm").close()
        place.connected()
