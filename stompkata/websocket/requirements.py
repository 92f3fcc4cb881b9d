"""The requirements of RFC 6455 (`W-…`) and RFC 7692 (`WD-…`), by id."""

from functools import cache

from stompkata.dissection.requirement import Requirement, read_catalogue


@cache
def catalogue() -> dict[str, Requirement]:
    """All requirements in the order of the standards."""
    return read_catalogue("stompkata.websocket", "requirements.tsv")


def requirement(requirement_id: str) -> Requirement:
    """What one id asks, such as `requirement("W-16").sentence`."""
    return catalogue()[requirement_id]
