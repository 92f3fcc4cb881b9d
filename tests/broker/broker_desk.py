"""A broker on a desk: octets of one client go in, octets for every client come out, nothing between is hidden."""

from stompkata.broker.broker import Broker
from stompkata.broker.deliveries import Agreed, Close, Fanout, Remark, Reply
from stompkata.stomp.decoder import Decoder
from stompkata.stomp.encoder import encode
from stompkata.stomp.frame import BEAT


class Desk:
    """Clients by name; `say` feeds octets of one, `heard` is what each got since it was last looked at.

    `remarks` are what the broker let pass, with a word about it.
    """

    def __init__(self, preset="lenient", **options):
        self.broker = Broker(preset, **options)
        self.now = 1000.0
        self.decoders, self.versions, self._heard, self.remarks = {}, {}, {}, []

    def open(self, name):
        self.decoders[name] = Decoder(None, strict=self.broker.profile.strict_frames)
        self._heard[name] = []
        self.carry(self.broker.open(name, self.now))

    def connect(self, name, version="1.2"):
        self.open(name)
        self.say(name, b"CONNECT\naccept-version:%s\nhost:desk\n\n\0" % version.encode())
        return self.heard(name)

    def say(self, name, data):
        self.decoders[name].feed(data)
        while (frame := self.decoders[name].next()) is not None:
            if frame is not BEAT:
                self.carry(self.broker.handle(name, frame, self.now))

    def tick(self, seconds):
        self.now += seconds
        self.carry(self.broker.tick(self.now))

    def choke(self, *names):
        for name in names:
            self.broker.choked(name)

    def flow(self, name):
        self.carry(self.broker.flowing(name, self.now))

    def pump(self):
        while self.broker.pending:
            self.carry(self.broker.pump(self.now))

    def bodies(self, name):
        """The bodies of the messages that it heard."""
        return [said.partition(b"\n\n")[2][:-1] for said in self.heard(name) if said[:8] == b"MESSAGE\n"]

    def lose(self, name):
        self.carry(self.broker.lost(name, self.now))

    def heard(self, name):
        said, self._heard[name] = self._heard[name], []
        return said

    def carry(self, deliveries):
        for delivery in deliveries:
            match delivery:
                case Agreed(name, version, _):
                    self.decoders[name].version = self.versions[name] = version
                case Reply(name, frame):
                    self._heard[name].append(encode(frame, self.versions.get(name)))
                case Fanout(_, _, _, audience):
                    for subscription in audience:
                        name = subscription.session_id
                        self._heard[name].append(encode(delivery.copy(subscription), self.versions[name]))
                case Remark(_, what):
                    self.remarks.append(what)
                case Close(name, code, _):
                    self._heard[name].append(code)
