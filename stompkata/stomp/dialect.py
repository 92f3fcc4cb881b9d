"""What a reader accepts in one version of STOMP, strictly or leniently, and how it names what it refuses."""

from dataclasses import dataclass
from functools import cache

from stompkata.errors import LimitExceeded, RemoteProtocolError
from stompkata.stomp.requirements import requirement
from stompkata.stomp.rules import rule
from stompkata.stomp.versions import UNESCAPED


@dataclass(frozen=True, slots=True)
class Dialect:
    """The switches of one reader; `version` None is the time before a version is agreed."""

    version: str | None
    strict: bool
    crlf: bool              # CR LF ends a line
    escapes: bool           # header escapes are decoded
    raw_colons: bool        # a value may hold a colon
    bodies_anywhere: bool   # any command may carry a body

    @classmethod
    @cache
    def of(cls, version: str | None, strict: bool = True) -> "Dialect":
        """The dialect of a version; not strict is what real peers need."""
        encoded = version in ("1.1", "1.2")
        return cls(version, strict, crlf=not strict or version in ("1.2", None), escapes=encoded,
                   raw_colons=not (strict and encoded), bodies_anywhere=not strict or version == "1.0")

    def is_plain(self, command: str) -> bool:
        """Whether the headers of this command are not escaped."""
        return not self.escapes or command in UNESCAPED

    def trims(self, command: str, pairs) -> bool:
        """Whether padding round values is cut off, as 1.0's examples have it (S10-04).

        A CONNECT without accept-version comes from a client of 1.0 (S12-37).
        """
        if command in ("CONNECT", "STOMP"):
            return all(name != "accept-version" for name, _ in pairs)
        return self.version == "1.0"

    def error(self, wrong: str, what: str, *, at: int, got: bytes = b"", hint: str = "") -> RemoteProtocolError:
        """The refusal of what breaks the rule `wrong` of `stomp/rules.py`."""
        from stompkata.dissection.secrets import hide       # not at the top: most connections have no fault

        broken = rule(wrong, self.version)
        return RemoteProtocolError(what, at=at, got=hide(got), rule=broken, source=requirement(broken).section, hint=hint)

    def over(self, limit: str, value: int, *, at: int) -> LimitExceeded:
        """The refusal of a frame whose octet `at` is the first that a limit does not allow."""
        broken = rule("limit", self.version)
        return LimitExceeded(limit, value, at=at, rule=broken, source=requirement(broken).section,
                             what=f"the frame is over the limit {limit} = {value}")
