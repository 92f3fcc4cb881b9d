"""The promises P1 to P11, and the invariants I1 to I14 and I17 behind them, over more than 50,000 steps.

Any client does anything, in any order, against small limits, so that each of them is met often. Beside the broker runs
a model that was written from the promises (`broker_model.py`); every delivery and every counter is held against it.
"""

from itertools import product
from random import Random

import pytest
from broker_model import DEAD_LETTERS
from broker_parts import Outcome
from broker_stage import OVERSTEPS, Stage
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from stompkata.broker.limits import Limits

LIMITS = Limits(destination=20, connections=4, subscriptions=3, destinations=5, queue_messages=5, queue_octets=1700,
                retained=3600, unacknowledged=4, transactions=2, transaction_operations=3, transaction_octets=1000,
                connect_seconds=10, transaction_seconds=60)
PLACES = ("/queue/q", "/queue/q", "/queue/q", "/queue/r", DEAD_LETTERS, "/topic/t", "/topic/t", "other", "/queue/s")
MODES = ("client-individual", "client", "auto")
YES_NO = (True, False)
TROUBLES = (*OVERSTEPS, "too many", "drain", *("DISCONNECT", "late") * 3, *("vanish", "choke") * 6)
WHO, WHICH = range(4), range(6)
MORE = 420      # steps behind those that Hypothesis draws, which takes longer than they do


def any_of(*choices):
    """One drawing for all arguments of a rule: half of the time goes into drawing."""
    return [*product(*choices)]


STEPS = []      # each rule's function, the name of its argument, and the choices for it


def step(**argument):
    """A rule that draws its argument from these choices."""
    ((name, choices),) = argument.items()

    def keep(function):
        STEPS.append((function, name, choices))
        return rule(**{name: st.sampled_from(choices)})(function)
    return keep


COUNTED = {"steps": 0, "examples": 0, "delivered": 0, "redelivered": 0}


class Promises(Stage, RuleBasedStateMachine):
    """One broker and its model; what is useful stands here more than once, so that it happens more often."""

    @initialize(strict=st.booleans(), seed=st.integers(0, 2**16))
    def begin_with(self, strict, seed):
        self.seed = seed
        self.set("strict" if strict else "lenient", LIMITS)
        COUNTED["examples"] += 1
        for version in ("1.2", "1.1", "1.2"):
            self.connect(version)

    # What the clients do.

    @step(version=["1.2", "1.1", "1.0", None])
    def arrive(self, version):
        for client in [client for client in self.model.clients.values() if client.over]:
            self.lose(client)
        if len(self.model.clients) < LIMITS.connections:
            self.connect(version)

    @step(what=any_of(WHO, PLACES, MODES, (None, None, 1, 2), YES_NO))
    def listen(self, what):
        who, destination, mode, prefetch, receipt = what
        client = self.client(who)
        if self.strict and destination == "other":
            destination = "/topic/t"
        if len(client.readers) == LIMITS.subscriptions:
            self.unsubscribe(client, next(iter(client.readers)), receipt)
        key = f"n{self.numbers}"
        if client.version == "1.0" and receipt and destination != "other":
            key = destination
        if key not in client.readers:
            self.subscribe(client, key, destination, mode, prefetch, receipt)

    @step(what=any_of(WHO, PLACES, MODES, (None, None, 1, 2), YES_NO))
    def listen_more(self, what):
        self.listen(what)

    @step(what=any_of(WHO, WHICH, YES_NO))
    def stop_listening(self, what):
        who, which, receipt = what
        client = self.client(who)
        if client.readers:
            self.unsubscribe(client, list(client.readers)[which % len(client.readers)], receipt)
        else:
            self.provide(client)

    @step(what=any_of(WHO, (*PLACES, "/queue/" + "l" * 13), (0, 0, 300), YES_NO, YES_NO))
    def say(self, what):
        who, destination, padding, together, receipt = what
        if self.strict and destination == "other":
            destination = "/topic/u"
        self.send(self.client(who), destination, padding, together, receipt)

    @step(what=any_of(WHO, WHICH, (0, 0, 0, 300), (False, False, True)))
    def say_to_a_reader(self, what):
        who, which, padding, together = what
        client = self.client(who)
        readers = [reader for other in self.model.clients.values() for reader in other.readers.values()]
        if readers:
            self.send(client, readers[which % len(readers)].destination, padding, together, True)
        else:
            self.provide(client)

    @step(what=any_of(WHO, WHICH, (0, 0, 0, 300), (False, False, True)))
    def say_more_to_a_reader(self, what):
        self.say_to_a_reader(what)

    @step(what=any_of(WHO, WHICH, ("NACK", "ACK", "ACK"), (False, False, True), (True, True, False), YES_NO))
    def settle(self, what):
        self.answer(*what)

    @step(what=any_of(WHO, WHICH, ("NACK", "ACK", "ACK"), (False, False, True), (True, True, False), YES_NO))
    def settle_more(self, what):
        self.answer(*what)

    @step(what=any_of(WHO, (2, 3, 6, 7), ("NACK", "NACK", "ACK")))
    def settle_again_and_again(self, what):
        who, times, command = what
        for _ in range(times):
            self.answer(who, 0, command, False, True, True)

    @step(what=any_of(WHO, PLACES, range(4), YES_NO))
    def begin(self, what):
        who, destination, further, receipt = what
        client, name = self.client(who), f"t{self.numbers}"
        self.frame(client, self.model.begin(client, name, self.now), "BEGIN", {"transaction": name}, receipt)
        for _ in range(further if not self.strict or destination != "other" else 0):
            if not client.over:
                self.send(client, destination, 0, True, receipt)
                self.answer(who, 0, "ACK", True, True, receipt)

    @step(what=any_of(WHO, ("COMMIT", "COMMIT", "ABORT"), YES_NO))
    def finish(self, what):
        who, command, receipt = what
        busy = [client for client in self.clients() if client.transactions]
        if not busy:
            self.begin((who, "/topic/t", 2, receipt))
            return
        client = busy[who % len(busy)]
        name = next(iter(client.transactions))
        self.frame(client, self.model.finish(client, command, name), command, {"transaction": name}, receipt)

    # What transports and time do, and what goes wrong.

    @step(who=WHO)
    def flow(self, who):
        choked = [client for client in self.model.clients.values() if client.choked]
        if choked:
            self.unchoke(choked[who % len(choked)])
        else:
            self.choke(self.client(who))

    @step(seconds=[1, 1, 10])
    def wait(self, seconds):
        self.now += seconds
        outcome = self.model.tick(self.now)
        self.witness.hear(self.call("tick", self.now), outcome)

    @step(what=any_of(WHO, TROUBLES))
    def trouble(self, what):
        who, kind = what
        client = self.client(who)
        match kind:
            case "choke":
                self.choke(client)
            case "vanish":
                self.lose(client)
            case "late":
                self.wait(61)
            case "too many":
                self.exceed(client)
            case "drain":
                if len(self.tape) > 60:
                    self.model.draining = True
                    self.call("drain")
            case "DISCONNECT":
                self.model.end(client)
                self.frame(client, Outcome(), "DISCONNECT", {}, who > 0, closes=True)
            case _:
                self.frame(client, *self.overstep(client, kind), kind != "CONNECT twice")

    # After every step.

    @invariant()
    def nothing_is_lost_doubled_or_held_back(self):
        if not hasattr(self, "model"):
            return
        COUNTED["steps"] += 1
        self.pump()
        model, queues = self.model, self.broker.queues
        assert queues.keys() == model.lines.keys()
        present = 0
        for name, line in model.lines.items():
            queue, held = queues[name], sum(copy.holder is not None for copy in line.copies)
            assert (queue.ready, queue.in_flight) == (len(line.copies) - held, held), f"I1: {name}"
            assert queue.octets == line.octets(), f"I9: {name}"
            if held < len(line.copies):
                assert not any(map(self.witness.is_ready, line.readers)), f"held back: {name}"
                assert not (self.broker.idle and any(map(self.witness.would_be_ready, line.readers))), f"P8: {name}"
            present += len(line.copies)
        # Topics with acknowledgements have queues that no list shows.
        for reader in [reader for client in model.clients.values() for reader in client.readers.values()]:
            if reader.line is not None and reader.line.private and reader.line.head() is not None:
                assert not self.witness.is_ready(reader), f"held back: {reader.destination}"
        assert model.accepted == present + model.consumed + model.dead + model.discarded, "I1"
        assert self.broker._destinations.octets == model.octets(), "I9: retained"
        self._check_caps()

    def _check_caps(self):
        assert self.broker.sessions.keys() == self.model.clients.keys()
        for name, session in self.broker.sessions.items():
            client = self.model.clients[name]
            assert session.over == client.over
            assert session.subscriptions.keys() == {
                (key,) if key.startswith("/") else key for key in client.readers}
            assert session.transactions.keys() == client.transactions.keys()
            assert len(session.unacknowledged) == client.held() <= LIMITS.unacknowledged, "I8, I9"
        assert self.broker._destinations.octets <= LIMITS.retained, "I8"

    def go_on(self, steps):
        """Any of the rules, one after the other, as the seed has it."""
        random = Random(self.seed)
        for _ in range(steps):
            function, name, choices = random.choice(STEPS)
            function(self, **{name: random.choice(choices)})
            self.nothing_is_lost_doubled_or_held_back()

    def teardown(self):
        if hasattr(self, "model") and self.witness.content:
            self.go_on(MORE)
            self.finish_play()

    def finish_play(self):
        super().finish_play()
        COUNTED["delivered"] += self.witness.delivered
        COUNTED["redelivered"] += self.witness.repeated


@pytest.mark.timeout(300)
@pytest.mark.req("S12-55", "S12-57", "S12-58", "S12-60", "S12-65", "S12-67", "S12-68", "S12-76", "S12-79")
def test_every_promise_holds_over_fifty_thousand_steps(capsys):
    COUNTED.update(dict.fromkeys(COUNTED, 0))
    run_state_machine_as_test(Promises, settings=settings(
        max_examples=100, stateful_step_count=104, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck)))      # making a long play shorter takes minutes

    with capsys.disabled():
        print("\nbroker promises: " + ", ".join(f"{count:,} {what}" for what, count in COUNTED.items()))
    assert COUNTED["steps"] >= 50_000
