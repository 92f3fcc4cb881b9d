"""A broker as a check meets it, wherever it runs."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from stompkata.course.peers.session import Session
from stompkata.course.peers.story import last_of

if TYPE_CHECKING:
    from stompkata.course.peers.observers import Observer

LOGIN, PASSCODE = "guest", "guest"


@dataclass
class Place:
    """Where a broker listens, whom it lets in, and the sessions that a check has opened there.

    Args:
        name: what a report calls it.
        host: the virtual host to name in CONNECT.
        checks_logins: whether a wrong passcode is refused.
        closes_after_error: whether the connection ends behind an ERROR, as the standard asks.
        settle: seconds to wait where this broker gives no order between an answer and a message.
        observed_by: makes the independent observer; by default a session of our own.
    """

    name: str
    tcp_port: int = 0
    url: str | None = None
    host: str = "kata"
    login: str = LOGIN
    passcode: str = PASSCODE
    checks_logins: bool = True
    closes_after_error: bool = True
    settle: float = 0.0
    observed_by: str = "our own client"
    sessions: list[Session] = field(default_factory=list, init=False)
    _observers: list = field(default_factory=list, init=False)
    _bystander: Session | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error) -> None:
        self.close()

    def open(self) -> Session:
        """A new connection on which nothing has been said."""
        session = Session("127.0.0.1", self.tcp_port, settle=self.settle)
        self.sessions.append(session)
        return session

    def connected(self, version: str = "1.2") -> Session:
        """A connection whose CONNECT was ours, for checks of what comes after it."""
        session = self.open()
        self._greet(session, version)
        return session

    def observer(self, destination: str) -> "Observer":
        """Somebody else who has subscribed there; `messages` holds what came to him."""
        from stompkata.course.peers.observers import OBSERVERS

        observer = OBSERVERS[self.observed_by](self, destination)
        self._observers.append(observer)
        return observer

    @property
    def bystander(self) -> Session:
        """A session of our own, of which no story is told."""
        if self._bystander is None:
            self._bystander = self.apart()
        return self._bystander

    def apart(self) -> Session:
        """One more of that kind."""
        session = Session("127.0.0.1", self.tcp_port, settle=self.settle)
        self._greet(session, "1.2")
        return session

    def _greet(self, session: Session, version: str) -> None:
        headers = {"accept-version": version, "host": self.host, "login": self.login, "passcode": self.passcode}
        session.say("CONNECT", headers)
        session.hear("CONNECTED", because="our own CONNECT opens the session")

    def settle_all(self) -> None:
        """Wait until everything that was sent here has had its effect."""
        for session in self.sessions:
            session.fence()

    def rows(self) -> list[tuple[str, str]]:
        """The story of the session that was opened last, for a report."""
        return last_of([session.story for session in self.sessions])

    def close(self) -> None:
        """End every connection that was opened here."""
        for observer in self._observers:
            observer.close()
        for session in [*self.sessions, *([self._bystander] if self._bystander else [])]:
            session.drop()
