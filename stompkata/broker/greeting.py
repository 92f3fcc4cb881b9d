"""CONNECT: which version, whose login, how many heart-beats."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from stompkata.broker.limits import Limits
from stompkata.broker.profile import Profile
from stompkata.broker.refusal import NotAllowed
from stompkata.errors import RemoteProtocolError
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.heartbeat import HeartBeat, Intervals, agree
from stompkata.stomp.roles import require_headers
from stompkata.stomp.versions import VERSIONS, choose


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a CONNECT came to: the version, our side of the heart-beat header, and the intervals that follow."""

    version: str
    offer: HeartBeat
    intervals: Intervals


def greet(frame: StompFrame, profile: Profile, limits: Limits, users: Mapping[str, str] | None) -> Greeting:
    """Judge a CONNECT or STOMP frame.

    Raises:
        RemoteProtocolError: no common version, a header missing, or a heart-beat that is none.
        NotAllowed: the login or passcode is wrong.

    Source: STOMP 1.2, "Connecting"; S12-29 to S12-39.
    """
    offered = frame.headers.get("accept-version")
    version = choose(offered)
    if version is None:
        raise RemoteProtocolError(
            f"no common version: you offer {offered}, this broker speaks {', '.join(sorted(VERSIONS))}",
            rule="S12-38", source='STOMP 1.2, "Protocol Negotiation"', hint="accept-version:1.2")
    require_headers(frame, version, optional=frozenset() if profile.host_required else frozenset({"host"}))
    if users is not None and not _known(users, frame.headers.get("login", ""), frame.headers.get("passcode", "")):
        raise NotAllowed("the login or the passcode is wrong", rule="S12-26", source='STOMP 1.2, "Connecting"',
                         hint="send the headers login and passcode that this broker was started with")
    # 1.0 knows no heart-beats (S10-27)
    theirs = HeartBeat.parse(None if version == "1.0" else frame.headers.get("heart-beat"), version)
    offer = HeartBeat(_within(theirs.wants_ms, limits), _within(theirs.can_ms, limits))
    return Greeting(version, offer, agree(offer, theirs))


def _known(users: Mapping[str, str], login: str, passcode: str) -> bool:
    # One comparison whatever the login, in a time that does not tell how much of the passcode is right.
    expected = users.get(login)
    right = hmac.compare_digest((expected or "").encode("utf-8", "replace"), passcode.encode("utf-8", "replace"))
    return right and expected is not None


def _within(wish_ms: int, limits: Limits) -> int:
    """Our side follows the peer's wish, so that the larger of both is what it asked for; 0 stays never."""
    return wish_ms and min(max(wish_ms, limits.beat_fastest_ms), limits.beat_slowest_ms)
