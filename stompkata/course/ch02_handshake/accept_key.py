"""The proof that answers a key."""

import base64
import hashlib

from websockets.utils import accept_key as proof

from stompkata.course.ch02_handshake.request import KEY, drawn_key
from stompkata.course.seed import draw
from stompkata.kata import Kata, check, diagnosis, expect

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

Kata(
    "handshake.accept_key",
    "the proof that answers a key",
    chapter="02_handshake",
    rule="W-08",
    minutes=4,
    hints=[
        "Two texts go into the digest. Which comes first, and is the key taken as text or decoded?",
        "RFC 6455 §4.2.2, item 5.4: the key as it stands, then the GUID, then SHA-1, then base64 of the 20 octets.",
        (
            'For the text b"another text": base64.b64encode(hashlib.sha1(b"another text").digest()) has 28 octets and'
            " ends in =."
        ),
        'accept_key("x3JJHMbDL1EzLkh9GBhXDw==") should be "HSmrc0sMlYUkAGmm5OPpG2HaGWk=".',
    ],
)


@check("handshake.accept_key", "the example of RFC 6455 §1.3", rule="W-08")
def example(accept_key):
    expect(
        accept_key(KEY),
        "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        because="a client compares your answer with this value, and leaves if it differs",
    )


@check("handshake.accept_key", "any key, as the websockets library answers it", rule="W-08", peer="websockets")
def any_key(accept_key):
    source = draw("handshake.accept_key")
    for key in [drawn_key(source) for _ in range(20)]:
        expect(accept_key(key), proof(key), because="each connection draws a new key of 16 octets")


@diagnosis("handshake.accept_key", "hex-digest", next="which method of the digest gives octets?")
def hex_digest(seen):
    digest = hashlib.sha1((seen.args[0] + GUID).encode())
    if seen.got in (digest.hexdigest(), base64.b64encode(digest.hexdigest().encode()).decode()):
        return "You took the digest in its hexadecimal spelling, 40 characters. Base64 wants its 20 octets."


@diagnosis("handshake.accept_key", "guid-first", next="which of the two texts comes first?")
def guid_first(seen):
    if seen.got == _base64_sha1(GUID.encode() + seen.args[0].encode()):
        return "The GUID stands before the key in what you hashed. The key comes first."


@diagnosis("handshake.accept_key", "key-decoded", next="leave the key as it stands")
def key_decoded(seen):
    if seen.got == _base64_sha1(base64.b64decode(seen.args[0]) + GUID.encode()):
        return (
            "You decoded the key to its 16 octets first. The rule takes the 24 characters of the header as they"
            " stand."
        )


@diagnosis("handshake.accept_key", "guid-forgotten")
def guid_forgotten(seen):
    if seen.got == _base64_sha1(seen.args[0].encode()):
        return "You hashed the key alone. Without the GUID any server that hashes what it gets would pass."


@diagnosis("handshake.accept_key", "line-feed-added", next="look for the function of base64 that adds no line end")
def line_feed_added(seen):
    if isinstance(seen.got, str) and seen.got == f"{seen.want}\n":
        return (
            "There is a line feed behind the value: encodebytes() adds one. In a header it would end the line early."
        )


def _base64_sha1(data: bytes) -> str:
    return base64.b64encode(hashlib.sha1(data).digest()).decode()
