"""Heart-beats: what each side offers, and what both then do."""

import re
from typing import NamedTuple

from stompkata.errors import RemoteProtocolError
from stompkata.stomp.requirements import requirement

_PAIR = re.compile(r"([0-9]{1,9}),([0-9]{1,9})")


class HeartBeat(NamedTuple):
    """The heart-beat header: I can send every `can_ms`, I want to hear every `wants_ms`; 0 is never.

    Source: STOMP 1.2, "Heart-beating".
    """

    can_ms: int = 0
    wants_ms: int = 0

    @classmethod
    def parse(cls, header: str | None, version: str = "1.2") -> "HeartBeat":
        """Read the header; None, no header, means `0,0`.

        Raises:
            RemoteProtocolError: anything but two whole numbers and one comma.
        """
        if header is None:
            return cls()
        pair = _PAIR.fullmatch(header)
        if pair is None:
            broken = "S12-39" if version == "1.2" else "S11-45"
            raise RemoteProtocolError(
                "heart-beat is not two whole numbers x,y", got=header.encode("utf-8", "replace"), rule=broken,
                source=requirement(broken).section, hint="write milliseconds, such as heart-beat:10000,10000",
            )
        return cls(int(pair[1]), int(pair[2]))

    def __str__(self) -> str:
        return f"{self.can_ms},{self.wants_ms}"


class Intervals(NamedTuple):
    """How often this side must send and will hear, in milliseconds; 0 turns that direction off."""

    send_ms: int
    receive_ms: int


def agree(mine: HeartBeat, theirs: HeartBeat) -> Intervals:
    """Work out how often each side must be heard.

    Args:
        mine: what this side can send and wants to get, in milliseconds; 0 is never.
        theirs: the same pair, from the peer's heart-beat header.

    Returns:
        `Intervals(send_ms, receive_ms)`; 0 turns that direction off.

    Source: STOMP 1.2, "Heart-beating".
    """
    return Intervals(_slower(mine.can_ms, theirs.wants_ms), _slower(theirs.can_ms, mine.wants_ms))


def _slower(can_ms: int, wants_ms: int) -> int:
    return max(can_ms, wants_ms) if can_ms and wants_ms else 0
