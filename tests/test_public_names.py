"""The public surface: each promised name exists, says what it is for, and costs nothing until it is used."""

import inspect
import subprocess
import sys
from importlib import import_module

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


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_public_callable_carries_types(module, name):
    thing = getattr(import_module(module), name)
    if inspect.isclass(thing):
        return

    untyped = [
        parameter.name
        for parameter in inspect.signature(thing).parameters.values()
        if parameter.annotation is parameter.empty
    ]
    assert not untyped, f"{module}.{name}: {', '.join(untyped)} without a type"


@pytest.mark.parametrize("module", SURFACE)
def test_a_name_that_does_not_exist_is_answered_with_those_that_do(module):
    with pytest.raises(AttributeError, match="no attribute 'conect'"):
        import_module(module).conect  # noqa: B018


def test_listing_the_names_loads_none_of_them():
    code = "import sys, stompkata as sk; dir(sk); print([m for m in sys.modules if m.startswith('stompkata.')])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=30)

    assert done.stdout == "[]\n"
