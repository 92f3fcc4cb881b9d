"""What a server answers to an offer of permessage-deflate, octet by octet (RFC 7692 §7.1)."""

import asyncio
import re
import zlib

import pytest
from wire import upgrade

from stompkata.net.echo import echo


async def answered(offer: bytes) -> bytes | None:
    """The extension that the answer names; None if it names none."""
    async with echo() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.split(":")[2].strip("/")))
        writer.write(upgrade(b"Sec-WebSocket-Extensions: " + offer, subprotocol=b""))
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        writer.close()
        await writer.wait_closed()
    assert head.startswith(b"HTTP/1.1 101 ")
    found = re.search(rb"(?i)\r\nSec-WebSocket-Extensions: ([^\r]*)", head)
    return found and found[1]


@pytest.mark.req("WD-01")
async def test_all_four_parameters_are_understood():
    answer = await answered(b"permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
                            b"server_max_window_bits=10; client_max_window_bits=12")

    names = sorted(part.partition(b"=")[0] for part in answer.split(b"; "))
    assert names == [b"client_max_window_bits", b"client_no_context_takeover", b"permessage-deflate",
                     b"server_max_window_bits", b"server_no_context_takeover"]
    assert b"server_max_window_bits=10" in answer


@pytest.mark.req("WD-02")
@pytest.mark.parametrize("parameters", [
    b"; colour=red", b"; server_no_context_takeover; server_no_context_takeover", b"; server_no_context_takeover=1",
    b"; server_max_window_bits", b"; server_max_window_bits=7", b"; server_max_window_bits=16", b"; client_max_window_bits=x",
])
async def test_an_offer_that_cannot_be_is_declined(parameters):
    assert await answered(b"permessage-deflate" + parameters) is None


@pytest.mark.req("WD-02")
async def test_of_two_offers_the_one_that_can_be_is_taken():
    assert await answered(b"permessage-deflate; colour=red, permessage-deflate") is not None


@pytest.mark.req("WD-03")
@pytest.mark.parametrize("offer, most", [(b"", None), (b"; client_max_window_bits=9", 9), (b"; client_max_window_bits=15", 15)])
async def test_the_clients_window_is_answered_only_where_it_was_offered_and_never_larger(offer, most):
    answer = await answered(b"permessage-deflate" + offer)

    found = re.search(rb"client_max_window_bits=(\d+)", answer)
    assert found is None if most is None else found is None or int(found[1]) <= most


@pytest.mark.req("WD-11")
async def test_a_window_of_8_bits_is_answered_with_another_or_declined():
    assert b"server_max_window_bits=8" not in (await answered(b"permessage-deflate; server_max_window_bits=8") or b"")
    with pytest.raises(ValueError):
        zlib.compressobj(wbits=-8)
