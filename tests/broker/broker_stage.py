"""A broker, its model and its witness: what one says to the broker is said to the model too, and compared."""

from broker_model import Model
from broker_parts import Client, Outcome
from broker_witness import Witness

from stompkata.broker.broker import Broker
from stompkata.broker.deliveries import Fanout, Reply
from stompkata.stomp.frame import StompFrame


class Stage:
    """Clients come, speak and go; `tape` keeps every call and `heard` what came of it."""

    def set(self, preset: str, limits) -> None:
        self.strict, self.now, self.numbers, self.names, self.receipts = preset == "strict", 1000.0, 0, 0, 0
        self.broker = Broker(preset, limits=limits)
        self.model = Model(limits, strict=self.strict)
        self.witness = Witness(self.model)
        self.tape, self.heard = [], []

    def call(self, method: str, *arguments):
        deliveries = getattr(self.broker, method)(*arguments)
        self.tape.append((method, arguments))
        self.heard.append(deliveries)
        return deliveries

    def finish_play(self) -> None:
        """Bring it to an end, and play it again: the same calls come to the same deliveries (I17)."""
        self._stop() if self.model.draining else self._heal()
        broker = Broker(self.broker.profile, limits=self.broker.limits)
        for (method, arguments), heard in zip(self.tape, self.heard, strict=True):
            assert _written(getattr(broker, method)(*arguments)) == _written(heard), "I17"

    def _heal(self) -> None:
        """With everybody gone, one patient reader gets all that was promised (I13), and nothing stays behind."""
        for client in list(self.model.clients.values()):
            self.lose(client)
        self.connect("1.2")
        for name in list(self.model.lines):
            self.subscribe(self.client(0), "0", name, "auto", None)
            self.pump()
            self.unsubscribe(self.client(0), "0")
        self.lose(self.client(0))
        assert self.broker.queues == self.broker.left() == self.broker.sessions == {}
        assert self.broker._destinations.octets == 0 and not self.broker._transactions._open

    def _stop(self) -> None:
        """Everybody hears of it, and what stays behind is listed (P8)."""
        others = {client.name: ["stopping"] for client in self.model.clients.values() if not client.over}
        self.witness.hear(self.call("stop", self.now), Outcome(others=others))
        left = {name: (len(line.copies), 0) for name, line in self.model.lines.items() if line.copies}
        assert self.broker.left() == left, "P8"

    def pump(self) -> None:
        while self.broker.pending:
            self.witness.hear(self.call("pump", self.now))

    def clients(self) -> list[Client]:
        return [client for client in self.model.clients.values() if client.version is not None and not client.over]

    def client(self, who: int) -> Client:
        while not (clients := self.clients()):
            for client in list(self.model.clients.values()):
                self.lose(client)
            if self.model.draining:             # nobody else is let in: another broker
                self.finish_play()
                self.set(self.broker.profile.name, self.broker.limits)
            self.connect("1.2")
        return clients[who % len(clients)]

    def connect(self, version: str | None) -> None:
        self.names += 1
        name = f"s{self.names}"
        outcome = self.model.open(name, self.now)
        client = self.model.clients[name]
        self.witness.hear(self.call("open", name, self.now), outcome, client)
        if version is None or client.over:
            return
        headers = {"accept-version": version, "host": "here"} if version != "1.0" else {}
        self.frame(client, self.model.connect(client, version), "CONNECT", headers)

    def exceed(self, client: Client) -> None:
        """More of everything than is allowed to one client, or to all."""
        for _ in range(self.model.limits.connections):
            self.connect("1.2")
        while not client.over:
            if len(client.readers) <= self.model.limits.subscriptions and self.names % 2:
                self.subscribe(client, f"more{len(client.readers)}", "/topic/t", "auto", None)
            else:
                name = str(len(client.transactions))
                self.frame(client, self.model.begin(client, name, self.now), "BEGIN", {"transaction": name})

    def choke(self, client: Client) -> None:
        client.choked = True
        for reader in client.readers.values():
            reader.passed.clear()
        self.call("choked", client.name)

    def unchoke(self, client: Client) -> None:
        client.choked = False
        self.witness.hear(self.call("flowing", client.name, self.now))

    def lose(self, client: Client) -> None:
        self.model.lost(client)
        self.witness.hear(self.call("lost", client.name, self.now))

    def frame(self, client: Client, outcome: Outcome, command: str, headers: dict, receipt: bool = False, *,
              body: bytes = b"", closes: bool = False) -> None:
        name = None
        if receipt:
            self.receipts += 1
            name = headers["receipt"] = f"r{self.receipts}"
        deliveries = self.call("handle", client.name, StompFrame(command, headers, body), self.now)
        self.witness.hear(deliveries, outcome, client, receipt=name, closes=closes)
        if client.over:                         # I11: it is over
            late = StompFrame("SEND", {"destination": "/queue/q", "receipt": "late"}, b"0")
            assert self.call("handle", client.name, late, self.now) == []

    def subscribe(self, client: Client, key: str, destination: str, mode: str, prefetch: int | None,
                  receipt: bool = False) -> None:
        headers = {"destination": destination, "ack": mode}
        if not key.startswith("/"):             # a client of 1.0 may leave it out
            headers["id"] = key
        if prefetch is not None:
            headers["prefetch-count"] = str(prefetch)
        outcome = self.model.subscribe(client, key, destination, mode, prefetch or 10**9)
        self.frame(client, outcome, "SUBSCRIBE", headers, receipt)

    def provide(self, client: Client) -> None:
        """Something to answer for: a reader, or a message for it."""
        if client.readers:
            self.send(client, next(reversed(client.readers.values())).destination, 0, False, True)
        else:
            destination, mode = PROVIDED[self.numbers % len(PROVIDED)]
            self.subscribe(client, f"p{self.numbers}", destination, mode, None, True)

    def unsubscribe(self, client: Client, key: str, receipt: bool = False) -> None:
        names = {"destination": key} if key.startswith("/") else {"id": key}
        self.frame(client, self.model.unsubscribe(client, key), "UNSUBSCRIBE", names, receipt)

    def send(self, client: Client, destination: str, padding: int, together: bool, receipt: bool) -> None:
        self.numbers += 1
        body = b"%d %s" % (self.numbers, b"." * padding)
        transaction = next(iter(client.transactions), None) if together else None
        outcome = self.model.send(client, destination, self.numbers, len(body), transaction)
        headers = {"destination": destination}
        if transaction is not None:
            headers["transaction"] = transaction
        self.frame(client, outcome, "SEND", headers, receipt, body=body)

    def answer(self, who: int, which: int, command: str, together: bool, requeue: bool, receipt: bool) -> None:
        holders = [client for client in self.clients() if client.held() and (command, client.version) != ("NACK", "1.0")]
        if not holders:
            self.provide(self.client(who))
            return
        client = holders[who % len(holders)]
        held = [copy for reader in [*client.readers.values(), *client.left] for copy in reader.held]
        copy = held[which % len(held)]
        headers = {"id": copy.handle} if client.version == "1.2" else {"message-id": copy.handle}
        if client.version == "1.1":
            headers["subscription"] = copy.holder.key
        if client.version == "1.0":             # which of several is not said: the oldest that waits
            same = sorted((one for one in held if one.handle == copy.handle), key=lambda one: one.order)
            copy = next((one for one in same if one.reserved is None), same[0])
        transaction = next(reversed(client.transactions), None) if together else None
        if transaction is not None:
            headers["transaction"] = transaction
        if not requeue:
            headers["requeue"] = "false"
        outcome = self.model.answer(client, command, copy, transaction, requeue)
        self.frame(client, outcome, command, headers, receipt)

    # What is not allowed: outcome, command, headers.

    def overstep(self, client: Client, how: str) -> tuple[Outcome, str, dict]:
        open_one = next(iter(client.transactions), None)
        nothing = Outcome(["names no message"]) if self.strict else Outcome(ignored=True)
        queue = {"destination": "/queue/q", "id": "8"}
        stopping = ["stopping"] * self.model.draining
        return {
            "CONNECT twice": (Outcome(["CONNECT while"]), "CONNECT", {"accept-version": "1.2", "host": "here"}),
            "a long name": (Outcome(["destination =", *stopping]), "SEND", {"destination": "/queue/" + "l" * 14}),
            "no mode": (Outcome(["no acknowledgement mode"]), "SUBSCRIBE", {**queue, "ack": "always"}),
            "no prefetch": (Outcome(["prefetch-count"]), "SUBSCRIBE", {**queue, "prefetch-count": "0"}),
            "no subscription": (Outcome(["no subscription"]), "UNSUBSCRIBE", {"id": "nothing"}),
            "no delivery": (nothing, "ACK", {"id": "nothing", "message-id": "nothing", "subscription": "nothing"}),
            "no transaction": (Outcome(["no open transaction", *stopping]), "SEND", {**queue, "transaction": "w"}),
            "temporary": (Outcome(["reply-to"]), "SUBSCRIBE", {"id": "9", "destination": "/temp-queue/t"}),
            "begun twice": (Outcome(["open already" if open_one else "no open transaction"]),
                            "BEGIN" if open_one else "COMMIT", {"transaction": open_one or "w"}),
            "not a client's": (Outcome(["not for a client"]), "RECEIPT", {"receipt-id": "1"}),
        }[how]


PROVIDED = (("/queue/q", "client"), ("/topic/t", "auto"), ("/queue/q", "client-individual"), ("/topic/t", "client"))
OVERSTEPS = ("CONNECT twice", "a long name", "no mode", "no prefetch", "no subscription", "no delivery", "no transaction",
             "temporary", "begun twice", "not a client's")


def _written(deliveries) -> list:
    """Deliveries as plain values, header order included."""
    written = []
    for delivery in deliveries or ():
        match delivery:
            case Fanout(message_id, headers, body, audience):
                written.append((message_id, list(headers.items()), body, [(one.session_id, one.key) for one in audience]))
            case Reply(name, frame):
                written.append((name, frame.command, list(frame.headers.items()), frame.body))
            case _:
                written.append(delivery)
    return written
