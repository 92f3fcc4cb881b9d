"""What a probe may have found, written down by hand."""

from stompkata.probing.tries import EVERY_VERSION, Outcome, Probed, Try
from stompkata.stomp.frame import StompFrame

URL = "ws://localhost:8080/ws"
UP = Try("connect", "localhost:8080", outcome=Outcome.YES)
SPRING_INFO = b'{"entropy":1,"origins":["*:*"],"cookie_needed":true,"websocket":true}'
NODE_INFO = b'{"websocket":true,"origins":["*:*"],"cookie_needed":false,"entropy":1}'
RAW, FRAMED = f"{URL}/websocket", f"{URL}/000/stmpkata/websocket"


def probed(*tries: Try, url: str = URL, host: str = "localhost", finished: bool = True) -> Probed:
    return Probed(url, url, tries, 0.1, host, finished)


def upgrade(status: int, way: str = "plain", **more) -> Try:
    return Try("upgrade", URL, way, outcome=Outcome.YES if status == 101 else Outcome.NO, status=status, **more)


def stomp(
    command: str,
    headers: dict[str, str],
    body: bytes = b"",
    way: str = "plain",
    asked: str = EVERY_VERSION,
    url: str = URL,
    **more,
) -> Try:
    outcome = Outcome.YES if command == "CONNECTED" else Outcome.NO
    return Try("stomp", url, way, asked, outcome, frame=StompFrame(command, headers, body), **more)


def info(body: bytes) -> Try:
    return Try("info", URL, outcome=Outcome.YES, status=200, data=body)
