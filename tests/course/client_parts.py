"""What chapters 07 to 09 let a learner write, as short as it can be."""

CONNECT = '''
from typing import NamedTuple

from mystomp.stomp_frame import encode_frame


class Session(NamedTuple):
    version: str


def connect_frame(host, versions=("1.2", "1.1", "1.0"), login=None, passcode=None, heart_beat=(0, 0)):
    headers = [("accept-version", ",".join(versions)), ("host", host)]
    headers += [("login", login), ("passcode", passcode)] if login else []
    return encode_frame("CONNECT", headers)


def on_connected(frame, offered):
    if frame[0] != "CONNECTED":
        raise ValueError(frame[1]["message"])
    return Session(frame[1].get("version", "1.0"))
'''
PUBLISH = '''
from mystomp.stomp_frame import encode_frame


def send_frame(destination, body, *, content_type=None, receipt=None, transaction=None, **headers):
    pairs = [("destination", destination), ("content-type", content_type)]
    return encode_frame("SEND", [(name, value) for name, value in pairs if value is not None], body)
'''
SUBSCRIBE = '''
from mystomp.stomp_frame import encode_frame


class Subscriptions:
    def __init__(self):
        self.callbacks = {}

    def subscribe(self, destination, callback, *, ack="auto", headers=()):
        number = str(len(self.callbacks))
        self.callbacks[number] = callback
        return number, encode_frame("SUBSCRIBE", [("id", number), ("destination", destination), *headers])

    def dispatch(self, message):
        self.callbacks[message[1]["subscription"]](message)
'''
PARTS = {"connect": CONNECT, "publish": PUBLISH, "subscribe": SUBSCRIBE}
