"""What a broker promises, in sets and lists: written from the promises, not from the broker, and beside it in tests.

The model never decides who gets a message. It knows who may, and what must have happened by now.
"""

from broker_parts import Client, Copy, Line, Outcome, Reader, Transaction

OVERHEAD = 200              # octets that a kept message takes beside its body
REDELIVERIES = 5
DEAD_LETTERS = "/queue/dead-letters"


class Model:
    def __init__(self, limits, *, strict: bool):
        self.limits, self.strict = limits, strict
        self.clients: dict[str, Client] = {}
        self.lines: dict[str, Line] = {}
        self.topics: dict[str, list[Reader]] = {}
        self.draining = False
        self.stamps = 0
        # What shared queues took in, and what became of it (I1).
        self.accepted = self.consumed = self.dead = self.discarded = 0
        self.promised = 0       # octets that a COMMIT has found room for, and not put into queues yet

    # Connections.

    def open(self, name: str, now: float) -> Outcome:
        self.clients[name] = Client(name, now)
        return Outcome()

    def connect(self, client: Client, version: str) -> Outcome:
        guests = [other for other in self.clients.values() if other.version is not None]
        reasons = ["CONNECT while"] * (client.version is not None) + ["stopping"] * self.draining
        reasons += ["connections ="] * (len(guests) >= self.limits.connections)
        if not reasons:
            client.version = version
        return Outcome(reasons)

    def end(self, client: Client) -> None:
        """ERROR, DISCONNECT or loss: transactions are undone, and what was held returns (P6, P7)."""
        client.over = True
        for transaction in client.transactions.values():
            self._release(transaction)
        client.transactions.clear()
        for reader in list(client.readers.values()):
            self._leave(reader)
        self._return_left(client)

    def lost(self, client: Client) -> None:
        self.end(client)
        del self.clients[client.name]

    # Subscriptions.

    def is_queue(self, destination: str) -> bool:
        return destination.startswith("/queue/")

    def _place_reasons(self, destination: str) -> list[str]:
        reasons = ["destination ="] * (len(destination) > self.limits.destination)
        reasons += ["reply-to"] * destination.startswith("/temp-queue/")
        known = destination.startswith(("/queue/", "/topic/"))
        return reasons + ["unknown destination"] * (self.strict and not known)

    def _names(self) -> set[str]:
        return self.lines.keys() | self.topics.keys()

    def subscribe(self, client: Client, key: str, destination: str, mode: str, prefetch: float) -> Outcome:
        reasons = self._place_reasons(destination)
        reasons += ["exists already"] * (key in client.readers)
        reasons += ["subscriptions ="] * (len(client.readers) >= self.limits.subscriptions)
        names = self._names()
        reasons += ["destinations ="] * (destination not in names and len(names) >= self.limits.destinations)
        if reasons:
            return Outcome(reasons)
        reader = client.readers[key] = Reader(client, key, destination, mode, prefetch)
        if self.is_queue(destination):
            reader.line = self.lines.setdefault(destination, Line(destination))
        else:
            self.topics.setdefault(destination, []).append(reader)
            reader.line = None if mode == "auto" else Line(destination, private=True)
        if reader.line is not None:
            reader.line.readers.append(reader)
        return Outcome()

    def unsubscribe(self, client: Client, key: str) -> Outcome:
        if key not in client.readers:
            return Outcome(["no subscription"])
        self._leave(client.readers[key])
        return Outcome()

    def _leave(self, reader: Reader) -> None:
        del reader.client.readers[reader.key]
        if not self.is_queue(reader.destination):
            readers = self.topics[reader.destination]
            readers.remove(reader)
            if not readers:
                del self.topics[reader.destination]
        line = reader.line
        if line is not None:
            line.readers.remove(reader)
            if line.private:
                line.copies = [copy for copy in line.copies if copy.holder is not None]
            reader.client.left.append(reader)
            self._return_left(reader.client)
            self._tidy(line)

    def _return_left(self, client: Client) -> None:
        """What nobody reads any more returns, but for what a transaction answers for until it ends."""
        for reader in client.left:
            for copy in [copy for copy in reader.held if copy.reserved is None]:
                reader.held.remove(copy)
                self._give_back(copy)
        client.left = [reader for reader in client.left if reader.held]

    def _give_back(self, copy: Copy) -> None:
        copy.holder, copy.returned = None, True
        if copy.line.private and not copy.line.readers:
            copy.line.copies.remove(copy)

    def _tidy(self, line: Line) -> None:
        if not line.readers and not line.copies and self.lines.get(line.name) is line:
            del self.lines[line.name]

    # Messages.

    def send(self, client: Client, destination: str, number: int, size: int, transaction: str | None) -> Outcome:
        reasons = self._place_reasons(destination) + ["stopping"] * self.draining
        sending = ("SEND", client.name, destination, number, size + OVERHEAD)
        if transaction is not None:
            reasons += self._join(client, transaction, sending)
            return Outcome(reasons)
        reasons += self._room_reasons([sending])
        outcome = Outcome(reasons)
        if not reasons:
            self._publish(sending, outcome)
        return outcome

    def _join(self, client: Client, name: str, operation: tuple) -> list[str]:
        transaction, limits = client.transactions.get(name), self.limits
        if transaction is None:
            return ["transaction"]
        octets = transaction.octets + (operation[4] if operation[0] == "SEND" else 0)
        reasons = ["transaction_operations ="] * (len(transaction.operations) >= limits.transaction_operations)
        reasons += ["transaction_octets ="] * (octets > limits.transaction_octets)
        if not reasons:
            transaction.operations.append(operation)
            transaction.octets = octets
        return reasons

    def octets(self) -> int:
        private = {id(reader.line): reader.line for client in self.clients.values()
                   for reader in [*client.readers.values(), *client.left] if reader.line is not None}
        return sum(line.octets() for line in {**{id(line): line for line in self.lines.values()}, **private}.values())

    def _room_reasons(self, sendings: list[tuple]) -> list[str]:
        limits, total, new, reasons = self.limits, self.octets(), set(), []
        counts, octets = {}, {}
        for _, _, name, _, size in sendings:
            if not self.is_queue(name):
                continue
            line = self.lines.get(name)
            if line is None:
                new.add(name)
                line = Line(name)
            counts[name] = counts.get(name, len(line.copies)) + 1
            octets[name] = octets.get(name, line.octets()) + size
            total += size
            reasons += ["queue_messages ="] * (counts[name] > limits.queue_messages)
            reasons += ["queue_octets ="] * (octets[name] > limits.queue_octets)
            reasons += ["retained ="] * (total > limits.retained)
        reasons += ["destinations ="] * (bool(new) and len(self._names()) + len(new) > limits.destinations)
        return reasons

    def _publish(self, sending: tuple, outcome: Outcome) -> None:
        _, sender, destination, number, size = sending
        self.stamps += 1
        if self.is_queue(destination):
            self.accepted += 1
            self.promised -= min(size, self.promised)
            line = self.lines.setdefault(destination, Line(destination))
            line.copies.append(Copy(number, sender, self.stamps, size, line))
            return
        readers = self.topics.get(destination, [])
        audience = {(reader.client.name, reader.key) for reader in readers if reader.line is None}
        if audience:
            outcome.fanouts.append((number, audience))
        for reader in readers:
            if reader.line is not None:
                self._keep(reader, Copy(number, sender, self.stamps, size, reader.line), outcome)

    def _keep(self, reader: Reader, copy: Copy, outcome: Outcome) -> None:
        line, limits = reader.line, self.limits
        if (len(line.copies) >= limits.queue_messages or line.octets() + copy.size > limits.queue_octets
                or self.octets() + self.promised + copy.size > limits.retained):
            outcome.others[reader.client.name] = ["slow consumer"]
        else:
            line.copies.append(copy)

    # Answers.

    def answer(self, client: Client, command: str, copy: Copy | None, transaction: str | None, requeue: bool) -> Outcome:
        """ACK or NACK of a delivery; None is a name that is nothing's, or no longer."""
        if transaction is not None and transaction not in client.transactions:
            return Outcome(["transaction"])
        if copy is None or copy.reserved is not None:
            return Outcome(["names no message"]) if self.strict else Outcome(ignored=True)
        covered = self._covered(copy)
        if transaction is None:
            self._settle(command, covered, requeue)
            return Outcome()
        reasons = self._join(client, transaction, (command, covered, requeue))
        if not reasons:
            for one in covered:
                one.reserved = client.transactions[transaction]
        return Outcome(reasons)

    def _covered(self, copy: Copy) -> list[Copy]:
        held = copy.holder.held
        earlier = held[:held.index(copy) + 1] if copy.holder.mode == "client" else [copy]
        return [one for one in earlier if one.reserved is None]

    def _settle(self, command: str, covered: list[Copy], requeue: bool) -> None:
        for copy in covered:
            copy.holder.held.remove(copy)
            copy.nacks += command == "NACK"
            letter = copy.line.name == DEAD_LETTERS
            if command == "NACK" and requeue and (copy.nacks <= REDELIVERIES or letter):
                self._give_back(copy)
                continue
            self.gone(copy, dead=command == "NACK" and not letter)
            if command == "NACK" and not letter:
                self._bury(copy)

    def gone(self, copy: Copy, *, dead: bool = False) -> None:
        """It leaves its queue for good: consumed, or to be a dead letter."""
        copy.line.copies.remove(copy)
        self.dead += dead and not copy.line.private
        self.consumed += not dead and not copy.line.private
        self._tidy(copy.line)

    def _bury(self, copy: Copy) -> None:
        self.stamps += 1
        self.accepted += 1
        line = self.lines.setdefault(DEAD_LETTERS, Line(DEAD_LETTERS))
        line.copies.append(Copy(copy.number, "the dead", self.stamps, copy.size, line, nacks=copy.nacks))
        limits = self.limits
        while (len(line.copies) > limits.queue_messages or line.octets() > limits.queue_octets) and sum(
                one.holder is None for one in line.copies) > 1:
            oldest = line.head()
            self.discarded += 1
            line.copies.remove(oldest)

    # Transactions and time.

    def tick(self, now: float) -> Outcome:
        limits, late = self.limits, {}
        for client in self.clients.values():
            if client.over:
                continue
            if client.version is None and now - client.opened_at > limits.connect_seconds:
                late[client.name] = ["connect_seconds ="]
            if any(now - transaction.began_at > limits.transaction_seconds for transaction in client.transactions.values()):
                late[client.name] = ["transaction_seconds ="]
        return Outcome(others=late)

    def begin(self, client: Client, name: str, now: float) -> Outcome:
        reasons = ["open already"] * (name in client.transactions)
        reasons += ["transactions ="] * (len(client.transactions) >= self.limits.transactions)
        if not reasons:
            client.transactions[name] = Transaction(now)
        return Outcome(reasons)

    def finish(self, client: Client, command: str, name: str) -> Outcome:
        transaction = client.transactions.get(name)
        if transaction is None:
            return Outcome(["transaction"])
        sendings = [operation for operation in transaction.operations if operation[0] == "SEND"]
        reasons = self._room_reasons(sendings) if command == "COMMIT" else []
        outcome = Outcome(reasons)
        if not reasons:
            del client.transactions[name]
            self._release(transaction)
            self.promised = sum(size for _, _, place, _, size in sendings if self.is_queue(place))
            for operation in transaction.operations if command == "COMMIT" else ():
                self._publish(operation, outcome) if operation[0] == "SEND" else self._settle(*operation)
            self.promised = 0
            self._return_left(client)
        return outcome

    def _release(self, transaction: Transaction) -> None:
        for operation in transaction.operations:
            for copy in operation[1] if operation[0] != "SEND" else ():
                copy.reserved = None
