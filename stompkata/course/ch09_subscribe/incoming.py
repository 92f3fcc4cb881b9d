"""What comes in: which callback a MESSAGE is for."""

from contextlib import suppress

from stompkata.course.ch09_subscribe.subscriptions import KATA, callbacks, expect_called, message, subscribed
from stompkata.course.seed import draw, word
from stompkata.kata import check, expect, expect_error


class CallbackError(KeyError):
    """What a callback of the checks raises; a KeyError, as a slip with a dictionary is."""


@check(KATA, "a MESSAGE goes to the subscription that it names", rule="S12-71")
def routing(Subscriptions):
    body = word(draw(KATA)).encode()
    for other in ("/topic/a", "/topic/*"):
        called, (red, blue) = callbacks("red", "blue")
        subscriptions = Subscriptions()
        first, _ = subscribed(subscriptions, "/topic/a", red)
        second, _ = subscribed(subscriptions, other, blue)
        setup = f"id {first} -> /topic/a -> red;  id {second} -> {other} -> blue"
        for name, subscription_id in (("red", first), ("blue", second), ("blue", second), ("red", first)):
            called.clear()
            came = message(subscription_id, "/topic/a", body)
            told = subscriptions.dispatch(came)
            expect_called(called, name, because="its header `subscription` says whose copy this is", setup=setup)
            expect(called[0][1], came, because="the callback gets the message as it came: command, headers, body")
            expect(told, True, because="somebody was there for it")


@check(KATA, "a MESSAGE for nobody is told by False, and is no error", rule="S12-62")
def for_nobody(Subscriptions):
    called, (red, blue) = callbacks("red", "blue")
    subscriptions = Subscriptions()
    first, _ = subscribed(subscriptions, "/topic/a", red)
    second, _ = subscribed(subscriptions, "/topic/a", blue)
    subscriptions.unsubscribe(first)
    told = subscriptions.dispatch(message(first))
    because = "it was on its way when UNSUBSCRIBE went out; nobody has done anything wrong"
    expect_called(called, because=because, after="unsubscribe")
    expect(told, False, because=because)
    for stranger in (None, "reply-to-me"):
        told = subscriptions.dispatch(message(stranger))
        expect_called(called, because="a broker may send what nobody asked for; 1.0 sends it without an id")
        expect(told, False, because="the caller may want to count them, or to log them")
    expect(subscriptions.dispatch(message(second)), True, because="the other subscription is as it was")
    expect_called(called, "blue", because="the other subscription is as it was")


@check(KATA, "a callback may subscribe and unsubscribe", rule="S12-71")
def from_a_callback(Subscriptions):
    called, (red, blue) = callbacks("red", "blue")
    subscriptions, made = Subscriptions(), []

    def once(came):
        made.append(subscribed(subscriptions, "/topic/b", blue)[0])
        subscriptions.unsubscribe(first)
        red(came)

    def more(came):
        made.append(subscribed(subscriptions, "/topic/b", blue)[0])
        red(came)

    first, _ = subscribed(subscriptions, "/topic/a", once)
    second, _ = subscribed(subscriptions, "/topic/a", more)
    because = "the first answer is often all that is wanted"
    expect(subscriptions.dispatch(message(first)), True, because=because)
    expect(subscriptions.dispatch(message(first)), False, because="the callback has ended its own subscription")
    expect(subscriptions.dispatch(message(second)), True, because="a callback may open another subscription")
    for subscription_id in made:
        expect(subscriptions.dispatch(message(subscription_id, "/topic/b")), True, because="it was made by a callback")
    expect_called(called, "red", "red", "blue", "blue", because="each was called for its own message, once")


@check(KATA, "what a callback raises comes out of dispatch, and its subscription stays", rule="S12-71")
def raising(Subscriptions):
    called, (red, blue) = callbacks("red", "blue")
    subscriptions = Subscriptions()

    def spills(came):
        red(came)
        raise CallbackError("price")

    first, _ = subscribed(subscriptions, "/topic/a", spills)
    second, _ = subscribed(subscriptions, "/topic/a", blue)
    because = "an error that nobody hears of is not found; whoever called dispatch decides what to do"
    expect_error(lambda: subscriptions.dispatch(message(first)), CallbackError, because=because)
    expect_called(called, "red", because="the MESSAGE was for that subscription")
    subscriptions.dispatch(message(second))
    expect_called(called, "red", "blue", because="the next MESSAGE has nothing to do with it", after="an exception")
    called.clear()
    with suppress(CallbackError):
        subscriptions.dispatch(message(first))
    expect_called(called, "red", because="the broker goes on sending to that subscription", after="an exception")
