"""The requirements of STOMP 1.0, 1.1 and 1.2, by id."""

from functools import cache

from stompkata.dissection.requirement import Requirement, read_catalogue


@cache
def catalogue() -> dict[str, Requirement]:
    """All requirements (`S10-…`, `S11-…`, `S12-…`) in the order of the standards."""
    return read_catalogue("stompkata.stomp", "requirements.tsv")


def requirement(requirement_id: str) -> Requirement:
    """What one id asks, such as `requirement("S12-07").sentence`."""
    return catalogue()[requirement_id]
