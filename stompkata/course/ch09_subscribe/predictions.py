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
    "send-before-subscribe",
    "Sent to /topic/news and to /queue/news, and only then subscribed to both. What comes?",
    ["both messages", "only what went to the topic", "only what went to the queue", "nothing"],
    answer="only what went to the queue",
    chapter="09_subscribe",
    because="This broker's queue keeps a message until somebody takes it; its topic hands it on at once, or to nobody.",
    wrong={
        "both messages": (
            "topics-remember",
            "A topic is no mailbox: who was not there when the message came has missed it.",
        ),
        "only what went to the topic": (
            "topic-and-queue-mixed-up",
            "It is the other way round: a topic tells who is there now, a queue keeps what nobody has taken yet.",
        ),
        "nothing": (
            "queues-forget",
            "That is so for the topic. A queue is there to outlast the moment in which nobody listens.",
        ),
    },
)
