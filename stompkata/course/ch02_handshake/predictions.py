"""What the learner is asked before the servers answer."""

from stompkata.kata import Prediction

Prediction(
    "handshake-change",
    "Which change to the request still gets a 101?",
    ["POST in place of GET", "Sec-WebSocket-Version: 12", "no Upgrade header", "upgrade: WEBSOCKET"],
    answer="upgrade: WEBSOCKET",
    chapter="02_handshake",
    because="Names of headers, and the token websocket, are compared without regard to case.",
    wrong={
        "POST in place of GET": (
            "any-method",
            "The opening request is a GET; it asks for a resource and brings no content.",
        ),
        "Sec-WebSocket-Version: 12": (
            "versions-negotiate",
            "Versions are not bargained for: 13 is the only one that the RFC knows, and another is refused.",
        ),
        "no Upgrade header": (
            "key-is-enough",
            "Without Upgrade this is a plain GET: nobody has asked to leave HTTP.",
        ),
    },
)
Prediction(
    "accept-proof",
    "The value of Sec-WebSocket-Accept is right. What do you know now?",
    [
        "the server knows a secret",
        "what follows is encrypted",
        "whoever answers has read this very handshake",
        "the user is logged in",
    ],
    answer="whoever answers has read this very handshake",
    chapter="02_handshake",
    because=(
        "Everything in the computation is public. It tells a WebSocket server from an HTTP server or a cache, nothing"
        " else."
    ),
    wrong={
        "the server knows a secret": (
            "key-is-secret",
            (
                "The key crosses the wire in the clear and the GUID is printed in the RFC: anybody can compute the"
                " value."
            ),
        ),
        "what follows is encrypted": (
            "key-is-encryption",
            "Encryption is TLS's work, under wss://. The masking-key of a frame hides nothing either.",
        ),
        "the user is logged in": (
            "key-is-login",
            "No name and no password goes into it. Logging in is done by cookies, or later by STOMP's CONNECT.",
        ),
    },
)
