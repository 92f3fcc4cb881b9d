"""What goes out: SUBSCRIBE, its id, and UNSUBSCRIBE."""

from stompkata.course.ch09_subscribe.subscriptions import KATA, callbacks, headers_of, subscribed
from stompkata.course.seed import draw, word
from stompkata.kata import CheckFailed, check, expect, expect_error
from stompkata.kata.difference import Stand


class FreshId(Stand):
    """An id that nobody has had; `unsubscribed` says whether the one that came back had been given up."""

    def __init__(self, unsubscribed: bool):
        super().__init__("an id that was never given out")
        self.unsubscribed = unsubscribed


@check(KATA, "SUBSCRIBE carries id, destination, ack, and what the caller adds", rule="S12-51")
def subscribe_frame(Subscriptions):
    _, (red, blue) = callbacks("red", "blue")
    subscriptions = Subscriptions()
    topic = f"/topic/{word(draw(KATA))}"
    first, octets = subscribed(subscriptions, topic, red)
    want = {"id": first, "destination": topic, "ack": "auto"}
    expect(headers_of(octets, "SUBSCRIBE"), want, because="it says where, under which id, and who acknowledges")
    added = [("selector", "size > 1"), ("id", "mine"), ("receipt", "r1")]
    second, octets = subscribed(subscriptions, "/queue/C:\\new", blue, ack="client", headers=added)
    want = {"id": second, "destination": "/queue/C:\\new", "ack": "client", "selector": "size > 1", "receipt": "r1"}
    expect(headers_of(octets, "SUBSCRIBE"), want, because="what the caller adds stands behind; of two the first counts")


@check(KATA, "no id is given out twice", rule="S12-51")
def fresh_ids(Subscriptions):
    _, (red,) = callbacks("red")
    subscriptions, given = Subscriptions(), []

    def another(unsubscribed: bool) -> None:
        made, _ = subscribed(subscriptions, "/topic/a", red)
        if made in given:
            because = "two subscriptions of a connection have two ids; the broker refuses the second of a pair"
            if unsubscribed:
                because = "a MESSAGE for the one that is gone may still be on its way; it would look like one for the new"
            raise CheckFailed(want=FreshId(unsubscribed), got=made, because=because)
        given.append(made)

    for _ in range(4):
        another(unsubscribed=False)
    for gone in (0, 3, 2):
        subscriptions.unsubscribe(given[gone])
        another(unsubscribed=True)


@check(KATA, "UNSUBSCRIBE names the subscription by its id", rule="S12-61")
def unsubscribe_frame(Subscriptions):
    _, (red, blue) = callbacks("red", "blue")
    subscriptions = Subscriptions()
    first, _ = subscribed(subscriptions, "/topic/a", red)
    second, _ = subscribed(subscriptions, "/topic/a", blue)
    for gone in (second, first):
        headers = headers_of(subscriptions.unsubscribe(gone), "UNSUBSCRIBE")
        expect(headers, {"id": gone}, because="two subscriptions may share a destination; only the id tells them apart")


@check(KATA, "an id that is not subscribed is refused", rule="S12-61")
def refused(Subscriptions):
    _, (red,) = callbacks("red")
    subscriptions = Subscriptions()
    first, _ = subscribed(subscriptions, "/topic/a", red)
    headers_of(subscriptions.unsubscribe(first), "UNSUBSCRIBE")
    for unknown in ("nobody", "/topic/a", first):
        expect_error(
            lambda unknown=unknown: subscriptions.unsubscribe(unknown),
            KeyError,
            because="the broker would answer this UNSUBSCRIBE with an ERROR, and close the connection",
        )
