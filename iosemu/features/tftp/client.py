"""What a user at a terminal sees of a file that comes or goes; see `copy`."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from iosemu.cli.context import Context, Interrupted, Request, Wait, Write
from iosemu.device.device import Device
from iosemu.device.sockets.tftp import Transfer
from iosemu.features.dns.lookup import translate
from iosemu.features.tftp.model import TftpConfig
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.tftp import BLOCK, Code

_PER_MARK = 10  # blocks
_WORDS = {
    -1: "Timed out", Code.NOT_FOUND: "No such file or directory", Code.VIOLATION: "Permission denied",
    Code.FULL: "No space left on device", Code.EXISTS: "File exists",
}  # fmt: skip
INVALID_HOST = "?Invalid host address or name\n%Error parsing filename (Invalid IP address or hostname)\n"
Body = Generator[Request, Any, bool]


class Copy:
    """One transfer as a command: `run` is its process; True when it is whole."""

    def __init__(
        self, ctx: Context, host: str, name: str, outgoing: bytes | None = None, limit: int | None = None
    ) -> None:
        self.ctx = ctx
        self.device: Device = ctx.device
        self.where = host
        self.name = name
        self.outgoing = outgoing
        self.limit = limit  # octets that there is room for
        self.data = b""
        self.seconds = 0.0
        self._marks: list[str] = []
        self._shown = 0  # marks of blocks

    @property
    def url(self) -> str:
        return f"tftp://{self.where}/{self.name}"

    def run(self) -> Body:
        session = self.ctx.session
        assert session is not None and session.process is not None  # an exec command
        self._process = session.process
        address = yield from translate(session, self.where)
        if address is None:
            yield Write(INVALID_HOST)
            return False
        if self.outgoing is None:
            yield Write(f"Accessing {self.url}...\n")
        transfer = self._begin(address)
        begun = self.device.scheduler.now
        told = False
        try:
            while not transfer.over or self._marks:
                if self.outgoing is None and transfer.block and not told:
                    told = True
                    yield Write(f"Loading {self.name} from {format_ipv4(address)} (via {self._way(address)}): ")
                if self._marks:
                    marks, self._marks = "".join(self._marks), []
                    if told or self.outgoing is not None:
                        yield Write(marks)
                    continue
                yield Wait(None)
        except Interrupted:
            transfer.abort()
            yield Write("\n%Error opening " + self.url + " (Aborted)\n")
            return False
        self.seconds = self.device.scheduler.now - begun
        shown = told or self.outgoing is not None
        if transfer.error is not None:
            words = _WORDS.get(transfer.error.code, "Undefined error")
            doing = "reading" if told else "opening"
            if transfer.error.code == Code.FULL and self.outgoing is None:
                doing, words = "copying", "Not enough space on device"
            yield Write(f"{chr(10) if shown and self._anything else ''}%Error {doing} {self.url} ({words})\n")
            return False
        self.data = bytes(transfer.data)
        yield Write(f"\n[OK - {len(self.data)} bytes]\n\n" if self.outgoing is None else "\n")
        return True

    _anything = False

    def _begin(self, address: IPv4) -> Transfer:
        config = self.device.get(TftpConfig) or TftpConfig()
        vrf = self.device.vrfs.default
        iface = self.device.interfaces.get(config.source) if config.source is not None else None
        local = iface.address or 0 if iface is not None and iface.line_up and iface.vrf is vrf else 0
        self._transfer = Transfer(self.device.engine("tftp").host, vrf, local, address, self, self.outgoing, self.limit)
        options = {"blksize": str(config.blocksize)} if config.blocksize != BLOCK else {}
        self._transfer.request(self.name, options)
        return self._transfer

    def _way(self, address: IPv4) -> str:
        entry = self.device.ip.route(self.device.vrfs.default, address)
        return entry.interface.text if entry is not None and entry.interface is not None else "Null0"

    # the transfer's user

    def moved(self, transfer: Transfer) -> None:
        blocks = transfer.block
        if self.outgoing is not None and not blocks:
            self._mark("!")
        elif blocks and blocks % _PER_MARK == 0:
            self._shown += 1
            self._mark("!")
        elif blocks == 1 and self.outgoing is None:
            self._process.poke()

    def repeated(self, transfer: Transfer) -> None:
        if self.outgoing is not None or transfer.block:
            self._mark(".")

    def ended(self, transfer: Transfer) -> None:
        if transfer.error is None and not self._shown:
            self._mark("!")
        self._process.poke()

    def _mark(self, mark: str) -> None:
        self._marks.append(mark)
        self._anything = True
        self._process.poke()

    def told(self) -> str:
        """``1580 bytes copied in 9.118 secs (173 bytes/sec)``"""
        size = len(self.data) if self.outgoing is None else len(self.outgoing)
        seconds = round(self.seconds, 3)
        rate = f" ({int(size / seconds)} bytes/sec)" if seconds else ""
        return f"{size} bytes copied in {seconds:.3f} secs{rate}\n"
