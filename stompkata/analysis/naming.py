"""What a connection is called: by its login where it has said one, with the name that its records carry."""

from stompkata.analysis.units import Unit


def login_of(unit: Unit) -> str | None:
    """The login that this unit says or, as a new connection begins, takes back; None if it tells nothing of that."""
    if unit.command in ("CONNECT", "STOMP"):
        return unit.headers.get("login", "")
    return "" if unit.command == "event" and unit.body == b"open" else None


class Names:
    """What the connections of one recording are called; `take` each unit."""

    def __init__(self):
        self._logins: dict[str, str] = {}

    def take(self, unit: Unit) -> None:
        """Learn from one more unit."""
        login = login_of(unit)
        if login is not None:
            self._logins[unit.connection] = login

    def title(self, name: str) -> str:
        """Its title, such as `ada (ws-1)`; `ws-1` without a login."""
        login = self._logins.get(name)
        return f"{login} ({name})" if login else name
