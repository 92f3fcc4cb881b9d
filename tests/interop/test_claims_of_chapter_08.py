"""What chapter 08 says of RabbitMQ and ActiveMQ, and of a RECEIPT for a picture of which half was lost."""

import socket

import pytest

from stompkata.stomp.decoder import Decoder

PATIENCE = 2.0  # seconds for an answer that takes milliseconds
CONNECT = b"CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0"
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def session(broker) -> tuple[socket.socket, Decoder]:
    wire = socket.create_connection(("127.0.0.1", int(broker.tcp_url.rpartition(":")[2])), PATIENCE)
    wire.sendall(CONNECT)
    reader = Decoder(None, strict=False)
    assert heard(wire, reader).command == "CONNECTED"
    return wire, reader


def heard(wire: socket.socket, reader: Decoder):
    """The next frame."""
    while True:
        if hasattr(event := reader.next(), "command"):
            return event
        if event is None:
            data = wire.recv(65536)
            assert data, "closed"
            reader.feed(data)


def asked(broker, destination: str) -> str:
    wire, reader = session(broker)
    with wire:
        wire.sendall(f"SEND\ndestination:{destination}\nreceipt:1\n\nhi\0".encode())
        return heard(wire, reader).command


@pytest.mark.parametrize("name", ["rabbitmq", "activemq"])
def test_a_receipt_comes_from_a_topic_that_nobody_has_subscribed_to(name, request):
    assert asked(request.getfixturevalue(name), "/topic/kata-empty") == "RECEIPT"


@pytest.mark.parametrize(
    ("destination", "answer"),
    [("kata-cafe", "RECEIPT"), ("/cafe", "ERROR"), ("/amq/queue/not-there", "RECEIPT"), ("/exchange/not-there/x", "ERROR")],
)
def test_rabbitmq_reads_destinations_so(rabbitmq, destination, answer):
    assert asked(rabbitmq, destination) == answer


@pytest.mark.parametrize(("name", "signed"), [("rabbitmq", False), ("activemq", True)])
def test_of_a_picture_without_a_length_the_first_octets_are_published(name, signed, request):
    broker = request.getfixturevalue(name)
    (gallery, seen), (careless, reader) = session(broker), session(broker)
    with gallery, careless:
        gallery.sendall(b"SUBSCRIBE\nid:0\ndestination:/topic/kata-pictures\nreceipt:ready\n\n\0")
        assert heard(gallery, seen).command == "RECEIPT"
        careless.sendall(b"SEND\ndestination:/topic/kata-pictures\nreceipt:saved\n\n" + PICTURE + b"\0")

        assert heard(gallery, seen).body == b"\x89PNG\r\n\x1a\n"
        if signed:
            assert heard(careless, reader).command == "RECEIPT"
        else:
            assert careless.recv(1) == b""  # RabbitMQ hangs up over the rest, before it has signed
