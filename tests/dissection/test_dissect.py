"""The one entry: which layer it guesses, and what carries what."""

import pytest
from vectors import STOMP, WEBSOCKET

import stompkata as sk
from stompkata.dissector import guess_layer, requirement


@pytest.mark.parametrize("data, layer", [
    (b"GET / HTTP/1.1\r\n", "handshake"), (b"HTTP/1.1 101", "handshake"), (b"\x81\x00", "websocket"),
    (b"\x00\x01a", "websocket"), (b"SEND\n\n\0", "stomp"), (b"send\n\n\0", "stomp"), (b"\n", "stomp"),
    (b"\r\n", "stomp"), (b"hello", "stomp"), (b"", "stomp"),
])
def test_the_layer_is_guessed_from_the_first_octets(data, layer):
    assert guess_layer(data) == layer == sk.dissect(data).layer


def test_a_layer_that_is_named_is_not_guessed():
    assert sk.dissect(b"GET / HTTP/1.1\r\n", "stomp").errors[0].rule == "S12-46"
    with pytest.raises(ValueError, match="layer is one of handshake, websocket, stomp"):
        sk.dissect(b"", "sockjs")


@pytest.mark.req("W-33")
def test_a_message_carries_stomp():
    dissection = sk.dissect(b"\x81\x0bACK\nid:1\n\n\0", sender="server", version="1.2")

    (stomp,) = dissection.inner
    assert (stomp.layer, stomp.summary) == ("stomp", "STOMP ACK")
    assert [finding.rule for finding in stomp.findings] == ["S12-46"]  # a server sends no ACK


def test_a_message_of_one_lf_is_a_heart_beat():
    assert sk.dissect(b"\x81\x01\n").inner[0].summary == "a STOMP heart-beat"


def test_a_message_that_is_no_stomp_carries_nothing_known():
    assert sk.dissect(b"\x81\x05Hello").inner == ()
    assert sk.dissect(b"\x82\x02\xff\xfe").inner == ()
    assert sk.dissect(b"\x88\x02\x03\xe8").inner == ()


@pytest.mark.req("W-19", "W-33")
def test_stomp_in_fragments_is_joined():
    dissection = sk.dissect(b"\x01\x05ACK\ni" + b"\x89\x00" + b"\x80\x06d:1\n\n\0")

    assert dissection.summary == "3 WebSocket frames"
    assert [field.name for field in dissection.fields] == ["frame 1", "frame 2", "frame 3"]
    assert [inner.summary for inner in dissection.inner] == ["STOMP ACK"]
    assert dissection.findings == ()


@pytest.mark.req("W-19", "W-20")
@pytest.mark.parametrize("data, at", [
    (b"\x01\x01a\x81\x01b", 3),  # a new message before the last has ended
    (b"\x81\x01a\x80\x01b", 3),  # a continuation of nothing
    (b"\x01\x01a\x80\x01b\x00\x01c", 6),
])
def test_fragments_out_of_order_are_an_error(data, at):
    assert [(error.rule, error.at) for error in sk.dissect(data).errors] == [("W-20", at)]


def test_offsets_of_a_later_frame_count_from_the_first_octet():
    dissection = sk.dissect(b"\x81\x01a" + b"\xb1\x01b")

    assert {(error.rule, error.at) for error in dissection.errors} == {("W-14", 3)}
    assert dissection.fields[1].children[0].bit == 24


@pytest.mark.parametrize("vector", [*STOMP, *WEBSOCKET], ids=str)
def test_every_example_prints_and_shows(vector):
    layer = "stomp" if vector in STOMP else "websocket"
    options = {"version": vector.version} if layer == "stomp" else {"sender": vector.sender}
    dissection = sk.dissect(vector.data, layer, **options)
    bundle = dissection._repr_mimebundle_()

    assert bundle["text/plain"] == str(dissection)
    assert max(map(len, str(dissection).split("\n"))) <= 120
    for error in dissection.errors:
        assert error.rule in bundle["text/plain"] and error.rule in bundle["text/html"]
    assert len(bundle["text/html"]) < 40_000


def test_a_requirement_is_found_by_its_id():
    assert requirement("S12-07").level == "MUST"
    assert requirement("W-16").section == "RFC 6455 §5.3"
    assert requirement("WD-04").sentence.endswith(".")
