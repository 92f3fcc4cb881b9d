"""Reads what a broker delivers, in its order, and says which promise it breaks."""

import re

from broker_model import Model
from broker_parts import Client, Copy, Outcome, Reader

from stompkata.broker.deliveries import Agreed, Close, Fanout, Remark, Reply

PLAIN = re.compile(r"[A-Za-z0-9_-]+")       # some clients do not unescape


class Witness:
    """Beside the model: what cannot be known before it is heard, such as the ids that the broker gives."""

    def __init__(self, model: Model):
        self.model = model
        self.message_ids: dict[int | tuple[int, int], str] = {}
        self.numbers: dict[str, int | tuple[int, int]] = {}
        self.ack_ids: set[str] = set()
        self.delivered = self.repeated = 0
        self.content = True

    def hear(self, deliveries, outcome: Outcome | None = None, client: Client | None = None, *, receipt: str | None = None,
             closes: bool = False) -> None:
        """Check all deliveries of one call against what it must come to."""
        outcome = outcome or Outcome()
        self.content, errors = False, dict(outcome.others)
        if outcome.reasons:
            errors[client.name] = outcome.reasons
        asked, ending = receipt if not outcome.reasons else None, {client.name} if closes else set()
        for delivery in deliveries:
            match delivery:
                case Fanout():
                    assert asked or not receipt, "P2: RECEIPT before the effect"
                    self._fanout(delivery, outcome)
                case Reply(name, frame) if frame.command == "MESSAGE":
                    self._message(self.model.clients[name], frame.headers, frame.body)
                case Reply(name, frame) if frame.command == "RECEIPT":
                    assert not outcome.fanouts, "P2: RECEIPT before the effect"
                    assert client is not None and name == client.name and frame.headers["receipt-id"] == asked
                    assert not client.over or closes, "I11: RECEIPT after ERROR"
                    asked = None
                case Reply(name, frame) if frame.command == "ERROR":
                    why, said = errors.pop(name), frame.headers["message"]
                    assert any(reason in said for reason in why), f"P11: {said!r} names none of {why}"
                    cause = receipt if client is not None and name == client.name and outcome.reasons else None
                    assert frame.headers.get("receipt-id") == cause
                    self.model.end(self.model.clients[name])
                    ending.add(name)
                case Close(name, _, _):
                    ending.remove(name)
                case Reply(name, frame):
                    assert frame.command == "CONNECTED" and client.version is not None
                case Agreed(_, version, _):
                    assert version == client.version
        assert not errors, f"P11: no ERROR for {errors}"
        assert not outcome.fanouts, "P4: nobody got the message"
        assert asked is None, "P2: no RECEIPT"
        assert not ending, "an ERROR or DISCONNECT without the end"
        assert sum(isinstance(delivery, Remark) for delivery in deliveries) == outcome.ignored
        self.content = True

    def _fanout(self, delivery: Fanout, outcome: Outcome) -> None:
        number, expected = outcome.fanouts.pop(0)
        assert _number(delivery.body) == number, "P1, P4: another message than was due"
        heard = {(reader.session_id, reader.subscription_id or reader.destination) for reader in delivery.audience}
        assert heard == expected, "P4: another audience"
        assert len(delivery.audience) == len(expected), "P4: twice to one"
        self._identify(number, delivery.message_id)
        self.delivered += len(expected)

    def _message(self, client: Client, headers, body: bytes) -> None:
        assert not client.over and client.version is not None, "I11: MESSAGE to a session that is not connected"
        reader = client.readers[headers.get("subscription", headers["destination"])]
        assert reader.line is not None
        copy = reader.line.head()
        assert copy is not None and copy.number == _number(body), "P3, P6: not the oldest message that is ready"
        assert self.is_ready(reader), "P10: more than prefetch, the limit or the transport allow"
        self._mark(copy, headers)
        self._take_turns(reader)
        letter = copy.sender == "the dead"        # a message of its own: others may have buried theirs
        self._identify((copy.number, copy.stamp) if letter else copy.number, headers["message-id"])
        if not copy.returned:
            assert copy.stamp > reader.latest.get(copy.sender, 0), "P1: out of order"
            reader.latest[copy.sender] = copy.stamp
        self._hand_over(copy, reader, headers)

    def _mark(self, copy: Copy, headers) -> None:
        assert (headers.get("redelivered") == "true") is copy.returned, "I4: redelivered is not marked, or wrongly"
        assert headers.get("redelivery-count", "0") == str(copy.nacks), "P5: another redelivery-count"
        self.repeated += copy.returned

    def _hand_over(self, copy: Copy, reader: Reader, headers) -> None:
        self.delivered += 1
        if reader.mode == "auto":
            assert "ack" not in headers
            self.model.gone(copy)
            return
        copy.holder, copy.handle, copy.order = reader, headers["message-id"], self.delivered
        reader.held.append(copy)
        if reader.client.version == "1.2":
            copy.handle = headers["ack"]
            assert PLAIN.fullmatch(copy.handle) and copy.handle not in self.ack_ids, "an ack id twice"
            self.ack_ids.add(copy.handle)
        if reader.client.held() >= self.model.limits.unacknowledged:
            for other in reader.client.readers.values():
                other.passed.clear()

    def _identify(self, number: int | tuple[int, int], message_id: str) -> None:
        assert PLAIN.fullmatch(message_id)
        assert self.message_ids.setdefault(number, message_id) == message_id, "one message, two ids"
        assert self.numbers.setdefault(message_id, number) == number, "one id, two messages"

    def is_ready(self, reader: Reader) -> bool:
        return not reader.client.choked and self.would_be_ready(reader)

    def would_be_ready(self, reader: Reader) -> bool:
        """If only its transport had room."""
        client = reader.client
        return not client.over and (reader.mode == "auto" or (
            len(reader.held) < reader.prefetch and client.held() < self.model.limits.unacknowledged))

    def _take_turns(self, reader: Reader) -> None:
        """Who could have been served gets its turn before anybody else gets a second one."""
        for other in reader.line.readers:
            if other is not reader and self.is_ready(other):
                assert reader not in other.passed, "unfair: two messages to one, none to another that was ready"
                other.passed.add(reader)
            else:
                other.passed.clear()


def _number(body: bytes) -> int:
    return int(body.split(b" ", 1)[0])
