"""The recording that explains itself: `trace` holds it, and may not know the dissectors that are joined to it here."""

from collections.abc import Callable

from stompkata.dissection import Dissection
from stompkata.trace.recording import Recording as _Recording


def dissect(data: bytes, layer: str, *, version: str, sender: str | None, deflate: bool = False) -> Dissection:
    """Explain one recorded unit; the dissectors are loaded at the first one."""
    from stompkata.dissector import dissect

    return dissect(data, layer, version=version, sender=sender, deflate=deflate)


class Recording(_Recording):
    """A recording whose `dissect` and `text` work as it comes."""

    def __init__(self, capacity: int = 10_000, *, dissector: Callable[..., Dissection] = dissect):
        super().__init__(capacity, dissector=dissector)

    @classmethod
    def load(cls, path, *, dissector: Callable[..., Dissection] = dissect) -> "Recording":
        """Read a saved recording; a damaged one is read up to the fault, with a warning that names it."""
        return super().load(path, dissector=dissector)
