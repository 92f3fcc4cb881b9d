"""How a broker keeps the standard, and where it follows a real one instead: plain switches, so that two can be compared."""

from dataclasses import asdict, dataclass, replace


@dataclass(frozen=True, slots=True)
class Profile:
    """The switches of one preset.

    Args:
        name: what it is called.
        strict_frames: every rule about the octets of a frame is enforced; else what real peers send is absorbed.
        host_required: CONNECT of 1.1 and 1.2 must carry `host` (S12-29); stompjs sends none unless told to.
        destinations: "named": only /topic/, /queue/ and what `reply-to` makes; "any": every other name is a topic;
            "rabbitmq": a bare name is a queue, /exchange/amq.topic/ is /topic/, and other paths are refused.
        message_headers: a MESSAGE says what the "standard" asks for; or as "rabbitmq" also `redelivered:false`, the
            sender's `receipt` and `transaction`, and by its first name a destination that has several.
        queues: /queue/ gives each message to one consumer; else it is a topic with another name.
        wildcards: patterns in SUBSCRIBE to a topic: none, "amqp" (`a.*.#`) or "ant" (`/topic/**`).
        acknowledges: the modes `client` and `client-individual` have an effect; else every subscription is `auto`.
        ack_covers: a cumulative ACK covers what came before it on the "subscription" (S12-58) or the "connection".
        unknown_ack: ACK and NACK of nothing that is in flight are "refused" or "ignored".
        returns_at_unsubscribe: unacknowledged messages go back at once; else when the connection ends.
        transactions: BEGIN begins one; else what is sent in one takes effect at once.
        redeliveries: so often does a message come back after a NACK before it is a dead letter; None is for ever.
        receipts: of "all" frames, or of "disconnect" alone.
        heart_beat: the broker's offer will "follow" the client's wish, or is "never".
        errors_close: ERROR ends the connection (S12-79); else only where the session cannot go on.
    """

    name: str
    strict_frames: bool = False
    host_required: bool = False
    destinations: str = "any"
    message_headers: str = "standard"
    queues: bool = True
    wildcards: str | None = None
    acknowledges: bool = True
    ack_covers: str = "subscription"
    unknown_ack: str = "ignored"
    returns_at_unsubscribe: bool = True
    transactions: bool = True
    redeliveries: int | None = 5
    receipts: str = "all"
    heart_beat: str = "follow"
    errors_close: bool = True


LENIENT = Profile("lenient")
STRICT = replace(LENIENT, name="strict", strict_frames=True, host_required=True, destinations="named",
                 unknown_ack="refused")
RABBITMQ = replace(LENIENT, name="rabbitmq", destinations="rabbitmq", message_headers="rabbitmq", wildcards="amqp",
                   ack_covers="connection", unknown_ack="refused", returns_at_unsubscribe=False, redeliveries=None,
                   errors_close=False)
SPRING = replace(LENIENT, name="spring", queues=False, wildcards="ant", acknowledges=False, transactions=False,
                 receipts="disconnect", heart_beat="never")
PRESETS = {profile.name: profile for profile in (STRICT, LENIENT, RABBITMQ, SPRING)}


def profile(preset: str | Profile) -> Profile:
    """The profile of that name; a profile of one's own passes through."""
    if isinstance(preset, Profile):
        return preset
    if preset not in PRESETS:
        raise ValueError(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")
    return PRESETS[preset]


class Difference(dict[str, tuple[object, object]]):
    """What differs between two profiles, by switch; prints as a table."""

    def __init__(self, one: Profile, other: Profile):
        theirs = asdict(other)
        super().__init__({name: (value, theirs[name]) for name, value in asdict(one).items() if value != theirs[name]})

    def __repr__(self) -> str:
        rows = [(switch, str(one), str(other)) for switch, (one, other) in self.items()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join(lines) or "no difference"


def diff(one: str | Profile, other: str | Profile) -> Difference:
    """The switches in which two presets differ: `print(diff("strict", "rabbitmq"))`."""
    return Difference(profile(one), profile(other))
