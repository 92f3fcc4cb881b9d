"""A check that is a conversation: written once, held at every peer that is there."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from stompkata.kata import CheckFailed, check
from stompkata.kata.registry import Check

if TYPE_CHECKING:
    from stompkata.course.peers.place import Place

PRESETS = ("strict", "lenient")


def dialogue(
    kata_id: str, title: str, *, rule: str = "", next: str = "", peers: tuple[str, ...] = PRESETS, observed: bool = False
) -> Callable:
    """Register a check `function(learners, peer)`; `peer` is a `Place`, a fresh one for each preset.

    Args:
        kata_id: such as `connect.connect_frame`; the others are those of `check`.
        peers: presets of the embedded broker; other peers are met by `stompkata check --peers`.
        observed: the dialogue asks for `peer.observer(...)`, and so meets stomp.py and stompjs too.
    """

    def register(function: Callable) -> Callable:
        held = Dialogue(function, peers, observed)
        check(kata_id, title, rule=rule, next=next, peer=f"embedded broker ({', '.join(peers)})")(held)
        return function

    return register


class Dialogue:
    """The function of such a check; `at` holds the same conversation somewhere else."""

    def __init__(self, function: Callable, peers: tuple[str, ...], observed: bool):
        functools.update_wrapper(self, function)
        self.function, self.peers, self.observed = function, peers, observed

    def __call__(self, learners: Callable) -> None:
        from stompkata.course.peers import peer

        for preset in self.peers:
            with peer(preset) as place:
                self.hold(learners, place)

    def hold(self, learners: Callable, place: "Place") -> None:
        """The conversation at one place; a failure takes the story along."""
        try:
            self.function(learners, place)
        except CheckFailed as failed:
            failed.story = failed.story or place.rows()
            raise


class Meeting(NamedTuple):
    """Another place to hold a dialogue: a broker, or somebody who observes at the embedded one."""

    name: str
    make: Callable[[], "Place"]
    observes: bool = False


def elsewhere(known: Check, meetings: Iterable[Meeting]) -> list[Check]:
    """The same dialogue at other places; nothing for a check that is no dialogue."""
    held = known.function
    if not isinstance(held, Dialogue):
        return []
    return [_at(known, held, meeting) for meeting in meetings if held.observed or not meeting.observes]


def _at(known: Check, held: Dialogue, meeting: Meeting) -> Check:
    def function(learners: Callable) -> None:
        with meeting.make() as place:
            held.hold(learners, place)

    where = f"seen by {meeting.name}" if meeting.observes else f"at {meeting.name}"
    return replace(known, title=f"{known.title} ({where})", function=function, peer=meeting.name)
