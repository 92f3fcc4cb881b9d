"""stompjs's Versions, and the map of headers that it calls StompHeaders."""

from collections.abc import Iterable, Iterator

from stompkata.stompjs.spelling import spelled

StompHeaders = dict[str, str]


@spelled()
class Versions:
    """Versions of STOMP in the order they are offered; `Versions.default` begins with the newest.

    The standard asks for the oldest first in accept-version (S12-30); our own client keeps to that.
    """

    V1_0, V1_1, V1_2 = "1.0", "1.1", "1.2"
    default: "Versions"

    def __init__(self, versions: Iterable[str]):
        self.versions = list(versions)

    def __iter__(self) -> Iterator[str]:
        return iter(self.versions)

    def supported_versions(self) -> str:
        """What stands in accept-version."""
        return ",".join(self.versions)

    def protocol_versions(self) -> list[str]:
        """The WebSocket subprotocols: v12.stomp and so on."""
        return [f"v{version.replace('.', '', 1)}.stomp" for version in self.versions]


Versions.default = Versions((Versions.V1_2, Versions.V1_1, Versions.V1_0))
