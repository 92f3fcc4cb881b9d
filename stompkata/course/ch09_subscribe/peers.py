"""Conversations: what a broker makes of the frames, and whom its MESSAGEs reach."""

from stompkata.course.ch09_subscribe.subscriptions import KATA, callbacks, expect_called, names, subscribed
from stompkata.course.peers import dialogue
from stompkata.course.seed import draw, word
from stompkata.course.transcripts import recorded, transcript
from stompkata.kata import check, expect

SCENE = "two-subscriptions"


@dialogue(KATA, "two subscriptions to one topic get a copy each", rule="S12-71")
def fan_out(Subscriptions, peer):
    session, subscriptions, topic = peer.connected(), Subscriptions(), f"/topic/{word(draw(KATA))}"
    called, both = callbacks("red", "blue")
    for callback in both:
        session.send(subscribed(subscriptions, topic, callback)[1])
    session.say("SEND", {"destination": topic}, b"hello")
    for _ in both:
        came = session.hear("MESSAGE", because="each of the two subscriptions gets a copy")
        expect(subscriptions.dispatch(came), True, because="the broker names the id that SUBSCRIBE had")
    expect(sorted(names(called)), ["blue", "red"], because="each copy is for one of the two, in whichever order")


@dialogue(KATA, "after UNSUBSCRIBE nothing comes, and the session goes on", rule="S12-62")
def after_unsubscribe(Subscriptions, peer):
    session, subscriptions, topic = peer.connected(), Subscriptions(), f"/topic/{word(draw(KATA))}"
    called, (red, blue) = callbacks("red", "blue")
    first, octets = subscribed(subscriptions, topic, red)
    session.send(octets)
    session.send(subscribed(subscriptions, topic, blue)[1])
    session.send(subscriptions.unsubscribe(first))
    session.say("SEND", {"destination": topic}, b"hello")
    heard = session.rest()
    expect([command for command, _, _ in heard], ["MESSAGE"], because="one of two subscriptions is left, and no ERROR")
    subscriptions.dispatch(heard[0])
    expect_called(called, "blue", because="the other subscription goes on", after="unsubscribe")


@dialogue(KATA, "a wildcard's MESSAGE finds its callback", rule="S12-72", peers=("rabbitmq", "spring"))
def wildcard(Subscriptions, peer):
    session, subscriptions, topic = peer.connected(), Subscriptions(), f"/topic/{word(draw(KATA))}"
    called, (every, one) = callbacks("every", "one")
    owner = {}
    for destination, callback in ((f"{topic}.*", every), (f"{topic}.new", one)):
        subscription_id, octets = subscribed(subscriptions, destination, callback)
        session.send(octets)
        owner[subscription_id] = callback.__name__
    session.say("SEND", {"destination": f"{topic}.new"}, b"order")
    for _ in owner:
        came = session.hear("MESSAGE", because="both subscriptions match the destination of the SEND")
        called.clear()
        subscriptions.dispatch(came)
        mine = owner.get(came[1].get("subscription"), "")
        expect_called(called, mine, because="a MESSAGE has the destination of its SEND, not that of your SUBSCRIBE")


@check(KATA, "a real broker's copies find their callbacks", rule="S12-71", peer=recorded("rabbitmq-3.10"))
def as_recorded(Subscriptions):
    subscriptions, ids = Subscriptions(), {}
    called, both = callbacks("0", "1")
    for callback in both:
        ids[callback.__name__] = subscribed(subscriptions, "/topic/transcript", callback)[0]
    for command, headers, body in transcript("rabbitmq-3.10").frames(SCENE):
        if command == "MESSAGE":
            theirs = headers["subscription"]
            called.clear()
            subscriptions.dispatch((command, headers | {"subscription": ids[theirs]}, body))
            expect_called(called, theirs, because="this broker serves the younger subscription first; the id tells")
