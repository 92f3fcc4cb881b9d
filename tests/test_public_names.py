"""The public surface: each promised name exists, says what it is for, and costs nothing until it is used."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

SURFACE = {
    "stompkata": {
        "serve",
        "connect",
        "Client",
        "tap",
        "Faults",
        "dissect",
        "Recording",
        "Broker",
        "Limits",
        "diff",
        "StompFrame",
        "Decoder",
        "encode",
    },
    "stompkata.lab": {
        "broker",
        "client",
        "socket",
        "frames",
        "heartbeats",
        "ladder",
        "map",
        "faults",
        "open",
        "tap",
        "echo",
        "dissect",
        "recording",
        "aside",
        "stompjs",
        "check",
        "predict",
        "hint",
        "borrow",
        "progress",
        "allow_nested_loops",
    },
    "stompkata.stompjs": {
        "Client",
        "CompatClient",
        "Stomp",
        "StompHandler",
        "HeartbeatInfo",
        "FrameImpl",
        "Parser",
        "RawFrame",
        "Ticker",
        "Versions",
        "augment_websocket",
        "to_octets",
        "from_octets",
        "ActivationState",
        "ReconnectionTimeMode",
        "StompSocketState",
        "TickerStrategy",
    },
}
NAMES = [(module, name) for module in SURFACE for name in sorted(SURFACE[module])]


@pytest.mark.parametrize("module", SURFACE)
def test_a_module_lists_exactly_what_it_promises(module):
    assert set(import_module(module).__all__) >= SURFACE[module]
    assert set(import_module(module).__all__) <= set(dir(import_module(module)))


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_public_name_says_what_it_is_for(module, name):
    thing = getattr(import_module(module), name)

    first = (inspect.getdoc(thing) or "").split("\n")[0]
    assert len(first) > 15 and first.rstrip().endswith((".", ":", "?")), f"{module}.{name}: {first!r}"


HANDED_OUT = [      # what the public names return, or hand to a callback
    ("stompkata.net.client", "Connecting"), ("stompkata.net.message", "Message"), ("stompkata.net.pipe", "Pipe"),
    ("stompkata.net.subscription", "Subscription"), ("stompkata.net.transaction", "Transaction"),
    ("stompkata.net.server", "Server"), ("stompkata.net.server", "Serving"), ("stompkata.net.relay", "Relay"),
    ("stompkata.net.stomp_socket", "StompSocket"), ("stompkata.net.stomp_socket", "CloseEvent"),
    ("stompkata.stomp.frame", "Headers"), ("stompkata.stomp.frame", "StompFrame"),
    ("stompkata.trace.record", "Record"), ("stompkata.trace.tap", "Tap"), ("stompkata.broker.profile", "Profile"),
    ("stompkata.dissection.model", "Dissection"), ("stompkata.dissection.model", "Field"),
    ("stompkata.dissection.model", "Finding"), ("stompkata.errors", "ProtocolError"), ("stompkata.errors", "ErrorReceived"),
    ("stompkata.lab.sync_broker", "LabBroker"), ("stompkata.lab.sync_client", "LabClient"),
    ("stompkata.lab.sync_client", "LabMessage"), ("stompkata.lab.sync_client", "LabSubscription"),
    ("stompkata.lab.sync_socket", "LabSocket"), ("stompkata.lab.sync_tap", "LabTap"), ("stompkata.lab.sync_tap", "LabEcho"),
]  # fmt: skip
DUNDERS = {"__init__", "__new__", "__aenter__", "__aexit__", "__await__", "__aiter__", "__anext__", "__iter__", "__len__"}


def methods(cls: type) -> Iterator[tuple[str, Callable]]:
    """The functions of a class of ours that a user may call, with those that it inherits from ours."""
    for owner in cls.__mro__:
        for name, member in vars(owner).items() if owner.__module__.startswith("stompkata") else ():
            function = getattr(member, "fget", None) or getattr(member, "__func__", member)
            made = inspect.isfunction(function) and function.__module__ == owner.__module__    # not by dataclass
            if made and (name in DUNDERS or not name.startswith("_")):
                yield f"{owner.__name__}.{name}", function


@pytest.mark.parametrize(("module", "name"), sorted({*NAMES, *HANDED_OUT}))
def test_what_a_user_can_call_says_what_it_takes_and_what_it_returns(module, name):
    thing = getattr(import_module(module), name)
    functions = list(methods(thing)) if inspect.isclass(thing) else [(name, thing)]

    silent = []
    for called, function in functions:
        signature = inspect.signature(function)
        asked = [one for one in signature.parameters.values() if one.name not in ("self", "cls")]
        silent += [f"{called}({one.name})" for one in asked if one.annotation is one.empty]
        silent += [f"{called} ->"] if signature.return_annotation is signature.empty and "__init__" not in called else []
    assert not silent


@pytest.mark.parametrize("module", SURFACE)
def test_type_checkers_see_each_name_where_it_is_found_at_run_time(module):
    source = Path(import_module(module).__file__).read_text(encoding="utf-8")
    (block,) = [node for node in ast.parse(source).body if isinstance(node, ast.If) and node.test.id == "TYPE_CHECKING"]
    seen = {alias.name: node.module for node in block.body for alias in node.names if alias.name == alias.asname}

    home = import_module(module)._HOME
    assert seen == {name: place if place.startswith("stompkata.") else f"{module}.{place}" for name, place in home.items()}


@pytest.mark.parametrize("module", SURFACE)
def test_a_name_that_does_not_exist_is_answered_with_those_that_do(module):
    with pytest.raises(AttributeError, match="no attribute 'conect'"):
        import_module(module).conect  # noqa: B018


def test_listing_the_names_loads_none_of_them():
    code = "import sys, stompkata as sk; dir(sk); print([m for m in sys.modules if m.startswith('stompkata.')])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=30)

    assert done.stdout == "[]\n"
