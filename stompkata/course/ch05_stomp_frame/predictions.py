"""What the learner is asked before the octets are shown."""

from stompkata.kata import Prediction

Prediction(
    "content-length-e-zhong",
    "Which content-length does the body é中 have?",
    ["2", "4", "5", "6"],
    answer="5",
    chapter="05_stomp_frame",
    because="content-length counts octets: two for é and three for 中, in UTF-8.",
    wrong={
        "2": (
            "counts-characters",
            "2 is the number of characters. What crosses the wire, and is counted, is octets.",
        ),
        "4": (
            "utf-16",
            "4 octets would be UTF-16, which Java and JavaScript use in memory. On the wire the text is UTF-8.",
        ),
        "6": ("counts-nul", "The NUL that ends the frame is no part of the body, and is not counted."),
    },
)
Prediction(
    "header-spaces",
    "The value of nick, with each space written as ·, is",
    ["eve", "·eve", "eve·", "·eve·"],
    answer="·eve·",
    chapter="05_stomp_frame",
    because=(
        "STOMP 1.1 and 1.2 forbid to trim: every octet between the first colon and the end of the line is the value."
    ),
    wrong={
        "eve": ("trims-like-http", "So it is in HTTP. In STOMP 1.1 and 1.2 the spaces belong to the value."),
        "·eve": ("trims-the-end", "The space at the end belongs to the value as well."),
        "eve·": ("space-after-colon", "STOMP knows no space after the colon: it is the first octet of the value."),
    },
)
