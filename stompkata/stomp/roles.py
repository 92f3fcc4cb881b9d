"""Who may send what, and when: one table a role, and the headers that each command must have.

The client and the broker read the same tables; an absent pair is the error.
"""

import enum
from collections.abc import Mapping

from stompkata.errors import ProtocolError, RemoteProtocolError
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.requirements import requirement
from stompkata.stomp.rules import COMMANDS


class State(enum.Enum):
    """Where a STOMP session stands, the same on both sides."""

    IDLE = "not connected"
    CONNECTING = "waiting for CONNECTED"
    CONNECTED = "connected"
    DISCONNECTING = "after DISCONNECT"
    CLOSED = "closed"


_WHILE_CONNECTED = ("SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT")

CLIENT_SENDS: dict[tuple[State, str], State] = {         # (state, command) -> next state
    (State.IDLE, "CONNECT"): State.CONNECTING,
    (State.IDLE, "STOMP"): State.CONNECTING,
    **{(State.CONNECTED, command): State.CONNECTED for command in _WHILE_CONNECTED},
    (State.CONNECTED, "DISCONNECT"): State.DISCONNECTING,
}

SERVER_SENDS: dict[tuple[State, str], State] = {
    (State.CONNECTING, "CONNECTED"): State.CONNECTED,
    (State.CONNECTED, "MESSAGE"): State.CONNECTED,
    (State.CONNECTED, "RECEIPT"): State.CONNECTED,
    # What was under way when DISCONNECT was sent may still arrive, and so does its receipt.
    (State.DISCONNECTING, "MESSAGE"): State.DISCONNECTING,
    (State.DISCONNECTING, "RECEIPT"): State.DISCONNECTING,
    # Something can go wrong at any time; after ERROR the server closes (S12-79).
    **{(state, "ERROR"): State.CLOSED for state in State if state is not State.CLOSED},
}

CLIENT_COMMANDS = frozenset(command for _, command in CLIENT_SENDS)
SERVER_COMMANDS = frozenset(command for _, command in SERVER_SENDS)
NOT_IN = {"1.0": frozenset({"NACK"})}

_TRANSACTION = {command: ("S10-19", ("transaction",)) for command in ("BEGIN", "COMMIT", "ABORT")}
_REQUIRED_1_0 = {
    "SEND": ("S10-07", ("destination",)),
    "SUBSCRIBE": ("S10-12", ("destination",)),
    "ACK": ("S10-21", ("message-id",)),
    "MESSAGE": ("S10-25", ("destination", "message-id")),
    "RECEIPT": ("S10-24", ("receipt-id",)),
    **_TRANSACTION,
}
_REQUIRED_1_1 = {
    **_REQUIRED_1_0,
    "CONNECT": ("S11-13", ("accept-version", "host")),
    "STOMP": ("S11-13", ("accept-version", "host")),
    "CONNECTED": ("S11-19", ("version",)),
    "SUBSCRIBE": ("S11-28", ("destination", "id")),
    "UNSUBSCRIBE": ("S11-33", ("id",)),
    "ACK": ("S11-34", ("message-id", "subscription")),
    "NACK": ("S11-34", ("message-id", "subscription")),
    "MESSAGE": ("S11-43", ("destination", "message-id", "subscription")),
}
_REQUIRED_1_2 = {
    "CONNECT": ("S12-29", ("accept-version", "host")),
    "STOMP": ("S12-29", ("accept-version", "host")),
    "CONNECTED": ("S12-34", ("version",)),
    "SEND": ("S12-47", ("destination",)),
    "SUBSCRIBE": ("S12-51", ("destination", "id")),
    "UNSUBSCRIBE": ("S12-61", ("id",)),
    "ACK": ("S12-63", ("id",)),
    "NACK": ("S12-63", ("id",)),
    "MESSAGE": ("S12-71", ("destination", "message-id", "subscription")),
    "RECEIPT": ("S12-75", ("receipt-id",)),
    **{command: ("S12-66", ("transaction",)) for command in ("BEGIN", "COMMIT", "ABORT")},
}
# version -> command -> (requirement id, the headers it asks for)
REQUIRED: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "1.0": _REQUIRED_1_0, "1.1": _REQUIRED_1_1, "1.2": _REQUIRED_1_2,
}


def missing_headers(command: str, headers: Mapping[str, str], version: str = "1.2") -> tuple[str, ...]:
    """The required headers that a frame does not have (STOMP 1.2, "Frames and Headers")."""
    if version == "1.0" and command == "UNSUBSCRIBE":
        return () if "id" in headers or "destination" in headers else ("destination",)      # either will do (S10-18)
    _, required = REQUIRED[version].get(command, ("", ()))
    return tuple(name for name in required if name not in headers)


def require_headers(frame: StompFrame, version: str = "1.2", *, optional: frozenset[str] = frozenset()) -> None:
    """Refuse a frame that lacks a required header; `optional` names those that the caller forgives.

    Raises:
        RemoteProtocolError: with the requirement of that version and command.
    """
    for name in missing_headers(frame.command, frame.headers, version):
        if name not in optional:
            broken = REQUIRED[version].get(frame.command, ("S10-18", ()))[0]
            raise RemoteProtocolError(f"{frame.command} has no {name} header", rule=broken,
                                      source=requirement(broken).section, hint=f"add {name}")


def follow(table: Mapping[tuple[State, str], State], state: State, command: str, version: str | None = "1.2", *,
           error: type[ProtocolError] = RemoteProtocolError) -> State:
    """The state after a command, by the table of the side that sends it.

    Args:
        table: `CLIENT_SENDS` or `SERVER_SENDS`.
        error: `LocalProtocolError` when it is we who want to send.

    Raises:
        ProtocolError: this side may not send the command in this state, or at all.
    """
    after = table.get((state, command))
    if after is not None and command not in NOT_IN.get(version or "", ()):
        return after
    what, broken, hint = _why_not(table, state, command, version)
    raise error(what, rule=broken, source=requirement(broken).section, hint=hint)


def _why_not(table, state: State, command: str, version: str | None) -> tuple[str, str, str]:
    from stompkata.dissection.secrets import hide_text      # not at the top: most connections have no fault

    known, command = {sent for _, sent in table}, hide_text(command)
    if command in NOT_IN.get(version or "", ()):
        return f"STOMP {version} has no {command}", "S10-27", "agree on 1.1 or 1.2 at CONNECT"
    if command not in known:
        who = "a client" if table is CLIENT_SENDS else "a server"
        sort = "is not a command of STOMP" if command not in COMMANDS else f"is not for {who} to send"
        return f"{command} {sort}", "S12-46", f"{who} sends {', '.join(sorted(known))}"
    if state in (State.DISCONNECTING, State.CLOSED):
        return f"{command} after the end of the session", "S12-70", "open a new connection"
    if command in ("CONNECT", "STOMP", "CONNECTED"):
        return f"{command} while {state.value}", "S10-05", "a connection begins with one CONNECT and one CONNECTED"
    return f"{command} before the session is connected", "S10-05", "send CONNECT, and wait for CONNECTED"
