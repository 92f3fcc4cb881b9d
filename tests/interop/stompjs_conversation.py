"""Conversations of one stompjs handler over a socket held by hand: what is done, step by step, and how ours does it."""

from stompkata.net.clock import WoundClock
from stompkata.net.stomp_socket import CloseEvent
from stompkata.stompjs import FrameImpl, StompHandler


def message(data):
    return {"text": data} if isinstance(data, str) else {"hex": data.hex()}


CALLBACKS = ["onConnect", "onDisconnect", "onStompError", "onUnhandledMessage", "onUnhandledReceipt",
             "onUnhandledFrame", "onHeartbeatReceived", "onHeartbeatLost", "onWebSocketError", "debug"]


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
        def told(thing=None):
            said.append([name, str(thing) + thing.body if isinstance(thing, FrameImpl) else thing])

        return told

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


def without_chunk_lines(answer):
    """stompjs tells debug of each chunk of a frame; ours sends them, and says nothing."""
    said, *rest = answer
    return [[line for line in said if line[0] != "debug" or not line[1].startswith("chunk sent")], *rest]


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
    [["subscribe", "/a", {"id": "sub-0", "ack": "client", "destination": "/b"}],
     ["call", "unsubscribe", "sub-0", {"id": "x", "y": "z"}],
     ["data", MESSAGE], ["data", {"text": "MESSAGE\nfoo:bar\n\n\0"}]],
    [["subscribe", "/a"], ["last", "unsubscribe", {"durable": "true"}], ["subscribe", "/b"], ["begin"],
     ["begin", "mine"],
     ["last", "commit"], ["begin"], ["last", "abort"]],
    [["watch", "r-1"], ["data", {"text": "RECEIPT\nreceipt-id:r-1\n\n\0RECEIPT\nreceipt-id:r-1\n\n\0RECEIPT\n\n\0"}]],
    [["data", {"text": "ERROR\nmessage:no\n\nwhy\0\n\nHUH\na:b\n\n\0"}], ["failed"], ["closed", 1006]],
    [["call", "dispose"], ["data", {"text": "RECEIPT\nreceipt-id:close-0\n\n\0"}], ["data", {"text": "\n"}],
     ["closed", 1000]],
    [["begin"], ["call", "dispose"], ["data", {"hex": b"RECEIPT\nreceipt-id:close-1\n\n\0".hex()}]],
    [["state", 2], ["call", "forceDisconnect"], ["state", 1], ["call", "forceDisconnect"], ["closed", 1000],
     ["call", "dispose"]],
    [["terminable"], ["call", "discardWebsocket"], ["call", "ack", "1", "sub"],
     ["call", "nack", "1", "sub", {"receipt": "r"}],
     ["call", "commit", "t"], ["call", "abort", "t"]],
]
CONFIGS = [
    {}, {"connectHeaders": {"host": "h", "heart-beat": "mine", "login": "a:b"}, "stompVersions": ["1.1", "1.2"]},
    {"disconnectHeaders": {"receipt": "close-0", "a": "b"}, "splitLargeFrames": True, "maxWebSocketChunkSize": 11},
    {"forceBinaryWSFrames": True, "appendMissingNULLonIncoming": True}, {"discardWebsocketOnCommFailure": True},
]
