"""What a broker knows about one connection, and about one subscription of it."""

from functools import cache

from stompkata.stomp.frame import Headers
from stompkata.stomp.roles import CLIENT_SENDS, NOT_IN, State, follow


class Subscription:
    """One SUBSCRIBE that is in force.

    `subscription_id` is None for a client of 1.0 that gave none.
    """

    __slots__ = ("ack", "destination", "session_id", "subscription_id")

    def __init__(self, session_id: str, subscription_id: str | None, destination: str, ack: str):
        self.session_id, self.subscription_id = session_id, subscription_id
        self.destination, self.ack = destination, ack

    @property
    def key(self) -> str | tuple[str]:
        """What UNSUBSCRIBE names it by: its id, or in 1.0 its destination (S10-18)."""
        return (self.destination,) if self.subscription_id is None else self.subscription_id

    def __repr__(self) -> str:
        return f"<Subscription {self.subscription_id} to {self.destination}>"


class Session:
    """One connection: where it stands in the protocol, and its subscriptions.

    `allowed` is the row of the state table: the next state by command. `repeated` are the headers of its last SEND, and those of the MESSAGE they made: most senders repeat themselves.
    """

    __slots__ = ("allowed", "login", "opened_at", "over", "repeated", "session_id", "state", "subscriptions", "version")

    def __init__(self, session_id: str, opened_at: float):
        self.session_id, self.opened_at = session_id, opened_at
        self.version: str | None = None
        self.login: str | None = None
        self.repeated: tuple[Headers | None, Headers | None] = (None, None)
        self.subscriptions: dict[str | tuple[str], Subscription] = {}
        self.enter(State.IDLE)

    def enter(self, state: State) -> None:
        """Stand in another state from now on."""
        self.state = state
        self.over = state in (State.DISCONNECTING, State.CLOSED)    # nothing more is accepted (S12-70, S12-79)
        self.allowed = _allowed(state, self.version)

    def step(self, command: str) -> None:
        """Go where the client's command leads, or raise the lesson about why it leads nowhere."""
        self.enter(follow(CLIENT_SENDS, self.state, command, self.version))

    def __repr__(self) -> str:
        return f"<Session {self.session_id} {self.state.value}, {self.version or 'no version yet'}>"


@cache
def _allowed(state: State, version: str | None) -> dict[str, State]:
    """The row of the table for one state: the hot path looks up the command alone."""
    absent = NOT_IN.get(version or "", ())
    return {command: after for (before, command), after in CLIENT_SENDS.items()
            if before is state and command not in absent}
