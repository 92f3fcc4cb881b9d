"""How strictly a broker keeps the standard: plain switches, so that two profiles can be compared."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """The switches of one preset.

    Args:
        name: what it is called.
        strict_frames: every rule about the octets of a frame is enforced; else what real peers send is absorbed.
        host_required: CONNECT of 1.1 and 1.2 must carry `host` (S12-29); stompjs sends none unless told to.
        topics_only: destinations begin with `/topic/`; else any name is a topic.
    """

    name: str
    strict_frames: bool
    host_required: bool
    topics_only: bool


STRICT = Profile("strict", strict_frames=True, host_required=True, topics_only=True)
LENIENT = Profile("lenient", strict_frames=False, host_required=False, topics_only=False)
PRESETS = {profile.name: profile for profile in (STRICT, LENIENT)}


def profile(preset: str | Profile) -> Profile:
    """The profile of that name; a profile of one's own passes through."""
    if isinstance(preset, Profile):
        return preset
    if preset not in PRESETS:
        raise ValueError(f"there is no preset {preset!r}; there are {', '.join(PRESETS)}")
    return PRESETS[preset]
