"""What the server's answer to CONNECT comes to."""

from stompkata.course.ch07_connect.reading import Session, facts
from stompkata.course.peers import dialogue
from stompkata.course.seed import draw, word
from stompkata.course.transcripts import recorded, transcript
from stompkata.kata import Kata, check, diagnosis, expect, expect_error

KATA = "connect.on_connected"
ALL = ("1.2", "1.1", "1.0")
Kata(
    KATA,
    "the session that was agreed on",
    chapter="07_connect",
    rule="S12-34",
    minutes=8,
    gives=("Session", "StompError"),
    hints=[
        "Which commands can come back for a CONNECT, and which headers of CONNECTED must be there in every version?",
        'STOMP 1.2, "CONNECTED Frame", "Protocol Negotiation", "ERROR"; for the missing version, STOMP 1.0, "CONNECT".',
        "If you offered 1.1 and 1.0 and CONNECTED has no version, the session is 1.0; had you offered 1.1 alone, it is none.",
        'on_connected(("CONNECTED", {"version": "1.1"}, b""), ("1.1",)) should be Session("1.1", None, None, (0, 0)).',
    ],
)


@check(KATA, "version, session, server and heart-beat are those of the headers", rule="S12-35")
def headers(on_connected):
    source = draw(KATA)
    name, first, second = word(source), source.randint(1, 9999), source.randint(10000, 60000)
    said = {"version": "1.2", "session": f"s:{name}", "server": "kata/1 (a comment)", "heart-beat": f"{first},{second}"}
    expect(
        facts(on_connected(("CONNECTED", said, b""), ALL)),
        Session("1.2", f"s:{name}", "kata/1 (a comment)", (first, second)),
        because="these four say what both sides rely on from now on",
    )


@check(KATA, "without a version header the session is 1.0", rule="S10-06")
def no_version(on_connected):
    for offered in (ALL, ("1.0",)):
        expect(
            facts(on_connected(("CONNECTED", {"session": "7"}, b""), offered)),
            Session("1.0", "7"),
            because="a server of 1.0 knows no version header, and speaks 1.0",
        )


@check(KATA, "headers that are not there have their defaults", rule="S12-40")
def defaults(on_connected):
    for version in ("1.1", "1.2"):
        expect(
            facts(on_connected(("CONNECTED", {"version": version}, b""), ALL)),
            Session(version, None, None, (0, 0)),
            because="only version has to be there; no heart-beat header means 0,0",
        )


@check(KATA, "a version that was never offered is refused", rule="S12-34")
def never_offered(on_connected):
    expect(
        facts(on_connected(("CONNECTED", {"version": "1.1"}, b""), ("1.1",))), Session("1.1"), because="this one was"
    )
    for said, offered in (
        ({"version": "1.2"}, ("1.1", "1.0")),
        ({"version": "1.3"}, ALL),
        ({"version": "1"}, ALL),
        ({"version": ""}, ALL),
        ({}, ("1.2", "1.1")),
    ):
        expect_error(
            lambda said=said, offered=offered: on_connected(("CONNECTED", said, b""), offered),
            ValueError,
            because="both sides would go on with different rules for the same octets",
        )


@check(KATA, "ERROR is raised, in the server's own words", rule="S12-38")
def error(on_connected):
    expect(facts(on_connected(("CONNECTED", {"version": "1.2"}, b""), ALL)), Session("1.2"), because="this is no ERROR")
    reason = f"no {word(draw(KATA))} here"
    for said, text in (({"message": reason, "version": "1.0,1.1,1.2"}, reason), ({"version": "1.2"}, "")):
        raised = expect_error(
            lambda said=said: on_connected(("ERROR", said, b"more about it"), ALL),
            "StompError",
            because="the server has said no, and is about to close: there is no session",
        )
        expect(str(raised), text, because="only the server knows why; its message is the text, if it gives one")


@check(KATA, "nothing but CONNECTED opens a session", rule="S12-34")
def other_frames(on_connected):
    said = {"version": "1.2", "heart-beat": "0,0"}
    expect(facts(on_connected(("CONNECTED", said, b""), ALL)), Session("1.2"), because="CONNECTED does")
    for command in ("MESSAGE", "RECEIPT", "CONNECT", "connected"):
        expect_error(
            lambda command=command: on_connected((command, said, b""), ALL),
            ValueError,
            because="somebody who answers CONNECT like that does not speak STOMP",
        )


@check(KATA, "a heart-beat that is not two numbers is refused", rule="S12-39")
def bad_beats(on_connected):
    good = ("CONNECTED", {"version": "1.2", "heart-beat": "5,750"}, b"")
    expect(facts(on_connected(good, ALL)), Session("1.2", heart_beat=(5, 750)), because="these are two numbers")
    for text in ("5", "5,", "a,b", "1,2,3", "", "0.5,1"):
        expect_error(
            lambda text=text: on_connected(("CONNECTED", {"version": "1.2", "heart-beat": text}, b""), ALL),
            ValueError,
            because="who guesses at it expects beats that nobody sends",
        )


def _recorded(name: str) -> None:
    """A check against what a real server once said."""

    @check(KATA, f"what {recorded(name)} said is understood", rule="S12-34", peer=recorded(name))
    def understood(on_connected):
        for version in reversed(ALL):
            [frame] = transcript(name).frames(f"connected-{version}")
            beats = (20000, 10000) if version == "1.2" else (0, 0)
            expect(
                facts(on_connected(frame, ALL)),
                Session(version, frame[1]["session"], frame[1]["server"], beats),
                because="a real server said this, header by header",
            )
        [refusal] = transcript(name).frames("no-version")
        raised = expect_error(lambda: on_connected(refusal, ("9.9",)), "StompError", because="it was offered 9.9 alone")
        expect(str(raised), refusal[1]["message"], because="these are its own words")


for _name in ("rabbitmq-3.10", "activemq-5.17"):
    _recorded(_name)


@dialogue(KATA, "a live server's yes and no are told apart", rule="S12-38")
def live(on_connected, peer):
    who = {"host": peer.host, "login": peer.login, "passcode": peer.passcode}
    session = peer.open()
    session.say("CONNECT", {"accept-version": "1.1,1.2", **who})
    frame = session.hear("CONNECTED", because="our own CONNECT opens a session")
    got = facts(on_connected(frame, ("1.1", "1.2")))
    want = Session("1.2", frame[1].get("session"), frame[1].get("server"))
    expect(got, want, because="1.2 is the highest that both speak")
    session = peer.open()
    session.say("CONNECT", {"accept-version": "9.9", **who})
    refusal = session.hear("ERROR", because="nobody speaks 9.9")
    expect_error(lambda: on_connected(refusal, ("9.9",)), "StompError", because="an ERROR is no session")


def _let_pass(seen) -> bool:
    return "(raises)" in repr(seen.want) and seen.error is None


@diagnosis(KATA, "error-as-session", next="look at the command before you look at the headers")
def error_as_session(seen):
    if _let_pass(seen) and seen.args[0][0] == "ERROR":
        return (
            "You read an ERROR as if it were CONNECTED. It may have a version header, too: the list of those that the"
            " server speaks. Behind it the connection closes."
        )


@diagnosis(KATA, "any-frame-opens")
def any_frame(seen):
    if _let_pass(seen) and seen.args[0][0] != "CONNECTED":
        return f"You took {seen.args[0][0]} for the answer. Only one command opens a session, in capitals."


@diagnosis(KATA, "version-believed", next="compare the version with `offered`, the missing one too")
def version_believed(seen):
    version = seen.args[0][1].get("version")
    if _let_pass(seen) and version not in seen.args[1]:
        said = "No version, which means 1.0," if version is None else f"Version {version!r}"
        return f"{said} was never offered, and you went along. You would now write by rules that you do not know."


@diagnosis(KATA, "missing-is-newest")
def missing_is_newest(seen):
    if isinstance(seen.want, Session) and "version" not in seen.args[0][1] and seen.got.version != "1.0":
        return (
            "There is no version header, and you took that for another version than 1.0. A server of 1.0 cannot name"
            " its version: the header was invented after it."
        )


@diagnosis(KATA, "beats-as-text")
def beats_as_text(seen):
    beats = seen.got.heart_beat
    if isinstance(seen.want, Session) and (isinstance(beats, str) or isinstance(beats[0], str)):
        return 'These are still characters. max("5", "10000") is "5": chapter 10 will want to calculate with numbers.'


@diagnosis(KATA, "beats-swapped", next="leave them as the server wrote them")
def beats_swapped(seen):
    if isinstance(seen.want, Session) and seen.got.heart_beat == seen.want.heart_beat[::-1] != seen.want.heart_beat:
        return "The two numbers have changed places. The server's first one is what it can send, from its own side."


@diagnosis(KATA, "headers-insisted-on", next="dict.get has a default")
def insisted(seen):
    if isinstance(seen.error, KeyError) and seen.args[0][0] == "CONNECTED":
        return (
            f"You insisted on the header {seen.error.args[0]!r}, and this server does not send it. It does not have to."
        )
