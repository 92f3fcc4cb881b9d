"""Bugs to be found: each is one method of the broker as somebody could have got it wrong.

`BUGS` is the bug's name to (where, what, how): the class or module, the name in it, and the replacement made from the
right one.
"""

import heapq
from dataclasses import replace

from stompkata.broker import transactions
from stompkata.broker.broker import Broker
from stompkata.broker.deliveries import Reply
from stompkata.broker.destinations import Destinations
from stompkata.broker.queue import Queue, Stored
from stompkata.broker.session import Session
from stompkata.broker.subscription import Subscription
from stompkata.broker.topics import Topic
from stompkata.broker.transactions import Transactions

BUGS = {}


def bug(where, what):
    def keep(how):
        BUGS[how.__name__.replace("_", " ")] = where, what, how
        return how
    return keep


# Queues.


@bug(Queue, "give_back")
def a_message_that_returns_is_dropped(right):
    return lambda self, message: self.settle(message)


@bug(Queue, "give_back")
def a_message_that_returns_goes_to_the_tail(right):
    def give_back(self, message):
        self.in_flight -= 1
        message.redelivered = True
        self._new.append(message)
    return give_back


@bug(Queue, "give_back")
def a_message_that_returns_is_not_marked(right):
    def give_back(self, message):
        right(self, message)
        message.redelivered = False
    return give_back


@bug(Stored, "__lt__")
def what_returns_together_returns_backwards(right):
    return lambda self, other: self.place > other.place


@bug(Queue, "take")
def every_seventh_message_is_delivered_twice(right):
    def take(self):
        message = right(self)
        if message.place % 7 == 0 and not message.redelivered:
            message.redelivered = True
            heapq.heappush(self._returned, message)
        return message
    return take


@bug(Queue, "take")
def the_newest_message_comes_first(right):
    def take(self):
        self.in_flight += 1
        return heapq.heappop(self._returned) if self._returned else self._new.pop()
    return take


@bug(Queue, "next_consumer")
def the_first_consumer_always_has_its_turn(right):
    return lambda self, most: next((one for one in self.consumers if one.is_ready(most)), None)


@bug(Queue, "settle")
def what_was_consumed_is_still_counted(right):
    def settle(self, message):
        self.in_flight -= 1
    return settle


@bug(Subscription, "is_ready")
def prefetch_is_ignored(right):
    return lambda self, most: not self.session.choked and (self.ack == "auto" or len(self.session.unacknowledged) < most)


@bug(Subscription, "is_ready")
def prefetch_is_one_too_many(right):
    return lambda self, most: not self.session.choked and (
        self.ack == "auto" or len(self.unacknowledged) <= self.prefetch and len(self.session.unacknowledged) < most)


# Destinations.


@bug(Destinations, "_bury")
def a_dead_letter_is_lost(right):
    return lambda self, delivery: None


@bug(Destinations, "refused")
def a_message_comes_back_once_too_often(right):
    def refused(self, delivery, *, requeue):
        self._redeliveries += 1
        right(self, delivery, requeue=requeue)
        self._redeliveries -= 1
    return refused


@bug(Destinations, "check_room")
def a_queue_holds_one_too_many(right):
    def check_room(self, messages):
        limits, self.limits = self.limits, replace(self.limits, queue_messages=self.limits.queue_messages + 1)
        try:
            right(self, messages)
        finally:
            self.limits = limits
    return check_room


@bug(Destinations, "_keep")
def who_is_slow_misses_messages_and_never_hears_of_it(right):
    def keep(self, subscription, message):
        right(self, subscription, message)
        self.drowned.clear()
    return keep


@bug(Destinations, "_deliver")
def ack_ids_are_used_again(right):
    def deliver(self, subscription, message):
        self._acks %= 5
        return right(self, subscription, message)
    return deliver


@bug(Stored, "__init__")
def message_ids_are_used_again(right):
    return lambda self, message_id, headers, body: right(self, str(int(message_id) % 5), headers, body)


@bug(Destinations, "returned")
def a_consumer_that_has_room_again_is_forgotten(right):
    def returned(self, delivery):
        right(self, delivery)
        self.ripe.pop(delivery.queue, None)
    return returned


@bug(Topic, "remove")
def an_audience_keeps_those_who_left(right):
    def remove(self, subscription):
        audience = self._auto
        gone = right(self, subscription)
        self._auto = audience if not gone else None
        return gone
    return remove


# Acknowledgements and transactions.


@bug(transactions, "covered_by")
def a_cumulative_ack_leaves_out_the_message_it_names(right):
    def covered_by(delivery, covers):
        found = right(delivery, covers)
        return found[:-1] or found
    return covered_by


@bug(transactions, "covered_by")
def an_individual_ack_covers_all_before_it(right):
    def covered_by(delivery, covers):
        held = list(delivery.subscription.unacknowledged.values())
        return [one for one in held[:held.index(delivery) + 1] if one.transaction is None]
    return covered_by


@bug(transactions, "find")
def what_a_transaction_answers_for_is_answered_again(right):
    def find(session, frame):
        found = right(session, frame)
        if found is not None:
            found.transaction = None
        return found
    return find


@bug(Transactions, "abort")
def abort_does_what_commit_does(right):
    return lambda self, session, frame, now: self.commit(session, frame, now)


@bug(Transactions, "_end")
def abort_keeps_hold_of_the_messages(right):
    def end(self, transaction):
        del self._open[transaction], transaction.session.transactions[transaction.name]
    return end


@bug(Transactions, "commit")
def commit_does_all_of_it_backwards(right):
    def commit(self, session, frame, now):
        transaction = session.transactions.get(frame.headers["transaction"])
        if transaction is not None:
            transaction.operations.reverse()
        return right(self, session, frame, now)
    return commit


@bug(Transactions, "overdue")
def a_transaction_stays_open_for_ever(right):
    return lambda self, now: []


# Sessions.


@bug(Broker, "handle")
def a_receipt_comes_before_the_effect(right):
    def handle(self, session_id, frame, now):
        deliveries = right(self, session_id, frame, now)
        early = [one for one in deliveries if isinstance(one, Reply) and one.frame.command == "RECEIPT"]
        return early + [one for one in deliveries if one not in early]
    return handle


@bug(Broker, "handle")
def a_refused_frame_gets_its_receipt_all_the_same(right):
    def handle(self, session_id, frame, now):
        deliveries = right(self, session_id, frame, now)
        if "receipt" in frame.headers and any(isinstance(one, Reply) and one.frame.command == "ERROR" for one in deliveries):
            from stompkata.stomp.frame import StompFrame
            deliveries.append(Reply(session_id, StompFrame("RECEIPT", {"receipt-id": frame.headers["receipt"]})))
        return deliveries
    return handle


@bug(Session, "enter")
def frames_after_the_end_are_accepted(right):
    def enter(self, state):
        right(self, state)
        self.over = False
    return enter


@bug(Broker, "choked")
def a_full_transport_is_given_more(right):
    return lambda self, session_id: None


@bug(Broker, "flowing")
def a_transport_that_has_room_again_is_forgotten(right):
    def flowing(self, session_id, now):
        self.sessions[session_id].choked = False
        return self._give()
    return flowing


@bug(Broker, "_leave")
def what_a_lost_connection_held_is_lost_with_it(right):
    def leave(self, session):
        for delivery in list(session.unacknowledged.values()):
            self._destinations.acknowledged(delivery)
        right(self, session)
    return leave
