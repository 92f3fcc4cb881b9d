"""The connections of one client, one after the other."""

import asyncio
import itertools
from inspect import isawaitable

from stompkata.broker.limits import Limits
from stompkata.errors import DeadlineExceeded, NotConnectedError, StompkataError
from stompkata.net.activation import Activation, ActivationState
from stompkata.net.address import Address, parse
from stompkata.net.clock import LoopClock
from stompkata.net.options import Options, report
from stompkata.net.outbox import Outbox
from stompkata.net.pipe import Pipe
from stompkata.net.session import Session
from stompkata.net.socket_link import SocketAddress
from stompkata.net.stomp_socket import CloseEvent
from stompkata.net.subscription import Subscription
from stompkata.net.waiting import Underway
from stompkata.net.wheel import Spoke, Wheel
from stompkata.stomp.frame import StompFrame
from stompkata.stomp.versions import SUBPROTOCOLS

_names = (f"client-{number}" for number in itertools.count(1))


class Life:
    """Connects, and again after each loss, as long as it is active.

    A task lives only until a connection is there, or is not to be had; then the session tells what happens.
    """

    def __init__(self, options: Options):
        self.options = options
        self.session: Session | None = None         # the last one, be it over
        self.wheel: Wheel | None = None
        self.subscriptions: dict[str, Subscription] = {}
        self.unconfirmed: list[StompFrame] = []
        self.restarted = False
        self._activation = Activation(lambda state: options.call("on_change_state", state))
        self._attempt: asyncio.Task | None = None
        self._deadline: Spoke | None = None
        self._boot = ""

    @property
    def state(self) -> ActivationState:
        """Whether it is to be connected."""
        return self._activation.state

    def activate(self) -> None:
        """Begin, now or when the last connection has ended."""
        if self._activation.activate(self.options.reconnect_delay):
            self.wheel = Wheel(self.options.clock or LoopClock())
            self.subscriptions = {}
            self._try()

    def deactivate(self, *, force: bool = False) -> Underway:
        """End, in order or by force."""
        session, attempt = self.session, self._attempt
        is_connecting = attempt is not None and not attempt.done()
        is_own = is_connecting and attempt is asyncio.current_task()
        is_up = session is not None and session.is_tried and not session.ended.done()
        in_order = self._activation.deactivate(is_up=is_up)
        if is_up and session.link is not None:
            if force:
                session.link.abort()
            elif in_order:
                session.dispose()
        elif is_connecting and not is_own:
            attempt.cancel()
        if session is not None and not is_up:
            session.give_up(NotConnectedError("the client was deactivated"))
            self._rest(session)
        return Underway(lambda: _over(None if is_own else attempt, None if is_own else session))

    def force_disconnect(self) -> None:
        """End this connection, and no more than that."""
        session = self.session
        if session is None or not session.is_tried or session.ended.done():
            return
        if session.link is not None:
            session.drop()
        else:
            self._attempt.cancel()

    async def open(self) -> StompFrame:
        """Begin, and wait for CONNECTED; if that fails, end."""
        session = self.session
        if session is not None and (self.state is ActivationState.DEACTIVATING or session.ended.done()):
            await self.deactivate()
        self.activate()
        session = self.session
        session.is_awaited = True
        try:
            return await asyncio.shield(session.started)
        except BaseException:
            await self.deactivate(force=True)
            raise

    # One attempt.

    def _try(self) -> None:
        self.session = Session(self)
        self._attempt = asyncio.get_running_loop().create_task(self._connect(self.session))

    async def _connect(self, session: Session) -> None:
        try:
            await self._prepare()
            if session.ended.done():
                return                              # deactivated meanwhile
            session.is_tried = True
            address = await self._find(session)
            session.host = address.host
            offered = [SUBPROTOCOLS[version] for version in self.options.stomp_versions]
            link = address.link(next(_names), session, Outbox(Limits().flush), self.wheel.clock, Limits(), strict=False,
                                subprotocols=offered)
            await address.dial(link, self.options.ssl)
        except asyncio.CancelledError:
            session.give_up(NotConnectedError("the attempt to connect was given up"))
        except Exception as error:
            if not session.is_awaited and not isinstance(error, (OSError, StompkataError)):
                report("a client cannot connect", error)
            if session.is_tried:
                self.options.call("on_web_socket_error", error)
            session.give_up(error)

    async def _prepare(self) -> None:
        before = self.options.before_connect
        preparing = before(self.options) if before is not None else None
        if isawaitable(preparing):
            await preparing

    async def _find(self, session: Session) -> Address | SocketAddress:
        options = self.options
        seconds = options.connection_timeout / 1000 or options.timeout
        self._deadline = self.wheel.after(seconds, lambda: self._too_late(session, seconds))
        options.log("Opening Web Socket...")
        source = options.web_socket_factory() if options.web_socket_factory is not None else options.broker_url or ""
        if isawaitable(source):
            source = await source
        address = parse(source) if isinstance(source, (str, Pipe)) else SocketAddress(source, options)
        if self.state is not ActivationState.ACTIVE:
            if isinstance(address, SocketAddress):
                source.close()
            raise NotConnectedError("the client was deactivated")
        return address

    def _too_late(self, session: Session, seconds: float) -> None:
        session.fail(DeadlineExceeded(f"no CONNECTED within {seconds:g} s\n  so far: {session.so_far()}"))
        self.force_disconnect()

    # What a session says.

    @property
    def lasts(self) -> bool:
        """Whether another connection follows this one, and takes over its subscriptions."""
        return self.options.resubscribe and self._activation.delay > 0

    def connected(self, session: Session, frame: StompFrame) -> None:
        """CONNECTED has come."""
        self._deadline.cancel()
        self._activation.delay = self.options.reconnect_delay
        boot, _, _ = frame.headers.get("session", "").partition("-")
        boot = boot if frame.headers.get("server", "").startswith("stompkata/") else ""
        self.restarted = bool(boot and self._boot) and boot != self._boot
        self._boot = boot
        if self.restarted:
            self.options.log("the broker has started anew: what its queues held is gone")
        for subscription in list(self.subscriptions.values()):
            session.resubscribe(subscription)
        self.options.call("on_connect", frame)

    def failed(self, failure: Exception) -> None:
        """Nothing more comes over this connection."""
        if not self.lasts:
            self._end_subscriptions(failure if self._activation.active else None)

    def closed(self, session: Session, event: CloseEvent) -> None:
        """The connection has ended, or there was none to be had."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._activation.closed()
        if session.is_tried:
            self.options.call("on_web_socket_close", event)
        if session is self.session and self._activation.delay > 0:
            wait = self._activation.wait(self.options.reconnect_jitter)
            self.options.log(f"STOMP: scheduling reconnection in {wait:g}ms")
            self.wheel.after(wait / 1000, self._try_again)
        else:
            self._rest(session)

    def _try_again(self) -> None:
        self._activation.waited(self.options.reconnect_time_mode, self.options.max_reconnect_delay)
        self._try()

    def _rest(self, session: Session) -> None:
        session.wheel.stop()
        if session is self.session:
            self._end_subscriptions(None)
        if self._activation.resumes():
            self.activate()

    def _end_subscriptions(self, failure: Exception | None) -> None:
        subscriptions, self.subscriptions = self.subscriptions, {}
        for subscription in subscriptions.values():
            subscription.end(failure)


async def _over(attempt: asyncio.Task | None, session: Session | None) -> None:
    if attempt is not None:
        await asyncio.wait([attempt])
    if session is not None:
        await asyncio.shield(session.ended)
