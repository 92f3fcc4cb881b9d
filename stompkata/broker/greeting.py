"""CONNECT: which version, whose login, how many heart-beats."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from stompkata.broker.limits import Limits
from stompkata.broker.profile import Profile
from stompkata.broker.refusal import NotAllowed
from stompkata.errors import RemoteProtocolError
from stompkata.stomp.escaping import unescape
from stompkata.stomp.frame import Headers, StompFrame
from stompkata.stomp.heartbeat import HeartBeat, Intervals, agree
from stompkata.stomp.roles import require_headers
from stompkata.stomp.versions import VERSIONS, choose


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a CONNECT came to: the version, our side of the heart-beat header, and the intervals that follow.

    `remarks` say what was let pass.
    """

    version: str
    offer: HeartBeat
    intervals: Intervals
    login: str | None
    remarks: tuple[str, ...] = ()


def greet(frame: StompFrame, profile: Profile, limits: Limits, users: Mapping[str, str] | None) -> Greeting:
    """Judge a CONNECT or STOMP frame.

    Raises:
        RemoteProtocolError: no common version, a header missing, or a heart-beat that is none.
        NotAllowed: the login or passcode is wrong.

    Source: STOMP 1.2, "Connecting"; S12-29 to S12-39.
    """
    offered = frame.headers.get("accept-version")
    version = choose(offered, strict=profile.strict_frames)
    if version is None:
        raise RemoteProtocolError(
            f"no common version: you offer {offered}, this broker speaks {', '.join(sorted(VERSIONS))}",
            rule="S12-38", source='STOMP 1.2, "Protocol Negotiation"',
            hint="no space beside a version" if choose(offered, strict=False) else "accept-version:1.2")
    require_headers(frame, version, optional=frozenset() if profile.host_required else frozenset({"host"}))
    login, remarks = _let_in(frame.headers, profile, users)
    # 1.0 knows no heart-beats (S10-27)
    theirs = HeartBeat.parse(None if version == "1.0" else frame.headers.get("heart-beat"), version)
    offer = HeartBeat(_within(theirs.wants_ms, limits), _within(theirs.can_ms, limits))
    if profile.heart_beat == "never":
        offer = HeartBeat()
    if version != choose(offered):
        remarks += ("accept-version has spaces, which make a version one that nobody speaks (S12-30)",)
    return Greeting(version, offer, agree(offer, theirs), login, remarks)


def _let_in(headers: Headers, profile: Profile, users: Mapping[str, str] | None) -> tuple[str | None, tuple[str, ...]]:
    """The login of who is let in. Nothing is escaped in CONNECT (S12-09), but some clients do it, and are forgiven."""
    login, passcode = headers.get("login"), headers.get("passcode", "")
    if users is None or _known(users, login or "", passcode):
        return login, ()
    meant = [unescape(text or "", "1.2", strict=False) for text in (login, passcode)]
    if not profile.strict_frames and _known(users, *meant):
        return meant[0], ("login and passcode are escaped, which those of CONNECT never are (S12-09)",)
    raise NotAllowed("the login or the passcode is wrong", rule="S12-26", source='STOMP 1.2, "Connecting"',
                     hint="send the headers login and passcode that this broker was started with")


def _known(users: Mapping[str, str], login: str, passcode: str) -> bool:
    # One comparison whatever the login, in a time that does not tell how much of the passcode is right.
    expected = users.get(login)
    right = hmac.compare_digest((expected or "").encode("utf-8", "replace"), passcode.encode("utf-8", "replace"))
    return right and expected is not None


def _within(wish_ms: int, limits: Limits) -> int:
    """Our side follows the peer's wish, so that the larger of both is what it asked for; 0 stays never."""
    return wish_ms and min(max(wish_ms, limits.beat_fastest_ms), limits.beat_slowest_ms)
