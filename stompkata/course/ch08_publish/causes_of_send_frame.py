"""What may be behind a SEND that is wrong."""

from stompkata.kata import diagnosis


@diagnosis("publish.send_frame", "octets-decoded", next="ask whether the body is a str before you encode it")
def octets_decoded(seen):
    if isinstance(seen.args[1], bytes) and isinstance(seen.error, UnicodeDecodeError | AttributeError):
        return "The body was octets already. They may be a picture, and no text in any encoding: send them untouched."


@diagnosis("publish.send_frame", "text-of-octets", next="ask whether the body is a str before you make text of it")
def text_of_octets(seen):
    if isinstance(seen.args[1], bytes) and repr(seen.args[1]).encode() in seen.got:
        return "b'...' is how Python shows octets to you. Formatted into a text, that is what was sent."


@diagnosis("publish.send_frame", "wrong-encoding", next="name the encoding: utf-8")
def wrong_encoding(seen):
    if isinstance(seen.args[1], str) and any(
        seen.args[1].encode(name, "replace") in seen.got and seen.args[1].encode(name, "replace") not in seen.want
        for name in ("latin-1", "ascii", "utf-16", "utf-16-le")
        if not seen.args[1].isascii()
    ):
        return "The text went out in another encoding than UTF-8, and the other end reads something else."


@diagnosis("publish.send_frame", "counts-characters", next="measure the octets that you send, after encoding")
def counts_characters(seen):
    body = seen.args[1]
    if isinstance(body, str) and len(body) != len(body.encode()) and b"content-length:%d\n" % len(body) in seen.got:
        return f"{len(body)} is the number of characters; {len(body.encode())} octets are sent."


@diagnosis("publish.send_frame", "no-length", next="encode_frame of chapter 05 writes the length for you")
def no_length(seen):
    if isinstance(seen.want, bytes) and b"content-length" in seen.want and b"content-length" not in seen.got:
        return (
            "There is no content-length. Without one the first NUL ends the frame, and of a body that holds one the rest"
            " is read as the next frame."
        )


@diagnosis("publish.send_frame", "asks-with-receipt-id")
def asks_with_receipt_id(seen):
    if b"\nreceipt-id:" in seen.got:
        return (
            "receipt-id is the name in the broker's answer. Who asks writes `receipt`; your question was taken for a"
            " header of the message, and no RECEIPT comes."
        )


@diagnosis("publish.send_frame", "none-as-text", next="leave out what is None")
def none_as_text(seen):
    if b":None\n" in seen.got:
        return (
            "None was written as the text None, and a broker takes that for a value: a transaction of that name, say."
        )


@diagnosis("publish.send_frame", "underscores-sent", next='name.replace("_", "-"), for names only')
def underscores_sent(seen):
    lines = seen.got.partition(b"\n\n")[0].split(b"\n")
    if any(b"_" in line.partition(b":")[0] for line in lines):
        return "An underscore stands in a header's name. The broker knows reply-to; reply_to is another header."


@diagnosis("publish.send_frame", "hyphens-in-values", next="change the names, and leave the values alone")
def hyphens_in_values(seen):
    if isinstance(seen.want, bytes) and b"_" in seen.want and seen.got == seen.want.replace(b"_", b"-"):
        return "The underscores of the values were changed as well: /temp-queue/my_own is another queue than my-own."


@diagnosis("publish.send_frame", "not-escaped", next="encode_frame of chapter 05 escapes")
def not_escaped(seen):
    if isinstance(seen.want, bytes) and b"\\c" in seen.want and b"\\c" not in seen.got:
        return "A header went in as it was: the line feed in the nickname has begun a header of its own."
