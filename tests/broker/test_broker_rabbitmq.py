"""Preset `rabbitmq`: its switches one by one, as tests/interop/rabbit found them in RabbitMQ itself."""

import pytest
from broker_desk import Desk

from stompkata.broker.profile import diff


@pytest.fixture
def rabbit():
    desk = Desk("rabbitmq", users={"guest": "guest"})
    for name in ("reader", "one"):
        desk.open(name)
        desk.say(name, b"CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\n\n\0")
        desk.heard(name)
    return desk


def headers(octets):
    head, _, body = octets.partition(b"\n\n")
    command, *lines = head.decode().split("\n")
    return command, dict(line.split(":", 1) for line in lines), body.rstrip(b"\0").decode()


def messages(desk, name):
    heard = [headers(octets) for octets in desk.heard(name)]
    return [(found, body) for command, found, body in heard if command == "MESSAGE"]


def bodies(desk, name):
    return [body for _, body in messages(desk, name)]


def subscribe(desk, name, destination, ack="auto", number="a"):
    desk.say(name, f"SUBSCRIBE\nid:{number}\ndestination:{destination}\nack:{ack}\n\n\0".encode())


def send(desk, destination, body, more=""):
    desk.say("one", f"SEND\ndestination:{destination}\n{more}\n{body}\0".encode())


def test_it_differs_from_lenient_in_these_switches():
    assert set(diff("lenient", "rabbitmq")) == {
        "name", "destinations", "message_headers", "wildcards", "ack_covers", "unknown_ack", "returns_at_unsubscribe",
        "redeliveries", "errors_close",
    }


def test_a_refused_connect_may_be_repeated():
    desk = Desk("rabbitmq", users={"guest": "guest"})
    desk.open("one")
    desk.say("one", b"SEND\ndestination:/queue/a\n\n\0")
    desk.say("one", b"CONNECT\naccept-version:1.2\nlogin:guest\npasscode:wrong\n\n\0")
    refused = [headers(octets)[0] for octets in desk.heard("one")]
    desk.say("one", b"CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\n\n\0")

    assert refused == ["ERROR", "ERROR"]
    assert [headers(octets)[0] for octets in desk.heard("one")] == ["CONNECTED"]


def test_who_keeps_being_refused_still_has_to_connect_in_time():
    desk = Desk("rabbitmq", users={"guest": "guest"})
    desk.open("one")
    desk.say("one", b"CONNECT\naccept-version:1.2\nlogin:guest\npasscode:wrong\n\n\0")
    desk.tick(10.1)

    assert desk.heard("one")[-1] == 1008


def test_an_error_leaves_the_session_open(rabbit):
    send(rabbit, "/nope/x", "m", "receipt:r\n")
    send(rabbit, "/queue/q", "m", "receipt:s\n")

    assert [headers(octets)[0] for octets in rabbit.heard("one")] == ["ERROR", "RECEIPT"]


def test_a_subscription_id_that_is_taken_ends_the_session(rabbit):
    subscribe(rabbit, "one", "/queue/q")
    subscribe(rabbit, "one", "/queue/p")

    error, code = rabbit.heard("one")
    assert headers(error)[0] == "ERROR"
    assert code == 1002


def test_an_ack_of_nothing_ends_the_session(rabbit):
    rabbit.say("one", b"ACK\nid:7\n\n\0")

    error, code = rabbit.heard("one")
    assert headers(error)[0] == "ERROR"
    assert code == 1002


@pytest.mark.parametrize(("destination", "subscribed"), [
    ("q", "/queue/q"), ("/queue/q", "q"), ("/amq/queue/q", "/queue/q"), ("/queue/q", "/amq/queue/q"),
    ("/exchange/amq.topic/a.b", "/topic/a.b"), ("/topic/a.b", "/exchange/amq.topic/a.b"),
])
def test_one_place_has_several_names(rabbit, destination, subscribed):
    subscribe(rabbit, "reader", subscribed)
    send(rabbit, destination, "m")

    ((found, body),) = messages(rabbit, "reader")
    assert body == "m"
    assert found["destination"] in ("/queue/q", "/topic/a.b")     # the name of the place, whatever was sent to


@pytest.mark.parametrize("destination", [
    "/queue/", "/queue/a/b", "/topic", "/topic/", "/topic/a/b", "/amq/queue/a/b", "/exchange/amq.direct/a", "/exchange/amq.topic",
    "a/b", "/", "/Queue/a", "/temp-queue/a",
])
def test_a_slash_ends_the_name_and_other_paths_lead_nowhere(rabbit, destination):
    send(rabbit, destination, "m", "receipt:r\n")

    (error,) = rabbit.heard("one")
    assert headers(error)[0] == "ERROR"


def test_a_topic_may_be_subscribed_to_by_pattern(rabbit):
    subscribe(rabbit, "reader", "/topic/news.*")
    subscribe(rabbit, "reader", "/exchange/amq.topic/#.zen", number="b")
    for destination in ("/topic/news.art", "/topic/news.art.zen", "/topic/news", "/topic/news.zen"):
        send(rabbit, destination, destination)

    heard = [(found["subscription"], body) for found, body in messages(rabbit, "reader")]
    assert sorted(heard) == [("a", "/topic/news.art"), ("a", "/topic/news.zen"), ("b", "/topic/news.art.zen"),
                             ("b", "/topic/news.zen")]


def test_every_message_says_whether_it_came_before(rabbit):
    subscribe(rabbit, "reader", "/queue/q", "client-individual")
    subscribe(rabbit, "reader", "/topic/t", number="b")
    send(rabbit, "/queue/q", "m")
    send(rabbit, "/topic/t", "n")
    first = messages(rabbit, "reader")
    rabbit.say("reader", f"NACK\nid:{first[0][0]['ack']}\n\n\0".encode())

    assert [found["redelivered"] for found, _ in first] == ["false", "false"]
    (again,) = rabbit.heard("reader")
    assert again.count(b"redelivered:") == 1
    assert b"\nredelivered:true\n" in again
    assert b"redelivery-count" not in again


def test_receivers_see_receipt_and_transaction_of_the_sender(rabbit):
    subscribe(rabbit, "reader", "/queue/q")
    rabbit.say("one", b"BEGIN\ntransaction:t\n\n\0")
    send(rabbit, "/queue/q", "m", "transaction:t\nreceipt:r\nmessage-id:mine\n")
    rabbit.say("one", b"COMMIT\ntransaction:t\n\n\0")

    ((found, _),) = messages(rabbit, "reader")
    assert (found["transaction"], found["receipt"]) == ("t", "r")
    assert found["message-id"] != "mine"


def test_a_cumulative_ack_covers_the_whole_connection_and_individual_ones_too(rabbit):
    subscribe(rabbit, "reader", "/queue/q", "client-individual")
    subscribe(rabbit, "reader", "/queue/p", "client", "b")
    send(rabbit, "/queue/q", "m")
    send(rabbit, "/queue/p", "n")
    last = messages(rabbit, "reader")[-1][0]
    rabbit.say("reader", f"ACK\nid:{last['ack']}\n\n\0".encode())

    assert rabbit.broker.left() == {}


def test_unacknowledged_messages_stay_after_unsubscribe_until_the_connection_ends(rabbit):
    subscribe(rabbit, "one", "/queue/q", "client")
    send(rabbit, "/queue/q", "m1")
    send(rabbit, "/queue/q", "m2")
    rabbit.say("one", b"UNSUBSCRIBE\nid:a\n\n\0")
    subscribe(rabbit, "reader", "/queue/q")
    before = bodies(rabbit, "reader")
    rabbit.say("one", b"DISCONNECT\n\n\0")

    assert before == []
    assert bodies(rabbit, "reader") == ["m1", "m2"]


def test_a_message_comes_back_as_often_as_it_is_refused(rabbit):
    subscribe(rabbit, "reader", "/queue/q", "client-individual")
    send(rabbit, "/queue/q", "m")
    for _ in range(20):
        ((found, body),) = messages(rabbit, "reader")
        rabbit.say("reader", f"NACK\nid:{found['ack']}\n\n\0".encode())

        assert body == "m"


def test_a_message_refused_for_good_is_gone(rabbit):
    subscribe(rabbit, "reader", "/queue/q", "client-individual")
    send(rabbit, "/queue/q", "m")
    ((found, _),) = messages(rabbit, "reader")
    rabbit.say("reader", f"NACK\nid:{found['ack']}\nrequeue:false\n\n\0".encode())

    assert rabbit.broker.left() == {}


@pytest.mark.parametrize("preset", ["lenient", "strict", "rabbitmq"])
def test_ids_of_the_brokers_own_subscriptions_are_not_for_clients(preset):
    desk = Desk(preset)
    desk.connect("one")
    desk.say("one", b"SUBSCRIBE\nid:/temp-queue/x\ndestination:/queue/q\n\n\0")

    assert b"message:the broker itself gives ids that begin with /temp-queue/\n" in desk.heard("one")[0]
