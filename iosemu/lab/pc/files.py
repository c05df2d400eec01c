"""Files of a PC: given and taken by TFTP, listed, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iosemu.cli.context import Interrupted, Process, Wait, Write
from iosemu.device.engine import Host
from iosemu.device.sockets.tftp import Given, Server, Transfer
from iosemu.lab.pc.session import Answer, Body, Call, Command, Usage
from iosemu.lab.pc.words import address, options
from iosemu.types import IPv4
from iosemu.wire.tftp import Code

if TYPE_CHECKING:
    from iosemu.device.device import Device

_USAGE = "tftp -g -r FILE [-l AS] HOST | tftp -p -l FILE [-r AS] HOST"
_WORDS = {
    -1: "timeout",
    Code.NOT_FOUND: "server error: (1) File not found",
    Code.VIOLATION: "server error: (2) Access violation",
}


class PcFiles:
    """What the server of a PC gives and takes: all that is there."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.process = 1
        self.server = Server(Host(device, "tftpd"), self)

    def give(self, name: str, remote: IPv4) -> Given | None:
        data = self.device.flash.get(name)
        return Given(name, data) if data is not None else None

    def may_take(self, name: str, remote: IPv4) -> int | None:
        return self.device.flash.free if name else None

    def take(self, name: str, data: bytes) -> None:
        self.device.flash.store(name, data)


def tftpd(call: Call) -> Answer:
    shell = call.shell
    if shell.files is not None:
        raise Usage("tftpd: bind: Address already in use")
    shell.files = PcFiles(shell.device)
    return None


class _Client:
    def __init__(self, process: Process) -> None:
        self.process = process

    def moved(self, transfer: Transfer) -> None: ...

    def repeated(self, transfer: Transfer) -> None: ...

    def ended(self, transfer: Transfer) -> None:
        self.process.poke()


def tftp(call: Call) -> Answer:
    found, rest = options(call, "rl", "gp")
    if len(rest) != 1 or ("g" in found) == ("p" in found) or call.session is None:
        raise Usage(_USAGE)
    local, remote = found.get("l") or found.get("r", ""), found.get("r") or found.get("l", "")
    if not local:
        raise Usage(_USAGE)
    if "p" in found and local not in call.shell.device.flash:
        raise Usage(f"tftp: can't open '{local}': No such file or directory")
    return _copy(call, address(rest[0]), local, remote, "p" in found)


def _copy(call: Call, host: IPv4, local: str, remote: str, put: bool) -> Body:
    device = call.shell.device
    process = cast(Process, call.session.process if call.session is not None else None)
    outgoing = device.flash[local] if put else None
    ends = device.vrfs.default, 0, host
    transfer = Transfer(Host(device, "tftp"), *ends, _Client(process), outgoing, device.flash.free)
    transfer.request(remote)
    try:
        while not transfer.over:
            yield Wait(None)
    except Interrupted:
        transfer.abort()
        yield Write("^C\n\n")
        return
    if transfer.error is not None:
        words = _WORDS.get(transfer.error.code, f"server error: ({transfer.error.code}) {transfer.error.message}")
        yield Write(f"tftp: {words}\n")
    elif not put:
        problem = device.flash.store(local, bytes(transfer.data))
        if problem:
            yield Write(f"{problem}\n")
    yield Write("\n")


def ls(call: Call) -> Answer:
    files = call.shell.device.flash
    return [f"{len(data):>10} {name}" for name, data in sorted(files.items())]


def cat(call: Call) -> Answer:
    if len(call.words) != 1:
        raise Usage("cat FILE")
    data = call.shell.device.flash.get(call.words[0])
    if data is None:
        raise Usage(f"cat: {call.words[0]}: No such file or directory")
    return data.decode("utf-8", "surrogateescape").splitlines()


def rm(call: Call) -> Answer:
    if len(call.words) != 1 or call.shell.device.flash.pop(call.words[0], None) is None:
        raise Usage(f"rm: {' '.join(call.words)}: No such file or directory")
    return None


COMMANDS: dict[str, tuple[Command, str]] = {
    "tftp": (tftp, "-g -r FILE HOST | -p -l FILE HOST: get or put a file"),
    "tftpd": (tftpd, "give and take files by TFTP"),
    "ls": (ls, "files"),
    "cat": (cat, "FILE"),
    "rm": (rm, "FILE"),
}
