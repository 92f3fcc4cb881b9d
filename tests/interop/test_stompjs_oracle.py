"""The real stompjs 7.5, and its ancestor, are asked what ours must answer: octets, frames, whole conversations."""

import json
import random
import subprocess
from pathlib import Path

import stompjs_conversation as script

from stompkata.stompjs import v4
from stompkata.stompjs.compat import CompatClient
from stompkata.stompjs.frame_impl import FrameImpl
from stompkata.stompjs.parser import Parser
from stompkata.stompjs.versions import Versions

ORACLE = Path(__file__).with_name("stompjs_oracle.mjs")
SEED = 1975
NAMES = ["foo", "destination", "content-length", "a:b", " padded\t", "é", "10", "2", "007", "4294967295", "__proto__",
         "c\\n", "line\nfeed", "\ufeffmark", "\u00a0wide", "\x85", "\x1cold", "", "constructor"]
VALUES = ["", "bar", "C:\\new", "C\\c\\\\new", "\\\\n", "\\\\\\n", "a\nb", "a\rb", " padded\u3000", "\\t", "\\", "5",
          "-1", "0", "+3", "12abc", "NaN", "1e3", "0003", "\u00a07", "grüezi", "世界", "😀", "\ufeffmark", "\ufeff\ufeff",
          "\ud83d", "a:b:c"]
BODIES = ["", "hi", "grüezi", "😀", "a\0b", "\ud800", "\ufeffmark", "line\nfeed\r\n", "0123456789"]
COMMANDS = ["SEND", "CONNECT", "CONNECTED", "STOMP", "MESSAGE", "RAISE"]
RAW = [b"\0", b"\n", b"\r", b"\r\n", b":", b" ", b"MESSAGE\n", b"CONNECTED\n", b"RAISE\n", b"ERROR\r\n", 
       b"content-length:3\n", b"content-length :3\n", b"content-length:x\n", b"content-length:2\ncontent-length:9\n",
       b"content-length:-0\n",
       b"foo:bar\n", b"foo: baz \r\n", b"nocolon\n", b"c\rr:d\re\n", b"esc:a\\cb\\\\n\\x\n", b"\n\n", b"\n\0", b"hi",
       b"\xff\xfe", b"\xed\xa0\x80", b"\xe4\xb8", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"1:x\n",
       b"\xc2\xa0pad\xc2\xa0:\xe2\x80\x83v\x85\n", b":v\n"]


def ask(questions):
    """The answers of the real ones."""
    asked = json.dumps(questions)
    done = subprocess.run(["node", ORACLE], input=asked, capture_output=True, check=True, timeout=60, text=True)
    return json.loads(done.stdout)


def plain(thing):
    """A value as JSON has it: a surrogate pair in two escapes is one character, as it is for JavaScript."""
    return json.loads(json.dumps(thing))


def headers_at_random(dice):
    return dict(zip(dice.sample(NAMES, dice.randrange(5)), dice.choices(VALUES, k=5), strict=False))


def frame_at_random(dice):
    headers = headers_at_random(dice)
    headers.pop("__proto__", None)          # JSON can have it, an object of JavaScript's cannot
    params = {"command": dice.choice(COMMANDS), "headers": headers, "body": dice.choice(BODIES),
              "escapeHeaderValues": dice.random() < 0.7, "skipContentLengthHeader": dice.random() < 0.2}
    return {"ask": "frame", "params": params, **dice.choice([{}, {}, {"hex": ""}, {"hex": dice.randbytes(5).hex()}])}


def our_frame(params, octets=None):
    more = {} if octets is None else {"binaryBody": bytes.fromhex(octets)}
    marshalled = FrameImpl.marshall({**params, **more})
    frame = FrameImpl(params["command"], params["headers"], params["body"], more.get("binaryBody"),
                      escape_header_values=params["escapeHeaderValues"],
                      skip_content_length_header=params["skipContentLengthHeader"])
    sizes = [frame.isBinaryBody, frame.isBodyEmpty(), frame.bodyLength()]
    assert frame.serialize() == marshalled
    return [frame.toString(), script.message(frame.serialize()), *sizes, frame.body, list(frame.headers.items())]


def chunks_at_random(dice):
    octets = b"".join(dice.choices(RAW, k=dice.randrange(1, 25)))
    if dice.random() < 0.6:
        headers = "".join(f"{dice.choice(NAMES)}:{dice.choice(VALUES)}\n" for _ in range(dice.randrange(4)))
        body = dice.choice(BODIES)
        frame = f"{dice.choice(COMMANDS)}\n{headers}\n{body}\0".encode("utf-8", "replace")
        octets = frame + octets if dice.random() < 0.7 else octets + frame + frame
    chunks = []
    while octets:
        size = dice.choice([1, 2, 7, 40, len(octets)])
        piece, octets = octets[:size], octets[size:]
        chunks.append({"text": piece.decode()} if piece.isascii() and dice.random() < 0.5 else {"hex": piece.hex()})
    return {"ask": "parse", "chunks": chunks, "append": dice.random() < 0.2, "escaped": dice.random() < 0.7}


def our_events(chunks, append, escaped):
    events = []

    def on_frame(raw):
        frame = FrameImpl.from_raw_frame(raw, escaped)
        told = [raw.command, [list(pair) for pair in raw.headers], raw.binary_body.hex()]
        events.append([*told, list(frame.headers.items()), frame.body, script.message(frame.serialize())])
        if raw.command == "RAISE":
            raise ValueError("a handler failed")

    parser = Parser(on_frame, lambda: events.append("ping"))
    for chunk in chunks:
        parser.parse_chunk(chunk["text"] if "text" in chunk else bytes.fromhex(chunk["hex"]), append)
    return events


def our_connect(args):
    callbacks = {name: (lambda *_, said=said: said) for name, said in (
        ("onConnect", "connect"), ("onError", "error"), ("onClose", "close"))}
    client = CompatClient(lambda: None)
    client.activate = lambda: None
    try:
        client.connect(*(callbacks.get(arg, arg) if isinstance(arg, str) else arg for arg in args))
    except TypeError as error:
        return str(error).partition("\n")[0].replace("connect needs", "Connect requires")
    said = [getattr(client, name) for name in ("on_connect", "on_stomp_error", "on_web_socket_close")]
    return [client.connect_headers, *(callback and callback() for callback in said)]


def our_answer(question):
    match question:
        case {"ask": "escape", "text": text}:
            return FrameImpl.hdrValueEscape(text)
        case {"ask": "unescape", "text": text}:
            return FrameImpl.hdrValueUnEscape(text)
        case {"ask": "frame", "params": params}:
            return our_frame(params, question.get("hex"))
        case {"ask": "parse", "chunks": chunks, "append": append, "escaped": escaped}:
            return our_events(chunks, append, escaped)
        case {"ask": "versions", "versions": versions}:
            return [Versions(versions).supportedVersions(), Versions(versions).protocolVersions()]
        case {"ask": "conversation", "config": config, "steps": steps, "state": state}:
            return script.our_conversation(config, steps, state)
        case {"ask": "connect", "args": args}:
            return our_connect(args)
        case {"ask": "ancestor_marshall", "command": command, "headers": headers, "body": body}:
            return v4.marshall(command, headers, body)
        case {"ask": "ancestor_unmarshall", "text": text}:
            return [[frame.command, list(frame.headers.items()), frame.body] for frame in v4.unmarshall(text)]
        case {"ask": "ancestor_size", "text": text}:
            return FrameImpl.sizeOfUTF8(text)


def differences(questions):
    questions = plain(questions)
    return [(question, theirs, ours) for question, theirs in zip(questions, ask(questions), strict=True)
            if (ours := plain(our_answer(question))) != theirs]


def test_we_escape_and_unescape_as_stompjs_does(node_modules):
    dice = random.Random(SEED)
    letters = ["\\", "\\\\", "n", "r", "c", ":", "\n", "\r", "\\n", "\\c", "t", "é", "\ud800"]
    texts = ["".join(dice.choices(letters, k=dice.randrange(8))) for _ in range(300)]

    assert differences([{"ask": way, "text": text} for way in ("escape", "unescape") for text in VALUES + texts]) == []


def test_we_write_the_octets_that_stompjs_writes(node_modules):
    dice = random.Random(SEED)

    assert differences([frame_at_random(dice) for _ in range(500)]) == []


def test_we_read_any_octets_in_any_chunks_as_stompjs_does(node_modules):
    dice = random.Random(SEED)

    assert differences([chunks_at_random(dice) for _ in range(1000)]) == []


def test_we_name_versions_as_stompjs_does(node_modules):
    lists = (["1.2", "1.1", "1.0"], ["1.0"], [])

    assert differences([{"ask": "versions", "versions": versions} for versions in lists]) == []


def test_we_write_and_read_as_the_ancestor_of_stompjs_does(node_modules):
    dice = random.Random(SEED)
    questions = []
    for _ in range(300):
        headers = headers_at_random(dice)
        headers.pop("__proto__", None)
        if dice.random() < 0.2:
            headers["content-length"] = False
        body = dice.choice([body for body in BODIES if body != "\ud800"])       # encodeURI raises on half a pair
        questions.append({"ask": "ancestor_marshall", "command": "SEND", "headers": headers, "body": body})
        counted = dice.choice(["", "content-length:3\n", "content-length: 12\n", "content-length:0\n"])
        body += dice.choice(["", "more", "no\0or", "😀😀"])
        read = f"MESSAGE\nfoo: a\nfoo:b \nnocolon\n{counted}\n{body}\0"
        read += dice.choice(["", "\n", "\n\n", read, "half\nof"])
        questions.append({"ask": "ancestor_unmarshall", "text": read})
        questions.append({"ask": "ancestor_size", "text": body})

    assert differences(questions) == []


def test_we_hold_a_conversation_word_for_word_as_stompjs_does(node_modules):
    questions = []
    for version in ("1.2", "1.1", "1.0", None):
        for config in script.CONFIGS:
            for steps in script.CONVERSATIONS:
                if config.get("discardWebsocketOnCommFailure"):
                    steps = [["terminable"], *steps]      # or the name of a discarded socket, which is drawn, is told
                steps = [script.connected(version), *steps]
                questions.append({"ask": "conversation", "config": config, "state": 1, "steps": steps})
    for config in script.CONFIGS:
        opens = [["state", 1], ["open"], script.connected("1.2"), ["closed", 1000]]
        questions.append({"ask": "conversation", "config": config, "state": 0, "steps": opens})
    never_open = [["call", "dispose"], ["state", 3], ["call", "dispose"]]
    questions.append({"ask": "conversation", "config": {}, "state": 0, "steps": never_open})
    raw = [script.connected("1.2"), ["data", {"hex": "ff41"}], ["publish", {"destination": "/a", "body": "hi"}]]
    questions.append({"ask": "conversation", "config": {"logRawCommunication": True}, "state": 1, "steps": raw})

    questions = plain(questions)
    theirs = [script.without_chunk_lines(answer) for answer in ask(questions)]
    assert len(questions) > 200
    for question, answer in zip(questions, theirs, strict=True):
        assert plain(our_answer(question)) == answer, question


def test_we_agree_on_heart_beats_as_stompjs_does(node_modules):
    offers = ["1000,1000", "0,0", "20000,5", "5,20000", "7", " 7 , 9 ", ""]
    questions = [
        {"ask": "conversation", "config": {"heartbeatOutgoing": mine, "heartbeatIncoming": mine}, "state": 1,
         "steps": [script.connected(version, f"heart-beat:{offer}\n")]}
        for version in ("1.2", "1.1", "1.0", None) for offer in offers for mine in (0, 10_000)]

    assert differences(questions) == []


def test_connect_takes_its_arguments_as_that_of_stompjs_does(node_modules):
    first = [{"a": "b"}, None, "ada"]
    rest = ["onConnect", "onError", "onClose", "vhost"]
    forms = [[head, *rest[:size]] for head in first for size in range(4)]
    forms += [["ada", "horse", *rest[:size], *more] for size in range(5) for more in ([], [None], [None, None])]
    forms += [[{"a": "b"}, "onConnect", None, "onClose"], [{"a": "b"}, *rest[:3], "onError"], []]

    assert differences([{"ask": "connect", "args": form} for form in forms]) == []
