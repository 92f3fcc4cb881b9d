"""A conversation as text: what is wrong stands below its line each time, and advice once a connection."""

import stompkata as sk

UNTYPED = b"SEND\ndestination:/a\ncontent-length:2\n\nhi\0"


def test_advice_stands_once_a_connection_and_a_warning_each_time():
    recording = sk.Recording()
    for connection, data in ("c1", UNTYPED), ("c1", UNTYPED), ("c2", UNTYPED), ("c1", b"SEND\n\n\0"), ("c1", b"SEND\n\n\0"):
        recording.add(0.0, connection, "to_server", "stomp", data)

    assert recording.text() == """\
   1 c1 → server stomp         41 B  STOMP SEND /a, body of 2 octets
       advice S12-16: a body, but no content-type
   2 c1 → server stomp         41 B  STOMP SEND /a, body of 2 octets
   3 c2 → server stomp         41 B  STOMP SEND /a, body of 2 octets
       advice S12-16: a body, but no content-type
   4 c1 → server stomp          7 B  STOMP SEND
       warning S12-47: SEND has no destination header
   5 c1 → server stomp          7 B  STOMP SEND
       warning S12-47: SEND has no destination header"""
