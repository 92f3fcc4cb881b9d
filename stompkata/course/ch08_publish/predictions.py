"""What the learner is asked before the broker is."""

from stompkata.kata import Prediction

Prediction(
    "nobody-subscribed",
    "Nobody has subscribed to the topic. Who gets the message?",
    [
        "whoever subscribes next",
        "nobody",
        "nobody, and the sender gets an ERROR",
        "whoever subscribes within the next minute",
    ],
    answer="nobody",
    chapter="08_publish",
    because="a topic hands a message to those who are there at that moment, and keeps nothing.",
    wrong={
        "whoever subscribes next": (
            "topics-remember",
            "That is what a queue does: it keeps a message until somebody takes it. A topic has no store.",
        ),
        "nobody, and the sender gets an ERROR": (
            "nobody-is-an-error",
            "To have no listener is no mistake, as with a radio station. The broker did what it was asked to do.",
        ),
        "whoever subscribes within the next minute": (
            "topics-remember-for-a-while",
            "No clock is running: STOMP knows no lifetime of a message, and this topic keeps none, not for a moment.",
        ),
    },
)
Prediction(
    "receipt-without-subscriber",
    "The SEND asks for a receipt, and nobody has subscribed. What does the broker answer?",
    [
        "a RECEIPT",
        "an ERROR",
        "nothing",
        "a RECEIPT, once somebody has subscribed",
    ],
    answer="a RECEIPT",
    chapter="08_publish",
    because='a RECEIPT says that the broker has processed the frame (STOMP 1.2, "RECEIPT"), not that anybody got it.',
    wrong={
        "an ERROR": (
            "receipt-means-delivered",
            "The frame was right and was processed: handed to all subscribers, of whom there were none.",
        ),
        "nothing": (
            "receipt-needs-a-reader",
            "Whoever asks for a receipt gets one; it is the broker's own signature, and no reader has a part in it.",
        ),
        "a RECEIPT, once somebody has subscribed": (
            "receipt-waits-for-delivery",
            "The broker does not wait. It signs for its own work, and that is done at once.",
        ),
    },
)
