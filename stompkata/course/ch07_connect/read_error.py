"""What a refusal says in full."""

from stompkata.course.ch07_connect.reading import Told, told
from stompkata.course.peers import dialogue
from stompkata.course.seed import draw, word
from stompkata.course.transcripts import recorded, transcript
from stompkata.kata import Kata, check, diagnosis, expect, expect_error

KATA = "connect.read_error"
Kata(
    KATA,
    "what an ERROR frame says",
    chapter="07_connect",
    rule="S12-80",
    minutes=4,
    core=False,
    hints=[
        "Which parts of an ERROR are for a person to read, and which for your program?",
        'STOMP 1.2, "ERROR" for message and receipt-id; "Protocol Negotiation" for the list in `version`.',
        'The header value "2.0,2.1" would become the tuple ("2.0", "2.1").',
        'read_error(("ERROR", {"message": "no"}, b"why")): its str is "no", its details "why", its versions ().',
    ],
)


@check(KATA, "message, details, receipt-id and versions are those of the frame", rule="S12-80")
def fields(read_error):
    reason = word(draw(KATA))
    said = {"message": reason, "receipt-id": "m:7", "version": "1.0,1.1,1.2"}
    expect(
        told(read_error(("ERROR", said, "é中\nline 2".encode()))),
        Told(reason, "é中\nline 2", "m:7", ("1.0", "1.1", "1.2")),
        because="a person reads the first two, your program the others",
    )
    expect(
        told(read_error(("ERROR", {"message": reason, "version": "1.1"}, b""))),
        Told(reason, "", None, ("1.1",)),
        because="one version is a list, too",
    )


@check(KATA, "whatever is missing is empty", rule="S12-78")
def nothing_said(read_error):
    expect(
        told(read_error(("ERROR", {}, b""))), Told("", "", None, ()), because="ERROR has no header that must be there"
    )


@check(KATA, "a body that is no UTF-8 is still told", rule="S12-80")
def not_utf8(read_error):
    expect(
        told(read_error(("ERROR", {"message": "m"}, b"caf\xe9"))),
        Told("m", "caf\ufffd"),
        because="a reason that nobody can read any more helps less than one with a hole",
    )


@check(KATA, "any other frame is refused", rule="S12-78")
def no_error(read_error):
    expect(told(read_error(("ERROR", {"message": "m"}, b""))), Told("m"), because="this is an ERROR")
    for command in ("CONNECTED", "MESSAGE", "error"):
        expect_error(
            lambda command=command: read_error((command, {"message": "m"}, b"")),
            ValueError,
            because="who calls a good frame an error loses it",
        )


def _recorded(name: str, versions: tuple[str, ...]) -> None:
    """A check against what a real server once said."""

    @check(KATA, f"what {recorded(name)} said is understood", rule="S12-80", peer=recorded(name))
    def understood(read_error):
        for scene in ("no-version", "before-connect"):
            [frame] = transcript(name).frames(scene)
            want = Told(frame[1]["message"], frame[2].decode(), frame[1].get("receipt-id"), versions)
            expect(told(read_error(frame)), want, because="a real server said this")


_recorded("rabbitmq-3.10", ("1.0", "1.1", "1.2"))
_recorded("activemq-5.17", ())


@dialogue(KATA, "what a live server refuses is told", rule="S12-79")
def live(read_error, peer):
    session = peer.open()
    session.say("SEND", {"destination": "/topic/a", "receipt": "7"}, b"hi")
    frame = session.hear("ERROR", because="nothing may come before CONNECT")
    versions = tuple(frame[1]["version"].split(",")) if "version" in frame[1] else ()
    want = Told(frame[1]["message"], frame[2].decode(), frame[1].get("receipt-id"), versions)
    expect(told(read_error(frame)), want, because="this is what it said")


@diagnosis(KATA, "raised-it", next="`return` it: who calls this decides whether to raise")
def raised_it(seen):
    if type(seen.error).__name__ == "StompError":
        return "The exception was raised. The task is to make it: a RECEIPT that never comes wants it later, elsewhere."


@diagnosis(KATA, "octets-for-details", next='decode the body, with errors="replace"')
def octets_for_details(seen):
    if isinstance(seen.want, Told) and (isinstance(seen.got.details, bytes) or str(seen.got.details).startswith("b'")):
        return "The details are still octets, or Python's way to write octets."
