"""What the learner is asked before the wire shows it."""

from stompkata.kata import Prediction

Prediction(
    "open-is-not-connected",
    "What becomes of the SEND?",
    ["it is delivered", "it is kept until a CONNECT comes", "ERROR, and the connection closes", "it is ignored"],
    answer="ERROR, and the connection closes",
    chapter="07_connect",
    because="101 opens a WebSocket. A STOMP session begins with CONNECT and CONNECTED, and before that there is nothing to SEND in.",
    wrong={
        "it is delivered": (
            "open-is-connected",
            "The WebSocket is open, but it knows nothing of destinations. Nobody has said which STOMP this is.",
        ),
        "it is kept until a CONNECT comes": (
            "broker-waits",
            "A broker keeps messages, not mistakes: it cannot know whether you may send there.",
        ),
        "it is ignored": (
            "silence-is-safe",
            "Then you would wait for ever, and never learn why. STOMP says what is wrong, and ends the connection.",
        ),
    },
)
Prediction(
    "versions-in-common",
    "You offer 1.0 and 1.3; the broker speaks 1.0, 1.1 and 1.2. The session is",
    ["1.0", "1.2", "1.3", "none: ERROR comes back"],
    answer="1.0",
    chapter="07_connect",
    because="The highest version that both speak, and 1.0 is the only one that both speak.",
    wrong={
        "1.2": (
            "highest-of-the-server",
            "1.2 is the highest that the broker speaks. You never said that you speak it.",
        ),
        "1.3": ("highest-of-the-client", "1.3 is what you would like best. The broker has never heard of it."),
        "none: ERROR comes back": (
            "all-or-nothing",
            "ERROR comes when nothing is in common. One common version is enough.",
        ),
    },
)
