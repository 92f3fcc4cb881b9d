"""What the learner is asked before the broker answers."""

from stompkata.kata import Prediction

Prediction(
    "two-subscriptions-one-send",
    "Two subscriptions to one topic on one connection, one SEND. What comes back?",
    ["one MESSAGE, for both", "one MESSAGE, for the older", "two MESSAGEs", "an ERROR"],
    answer="two MESSAGEs",
    chapter="09_subscribe",
    because="A topic gives a copy to each subscription, and each copy names the one that it is for.",
    wrong={
        "one MESSAGE, for both": (
            "one-copy-a-connection",
            "The broker counts subscriptions, not connections. A MESSAGE has room for one subscription's id only.",
        ),
        "one MESSAGE, for the older": (
            "older-hides-newer",
            "Neither hides the other: they are equals, and the broker may serve either of them first.",
        ),
        "an ERROR": (
            "destination-is-the-key",
            "What must differ within a connection is the id. The destination may be the same as often as you like.",
        ),
    },
)
Prediction(
    "unsubscribe-in-flight",
    "A message is sent, then the reader sends UNSUBSCRIBE, and reads. What has come?",
    ["only the RECEIPT", "the MESSAGE, then the RECEIPT", "the RECEIPT, then the MESSAGE", "an ERROR"],
    answer="the MESSAGE, then the RECEIPT",
    chapter="09_subscribe",
    because="The broker had sent the MESSAGE before UNSUBSCRIBE arrived. The RECEIPT says that none will follow.",
    wrong={
        "only the RECEIPT": (
            "unsubscribe-calls-back",
            "UNSUBSCRIBE is a request like any other: it cannot call back what has left the broker already.",
        ),
        "the RECEIPT, then the MESSAGE": (
            "receipts-overtake",
            "A connection is one stream, in order. Once this RECEIPT is there, the subscription has no more to say.",
        ),
        "an ERROR": (
            "late-is-wrong",
            "Nobody has broken a rule. A MESSAGE that crosses with UNSUBSCRIBE is a matter of time, not of blame.",
        ),
    },
)
