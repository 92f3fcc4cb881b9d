"""Kata about two frames: `greet` and `tell`."""

from stompkata.course.peers import dialogue
from stompkata.kata import Kata, expect

Kata("talk.greet", "a CONNECT", chapter="92_talk", hints=["?", "S12-29", "a value", "a vector"])
Kata("talk.tell", "a SEND", chapter="92_talk", hints=["?", "S12-44", "a value", "a vector"])


@dialogue("talk.greet", "it opens a session", rule="S12-29")
def opens(greet, peer):
    session = peer.open()
    session.send(greet(peer.host, peer.login, peer.passcode))
    command, headers, _ = session.hear("CONNECTED", because="without it there is no session")
    expect(headers["version"], "1.2", because="it was the only one offered")


@dialogue("talk.tell", "an observer gets what was sent", rule="S12-44", observed=True)
def arrives(tell, peer):
    observer, session = peer.observer("/topic/talk"), peer.connected()
    session.send(tell("/topic/talk", b"\xff\0hello"))
    expect(observer.message()[2], b"\xff\0hello", because="a body may hold any octets")
    expect(len(observer.messages), 1, because="it was sent once")
