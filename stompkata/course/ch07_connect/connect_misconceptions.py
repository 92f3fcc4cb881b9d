"""What a wrong CONNECT shows about what its author believes."""

from stompkata.course.ch07_connect.reading import ABSENT
from stompkata.kata import diagnosis

KATA = "connect.connect_frame"


def _differs(seen, name: str) -> bool:
    """Whether the line of that header is wanted and another one came."""
    wanted, got = seen.want, seen.got
    return (
        isinstance(wanted, bytes)
        and isinstance(got, bytes)
        and wanted.startswith(f"{name}:".encode())
        and got != wanted
    )


@diagnosis(KATA, "escapes-connect", next="which two commands does chapter 05 leave unescaped?")
def escapes_connect(seen):
    if isinstance(seen.got, bytes) and isinstance(seen.want, bytes) and rb"\c" in seen.got.replace(rb"\\c", b""):
        return "You escaped a value. The server does not unescape CONNECT, so it compares another passcode than yours."


@diagnosis(KATA, "spaces-between-versions")
def spaces_between(seen):
    if _differs(seen, "accept-version") and b" " in seen.got:
        return (
            "There is a space in the list. Spaces belong to values in STOMP: RabbitMQ 3.10 looks for the version ' 1.1',"
            " finds none, and gives you 1.0 without a word."
        )


@diagnosis(KATA, "order-of-preference", next="sort what you are given")
def order_of_preference(seen):
    if _differs(seen, "accept-version") and sorted(seen.got.partition(b":")[2]) == sorted(seen.want.partition(b":")[2]):
        return (
            "You kept the order of the argument. accept-version is no list of wishes as in HTTP: the server takes the"
            " highest, and the standard asks for rising order."
        )


@diagnosis(KATA, "version-for-accept-version", next="what is the header's name in CONNECT, and what in CONNECTED?")
def version_for_accept(seen):
    if seen.got is ABSENT and isinstance(seen.want, bytes) and seen.want.startswith(b"accept-version:"):
        return (
            "There is no accept-version header. A server that finds none takes you for a client of 1.0, whatever other"
            " header names a version."
        )


@diagnosis(KATA, "missing-host")
def missing_host(seen):
    if seen.got is ABSENT and isinstance(seen.want, bytes) and seen.want.startswith(b"host:"):
        return (
            "There is no host header. stompjs sends none either, and many servers shrug; 1.1 and 1.2 demand it, and a"
            " strict server answers ERROR."
        )


@diagnosis(KATA, "none-as-text", next="leave the header out where the value `is None`")
def none_as_text(seen):
    if seen.want is ABSENT and seen.got in (b"login:None", b"passcode:None"):
        return "Python's None became the four letters N-o-n-e: the server looks for a user of that name."


@diagnosis(KATA, "empty-for-absent", next="ask `is not None`, not whether it is true")
def empty_for_absent(seen):
    if seen.want in (b"passcode:", b"login:") and seen.got is ABSENT:
        return 'An empty value was given, and you left it out: "" is false in Python, but it is not None.'


@diagnosis(KATA, "pair-as-text")
def pair_as_text(seen):
    if _differs(seen, "heart-beat") and b"(" in seen.got:
        return "Python's way to write a tuple went onto the wire, with its brackets and its space."


@diagnosis(KATA, "beats-swapped", next="the first number is what you can do, the second what you want")
def beats_swapped(seen):
    if _differs(seen, "heart-beat"):
        first, _, second = seen.want.partition(b":")[2].partition(b",")
        if seen.got == b"heart-beat:" + second + b"," + first:
            return "The two numbers have changed places: you promise what you wanted to ask for."


@diagnosis(KATA, "line-end-let-through")
def line_end(seen):
    if "ValueError" in repr(seen.want) and seen.error is None:
        return (
            "The end of line went into the frame. Who may choose his login chooses headers as well: this is the"
            " injection of chapter 05, and here no escape can stop it."
        )
