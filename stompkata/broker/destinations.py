"""All topics and queues of a broker: a message goes in at one end, deliveries come out at the other."""

from stompkata.broker.acknowledgements import InFlight, handle_of
from stompkata.broker.deliveries import Delivery, Fanout, MessageHeaders, Reply
from stompkata.broker.limits import Limits
from stompkata.broker.place import DEAD_LETTERS, REPLIES
from stompkata.broker.queue import OVERHEAD, Queue, Stored
from stompkata.broker.subscription import Subscription
from stompkata.broker.topics import Topics
from stompkata.errors import LimitExceeded
from stompkata.stomp.frame import StompFrame

BATCH, BATCH_OCTETS = 64, 65536     # what queues give before transports get the chance to say that they are full


class Destinations:
    """Topics by who is subscribed, queues by what they hold.

    `ripe` are the queues that may have something to give, `drowned` the subscriptions to a topic that leave no room
    for more of it. `octets` is what all queues hold, and `_promised` what those of `check_room` will hold besides;
    `discarded` counts the dead letters that nobody read in time.
    """

    def __init__(self, limits: Limits, *, wildcards: str | None, redeliveries: int | None):
        self.limits, self._redeliveries = limits, redeliveries
        self.topics = Topics(wildcards)
        self.queues: dict[str, Queue] = {}
        self.ripe: dict[Queue, None] = {}
        self.drowned: list[Subscription] = []
        self.octets = self.discarded = self._promised = 0
        self._messages = self._acks = 0

    # Who gets something.

    def add(self, subscription: Subscription) -> None:
        """Put a subscription into force; one to a topic, with acknowledgements, gets a queue of its own."""
        place = subscription.place
        self._check_count(new=place.name not in (self.queues if place.is_queue else self.topics))
        if place.is_queue:
            self._consume(subscription, self._queue(place.name))
            return
        self.topics.add(subscription)
        if subscription.ack != "auto":
            self._consume(subscription, Queue(place.name, private=True))

    def add_reply_queue(self, subscription: Subscription) -> None:
        """Make a queue that only this subscription reads, and that ends with it."""
        self._check_count(new=1)
        queue = self.queues[subscription.destination] = Queue(subscription.destination, private=True)
        self._consume(subscription, queue)

    def remove(self, subscription: Subscription) -> None:
        """Take a subscription out of force; a queue that was only its own goes with it."""
        if not subscription.place.is_queue:
            self.topics.remove(subscription)
        queue = subscription.queue
        if queue is None:
            return
        queue.consumers.remove(subscription)
        while queue.private and queue.ready:
            self._settle(queue, queue.take())
        self._tidy(queue)

    def wake(self, subscription: Subscription) -> None:
        """It can be given more than before."""
        if subscription.queue is not None and subscription.queue.ready:
            self.ripe[subscription.queue] = None

    # What goes in.

    def publish(self, headers: MessageHeaders, body: bytes) -> list[Delivery]:
        """Give a message to everybody who is subscribed to its topic; this is the hot path."""
        self._messages += 1
        topic = self.topics.get(headers.place.name)
        if topic is None:
            return []
        message_id = str(self._messages)
        audience = topic.auto
        for subscription in topic.acked:
            self._keep(subscription, Stored(message_id, headers, body))
        return [Fanout(message_id, headers, body, audience)] if audience else []

    def put(self, headers: MessageHeaders, body: bytes) -> None:
        """Put a message into its queue; there is room, as `check_room` found."""
        name = headers.place.name
        self._promised -= len(body) + OVERHEAD
        if name in self.queues or not name.startswith(REPLIES):     # who wanted this reply may have left
            self._messages += 1
            self._put(self._queue(name), Stored(str(self._messages), headers, body))

    def check_room(self, messages: list[tuple[MessageHeaders, bytes]]) -> None:
        """Refuse messages, all of them, that queues have no room for; for the others it is kept until they are `put`.

        Raises:
            LimitExceeded: names the limit that one queue, or all together, would go over.
        """
        limits, total = self.limits, self.octets
        counts: dict[str, tuple[int, int]] = {}
        for headers, body in messages:
            name, size = headers.place.name, len(body) + OVERHEAD
            if not headers.place.is_queue:
                continue
            if name not in counts:
                queue = self.queues.get(name)
                counts[name] = (0, 0) if queue is None else (len(queue), queue.octets)
            count, octets = counts[name] = counts[name][0] + 1, counts[name][1] + size
            total += size
            for limit, value in (("queue_messages", count), ("queue_octets", octets), ("retained", total)):
                if value > getattr(limits, limit):
                    raise LimitExceeded(limit, getattr(limits, limit), what=(
                        f"{name} is full: over the limit {limit} = {getattr(limits, limit)}"), rule="S12-50")
        self._check_count(new=len(counts.keys() - self.queues.keys()))
        self._promised = total - self.octets

    # What comes out.

    def dispatch(self) -> list[Delivery]:
        """Give ready messages to ready consumers, a batch at most; what is left stays ripe."""
        deliveries: list[Delivery] = []
        octets = 0
        while self.ripe and len(deliveries) < BATCH and octets < BATCH_OCTETS:
            queue = next(iter(self.ripe))
            del self.ripe[queue]
            subscription = queue.next_consumer(self.limits.unacknowledged) if queue.ready else None
            if subscription is not None:
                self.ripe[queue] = None         # behind the other queues
                message = queue.take()
                octets += message.size
                deliveries.append(self._deliver(subscription, message))
        return deliveries

    def acknowledged(self, delivery: InFlight) -> None:
        """It was consumed."""
        delivery.forget()
        self._settle(delivery.queue, delivery.message)
        self._relieve(delivery.subscription)

    def refused(self, delivery: InFlight, *, requeue: bool) -> None:
        """It was not consumed, and said to be so: it comes back, but not for ever."""
        message, limit = delivery.message, self._redeliveries
        message.nacks += 1
        if requeue and (limit is None or message.nacks <= limit or delivery.queue.destination == DEAD_LETTERS):
            self.returned(delivery)
            return
        self.acknowledged(delivery)
        if limit is not None and delivery.queue.destination != DEAD_LETTERS:
            self._bury(delivery)

    def returned(self, delivery: InFlight) -> None:
        """It goes back to its old place, for whoever is next."""
        delivery.forget()
        queue = delivery.queue
        if queue.private and not queue.consumers:
            self._settle(queue, delivery.message)
        else:
            queue.give_back(delivery.message)
            self.ripe[queue] = None
        self._relieve(delivery.subscription)

    # Steps of these.

    def _relieve(self, subscription: Subscription) -> None:
        """It has one message less; if its connection had as many as one may have, that is good for all of them."""
        session = subscription.session
        if len(session.unacknowledged) + 1 < self.limits.unacknowledged:
            self.wake(subscription)
        else:
            for other in session.subscriptions.values():
                self.wake(other)

    def _consume(self, subscription: Subscription, queue: Queue) -> None:
        subscription.queue = queue
        queue.consumers.append(subscription)
        self.ripe[queue] = None

    def _queue(self, name: str) -> Queue:
        queue = self.queues.get(name)
        if queue is None:
            queue = self.queues[name] = Queue(name)
        return queue

    def _check_count(self, *, new: int) -> None:
        # Dead letters come about over the limit too: then what exists goes on, and nothing new begins.
        if new and len(self.topics) + len(self.queues) + new > self.limits.destinations:
            raise LimitExceeded("destinations", self.limits.destinations)

    def _keep(self, subscription: Subscription, message: Stored) -> None:
        queue, limits = subscription.queue, self.limits
        octets, total = queue.octets + message.size, self.octets + self._promised + message.size
        if len(queue) >= limits.queue_messages or octets > limits.queue_octets or total > limits.retained:
            self.drowned.append(subscription)
        else:
            self._put(queue, message)

    def _put(self, queue: Queue, message: Stored) -> None:
        queue.put(message)
        self.octets += message.size
        self.ripe[queue] = None

    def _settle(self, queue: Queue, message: Stored) -> None:
        queue.settle(message)
        self.octets -= message.size
        self._tidy(queue)

    def _tidy(self, queue: Queue) -> None:
        """Forget a queue in which nothing is, and that nobody reads."""
        if not queue and not queue.consumers:
            self.ripe.pop(queue, None)
            if self.queues.get(queue.destination) is queue:
                del self.queues[queue.destination]

    def _bury(self, delivery: InFlight) -> None:
        """Move a message to the dead letters; where they are too many, the oldest make room.

        It gets an id of its own: several readers of a topic may each bury their copy of one message (S12-71).
        """
        message, limits = delivery.message, self.limits
        self._messages += 1
        letter = Stored(str(self._messages), message.headers.readdressed(DEAD_LETTERS), message.body)
        letter.nacks = message.nacks
        letters = self._queue(DEAD_LETTERS)
        self._put(letters, letter)
        while letters.ready > 1 and (len(letters) > limits.queue_messages or letters.octets > limits.queue_octets):
            self.discarded += 1
            self._settle(letters, letters.take())

    def _deliver(self, subscription: Subscription, message: Stored) -> Reply:
        """A MESSAGE for one consumer (S12-71, S12-73)."""
        session = subscription.session
        name = subscription.subscription_id
        own = [("message-id", message.message_id)] if name is None else [
            ("subscription", name), ("message-id", message.message_id)]
        if subscription.ack == "auto":
            self._settle(subscription.queue, message)
        else:
            self._acks += 1
            ack_id = str(self._acks)
            InFlight(handle_of(subscription, message.message_id, ack_id), message, subscription)
            if session.version == "1.2":
                own.append(("ack", ack_id))
        rest = message.headers.items()
        if message.redelivered:
            own.append(("redelivered", "true"))
            rest = [pair for pair in rest if pair[0] != "redelivered"]
        if message.nacks and self._redeliveries is not None:
            own.append(("redelivery-count", str(message.nacks)))
        return Reply(session.session_id, StompFrame("MESSAGE", [*own, *rest], message.body))
