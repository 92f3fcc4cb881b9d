"""How stompjs gets rid of a socket that may take long to close."""

import itertools
import time
from collections.abc import Callable

from stompkata.net.stomp_socket import CloseEvent, StompSocket

_numbers = itertools.count(1)


def augment_websocket(web_socket: StompSocket, debug: Callable[[str], object],
                      now: Callable[[], float] = time.monotonic) -> None:
    """Give a socket `terminate`: it falls silent, closes when it can, and reports 4001 at once, without waiting.

    Args:
        debug: told when the socket has really closed, if it ever does.
    """
    def terminate() -> None:
        started, name, on_close = now(), f"#{next(_numbers):06}", web_socket.on_close
        web_socket.on_error = web_socket.on_message = web_socket.on_open = lambda *_: None
        web_socket.on_close = lambda event: debug(
            f"Discarded socket ({name})  closed after {(now() - started) * 1000:.0f}ms, "
            f"with code/reason: {event.code}/{event.reason}")
        web_socket.close()
        if on_close is not None:
            on_close(CloseEvent(
                4001, f"Quick discarding socket ({name}) without waiting for the shutdown sequence.", False))

    web_socket.terminate = terminate
