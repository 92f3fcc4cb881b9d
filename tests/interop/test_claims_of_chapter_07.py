"""What chapter 07 says that RabbitMQ 3.10 and ActiveMQ 5.17 were seen to do."""

import socket

import pytest

from stompkata.stomp.decoder import Decoder

PATIENCE = 2.0  # seconds in which a broker that closes has closed
SEND = b"SEND\ndestination:/topic/news\n\nhello\0"


def connect(versions: str, passcode: str = "guest") -> bytes:
    return f"CONNECT\naccept-version:{versions}\nhost:/\nlogin:guest\npasscode:{passcode}\n\n\0".encode()


def talk(broker, *frames: bytes) -> list:
    """The answer to each frame, and what follows the last: its command and version, "closed" or "open"."""
    said = []
    with socket.create_connection(("127.0.0.1", int(broker.tcp_url.rpartition(":")[2])), PATIENCE) as wire:
        for frame in (*frames, b""):
            try:
                wire.sendall(frame)
                data = wire.recv(65536)
            except TimeoutError:
                said.append("open")
            except OSError:
                said.append("closed")
            else:
                said.append(answer(data) if data else "closed")
    return said


def answer(data: bytes) -> tuple[str, str | None]:
    frame = next(event for event in Decoder(None, strict=False).receive(data) if hasattr(event, "command"))
    return frame.command, frame.headers.get("version") if frame.command == "CONNECTED" else None


ERROR, SESSION = ("ERROR", None), ("CONNECTED", "1.2")


@pytest.mark.parametrize("name", ["rabbitmq", "activemq"])
def test_a_space_before_a_version_loses_it_without_a_word(name, request):
    assert talk(request.getfixturevalue(name), connect("1.0, 1.1")) == [("CONNECTED", "1.0"), "open"]


@pytest.mark.parametrize("first", [connect("9.9"), connect("1.2", "wrong"), SEND], ids=["9.9", "passcode", "SEND"])
def test_rabbitmq_takes_another_connect_behind_its_error(rabbitmq, first):
    assert talk(rabbitmq, first, connect("1.2")) == [ERROR, SESSION, "open"]


def test_activemq_closes_when_no_version_is_in_common(activemq):
    assert talk(activemq, connect("9.9"), connect("1.2"))[:2] == [ERROR, "closed"]


def test_activemq_does_not_close_after_a_send_without_a_session(activemq):
    assert talk(activemq, SEND, connect("1.2")) == [ERROR, SESSION, "open"]
