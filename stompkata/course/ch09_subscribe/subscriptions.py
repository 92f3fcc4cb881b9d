"""The kata, and what its checks share: callbacks that remember, frames that are read, messages that are made."""

from collections.abc import Callable, Sequence

from stompkata.errors import ProtocolError
from stompkata.kata import CheckFailed, Kata, expect, fail
from stompkata.kata.difference import Stand
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.frame import StompFrame

KATA = "subscribe.Subscriptions"
Message = tuple[str, dict[str, str], bytes]

Kata(
    KATA,
    "subscriptions, and whom a MESSAGE is for",
    chapter="09_subscribe",
    rule="S12-71",
    minutes=12,
    hints=[
        "When a MESSAGE comes in, which of its headers has the broker copied from a frame of yours?",
        (
            'STOMP 1.2, "SUBSCRIBE id Header": the id relates MESSAGE and UNSUBSCRIBE to their subscription. "MESSAGE":'
            " it stands there in the header `subscription`."
        ),
        (
            "A cloakroom works like this: ticket 17 goes to the coat, whatever its colour. Hand ticket 17 back, and the"
            " next guest still gets 18."
        ),
        (
            "Subscribe twice to /topic/a. Then dispatch(('MESSAGE', {'subscription': S, 'destination': '/topic/a'},"
            " b'')), with S the second id, should call the second callback alone."
        ),
    ],
)


def callbacks(*names: str) -> tuple[list, list[Callable]]:
    """What was called, as (name, message) in order; and callbacks of these names."""
    called: list[tuple[str, object]] = []

    def make(name: str) -> Callable:
        def callback(message):
            called.append((name, message))

        callback.__name__ = name
        return callback

    return called, [make(name) for name in names]


def subscribed(subscriptions, destination: str, callback: Callable, **options) -> tuple[str, bytes]:
    """The pair that the learner's `subscribe` gives; the check fails when it is none."""
    made = subscriptions.subscribe(destination, callback, **options)
    if not isinstance(made, tuple) or len(made) != 2 or not isinstance(made[1], bytes):
        expect(made, Stand("(id, octets of SUBSCRIBE)"), because="the caller sends the octets and keeps the id")
    if not isinstance(made[0], str):
        expect(made[0], str(made[0]), because="a header's value is text, on the way out and on the way back")
    return made


def headers_of(octets: object, command: str) -> dict[str, str]:
    """The headers of the one frame in the learner's octets, as a broker reads them."""
    if not isinstance(octets, bytes):
        expect(octets, Stand(f"octets of {command}"), because="what crosses a wire is octets")
    try:
        frames = [event for event in Decoder().receive(octets) if isinstance(event, StompFrame)]
    except ProtocolError as error:
        fail(f"a broker cannot read this {command}: {error.what}", because="it would answer with an ERROR, and close")
    if [frame.command for frame in frames] != [command]:
        fail(f"the octets are not one {command} frame", because="the caller sends them as they are")
    return dict(frames[0].headers)


def message(subscription_id: str | None, destination: str = "/topic/a", body: bytes = b"hi") -> Message:
    """A MESSAGE for a subscription, as the learner's `decode_frame` gives it; for None, one without that header."""
    headers = {"subscription": subscription_id, "destination": destination}
    return "MESSAGE", {name: value for name, value in headers.items() if value is not None}, body


def names(called: list) -> list[str]:
    """Who was called."""
    return [name for name, _ in called]


class Called(Stand):
    """Who was called, as words for a report and as names for a diagnosis; `after` is what had happened before."""

    def __init__(self, who: Sequence[str], after: str = ""):
        super().__init__(", ".join(who) or "nobody")
        self.who, self.after = list(who), after


def expect_called(called: list, *want: str, because: str, after: str = "", setup: str = "") -> None:
    """Fail unless exactly these were called, in this order; `setup` tells in the report who has subscribed."""
    got = names(called)
    if got != list(want):
        what = "the wrong callback was called" if got and want else "somebody was called" if got else "nobody was called"
        what = "more than one callback was called" if len(got) > len(want) > 0 else what
        story = [("setup", setup)] if setup else []
        raise CheckFailed(what=what, want=Called(want, after), got=Called(got, after), because=because, story=story)
