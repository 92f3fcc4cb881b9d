"""What the npm peers cannot do, and what they do that the standard does not ask for; nothing else is found."""

from fnmatch import fnmatchcase

from npm_peers import Peer

ONE_FRAME_ONE_READ = "takes what one read of the socket brings for whole frames, so a frame of more than 64 KiB is cut"
SPLIT_AT_NUL = "splits what it gets at every NUL, whatever content-length says, and has no bodies but strings"
CUT_IN_TWO = "cuts large frames anywhere, also between the surrogates of a character: U+FFFD twice on the wire"

CANNOT = {
    "*-1.0": {
        "keeps-heart-beats": "STOMP 1.0 has no heart-beats",
        "nacks": "STOMP 1.0 has no NACK: the broker answers ERROR, by S10-27",
    },
    "webstomp-*": {"sends-any-octets": SPLIT_AT_NUL},
    "webstomp-text-*": {"sends-many-emoji": CUT_IN_TWO},
    "stompjs-split-*": {"sends-many-emoji": CUT_IN_TWO},
    "stompjs2-*": {"sends-any-octets": SPLIT_AT_NUL, "sends-many-emoji": CUT_IN_TWO},
    "stompjs2-overWS-*": {
        "sends-a-mebibyte": "takes no WebSocket frame over 1 MiB: the body fits, the headers before it do not",
        "disconnects-with-a-receipt": "closes right after DISCONNECT; its package `websocket` reads no more then",
    },
    "stompjs2-tcp-*": {
        "sends-a-mebibyte": ONE_FRAME_ONE_READ,
        "acks-by-the-message-itself": "each message of a read acks the last of them; client.ack names the right one",
    },
    "stompit-*": {
        "hears-errors": "ends an ERROR that has a text/plain body as an exception that no application can catch",
    },
}

NO_TYPE = "says nothing about the type of a text body; the broker never looks into a body"
NO_HOST = "sends no host unless the application adds one; this broker is one host, so it need not be told which"
NEWEST_FIRST = "offers its versions newest first; the highest one both speak is chosen, whatever the order"
NACK_IN_1_0 = "sends NACK whatever the version; the broker answers ERROR"
LONGER = "cuts emoji in two, which makes the body longer than its content-length; the broker answers ERROR"
HANDED_ON = "hands on the headers of the SEND; it invents no content-type for a body it has not looked into"

EXPLAINED = {
    "stompjs": {"S10-27": NACK_IN_1_0, "S11-13": NO_HOST, "S12-29": NO_HOST, "S11-40": NO_TYPE, "S12-16": NO_TYPE},
    "webstomp": {"S10-27": NACK_IN_1_0, "S11-13": NO_HOST, "S12-29": NO_HOST, "S11-40": NO_TYPE, "S12-16": NO_TYPE},
    "stompjs2": {"S11-13": NO_HOST, "S12-30": NEWEST_FIRST, "S11-39": LONGER, "S11-40": NO_TYPE},
    "stompit": {"S10-27": NACK_IN_1_0, "S11-40": NO_TYPE, "S12-16": NO_TYPE},
    "broker": {"S11-40": HANDED_ON, "S12-16": HANDED_ON},
}


def reason(peer: Peer, step: str) -> str | None:
    """Why a peer cannot do a step; None: it can."""
    found = (steps[step] for peers, steps in CANNOT.items() if step in steps and fnmatchcase(str(peer), peers))
    return next(found, None)
