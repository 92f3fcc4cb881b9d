"""How a client leaves: DISCONNECT, its RECEIPT, and then the end of the connection (S12-69)."""

from typing import TYPE_CHECKING

from stompkata.errors import DeadlineExceeded, ProtocolError
from stompkata.stomp.frame import StompFrame

if TYPE_CHECKING:
    from stompkata.net.session import Session

SECONDS = 5.0


class Farewell:
    """Closes the link when the RECEIPT has come, or when it has not come in time."""

    def __init__(self, session: "Session"):
        self._session = session
        headers = {"receipt": session.new_id("close"), **session.options.disconnect_headers}
        self._receipt = session.watch(headers["receipt"], self._answered)
        session.wheel.after(SECONDS, self._late)
        session.inbox.open()
        try:
            session.send(StompFrame("DISCONNECT", headers))
        except ProtocolError as error:          # one of the headers cannot be expressed
            self._give_up(error)

    @property
    def was_answered(self) -> bool:
        """Whether the server knows that all is over."""
        return self._receipt.done() and self._receipt.exception() is None

    def check(self) -> None:
        """Fail as it failed."""
        self._receipt.result()

    def _answered(self, frame: StompFrame) -> None:
        self._session.link.close()
        self._session.options.call("on_disconnect", frame)

    def _late(self) -> None:
        so_far = self._session.so_far()
        self._give_up(DeadlineExceeded(f"no RECEIPT for DISCONNECT within {SECONDS:g} s\n  so far: {so_far}"))

    def _give_up(self, failure: Exception) -> None:
        if not self._receipt.done():
            self._receipt.set_exception(failure)
        self._session.fail(failure)
        self._session.link.close()
