"""The real stompjs 7.5 is asked what ours must answer: octets, frames, escapes, whole conversations; and its ancestor."""

import json
import random
import subprocess
from pathlib import Path

from stompkata.net.clock import WoundClock
from stompkata.net.stomp_socket import CloseEvent
from stompkata.stompjs import v4
from stompkata.stompjs.compat import CompatClient
from stompkata.stompjs.frame_impl import FrameImpl
from stompkata.stompjs.handler import StompHandler
from stompkata.stompjs.parser import Parser
from stompkata.stompjs.versions import Versions

ORACLE = Path(__file__).with_name("stompjs_oracle.mjs")
SEED = 1975
NAMES = ["foo", "destination", "content-length", "a:b", " padded\t", "é", "10", "2", "007", "4294967295", "__proto__",
         "c\\n", "line\nfeed", "\ufeffmark", "\u00a0wide", "\x85", "\x1cold", "", "constructor"]
VALUES = ["", "bar", "C:\\new", "C\\c\\\\new", "\\\\n", "\\\\\\n", "a\nb", "a\rb", " padded\u3000", "\\t", "\\", "5", "-1",
          "0", "+3", "12abc", "NaN", "1e3", "0003", "\u00a07", "grüezi", "世界", "😀", "\ufeffmark", "\ufeff\ufeff", "\ud83d", "a:b:c"]
BODIES = ["", "hi", "grüezi", "😀", "a\0b", "\ud800", "\ufeffmark", "line\nfeed\r\n", "0123456789"]
COMMANDS = ["SEND", "CONNECT", "CONNECTED", "STOMP", "MESSAGE", "RAISE"]
RAW = [b"\0", b"\n", b"\r", b"\r\n", b":", b" ", b"MESSAGE\n", b"CONNECTED\n", b"RAISE\n", b"ERROR\r\n", b"content-length:3\n",
       b"content-length :3\n", b"content-length:x\n", b"content-length:2\ncontent-length:9\n", b"content-length:-0\n",
       b"foo:bar\n", b"foo: baz \r\n", b"nocolon\n", b"c\rr:d\re\n", b"esc:a\\cb\\\\n\\x\n", b"\n\n", b"\n\0", b"hi", b"\xff\xfe",
       b"\xed\xa0\x80", b"\xe4\xb8", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"1:x\n", b"\xc2\xa0pad\xc2\xa0:\xe2\x80\x83v\x85\n", b":v\n"]


def ask(questions):
    """The answers of the real ones."""
    done = subprocess.run(["node", ORACLE], input=json.dumps(questions), capture_output=True, check=True, timeout=60, text=True)
    return json.loads(done.stdout)


def plain(thing):
    """A value as JSON has it: a surrogate pair in two escapes is one character, as it is for JavaScript."""
    return json.loads(json.dumps(thing))


def message(data):
    return {"text": data} if isinstance(data, str) else {"hex": data.hex()}


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
    facts = [frame.toString(), message(frame.serialize()), frame.isBinaryBody, frame.isBodyEmpty(), frame.bodyLength()]
    assert frame.serialize() == marshalled
    return [*facts, frame.body, list(frame.headers.items())]


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
        events.append([*told, list(frame.headers.items()), frame.body, message(frame.serialize())])
        if raw.command == "RAISE":
            raise ValueError("a handler failed")

    parser = Parser(on_frame, lambda: events.append("ping"))
    for chunk in chunks:
        parser.parse_chunk(chunk["text"] if "text" in chunk else bytes.fromhex(chunk["hex"]), append)
    return events


CALLBACKS = ["onConnect", "onDisconnect", "onStompError", "onUnhandledMessage", "onUnhandledReceipt", "onUnhandledFrame",
             "onHeartbeatReceived", "onHeartbeatLost", "onWebSocketError", "debug"]


class Socket:
    """Writes down what is done to it."""

    url = "ws://there"

    def __init__(self, said, ready_state):
        self.ready_state = ready_state
        self.send = lambda data: said.append(["sent", message(data)])
        self.close = lambda: said.append(["close called", None])


def our_conversation(config, steps, state):
    said, last = [], None

    def tell(name):
        return lambda thing=None: said.append([name, str(thing) + thing.body if isinstance(thing, FrameImpl) else thing])

    socket = Socket(said, state)
    handler = StompHandler(socket, {
        "heartbeatIncoming": 0, "heartbeatOutgoing": 0, **{name: tell(name) for name in CALLBACKS}, **config,
        "onWebSocketClose": lambda event: said.append(["onWebSocketClose", event.code]), "clock": WoundClock()})
    handler.start()
    for name, *args in steps:
        match name, args:
            case "state", [ready_state]:
                socket.ready_state = ready_state
            case "open", []:
                socket.on_open()
            case "data", [chunk]:
                socket.on_message(chunk["text"] if "text" in chunk else bytes.fromhex(chunk["hex"]))
            case "closed", [code]:
                socket.on_close(CloseEvent(code, "gone", True))
            case "failed", []:
                socket.on_error("failure")
            case "terminable", []:
                socket.terminate = lambda: said.append(["terminate called", None])
            case "publish", [params, *octets]:
                handler.publish({**params, "binaryBody": bytes.fromhex(octets[0])} if octets else params)
            case "subscribe", [destination, *headers]:
                messages = []

                def receive(frame, messages=messages):
                    tell("message")(frame)
                    messages.append(frame)

                last = messages, handler.subscribe(destination, receive, *headers)
            case "watch", [receipt_id]:
                handler.watchForReceipt(receipt_id, tell("receipt"))
            case "begin", ids:
                last = [], handler.begin(*ids)
            case "last", [method, *args]:
                messages, made = last
                getattr(messages[-1] if messages else made, method)(*args)
            case "call", [method, *args]:
                getattr(handler, method)(*args)
    return [said, handler.connected, handler.connectedVersion]


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


def without_chunk_lines(answer):
    """stompjs tells debug of each chunk of a frame; ours sends them, and says nothing."""
    said, *rest = answer
    return [[line for line in said if line[0] != "debug" or not line[1].startswith("chunk sent")], *rest]


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
            return our_conversation(config, steps, state)
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
    assert differences([{"ask": "versions", "versions": versions} for versions in (["1.2", "1.1", "1.0"], ["1.0"], [])]) == []


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
        questions.append({"ask": "ancestor_unmarshall", "text": read + dice.choice(["", "\n", "\n\n", read, "half\nof"])})
        questions.append({"ask": "ancestor_size", "text": body})

    assert differences(questions) == []


def connected(version, more=""):
    header = f"version:{version}\n" if version else ""
    return ["data", {"text": f"CONNECTED\n{header}{more}server:x/1\n\n\0"}]


MESSAGE = {"text": "MESSAGE\nsubscription:sub-0\nmessage-id:m:1\nack:a\\c1\ndestination:/a\n\nhi\0"}
CONVERSATIONS = [                       # each for every version, on a socket that opens and one that is open
    [["publish", {"destination": "/a", "headers": {"x": "a:b\\"}, "body": "grüezi"}],
     ["publish", {"destination": "/a", "headers": {"destination": "/b"}}],
     ["publish", {"destination": "/a", "body": "hi", "skipContentLengthHeader": True}],
     ["publish", {"destination": "/a"}, "00ff"]],
    [["subscribe", "/a"], ["data", MESSAGE], ["last", "ack"], ["last", "nack", {"transaction": "t", "id": "mine"}]],
    [["subscribe", "/a", {"id": "sub-0", "ack": "client", "destination": "/b"}], ["call", "unsubscribe", "sub-0", {"id": "x", "y": "z"}],
     ["data", MESSAGE], ["data", {"text": "MESSAGE\nfoo:bar\n\n\0"}]],
    [["subscribe", "/a"], ["last", "unsubscribe", {"durable": "true"}], ["subscribe", "/b"], ["begin"], ["begin", "mine"],
     ["last", "commit"], ["begin"], ["last", "abort"]],
    [["watch", "r-1"], ["data", {"text": "RECEIPT\nreceipt-id:r-1\n\n\0RECEIPT\nreceipt-id:r-1\n\n\0RECEIPT\n\n\0"}]],
    [["data", {"text": "ERROR\nmessage:no\n\nwhy\0\n\nHUH\na:b\n\n\0"}], ["failed"], ["closed", 1006]],
    [["call", "dispose"], ["data", {"text": "RECEIPT\nreceipt-id:close-0\n\n\0"}], ["data", {"text": "\n"}], ["closed", 1000]],
    [["begin"], ["call", "dispose"], ["data", {"hex": b"RECEIPT\nreceipt-id:close-1\n\n\0".hex()}]],
    [["state", 2], ["call", "forceDisconnect"], ["state", 1], ["call", "forceDisconnect"], ["closed", 1000], ["call", "dispose"]],
    [["terminable"], ["call", "discardWebsocket"], ["call", "ack", "1", "sub"], ["call", "nack", "1", "sub", {"receipt": "r"}],
     ["call", "commit", "t"], ["call", "abort", "t"]],
]
CONFIGS = [
    {}, {"connectHeaders": {"host": "h", "heart-beat": "mine", "login": "a:b"}, "stompVersions": ["1.1", "1.2"]},
    {"disconnectHeaders": {"receipt": "close-0", "a": "b"}, "splitLargeFrames": True, "maxWebSocketChunkSize": 11},
    {"forceBinaryWSFrames": True, "appendMissingNULLonIncoming": True}, {"discardWebsocketOnCommFailure": True},
]


def test_we_hold_a_conversation_word_for_word_as_stompjs_does(node_modules):
    questions = []
    for version in ("1.2", "1.1", "1.0", None):
        for config in CONFIGS:
            for script in CONVERSATIONS:
                if config.get("discardWebsocketOnCommFailure"):
                    script = [["terminable"], *script]      # or the name of a discarded socket, which is drawn, is told
                questions.append({"ask": "conversation", "config": config, "state": 1, "steps": [connected(version), *script]})
    for config in CONFIGS:
        opens = [["state", 1], ["open"], connected("1.2"), ["closed", 1000]]
        questions.append({"ask": "conversation", "config": config, "state": 0, "steps": opens})
    questions.append({"ask": "conversation", "config": {}, "state": 0, "steps": [["call", "dispose"], ["state", 3], ["call", "dispose"]]})
    raw = {"logRawCommunication": True}
    questions.append({"ask": "conversation", "config": raw, "state": 1,
                      "steps": [connected("1.2"), ["data", {"hex": "ff41"}], ["publish", {"destination": "/a", "body": "hi"}]]})

    questions = plain(questions)
    theirs = [without_chunk_lines(answer) for answer in ask(questions)]
    assert len(questions) > 200
    for question, answer in zip(questions, theirs, strict=True):
        assert plain(our_answer(question)) == answer, question


def test_we_agree_on_heart_beats_as_stompjs_does(node_modules):
    offers = ["1000,1000", "0,0", "20000,5", "5,20000", "7", " 7 , 9 ", ""]
    questions = [
        {"ask": "conversation", "config": {"heartbeatOutgoing": mine, "heartbeatIncoming": mine}, "state": 1,
         "steps": [connected(version, f"heart-beat:{offer}\n")]}
        for version in ("1.2", "1.1", "1.0", None) for offer in offers for mine in (0, 10_000)]

    assert differences(questions) == []


def test_connect_takes_its_arguments_as_that_of_stompjs_does(node_modules):
    first = [{"a": "b"}, None, "ada"]
    rest = ["onConnect", "onError", "onClose", "vhost"]
    forms = [[head, *rest[:size]] for head in first for size in range(4)]
    forms += [["ada", "horse", *rest[:size], *more] for size in range(5) for more in ([], [None], [None, None])]
    forms += [[{"a": "b"}, "onConnect", None, "onClose"], [{"a": "b"}, *rest[:3], "onError"], []]

    assert differences([{"ask": "connect", "args": form} for form in forms]) == []
