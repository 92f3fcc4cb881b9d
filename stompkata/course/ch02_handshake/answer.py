"""A right answer to the example request, and what can be wrong with it."""

from websockets.utils import accept_key as proof

from stompkata.course.ch02_handshake.request import KEY, OFFERED
from stompkata.kata import expect, expect_error


def answer(*changes: tuple[str, str], key: str = KEY) -> bytes:
    """A right answer that chooses v11.stomp, with some of its text changed."""
    head = (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {proof(key)}\r\nSec-WebSocket-Protocol: v11.stomp\r\n\r\n"
    )
    for old, new in changes:
        head = head.replace(old, new)
    return head.encode("latin-1")


NO_PROTOCOL = ("Sec-WebSocket-Protocol: v11.stomp\r\n", "")


def accepts(check_101) -> None:
    """The control: a right answer passes, with a subprotocol and without."""
    expect(check_101(answer(), KEY, OFFERED), "v11.stomp", because="the server chose a subprotocol that you offered")
    expect(
        check_101(answer(NO_PROTOCOL), KEY, OFFERED),
        None,
        because="a server may choose no subprotocol (RFC 6455 §4.2.2)",
    )


def refuses(check_101, reason: str, response: bytes, because: str, offered: tuple[str, ...] = OFFERED) -> None:
    error = expect_error(lambda: check_101(response, KEY, offered), "HandshakeError", because=because)
    expect(str(error), reason, because=f"the reason lets the user of your client see what to mend; {because}")
