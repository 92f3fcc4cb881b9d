"""The memory pipe behaves as a socket does."""

import pytest
from wire import Peer

from stompkata.net.clock import settle
from stompkata.net.pipe import HIGH, LOW, Pipe


class Choosy(Peer):
    def __init__(self):
        super().__init__()
        self.told, self.pieces = [], []

    def data_received(self, data):
        super().data_received(data)
        self.pieces.append(data)

    def pause_writing(self):
        self.told.append("pause")

    def resume_writing(self):
        self.told.append("resume")


@pytest.fixture
def ends():
    def make(chunk=None):
        left, right = Choosy(), Choosy()
        Pipe(lambda: right, chunk=chunk).connect(left)
        return left, right

    return make


async def test_octets_arrive_in_order_in_a_later_turn_and_in_the_pieces_asked_for(ends):
    left, right = ends(chunk=3)
    left.write(b"hello ", b"world")
    assert right.received == b""
    await settle()

    assert right.pieces == [b"hel", b"lo ", b"wor", b"ld"]


async def test_what_is_not_read_is_held_and_the_writer_is_told(ends):
    left, right = ends()
    right.transport.pause_reading()
    left.write(bytes(HIGH))
    assert left.told == []
    left.write(b"x")
    await settle()
    assert left.told == ["pause"] and left.transport.get_write_buffer_size() == HIGH + 1

    right.transport.resume_reading()
    await settle()
    assert left.told == ["pause", "resume"] and len(right.received) == HIGH + 1 > LOW


async def test_a_half_closed_end_still_reads_if_its_protocol_wants_to(ends):
    left, right = ends()
    right.eof_received = lambda: True
    left.write(b"question")
    left.transport.write_eof()
    left.write(b"too late")
    right.write(b"answer")
    await settle()

    assert right.received == b"question" and left.received == b"answer" and not left.lost


@pytest.mark.parametrize("how", ["close", "abort"])
async def test_both_ends_are_told_of_the_end_once(ends, how):
    left, right = ends()
    left.write(b"last words")
    getattr(left.transport, how)()
    await settle()

    assert left.lost and right.lost and right.ended
    assert right.received == (b"last words" if how == "close" else b"")
    assert left.transport.is_closing() and right.transport.is_closing()


async def test_an_aborted_end_does_not_wait_for_a_peer_that_reads_nothing(ends):
    left, right = ends()
    right.transport.pause_reading()
    left.write(b"x")
    left.transport.abort()
    await settle()
    assert left.lost and not right.lost

    right.transport.resume_reading()
    await settle()
    assert right.lost and right.received == b""
