"""The frame that asks for a session."""

from stompkata.course.ch07_connect.reading import ABSENT, header
from stompkata.course.peers import dialogue
from stompkata.course.seed import draw, word
from stompkata.kata import Kata, check, expect, expect_error

KATA = "connect.connect_frame"
Kata(
    KATA,
    "the frame that asks for a session",
    chapter="07_connect",
    rule="S12-29",
    minutes=7,
    hints=[
        "Which of these values may be missing, and what should stand in the frame then?",
        'STOMP 1.2, "CONNECT or STOMP Frame", "Protocol Negotiation" and "Heart-beating"; no escapes: "Value Encoding".',
        r'For the versions 2.1 and 2.0 and the host h the frame would begin with b"CONNECT\naccept-version:2.0,2.1\nhost:h\n".',
        r'connect_frame("kata", ("1.2",)) should be b"CONNECT\naccept-version:1.2\nhost:kata\nheart-beat:0,0\n\n\x00".',
    ],
)


@check(KATA, "accept-version and host are in every CONNECT", rule="S12-29")
def required(connect_frame):
    host = word(draw(KATA))
    made = connect_frame(host, ("1.1",))
    expect(header(made, "host"), f"host:{host}".encode(), because="one server may serve many hosts; this names yours")
    expect(header(made, "accept-version"), b"accept-version:1.1", because="the server picks from what you offer")


@check(KATA, "the versions rise, and only commas stand between them", rule="S12-30")
def versions(connect_frame):
    because = "a server looks for its own versions among them, and takes the highest; the order is no order of wishes"
    made = connect_frame("kata")
    expect(header(made, "accept-version"), b"accept-version:1.0,1.1,1.2", because=because)
    for offered, line in (
        (("1.1", "1.0", "1.2"), b"1.0,1.1,1.2"),
        (("1.2",), b"1.2"),
        (("1.0", "1.3"), b"1.0,1.3"),
    ):
        made = connect_frame("kata", offered)
        expect(header(made, "accept-version"), b"accept-version:" + line, because=because)
        expect(header(made, "version"), ABSENT, because="`version` is the server's word, in CONNECTED")


@check(KATA, "login and passcode go out as they are, and not at all where they are None", rule="S12-33")
def credentials(connect_frame):
    source = draw(KATA)
    name, secret = word(source), f"{word(source)} {word(source)}"
    for login, passcode in ((name, secret), (None, None), (name, None), (name, ""), (None, secret), ("", "")):
        made = connect_frame("kata", login=login, passcode=passcode)
        for header_name, value in (("login", login), ("passcode", passcode)):
            line = ABSENT if value is None else f"{header_name}:{value}".encode()
            expect(header(made, header_name), line, because="no login is one thing, and a login that is empty another")


@check(KATA, "nothing is escaped in CONNECT", rule="S12-09")
def not_escaped(connect_frame):
    made = connect_frame("vhost:7", login="é:中", passcode="a:b\\c\\n")
    because = "a server reads CONNECT before any version is agreed on, and takes every octet as it is"
    expect(header(made, "passcode"), b"passcode:a:b\\c\\n", because=because)
    expect(header(made, "login"), "login:é:中".encode(), because=because)
    expect(header(made, "host"), b"host:vhost:7", because=because)


@check(KATA, "heart-beat is two numbers with a comma between them", rule="S12-39")
def beats(connect_frame):
    for pair, line in (((0, 0), b"0,0"), ((10000, 20000), b"10000,20000"), ((0, 5), b"0,5"), ((750, 0), b"750,0")):
        made = connect_frame("kata", heart_beat=pair)
        expect(
            header(made, "heart-beat"), b"heart-beat:" + line, because="first what I can send, then what I want to hear"
        )


@check(KATA, "a value with an end of line is refused", rule="S12-09", next="raise ValueError before you make the frame")
def line_ends(connect_frame):
    expect(header(connect_frame("kata", login="ada"), "login"), b"login:ada", because="a plain name goes out")
    for end in ("\n", "\r"):
        value = f"ada{end}passcode:x"
        for given in ({"login": value}, {"passcode": value}, {"host": value}):
            expect_error(
                lambda given=given: connect_frame(**({"host": "kata"} | given)),
                ValueError,
                because="CONNECT has no escapes: the rest of the value would become a header of its own",
            )


@dialogue(KATA, "it opens a session in each version", rule="S12-34")
def opens(connect_frame, peer):
    for offered, version in ((("1.2", "1.1", "1.0"), "1.2"), (("1.1", "1.0"), "1.1"), (("1.0",), "1.0")):
        session = peer.open()
        session.send(connect_frame(peer.host, offered, login=peer.login, passcode=peer.passcode))
        _, headers, _ = session.hear("CONNECTED", because="without CONNECTED there is no session")
        expect(headers.get("version", "1.0"), version, because="the highest version that both speak is the session's")


@dialogue(KATA, "the server reads your heart-beats the right way round", rule="S12-41")
def beats_are_read(connect_frame, peer):
    session = peer.open()
    beats = (10000, 20000)
    session.send(connect_frame(peer.host, login=peer.login, passcode=peer.passcode, heart_beat=beats))
    _, headers, _ = session.hear("CONNECTED", because="without CONNECTED there is no session")
    expect(
        headers.get("heart-beat"),
        "20000,10000",
        because="the server answers from its own side: what it can, what it wants",
    )


@dialogue(KATA, "a right passcode opens, and a wrong one gets ERROR", rule="S12-26")
def logs_in(connect_frame, peer):
    session = peer.open()
    session.send(connect_frame(peer.host, login=peer.login, passcode=peer.passcode))
    session.hear("CONNECTED", because="this passcode is the right one")
    if peer.checks_logins:
        session = peer.open()
        session.send(connect_frame(peer.host, login=peer.login, passcode=f"{peer.passcode}:"))
        session.hear("ERROR", because="this passcode is another one")
        if peer.closes_after_error:  # RabbitMQ 3.10 does not, against S12-79
            session.ends(because="who was refused has no session to stay in")
