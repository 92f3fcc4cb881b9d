"""A broker's account, read off its wires: counted by hand, and held against what the embedded broker says of itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talk import Talk, connected

import stompkata as sk
from stompkata.analysis.brokermap import ENDED, BrokerAccount
from stompkata.analysis.units import Reader, read
from stompkata.broker.broker import Broker
from stompkata.broker.deliveries import Fanout, Reply
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame


def account(talk) -> BrokerAccount:
    return BrokerAccount(read(talk.recording))


def queue(talk, name="/queue/a"):
    return account(talk).destinations[name]


def subscribed(ack="client", version="1.2"):
    talk = connected(version)
    return talk.client(f"SUBSCRIBE id:s destination:/queue/a ack:{ack}")


def filled(talk, *numbers):
    for number in numbers:
        talk.client("SEND destination:/queue/a")
        talk.server(f"MESSAGE subscription:s destination:/queue/a message-id:m{number} ack:k{number}")
    return talk


def test_a_message_to_two_subscribers_is_one_send_and_two_deliveries():
    talk = connected("1.2")
    talk.client("SUBSCRIBE id:one destination:/topic/news")
    talk.client("SUBSCRIBE id:two destination:/topic/news")
    talk.client("SEND destination:/topic/news")
    talk.server("MESSAGE subscription:one destination:/topic/news message-id:1")
    talk.server("MESSAGE subscription:two destination:/topic/news message-id:1")
    told = account(talk)
    news = told.destinations["/topic/news"]

    assert (news.kind, news.sent, news.delivered, news.unheard, news.waiting) == ("topic", 1, 2, 0, None)
    assert [(each.name, each.delivered, each.last) for each in told.subscriptions] == [("one", 1, 6), ("two", 1, 7)]
    assert {key: edge.count for key, edge in told.edges.items()} == {"d1-s1": 1, "d1-s2": 1, "c1-d1": 1}


def test_a_message_to_a_topic_without_a_subscriber_reaches_nobody():
    talk = connected("1.2")
    talk.client("SEND destination:/topic/news")
    talk.client("SUBSCRIBE id:one destination:/topic/*")  # may be a pattern: then somebody may hear it
    talk.client("SEND destination:/topic/news")

    assert account(talk).destinations["/topic/news"].unheard == 1


def test_a_queue_holds_what_is_sent_and_not_delivered():
    talk = connected("1.2").client("SEND destination:/queue/a").client("SEND destination:/queue/a")
    assert (queue(talk).waiting, queue(talk).at_least) == (2, False)

    talk.client("SUBSCRIBE id:s destination:/queue/a")
    talk.server("MESSAGE subscription:s destination:/queue/a message-id:1")
    assert (queue(talk).waiting, queue(talk).in_flight, queue(talk).delivered) == (1, 0, 1)


@pytest.mark.parametrize(("ack", "in_flight"), [("client", 1), ("client-individual", 2)])
def test_an_ack_in_client_mode_covers_what_came_before(ack, in_flight):  # S12-58
    talk = filled(subscribed(ack), 1, 2, 3).client("ACK id:k2")

    assert (queue(talk).in_flight, queue(talk).acknowledged) == (in_flight, 3 - in_flight)


@pytest.mark.parametrize(("version", "ack"), [
    ("1.0", "ACK message-id:m1"), ("1.1", "ACK message-id:m1 subscription:s"), ("1.2", "ACK id:k1"),
])  # fmt: skip
def test_each_version_names_a_message_its_own_way(version, ack):
    assert queue(filled(subscribed(version=version), 1).client(ack)).acknowledged == 1


def test_an_answer_in_a_transaction_counts_at_its_commit():
    talk = filled(subscribed(), 1).client("BEGIN transaction:t")
    talk.client("ACK id:k1 transaction:t").client("SEND destination:/topic/b transaction:t")
    assert queue(talk).in_flight == 1 and "/topic/b" not in account(talk).destinations

    talk.client("COMMIT transaction:t")
    assert queue(talk).in_flight == 0 and account(talk).destinations["/topic/b"].sent == 1


def test_an_aborted_transaction_has_never_been():
    talk = filled(subscribed(), 1).client("BEGIN transaction:t")
    talk.client("ACK id:k1 transaction:t").client("SEND destination:/topic/b transaction:t").client("ABORT transaction:t")
    assert queue(talk).in_flight == 1 and list(account(talk).destinations) == ["/queue/a"]

    talk.client("ACK id:k1")
    assert queue(talk).in_flight == 0


@pytest.mark.parametrize("end", ["DISCONNECT", "closed 1006"])
def test_what_a_connection_leaves_unacknowledged_waits_again(end):
    talk = filled(subscribed(), 1, 2)
    talk.client(end) if end.isupper() else talk.event(end)
    told = account(talk)

    assert (queue(talk).waiting, queue(talk).in_flight, queue(talk).at_least) == (2, 0, False)
    assert not told.connections[0].open and not told.subscriptions[0].open


def test_after_a_nack_only_the_broker_knows_where_a_message_is_until_it_comes_again():
    talk = filled(subscribed(), 1).client("NACK id:k1")
    assert (queue(talk).waiting, queue(talk).in_flight, queue(talk).at_least) == (0, 0, True)

    talk.server("MESSAGE subscription:s destination:/queue/a message-id:m1 ack:k2 redelivered:true")
    assert (queue(talk).in_flight, queue(talk).redelivered, queue(talk).at_least) == (1, 1, False)


def test_a_nack_that_wants_no_requeue_takes_it_away():
    talk = filled(subscribed(), 1).client("NACK id:k1 requeue:false")

    assert (queue(talk).waiting, queue(talk).at_least, queue(talk).acknowledged) == (0, False, 0)


def test_a_queue_that_somebody_else_fills_says_at_least():
    talk = subscribed("auto").server("MESSAGE subscription:s destination:/queue/a message-id:1")
    talk.client("SEND destination:/queue/a")

    assert (queue(talk).sent, queue(talk).waiting, queue(talk).at_least) == (1, 1, True)


def test_what_an_error_answers_may_have_had_no_effect():
    talk = connected("1.2").client("SEND destination:/queue/a").client("SEND destination:/queue/a")
    talk.server("ERROR message:full")

    assert (queue(talk).waiting, queue(talk).at_least) == (1, True)


ASKED, PLAIN = (f"SUBSCRIBE id:s destination:/secret{receipt}" for receipt in (" receipt:r", ""))


@pytest.mark.parametrize(("subscribe", "then", "error", "state"), [
    (PLAIN, (), "ERROR message:no", "refused"),
    (ASKED, (), "ERROR message:no", "refused"),
    (ASKED, (("client", "SEND destination:/a"),), "ERROR receipt-id:r", "refused"),
    (ASKED, (("server", "RECEIPT receipt-id:r"),), "ERROR message:no", "ended"),
    (ASKED, (("client", "SEND destination:/a receipt:q"),), "ERROR receipt-id:q", "ended"),
    (PLAIN, (("client", "SEND destination:/a"),), "ERROR message:no", "ended"),
    (PLAIN, (("server", "MESSAGE subscription:s destination:/secret message-id:1"),), "ERROR message:no", "ended"),
    (PLAIN, (("server", ""),), "ERROR message:silent", "ended"),
])  # fmt: skip
def test_a_subscribe_that_an_error_answers_was_refused_and_has_not_ended(subscribe, then, error, state):
    talk = connected("1.2").client(subscribe)
    for way, said in then:
        getattr(talk, way)(said)
    talk.server(error)
    told = account(talk.event("closed 1008"))

    assert [each.state for each in told.subscriptions] == [state]
    assert told.destinations["/secret"].listeners == 0


def test_a_connection_that_comes_again_under_its_name_is_another_one():
    talk = connected("1.2").client("SUBSCRIBE id:s destination:/topic/a").event("open")
    talk.client("CONNECT accept-version:1.1 login:ada").server("CONNECTED version:1.1")
    told = account(talk)

    assert [(each.number, each.open, each.version, each.login) for each in told.connections] == [
        (1, False, "1.2", ""), (2, True, "1.1", "ada")]  # fmt: skip
    assert not told.subscriptions[0].open


def test_a_recording_whose_begin_is_lost_is_partial():
    talk = connected("1.2", recording=sk.Recording(3))
    talk.client("SEND destination:/queue/a")
    assert not account(talk).partial

    talk.client("SEND destination:/queue/a")
    assert account(talk).partial


def test_a_reply_comes_to_a_subscription_that_nobody_asked_for():
    talk = connected("1.2").server("MESSAGE subscription:/temp-queue/r destination:/reply-queue/x message-id:1")

    assert [(each.name, each.destination.name) for each in account(talk).subscriptions] == [
        ("/temp-queue/r", "/reply-queue/x")]  # fmt: skip


def test_of_what_has_ended_only_the_newest_are_remembered():
    talk = connected("1.2").client("SUBSCRIBE id:stays destination:/topic/a")
    for number in range(2 * ENDED + 1):
        talk.client(f"SUBSCRIBE id:{number} destination:/topic/a").client(f"UNSUBSCRIBE id:{number}")
    told = account(talk)

    assert [told.subscriptions[0].name, told.subscriptions[1].name] == ["stays", str(ENDED + 1)]
    assert len(told.subscriptions) == len(told.edges) == ENDED + 1 and len(told.gone) == ENDED + 1
    assert told.subscriptions[-1].key == f"s{2 * ENDED + 2}" and told.destinations["/topic/a"].listeners == 1


def test_a_connect_after_the_end_is_another_connection():
    talk = connected("1.2").client("DISCONNECT").client("CONNECT accept-version:1.2")

    assert [each.open for each in account(talk).connections] == [False, True]


class Observed:
    """An embedded broker; all that is said is written into a recording."""

    def __init__(self):
        self.broker, self.talks, self.recording, self.names = Broker("lenient"), {}, sk.Recording(), 0
        self.reader, self.account = Reader(self.recording), BrokerAccount()

    def arrive(self):
        self.names += 1
        name = f"c{self.names}"
        self.talks[name] = Talk(name, self.recording).event("open")
        self.carry(self.broker.open(name, 0.0))
        self.say(name, StompFrame("CONNECT", {"accept-version": "1.2", "host": "h"}))

    def say(self, name, frame):
        self.recording.add(0.0, name, "to_server", "stomp", encode(frame))
        self.carry(self.broker.handle(name, frame, 0.0))
        while self.broker.pending:
            self.carry(self.broker.pump(0.0))

    def leave(self, name):
        self.talks.pop(name).event("closed 1006")
        self.carry(self.broker.lost(name, 0.0))

    def carry(self, deliveries):
        for delivery in deliveries:
            if isinstance(delivery, Fanout):
                self.carry(Reply(each.session_id, delivery.copy(each)) for each in delivery.audience)
            elif isinstance(delivery, Reply):
                self.recording.add(0.0, delivery.session_id, "to_client", "stomp", encode(delivery.frame))

    def act(self, who, what, which, one):
        while len(self.talks) < 2:
            self.arrive()
        name = list(self.talks)[who % len(self.talks)]
        held = [each for each in self.broker.sessions[name].unacknowledged if isinstance(each, str)]
        begun, subscriptions = self.broker.sessions[name].transactions, self.broker.sessions[name].subscriptions
        headers = {"transaction": "t"} if one and begun else {}
        place = ("/queue/a", "/topic/b")[which % 2]
        if what == "SEND":
            self.say(name, StompFrame("SEND", {"destination": place} | headers))
        elif what == "SUBSCRIBE" and f"s{which}" not in subscriptions:
            mode = ("client", "client", "client-individual", "auto")[which]
            self.say(name, StompFrame("SUBSCRIBE", {"destination": place, "id": f"s{which}", "ack": mode}))
        elif what == "UNSUBSCRIBE" and f"s{which}" in subscriptions:
            self.say(name, StompFrame("UNSUBSCRIBE", {"id": f"s{which}"}))
        elif what in ("ACK", "NACK") and held:
            self.say(name, StompFrame(what, {"id": held[which % len(held)]} | headers))
        elif what == "BEGIN" and not begun or what in ("COMMIT", "ABORT") and begun:
            self.say(name, StompFrame(what, {"transaction": "t"}))
        elif what == "leave":
            self.leave(name)

    def compare(self):
        self.account.add(self.reader.more())
        theirs = {(session.session_id, each.subscription_id, each.destination, each.ack)
                  for session in self.broker.sessions.values() for each in session.subscriptions.values()}  # fmt: skip
        assert {(each.connection.name, each.name, each.destination.name, each.ack)
                for each in self.account.subscriptions if each.open} == theirs  # fmt: skip
        for name in self.account.destinations.keys() & {"/queue/a"}:
            mine, (ready, in_flight) = self.account.destinations[name], self.broker.left().get(name, (0, 0))
            if mine.at_least:
                assert mine.waiting <= ready and mine.in_flight <= in_flight
            else:
                assert (mine.waiting, mine.in_flight) == (ready, in_flight)


ACTS = ["SEND", "SEND", "SEND", "SUBSCRIBE", "SUBSCRIBE", "ACK", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT",
        "UNSUBSCRIBE", "leave"]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ACTS), st.integers(0, 3), st.booleans()), max_size=40))
def test_what_is_read_off_the_wire_is_what_the_broker_says_of_itself(acts):
    stage = Observed()
    for act in acts:
        stage.act(*act)
        stage.compare()
