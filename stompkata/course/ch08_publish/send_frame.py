"""A SEND frame: what it says, and what somebody else gets to read."""

from stompkata.course.peers import dialogue
from stompkata.course.seed import draw, word
from stompkata.kata import Kata, check, expect

Kata(
    "publish.send_frame",
    "the octets of a SEND",
    chapter="08_publish",
    rule="S12-47",
    minutes=6,
    hints=[
        "Which of the arguments become headers, under which names, and which function of yours makes a frame of pairs?",
        (
            'STOMP 1.2, "SEND" for destination and transaction, "Header receipt", "Header content-type"; and chapter'
            " 05, which counts the octets of the body."
        ),
        (
            'Pairs out of a dict, without those that are None: [(n, v) for n, v in {"a": "1", "b": None}.items() if v is'
            ' not None] gives [("a", "1")].'
        ),
        (
            r'send_frame("/topic/a", "é", receipt="7", reply_to="/queue/b") should be'
            r' b"SEND\ndestination:/topic/a\nreceipt:7\nreply-to:/queue/b\ncontent-length:2\n\n\xc3\xa9\x00".'
        ),
    ],
)


@check("publish.send_frame", "a destination, and a body or none", rule="S12-47")
def least(send_frame):
    expect(
        send_frame("/topic/a", b"hi"),
        b"SEND\ndestination:/topic/a\ncontent-length:2\n\nhi\0",
        because="a SEND must name a destination; what was not given is no header",
    )
    expect(
        send_frame("/queue/b", b""),
        b"SEND\ndestination:/queue/b\n\n\0",
        because="a message may be empty, and then no length is needed",
    )
    destination = f"/topic/{word(draw('publish.send_frame'))}"
    expect(
        send_frame(destination, ""),
        f"SEND\ndestination:{destination}\n\n\0".encode(),
        because="text may be empty, too",
    )


@check("publish.send_frame", "text is sent in UTF-8, octets are sent as they are", rule="S12-14")
def bodies(send_frame):
    source = draw("publish.send_frame body")
    for body, octets in (
        ("é中", "é中".encode()),
        ("a\0b", b"a\0b"),
        (b"\xff\xfe\0\xc3", b"\xff\xfe\0\xc3"),
        ("é中".encode(), "é中".encode()),
        (noise := source.randbytes(source.randint(1, 300)), noise),
        (b"\n\0" * 600, b"\n\0" * 600),
    ):
        expect(
            send_frame("/topic/a", body),
            b"SEND\ndestination:/topic/a\ncontent-length:%d\n\n%s\0" % (len(octets), octets),
            because="the peer counts octets, and takes that many, NULs and all",
        )


@check("publish.send_frame", "each header under its name, and in its place", rule="S12-20")
def headers(send_frame):
    expect(
        send_frame("/topic/a", "", content_type="text/plain", receipt="r-1", transaction="t-1", priority="9", app="x"),
        b"SEND\ndestination:/topic/a\ncontent-type:text/plain\nreceipt:r-1\ntransaction:t-1\npriority:9\napp:x\n\n\0",
        because="each argument is one header, and your own come last",
    )
    number = str(draw("publish.send_frame receipt").randint(100, 999))
    expect(
        send_frame("/topic/a", "", zebra="1", receipt=number, ant=None),
        f"SEND\ndestination:/topic/a\nreceipt:{number}\nzebra:1\n\n\0".encode(),
        because="None means that there is no such header",
    )
    expect(
        send_frame("/topic/a", "", transaction="t", content_type="", ant=""),
        b"SEND\ndestination:/topic/a\ncontent-type:\ntransaction:t\nant:\n\n\0",
        because="an empty value is a value",
    )


@check("publish.send_frame", "underscores of Python are hyphens on the wire", rule="S12-48")
def hyphens(send_frame):
    expect(
        send_frame("/queue/b", "", reply_to="/temp-queue/my_own", x_max_age="1_000", content_type="a_b"),
        b"SEND\ndestination:/queue/b\ncontent-type:a_b\nreply-to:/temp-queue/my_own\nx-max-age:1_000\n\n\0",
        because="a name in Python cannot hold a hyphen; a value goes as it is",
    )


@check("publish.send_frame", "names and values are escaped", rule="S12-08")
def escaped(send_frame):
    because = "else what somebody typed would be read as lines of yours"
    expect(
        send_frame("/topic/a", "", nick="eve\ndestination:/topic/admin"),
        b"SEND\ndestination:/topic/a\nnick:eve\\ndestination\\c/topic/admin\n\n\0",
        because=because,
    )
    expect(
        send_frame("/topic/a:b", "", receipt="1\n2", transaction="a\rb", **{"a:b": "\\"}),
        b"SEND\ndestination:/topic/a\\cb\nreceipt:1\\n2\ntransaction:a\\rb\na\\cb:\\\\\n\n\0",
        because=because,
    )


@dialogue("publish.send_frame", "somebody else gets exactly these octets", rule="S12-49", observed=True)
def arrives(send_frame, peer):
    observer, session = peer.observer("/topic/kata"), peer.connected()
    for body, octets in (("é中", "é中".encode()), (b"\xff\n\0x", b"\xff\n\0x")):
        session.send(send_frame("/topic/kata", body, content_type="text/plain", from_chapter="08"))
        _, got, arrived = observer.message()
        expect(arrived, octets, because="the broker hands on what it was given, octet by octet")
        expect(
            {name: got.get(name, "") for name in ("destination", "content-type", "from-chapter")},
            {"destination": "/topic/kata", "content-type": "text/plain", "from-chapter": "08"},
            because="the headers of a SEND reach the MESSAGE",
        )


@dialogue("publish.send_frame", "a RECEIPT comes for the SEND that asked for one, and for no other", rule="S12-75")
def receipted(send_frame, peer):
    session = peer.connected()
    session.send(send_frame("/topic/kata", "without"))
    expect(session.rest(), [], because="nobody asked for a receipt")
    session.send(send_frame("/topic/kata", "with", receipt="kata-8"))
    _, got, _ = session.hear("RECEIPT", because="the header receipt asks for one")
    expect(got["receipt-id"], "kata-8", because="the broker repeats the id that it was given")


@dialogue("publish.send_frame", "a SEND in a transaction waits for its COMMIT", rule="S12-48")
def in_transaction(send_frame, peer):
    observer, session = peer.observer("/topic/kata"), peer.connected()
    session.say("BEGIN", {"transaction": "t-8"})
    session.send(send_frame("/topic/kata", "later", transaction="t-8"))
    session.send(send_frame("/topic/kata", "now"))
    expect(observer.message()[2], b"now", because="what belongs to a transaction is held back until COMMIT")
    session.say("COMMIT", {"transaction": "t-8"})
    expect(observer.message()[2], b"later", because="COMMIT lets it go")
