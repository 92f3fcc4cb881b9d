"""`probe`: which of the ways to speak STOMP a server answers, found by trying them all."""

import asyncio
import secrets
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from urllib.parse import quote, urlsplit

from stompkata.net.address import PORTS
from stompkata.probing import questions
from stompkata.probing.channels import Place
from stompkata.probing.tries import EVERY_VERSION, Outcome, Probed, Try
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import SUBPROTOCOLS, VERSIONS

WEB = {"ws": 80, "http": 80, "wss": 443, "https": 443}
SECURE = {"wss", "https", "stomp+ssl"}
FOREIGN = "https://another-site.example"  # an Origin that no server can have been told to allow
HABITUAL = ("/ws", "/stomp", "/gs-guide-websocket")  # RabbitMQ's path, and two of Spring's guides
TOGETHER = 5  # all tries may take so many times as long as one
_SAFE = "/?%:@!$&'()*+,;=~-._"
AT_ONCE = 4  # connections: small servers let few wait


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL asks to be probed; `scheme` is "" where only host and port are known."""

    scheme: str
    host: str
    port: int
    path: str = ""
    query: str = ""

    @classmethod
    def parse(cls, url: str) -> "Target":
        """Read a URL, or host:port.

        Raises:
            ValueError: it is neither.
        """
        try:
            parts = urlsplit(url if "://" in url else f"//{url}")
            port = parts.port or {**WEB, **PORTS}.get(parts.scheme, 0)
        except ValueError:
            parts, port = urlsplit(""), 0
        if not parts.hostname or not port or parts.scheme not in {"", *WEB, *PORTS}:
            raise ValueError(
                f"{url!r} is nothing that can be probed\n"
                "  try:  ws://127.0.0.1:15674/ws, http://localhost:8080/ws, stomp://127.0.0.1:61613, localhost:61613"
            )
        if parts.username or parts.password:
            raise ValueError("a login does not belong into a URL, which others can read\n  try:  --login NAME")
        path = parts.path
        for end in ("/websocket", "/info", "/"):  # whoever gives one of SockJS's endpoints means all of them
            path = path.removesuffix(end)
        query = f"?{quote(parts.query, _SAFE)}" if parts.query else ""
        return cls(parts.scheme, parts.hostname, port, quote(path, _SAFE), query)


async def probe(
    url: str,
    *,
    login: str | None = None,
    passcode: str | None = None,
    host: str | None = None,
    timeout: float = 3.0,
    verify: bool = True,
    told: Callable[[Try], object] = lambda _: None,
) -> Probed:
    """Try every way to speak STOMP with a server.

    Args:
        url: ws://, wss://, http:// or https:// (WebSocket or SockJS), stomp:// or stomp+ssl:// (TCP), or host:port.
        login, passcode: for CONNECT.
        host: its host header; if none is given, the URL's, and where ERROR says that this is wrong, "/".
        timeout: seconds for one try; all together may take five times as long.
        verify: False takes any certificate, and so any server, whoever it is.
        told: called with each try as it ends.

    Raises:
        ValueError: the URL is none of these.
    """
    prober = _Prober(Target.parse(url), {"login": login, "passcode": passcode}, host, timeout, verify, told)
    began, finished = time.monotonic(), True
    try:
        async with asyncio.timeout(TOGETHER * timeout):
            await prober.run()
    except TimeoutError:
        finished = False
    return Probed(url, prober.url(), tuple(prober.tries), time.monotonic() - began, prober.host, finished)


class _Prober:
    """One probe: what was found decides what is asked next."""

    def __init__(
        self,
        target: Target,
        credentials: dict[str, str | None],
        host: str | None,
        timeout: float,
        verify: bool,
        told: Callable[[Try], object],
    ):
        self.target, self.path = target, target.path
        self._asked: dict[int, Try] = {}
        self._numbers = count()
        self.host = host or target.host
        self._credentials = {name: value for name, value in credentials.items() if value is not None}
        self._may_change_host, self._timeout, self._told = host is None, timeout, told
        self._plain = Place(target.host, target.port, None)
        self._unsure = Place(target.host, target.port, _trusting())
        secure = replace(self._unsure, tls=ssl.create_default_context()) if verify else self._unsure
        self._place = secure if target.scheme in SECURE else self._plain
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._connect("")  # credentials that no frame can carry are a mistake of ours

    @property
    def tries(self) -> list[Try]:
        """What has ended so far."""
        return [one for _, one in sorted(self._asked.items())]

    def url(self, path: str = "", scheme: str = "ws") -> str:
        """The URL of an endpoint below the one that is probed; with "stomp", of the port itself."""
        secure = {"ws": "wss", "http": "https", "stomp": "stomp+ssl"} if self._place.tls else {}
        path = "" if scheme == "stomp" else f"{self.path}{path}" or "/"
        return f"{secure.get(scheme, scheme)}://{self._place.name}{path}{self.target.query if path else ''}"

    async def run(self) -> None:
        """First whether anybody is there, then the ways that the URL names, then the others."""
        if not (await self._reach(self._plain)).answered:
            return
        if self._place.tls:
            secure = await self._reach(self._place, "TLS")
            if not secure.answered:
                if secure.outcome is not Outcome.UNTRUSTED:  # without TLS, no passcode is sent: it was meant for TLS
                    await self._ask(
                        Try("get", f"http://{self._plain.name}/"), questions.get(self._plain, "/"), self._plain
                    )
                return
        over_tcp = self.target.scheme in PORTS
        ways = [self._over_tcp, self._over_web] if over_tcp else [self._over_web, self._over_tcp]
        if self.target.scheme:
            await ways.pop(0)()
        if not self._found() and not self._speaks_http():
            await asyncio.gather(*(way() for way in ways))
        if not self._found() and not self._place.tls and not self._speaks_http(but=400):
            await self._reach(self._unsure, "TLS")

    def _found(self) -> bool:
        return any(one.frame is not None for one in self.tries)

    async def _ask(self, about: Try, question: questions.Question, place: Place | None = None) -> Try:
        number = next(self._numbers)  # the order of the questions, not that of the answers
        async with self._slots:
            done = self._asked[number] = await questions.ask(place or self._place, self._timeout, about, question)
        self._told(done)
        return done

    async def _reach(self, place: Place, asked: str = "") -> Try:
        return await self._ask(Try("connect", place.name, asked=asked), questions.reach, place)

    async def _over_tcp(self) -> None:
        await self._converse("tcp")

    async def _over_web(self) -> None:
        await self._endpoints()
        if not self.path and not self._open_ways() and self._speaks_http():
            for path in HABITUAL:
                self.path = path
                found = await asyncio.gather(self._upgrade("guess", SUBPROTOCOLS.values()), self._info("guess"))
                if any(one.answered for one in found):
                    self._forget_the_wrong_path()
                    await self._endpoints()
                    break
            else:
                self.path = ""
        for way in self._open_ways():
            await self._converse(way)

    def _forget_the_wrong_path(self) -> None:
        """Of all that was asked where nothing was, keep one try, as a wrong guess."""
        for number, one in list(self._asked.items()):
            if one.kind != "connect" and one.way not in ("tcp", "guess"):
                del self._asked[number]
                if one.kind == "upgrade" and one.asked == ",".join(SUBPROTOCOLS.values()) and one.way == "plain":
                    self._asked[number] = replace(one, way="guess")

    def _speaks_http(self, but: int = 0) -> bool:
        """Whether HTTP is answered, but not so: 400 is what some servers say in plain HTTP on a port for TLS."""
        return any(one.status not in (0, but) for one in self.tries if one.kind == "get")

    async def _endpoints(self) -> None:
        """What can be asked without a word of STOMP; of a port that knows no HTTP, no more than two questions."""
        first = await asyncio.gather(
            self._ask(Try("get", self.url(scheme="http")), questions.get(self._place, self._target("") or "/")),
            self._upgrade("plain", ()),
        )
        if any(one.status for one in first):
            names = list(SUBPROTOCOLS.values())
            await asyncio.gather(
                *(self._upgrade("plain", offer) for offer in (*([name] for name in names), names)),
                self._upgrade("plain", (), origin=FOREIGN),
                self._upgrade("plain", (), deflate=True),
                self._info(),
                self._upgrade("raw", names),
                self._upgrade("framed", ()),
            )

    def _target(self, path: str) -> str:
        return (f"{self.path}{path}" or "/") + self.target.query

    async def _info(self, way: str = "") -> Try:
        return await self._ask(
            Try("info", self.url("/info", "http"), way), questions.info(self._place, self._target("/info"))
        )

    async def _upgrade(self, way: str, subprotocols: Sequence[str], **more) -> Try:
        url = self._endpoint(way)
        asked = more.get("origin") or ("permessage-deflate" if "deflate" in more else ",".join(subprotocols))
        return await self._ask(
            Try("upgrade", url, way, asked),
            questions.upgrade(url, tuple(subprotocols), framed=way == "framed", **more),
        )

    def _open_ways(self) -> list[str]:
        """Where to speak STOMP. A server that grants any path grants …/websocket, too: once is enough."""
        granted = {one.way for one in self.tries if one.kind == "upgrade" and one.answered}
        if "plain" in granted and not any(one.kind == "info" and one.answered for one in self.tries):
            granted -= {"raw"}
        return [way for way in ("plain", "raw", "framed") if way in granted]

    def _endpoint(self, way: str) -> str:
        """Where to go this way. Each SockJS session has a name of its own: Spring takes none a second time."""
        if way == "tcp":
            return self.url(scheme="stomp")
        return self.url({"raw": "/websocket", "framed": f"/000/{secrets.token_hex(4)}/websocket"}.get(way, ""))

    async def _converse(self, way: str) -> None:
        """CONNECT with every version; where that is granted, with each alone, with none, and without a host."""
        subprotocols = self._subprotocols(way)
        first = await self._stomp(way, EVERY_VERSION, subprotocols)
        if self._may_change_host and _is_about_the_host(first):
            before, self.host = self.host, "/"
            first = await self._stomp(way, EVERY_VERSION, subprotocols)
            self.host = self.host if first.answered else before
        if first.answered:
            await asyncio.gather(*(self._stomp(way, asked, subprotocols) for asked in (*VERSIONS, "", "no host")))

    def _subprotocols(self, way: str) -> tuple[str, ...]:
        """All of them where one is chosen then, else none."""
        offered = tuple(SUBPROTOCOLS.values())
        chosen = any(one.kind == "upgrade" and one.way == way and one.subprotocol in offered for one in self.tries)
        return offered if chosen and way != "framed" else ()

    async def _stomp(self, way: str, asked: str, subprotocols: Sequence[str]) -> Try:
        url = self._endpoint(way)
        return await self._ask(
            Try("stomp", url, way, asked, host=self.host),
            questions.stomp(
                self._connect(asked), self._credentials.get("passcode", ""), way=way, url=url, subprotocols=subprotocols
            ),
        )

    def _connect(self, asked: str) -> bytes:
        headers = {
            "accept-version": EVERY_VERSION if asked == "no host" else asked,
            "host": self.host,
            "heart-beat": "10000,10000",
            **self._credentials,
        }
        for name in {"": ("accept-version", "host", "heart-beat"), "no host": ("host",)}.get(asked, ()):
            del headers[name]
        return encode(StompFrame("CONNECT", headers), None)


def _is_about_the_host(one: Try) -> bool:
    """Whether an ERROR is no matter of the login, with which one does not try again."""
    return one.outcome is Outcome.NO and "host" in f"{one.frame.headers.get('message')} {one.frame.text}".lower()


def _trusting() -> ssl.SSLContext:
    """TLS with whoever answers."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
