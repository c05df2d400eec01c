"""One look-up: the name servers are asked in turn, each several times, for one name after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iosemu.types import IPv4
from iosemu.wire import Malformed, dns

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.sockets.tcp import Connection
    from iosemu.device.vrf import Vrf
    from iosemu.features.dns.engine import DnsEngine
    from iosemu.wire.udp import Udp

EVERYBODY = 0xFFFFFFFF  # who is asked where no name server is configured
_NO_BROADCAST = ("Loopback", "Null", "Tunnel", "Virtual-Access")


class LookupUser(Protocol):
    """Who wants to know."""

    def asking(self, lookup: Lookup, server: IPv4) -> None:
        """Another server is asked."""

    def answered(self, lookup: Lookup) -> None:
        """It is over; `lookup.reply` is the answer, or None."""


class Lookup:
    """`names` are tried in order. A server that says that there is no such name is believed; one that does not answer,
    or cannot, is followed by the next. Whom none of them answers for the first name is not asked for another.
    """

    def __init__(self, engine: DnsEngine, serial: int, names: list[str], type: int, servers: list[IPv4],
                 user: LookupUser, vrf: Vrf) -> None:  # fmt: skip
        self.engine = engine
        self.serial = serial
        self.names = names
        self.type = type
        self.servers = servers
        self.user = user
        self.vrf = vrf
        self.reply: dns.Message | None = None
        self.done = False
        self.id = 0
        self._name = self._server = self._sent = 0  # which one; how often it was asked
        self._port = 0
        self._listening: Claim | None = None
        self._stream: Stream | None = None

    @property
    def name(self) -> str:
        return self.names[self._name]

    @property
    def server(self) -> IPv4:
        return self.servers[self._server]

    @property
    def addresses(self) -> list[IPv4]:
        """Those that were found."""
        return addresses_in(self.reply)

    def begin(self) -> None:
        self._port = self.engine.free_port()
        self._listening = self.engine.host.device.ip.udp.listen(self._port, self._received)
        self._ask_server()

    def cancel(self) -> None:
        """Nobody wants to know any more."""
        if not self.done:
            self.done = True
            self._close()

    def give_up(self) -> None:
        """Where it was asked is no more."""
        if not self.done:
            self._finish(None)

    def _close(self) -> None:
        engine = self.engine
        engine.host.cancel(self.look_up)
        engine.lookups.pop(self.serial, None)
        if self._listening is not None:
            self._listening()
        self._hang_up()

    def _hang_up(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None and stream.connection is not None:
            stream.connection.abort()

    # asking

    def _ask_server(self) -> None:
        self._sent = 0
        self.id = self.engine.host.rng.getrandbits(16)
        if not self._name:
            self.user.asking(self, self.server)
        self._ask()

    def _ask(self) -> None:
        self._sent += 1
        payload = self.question()
        engine = self.engine
        device = engine.host.device
        vrf = self.vrf
        engine.host.after(engine.config.timeout, self.look_up)
        if self.server == EVERYBODY:
            for iface in list(device.interfaces.values()):
                if iface.vrf is vrf and iface.line_up and iface.address and iface.kind not in _NO_BROADCAST:
                    device.ip.udp.send(iface.vrf, 0, self._port, EVERYBODY, dns.PORT, payload, iface=iface)
        else:
            device.ip.udp.send(vrf, engine.source(vrf), self._port, self.server, dns.PORT, payload)

    def question(self) -> bytes:
        return dns.Message(self.id, [dns.Question(self.name, self.type)]).encode()

    @property
    def text(self) -> str:
        return self.name

    def look_up(self) -> None:
        """No answer so far: once more, or the next server."""
        if self._stream is None and self._sent <= self.engine.config.retry:
            self._ask()
        else:
            self._next_server()

    def _next_server(self) -> None:
        self._hang_up()
        self._server += 1
        if self._server < len(self.servers):
            self._ask_server()
        else:
            self._finish(None)

    # answers

    def _received(self, datagram: Udp, passage: Passage, iface: Interface) -> None:
        packet = passage.packet
        if datagram.src_port == dns.PORT and passage.vrf is self.vrf and self.server in (packet.src, EVERYBODY):
            try:
                message = dns.Message.decode(datagram.payload)
            except Malformed:
                return
            if self._is_ours(message):
                self._judge(message, packet.src)

    def _is_ours(self, message: dns.Message) -> bool:
        if self.done or not message.response or message.id != self.id or len(message.questions) > 1:
            return False
        asked = message.questions[0] if message.questions else None
        if asked is None:  # some say so little of a question that they do not take
            return message.rcode not in (dns.NO_ERROR, dns.NO_SUCH_NAME)
        return (asked.name.lower(), asked.type, asked.kind) == (self.name.lower(), self.type, dns.IN)

    def _judge(self, message: dns.Message, server: IPv4) -> None:
        if message.truncated and self._stream is None:
            self._ask_over_tcp(server)
        elif message.rcode == dns.NO_ERROR and any(record.type == self.type for record in message.answers):
            self.engine.remember(self.name, self.type, message, self.vrf.name)
            self._finish(message)
        elif message.rcode in (dns.NO_ERROR, dns.NO_SUCH_NAME):
            self._hang_up()
            if self._name + 1 < len(self.names):
                self._name += 1
                self._sent = 0
                self.id = self.engine.host.rng.getrandbits(16)
                self._ask()
            else:
                self._finish(message)
        else:
            self._next_server()

    def _ask_over_tcp(self, server: IPv4) -> None:
        """The answer does not fit into a datagram (RFC 7766)."""
        stream = self._stream = Stream(self)
        engine = self.engine
        device = engine.host.device
        stream.connection = device.ip.tcp.connect(
            self.vrf, server, dns.PORT, stream, src=engine.source(self.vrf)
        )
        if stream.connection is None:
            self._next_server()
        else:
            engine.host.after(engine.config.timeout * (engine.config.retry + 1), self.look_up)

    def from_stream(self, data: bytes, stream: Stream) -> None:
        if stream is not self._stream:
            return
        try:
            message = dns.Message.decode(data)
        except Malformed:
            self._next_server()
            return
        if self._is_ours(message):
            self._judge(message, self.server)

    def stream_ended(self, stream: Stream) -> None:
        if stream is self._stream and not self.done:
            stream.connection = None
            self._next_server()

    def _finish(self, reply: dns.Message | None) -> None:
        self.reply = reply
        self.done = True
        self._close()
        self.user.answered(self)


class Stream:
    """A question over TCP."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.connection: Connection | None = None
        self.frames = Frames()

    def opened(self, connection: Connection) -> None:
        connection.write(framed(self.lookup.question()))

    def readable(self, connection: Connection) -> None:
        for data in self.frames.take(connection.read()):
            self.lookup.from_stream(data, self)

    def acknowledged(self, connection: Connection) -> None:
        """Nothing waits for that."""

    def ended(self, connection: Connection) -> None:
        self.lookup.stream_ended(self)


class Frames:
    """Messages out of a stream of bytes: each comes behind its length (RFC 1035 section 4.2.2)."""

    def __init__(self) -> None:
        self._data = b""

    def take(self, data: bytes) -> list[bytes]:
        """Those that are whole now."""
        self._data += data
        found: list[bytes] = []
        while len(self._data) >= 2:
            end = 2 + int.from_bytes(self._data[:2], "big")
            if len(self._data) < end:
                break
            found.append(self._data[2:end])
            self._data = self._data[end:]
        return found


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(2, "big") + message


def addresses_in(reply: dns.Message | None) -> list[IPv4]:
    """Those of the aliases, too, which such an answer holds as well."""
    if reply is None or reply.rcode != dns.NO_ERROR:
        return []
    return [record.address for record in reply.answers if record.address is not None]
