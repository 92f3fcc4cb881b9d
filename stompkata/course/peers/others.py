"""Peers beside the embedded broker, as `stompkata check --peers` has found them: told in the environment, as JSON."""

import importlib.util
import json
import os

from stompkata.course.peers.dialogue import Meeting
from stompkata.course.peers.dialogue import elsewhere as _elsewhere
from stompkata.kata.registry import Check

VARIABLE = "STOMPKATA_PEERS"


def elsewhere(known: Check) -> list[Check]:
    """The check at every peer that is told of."""
    told = os.environ.get(VARIABLE)
    return _elsewhere(known, map(_meeting, json.loads(told))) if told else []


def observers() -> tuple[list[dict], list[str]]:
    """The observers that are installed, as facts for the environment; and in words, those that are not."""
    from stompkata.course.peers.observers import node_flags

    found = [
        ("stomp.py", importlib.util.find_spec("stomp") is not None, "pip install stomp-py"),
        ("stompjs", node_flags() is not None, "install Node.js 20.10 or newer; stompjs itself comes with stompkata"),
    ]
    missing = [f"{name}: {how}" for name, present, how in found if not present]
    return [{"observer": name} for name, present, _ in found if present], missing


def _meeting(facts: dict) -> Meeting:
    from stompkata.course.peers.embedded import Embedded
    from stompkata.course.peers.place import Place

    if name := facts.get("observer"):
        return Meeting(name, lambda: Embedded("lenient", observed_by=name), observes=True)
    return Meeting(facts["name"], lambda: Place(**facts))
