"""What the dissector says about the bits of a WebSocket frame."""

import pytest
from vectors import WEBSOCKET

from stompkata.websocket.dissector import dissect_frame
from stompkata.websocket.requirements import requirement


@pytest.mark.req("W-13", "W-14", "W-15", "W-17", "W-21", "W-23", "W-24", "W-27", "W-28")
@pytest.mark.parametrize("vector", WEBSOCKET, ids=str)
def test_each_frame_of_the_standard_is_judged(vector):
    dissection = dissect_frame(vector.data, sender=vector.sender)

    if vector.ws_frame is not None:
        assert (dissection.findings, dissection.complete) == ((), True)
        assert dissection.payload == vector.ws_frame.payload
    else:
        assert [(error.rule, error.at) for error in dissection.errors][:1] == [vector.refused]
        assert requirement(vector.refused[0]).sentence


def test_every_bit_has_a_name():
    dissection = dissect_frame(bytes.fromhex("81 85 37 fa 21 3d 7f 9f 4d 51 58"), sender="client")

    assert [(field.name, field.value, field.bit, field.bits) for field in dissection.fields] == [
        ("FIN", "1", 0, 1), ("RSV1", "0", 1, 1), ("RSV2", "0", 2, 1), ("RSV3", "0", 3, 1), ("opcode", "0x1", 4, 4),
        ("MASK", "1", 8, 1), ("payload length", "5", 9, 7), ("masking-key", "37 fa 21 3d", 16, 32),
        ("payload", "Hello", 48, 40),
    ]
    assert dissection.summary == "WebSocket text frame, masked, 5 octets of payload"


@pytest.mark.parametrize("vector", [vector for vector in WEBSOCKET if len(vector.data) < 300], ids=str)
def test_the_bits_of_every_beginning_are_accounted_for(vector):
    for length in range(len(vector.data) + 1):
        dissection = dissect_frame(vector.data[:length], sender=vector.sender)
        bit = 0
        for field in dissection.fields:
            assert field.bit == bit
            bit += field.bits
        assert bit // 8 <= length
        assert dissection.complete is (length == len(vector.data) and not vector.name.startswith("the top bit"))


@pytest.mark.req("W-24", "W-27")
def test_a_close_frame_is_taken_apart():
    dissection = dissect_frame(bytes.fromhex("88 05 03 e9 62 79 65"))

    code, reason = dissection.fields[-1].children
    assert (code.value, code.meaning, code.start, code.stop) == ("1001", "going away", 2, 4)
    assert (reason.value, reason.start, reason.stop) == ("bye", 4, 7)


def test_what_follows_the_frame_is_left_alone():
    assert dissect_frame(bytes.fromhex("81 01 61 81 00")).data == bytes.fromhex("81 01 61")


def test_a_compressed_text_is_not_taken_for_utf_8():
    assert [error.rule for error in dissect_frame(bytes.fromhex("c1 02 ff fe")).errors] == ["W-14"]
