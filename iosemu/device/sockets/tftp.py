"""One transfer of TFTP at either end, in either direction; routers and PCs share it.

`Transfer` moves blocks in lock-step and says things again when nothing comes. `Files` answers requests at port 69.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from iosemu.device.sockets import events
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire import Malformed
from iosemu.wire.tftp import (
    BLOCK,
    GREATEST,
    PORT,
    SMALLEST,
    Ack,
    Code,
    Data,
    Error,
    Message,
    OptionAck,
    Request,
    decode,
)

if TYPE_CHECKING:
    from iosemu.device.engine import Host
    from iosemu.device.interface import Interface
    from iosemu.device.passage import Passage
    from iosemu.device.vrf import Vrf
    from iosemu.wire.udp import Udp

WAITS = (3.0, 4.0, 5.0, 6.0, 7.0)  # seconds until something is said again; after the last one it is given up
LINGER = 10.0  # seconds that who has received all hears those who have not heard so
_MOST = 32  # transfers of a server at the same time


class TransferUser(Protocol):
    def moved(self, transfer: Transfer) -> None:
        """Another block is over."""

    def repeated(self, transfer: Transfer) -> None:
        """Nothing came: the last message goes out again."""

    def ended(self, transfer: Transfer) -> None:
        """Whole, or with `transfer.error`."""


class Transfer:
    """`outgoing` is what is sent, None where data are received (`data`)."""

    def __init__(
        self, host: Host, vrf: Vrf, local: IPv4, remote: IPv4, user: TransferUser, outgoing: bytes | None = None,
        limit: int | None = None,
    ) -> None:  # fmt: skip
        self.host = host.child()
        self.vrf = vrf
        self.local = local
        self.remote = remote
        self.user = user
        self.outgoing = outgoing
        self.limit = limit  # octets that there is room for
        self.data = bytearray()
        self.size = BLOCK
        self.block = 0  # the last one that is over
        self.port = host.device.next_port()
        self.remote_port = PORT
        self.known = False  # is the other end's port?
        self.error: Error | None = None  # code -1: nobody answered
        self.over = False
        self._last: Message | None = None
        self._tries = 0
        self._final = False
        self._asked: dict[str, str] = {}  # options that the request carried
        self._stop = host.device.ip.udp.listen(self.port, self._received)

    @property
    def text(self) -> str:
        return f"{self.port}"

    @property
    def socket(self) -> int:
        return handle(self.port)

    # begin

    def request(self, name: str, options: dict[str, str] | None = None) -> None:
        """As a client."""
        self._asked = dict(options or {})
        self._say(Request(self.outgoing is not None, name, "octet", dict(self._asked)))

    def answer(self, request: Request, port: int) -> None:
        """As a server."""
        self.remote_port, self.known = port, True
        taken = self._taken(request.options)
        if taken:
            self._say(OptionAck(taken))
        elif self.outgoing is not None:
            self._next()
        else:
            self._say(Ack(0))

    def _taken(self, options: dict[str, str]) -> dict[str, str]:
        """Those of a request that are taken, as they are told (RFC 2347); the others count as not said."""
        taken = {}
        size = _number(options.get("blksize", ""))
        if size >= SMALLEST:
            self.size = min(size, GREATEST)
            taken["blksize"] = str(self.size)
        if "tsize" in options:
            taken["tsize"] = str(len(self.outgoing)) if self.outgoing is not None else options["tsize"]
        return taken

    def _agreed(self, options: dict[str, str]) -> bool:
        """What the server makes of our request: no options that were not said, no larger blocks than asked for."""
        size = _number(options.get("blksize", str(BLOCK)))
        good = options.keys() <= self._asked.keys() and size >= SMALLEST
        if not good or ("blksize" in options and size > int(self._asked["blksize"])):
            self._send(Error(Code.OPTIONS, "Option negotiation failed"))
            self._end(Error(Code.OPTIONS))
            return False
        self.size = size
        return True

    # what goes out

    def _say(self, message: Message) -> None:
        self._last, self._tries = message, 0
        self._send(message)
        self.host.after(WAITS[0], self.wait)

    def _send(self, message: Message) -> None:
        udp = self.host.device.ip.udp
        udp.send(self.vrf, self.local, self.port, self.remote, self.remote_port, message.encode())
        if isinstance(message, Data):
            self.host.emit(events.BlockSent(message.block, self._tries, self.socket))

    def wait(self) -> None:
        """Nothing came."""
        if not self.host.device.running:
            self._close()
            return
        self._tries += 1
        if self._tries >= len(WAITS) or self._last is None:
            self._end(Error(-1))
            return
        self.user.repeated(self)
        self._send(self._last)
        self.host.after(WAITS[self._tries], self.wait)

    def _next(self) -> None:
        assert self.outgoing is not None
        at = self.block * self.size
        piece = self.outgoing[at : at + self.size]
        self._final = len(piece) < self.size
        self._say(Data(self.block + 1 & 0xFFFF, piece))

    def abort(self) -> None:
        """Nobody wants it any more."""
        if not self.over:
            if self.known:
                self._send(Error(Code.UNDEFINED, "Aborted"))
            self._close()

    # what comes in

    def _received(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        if passage.packet.src != self.remote or passage.vrf is not self.vrf:
            return
        if self.known and udp.src_port != self.remote_port:
            return
        try:
            message = decode(udp.payload)
        except Malformed:
            return
        if self.over:
            if isinstance(message, Data) and message.block == self.block & 0xFFFF:
                self._send(Ack(message.block))
            return
        if isinstance(message, Error):
            self._end(message)
            return
        if isinstance(message, Request):
            return
        self.remote_port, self.known = udp.src_port, True
        if self.outgoing is None:
            self._take_in(message)
        else:
            self._go_on(message)

    def _take_in(self, message: Data | Ack | OptionAck) -> None:
        if isinstance(message, OptionAck):
            if not self.block and (isinstance(self._last, Ack) or self._agreed(message.options)):
                self._say(Ack(0))  # or the acknowledgement was lost
        elif isinstance(message, Data):
            if message.block == self.block & 0xFFFF and self.block:
                self._send(Ack(message.block))  # the acknowledgement was lost
            elif message.block == self.block + 1 & 0xFFFF:
                self._keep(message)

    def _keep(self, message: Data) -> None:
        if self.limit is not None and len(self.data) + len(message.payload) > self.limit:
            self._send(Error(Code.FULL, "No space left on device"))
            self._end(Error(Code.FULL))
            return
        self.data += message.payload
        self.block += 1
        last = len(message.payload) < self.size
        self._say(Ack(message.block))
        self.user.moved(self)
        if last:
            self.over = True
            self.host.cancel(self.wait)
            self.host.after(LINGER, self._close, background=True)
            self.user.ended(self)

    def _go_on(self, message: Data | Ack | OptionAck) -> None:
        if isinstance(message, OptionAck):
            if isinstance(self._last, Request) and self._agreed(message.options):
                self._next()
        elif isinstance(message, Ack):
            if not isinstance(self._last, Data):  # the request, or the options, are acknowledged
                if message.block == 0:
                    self.user.moved(self)
                    self._next()
            elif message.block == self._last.block:
                self.block += 1
                self.host.emit(events.BlockAcknowledged(message.block, self.socket))
                self.user.moved(self)
                if self._final:
                    self._end(None)
                else:
                    self._next()

    # end

    def _end(self, error: Error | None) -> None:
        self.error = error
        self._close()
        self.user.ended(self)

    def _close(self) -> None:
        self.over = True
        self.host.stop()
        self._stop()


def _number(text: str) -> int:
    """What a text of an option says; -1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -1


def handle(port: int) -> int:
    """Of a socket, as `debug tftp packets` shows it."""
    return 0x45AD0000 | port


@dataclass(slots=True)
class Given:
    """A file that a server gives: where it lies, and what is in it."""

    url: str
    data: bytes


class Files(Protocol):
    """What a server gives and takes."""

    @property
    def process(self) -> int:
        """Its number among those of the router."""

    def give(self, name: str, remote: IPv4) -> Given | None:
        """A file; None where there is none for that client."""

    def may_take(self, name: str, remote: IPv4) -> int | None:
        """Octets that there is room for; None: nothing may be written."""

    def take(self, name: str, data: bytes) -> None:
        """It is whole."""


class Server:
    """Answers at port 69."""

    def __init__(self, host: Host, files: Files) -> None:
        self.host = host
        self.files = files
        self.transfers: dict[Transfer, str] = {}  # with the name of what is written, "" for what is read
        self._reading: dict[Transfer, tuple[str, float]] = {}  # where it lies, and since when
        self._stop: Callable[[], None] = host.device.ip.udp.listen(PORT, self._received)

    def close(self) -> None:
        self._stop()
        for transfer in list(self.transfers):
            transfer.abort()
        self.transfers.clear()
        self._reading.clear()

    def _received(self, udp: Udp, passage: Passage, iface: Interface) -> None:
        packet, vrf = passage.packet, passage.vrf
        try:
            request = decode(udp.payload)
        except Malformed:
            return
        if not isinstance(request, Request):
            return
        local = packet.dst if vrf.v4.is_own(packet.dst) else iface.address or 0
        name = request.name.lstrip("/")
        again = any(
            (each.remote, each.remote_port, each.local) == (packet.src, udp.src_port, local) for each in self.transfers
        )
        if again:
            return
        emit, process = self.host.emit, self.files.process
        client = packet.src, udp.src_port
        emit(events.FileAsked(name, client, request.write, iface.name, handle(udp.src_port), process))
        if len(self.transfers) >= _MOST:
            self._refuse(vrf, local, packet.src, udp.src_port, Error(Code.UNDEFINED, "Too many transfers"))
            return
        room = self.files.may_take(name, packet.src) if request.write else None
        given = None if request.write else self.files.give(name, packet.src)
        if request.write and room is None:
            self._refuse(vrf, local, packet.src, udp.src_port, Error(Code.VIOLATION, "Access violation"))
        elif not request.write and given is None:
            self._refuse(vrf, local, packet.src, udp.src_port, Error(Code.NOT_FOUND, "File not found"))
        else:
            data = given.data if given is not None else None
            transfer = Transfer(self.host, vrf, local, packet.src, self, data, room)
            self.transfers[transfer] = name if request.write else ""
            if given is not None:
                self._reading[transfer] = given.url, self.host.now
                emit(events.FileOpened(given.url, len(given.data), process))
            transfer.answer(request, udp.src_port)

    def _refuse(self, vrf: Vrf, local: IPv4, remote: IPv4, port: int, error: Error) -> None:
        self.host.emit(events.FileRefused(error.code))
        udp = self.host.device.ip.udp
        udp.send(vrf, local, self.host.device.next_port(), remote, port, error.encode())

    def moved(self, transfer: Transfer) -> None: ...

    def repeated(self, transfer: Transfer) -> None: ...

    def ended(self, transfer: Transfer) -> None:
        name = self.transfers.pop(transfer, "")
        url, since = self._reading.pop(transfer, ("", 0.0))
        if url and transfer.error is None:
            self.host.emit(events.FileFinished(url, self.host.now - since, self.files.process))
        if name and transfer.error is None:
            self.files.take(name, bytes(transfer.data))
