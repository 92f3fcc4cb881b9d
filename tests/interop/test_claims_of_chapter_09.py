"""What chapter 09 says that RabbitMQ 3.10 and ActiveMQ 5.17 were seen to do with a subscription id that is in use."""

import socket

import pytest

PATIENCE = 2.0  # seconds in which a broker that closes has closed
CONNECT = b"CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0"
SUBSCRIBE = b"SUBSCRIBE\nid:2\ndestination:/topic/kata-ids\n\n\0"


def closed(wire: socket.socket) -> bool:
    """Whether the end comes, after whatever is still said."""
    try:
        while wire.recv(65536):
            pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(("name", "closes"), [("rabbitmq", True), ("activemq", False)])
def test_an_id_that_is_in_use_ends_the_connection_at_rabbitmq_only(name, closes, request):
    broker = request.getfixturevalue(name)
    with socket.create_connection(("127.0.0.1", int(broker.tcp_url.rpartition(":")[2])), PATIENCE) as wire:
        wire.sendall(CONNECT + SUBSCRIBE + SUBSCRIBE)

        assert closed(wire) == closes
