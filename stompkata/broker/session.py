"""What a broker knows about one connection."""

from functools import cache
from typing import TYPE_CHECKING

from stompkata.stomp.frame import Headers
from stompkata.stomp.roles import CLIENT_SENDS, NOT_IN, State, follow

if TYPE_CHECKING:
    from stompkata.broker.acknowledgements import InFlight
    from stompkata.broker.subscription import Subscription
    from stompkata.broker.transaction import Transaction


class Session:
    """One connection: where it stands in the protocol, and what is its own.

    `allowed` is the row of the state table: the next state by command. `repeated` are the headers of its last SEND to
    a topic, and those of the MESSAGE they made: most senders repeat themselves. `unacknowledged` holds what it was
    given and owes an answer to, in the order it was given. A session that is `choked` does not read what it gets.
    """

    __slots__ = ("allowed", "choked", "login", "opened_at", "over", "repeated", "session_id", "state", "subscriptions",
                 "transactions", "unacknowledged", "version")

    def __init__(self, session_id: str, opened_at: float):
        self.session_id, self.opened_at = session_id, opened_at
        self.version: str | None = None
        self.login: str | None = None
        self.choked = False
        self.repeated: tuple[Headers | None, Headers | None] = (None, None)
        self.subscriptions: dict[str | tuple[str], Subscription] = {}
        self.unacknowledged: dict[str | tuple, InFlight] = {}
        self.transactions: dict[str, Transaction] = {}
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
