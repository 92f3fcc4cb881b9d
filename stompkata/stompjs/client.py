"""stompjs's Client: its names, parameters and frames, over our own client, which keeps the standard on the wire."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields
from typing import Any

from stompkata.net import client as net
from stompkata.net.message import Message
from stompkata.net.options import Options
from stompkata.net.pipe import Pipe
from stompkata.net.subscription import Subscription
from stompkata.stomp.frame import StompFrame
from stompkata.stompjs.frame_impl import FrameImpl
from stompkata.stompjs.spelling import Spelled, in_python, spelled
from stompkata.stompjs.versions import StompHeaders


@spelled(*(option.name for option in fields(Options)))
class Client(Spelled, net.Client):
    """A client of one broker: `Client({"brokerURL": url, "onConnect": …})`, or the same by Python's names.

    Everything that our own client can do is there under both names, and callbacks get stompjs's frames: `body` is text,
    `binaryBody` octets, and a message has `ack` and `nack`. What crosses the wire is ours, and so by the standard: with
    `host`, versions in ascending order, every escape. `StompHandler` shows the octets of stompjs.
    """

    def __init__(self, conf: Mapping[str, Any] | str | Pipe | None = None, /, **options: Any):
        super().__init__()
        self.configure(conf if isinstance(conf, Mapping) else {"broker_url": conf}, **options)

    def configure(self, conf: Mapping[str, Any] | None = None, /, **options: Any) -> None:
        """Set many options at once, by either name; one that does not exist is refused, where stompjs says nothing."""
        super().configure(**in_python(conf), **in_python(options))

    def publish(self, params: Mapping[str, Any] | str, body: str | bytes = "",
                **more: Any) -> Awaitable[StompFrame | None]:
        """Send a message: `{"destination": …, "headers": …, "body" or "binaryBody": …}`, or as our client has it."""
        if isinstance(params, str):
            return super().publish(params, body, **in_python(more))
        params = in_python(params)
        text, octets = params.pop("body", None) or "", params.pop("binary_body", None)
        destination, body = params.pop("destination"), text if octets is None else octets
        return super().publish(destination, body, **params, **in_python(more))

    def subscribe(self, destination: str, callback: Callable[[FrameImpl], object] | None = None,
                  headers: StompHeaders | None = None) -> Subscription:
        """Subscribe: each message goes to the callback, as stompjs's frame; without one, iterate over the result."""
        receive = callback and (lambda message: callback(as_frame(message)))
        return super().subscribe(destination, receive, headers=headers)

    def watch_for_receipt(self, receipt_id: str,
                          callback: Callable[[FrameImpl], object] | None = None) -> Awaitable[StompFrame]:
        """Have the RECEIPT of that id given to a callback, or await it."""
        return super().watch_for_receipt(receipt_id, callback and (lambda frame: callback(as_frame(frame))))

    def deactivate(self, options: Mapping[str, bool] | None = None, /, *, force: bool = False) -> Awaitable[None]:
        """End, and stay so; `{"force": True}` does not wait for the server."""
        return super().deactivate(force=force or bool(options and options.get("force")))

    def call(self, name: str, *args: object) -> None:
        """Call what is set under that name, with stompjs's frames."""
        super().call(name, *[as_frame(arg) for arg in args])


def as_frame(thing: object) -> object:
    """A frame of ours as stompjs's, which a message can be acknowledged by; anything else as it is."""
    if not isinstance(thing, StompFrame):
        return thing
    frame = FrameImpl(thing.command, thing.headers, binary_body=thing.body)
    if isinstance(thing, Message):
        frame.ack, frame.nack = thing.ack, thing.nack
    return frame
