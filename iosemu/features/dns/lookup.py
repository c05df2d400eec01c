"""What users see of a look-up, and what the exec does with a word that is no command."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from iosemu.cli.context import BadArgument, Context, Interrupted, Process, ProcessBody, Request, Wait, Write
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.features.dns.model import DnsConfig
from iosemu.features.line.model import LinesConfig
from iosemu.types import IPv4, format_ipv4
from iosemu.wire import dns

if TYPE_CHECKING:
    from iosemu.features.dns.engine import DnsEngine
    from iosemu.features.dns.resolver import Lookup

_UNKNOWN = "% Unknown command or computer name, or unable to find computer address"
UNRECOGNIZED = "% Unrecognized host or address, or protocol not running.\n"


def find_host(device: Device, name: str, vrf: str = "") -> IPv4 | None:
    """The address of a name as far as it is known here, or of an address in dots."""
    engine: DnsEngine = device.engine("dns")
    return engine.known(name, vrf)


class _Watcher:
    """Tells the process of a terminal how the look-up goes."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.servers: list[IPv4] = []

    def asking(self, lookup: Lookup, server: IPv4) -> None:
        self.servers.append(server)
        self.process.wake(None)

    def answered(self, lookup: Lookup) -> None:
        self.process.wake(None)


def translate(session: Session, name: str, vrf: str = "") -> Generator[Request, Any, IPv4 | None]:
    """The address of a name, known or asked for. The screen tells of the asking; a failure ends without a newline.

    Part of a process of the session.
    """
    engine: DnsEngine = session.shell.device.engine("dns")
    address = engine.known(name, vrf)
    if address is not None:
        return address
    yield Write(f'Translating "{name}"')
    assert session.process is not None  # this one
    watcher = _Watcher(session.process)
    lookup = engine.look_up(name, watcher, vrf)
    if lookup is None:
        return None
    yield Write("...domain server")
    told = 0
    try:
        while True:
            for server in watcher.servers[told:]:
                yield Write(f" ({format_ipv4(server)})")
            told = len(watcher.servers)
            if lookup.done:
                break
            yield Wait(None)
    finally:
        lookup.cancel()
    if not lookup.addresses:
        return None
    yield Write(" [OK]\n")
    return lookup.addresses[0]


def resolve(ctx: Context, name: str, vrf: str = "") -> Generator[Request, Any, IPv4 | None]:
    """As `translate`; a failure is told."""
    assert ctx.session is not None  # who yields is run by one
    address = yield from translate(ctx.session, name, vrf)
    if address is None:
        yield Write("\n" + UNRECOGNIZED)
    return address


def address_of(ctx: Context, field: str, host: str | IPv4, head: str, tail: str = "") -> IPv4 | BadArgument | None:
    """The address of what a configuration line names as `field`, between `head` and `tail`: the line keeps no names.

    None: the name servers are asked, and the line comes again with the answer. Nobody may be asked while a
    configuration is read; who types waits.
    """
    address = host if isinstance(host, int) else find_host(ctx.device, host)
    if address is not None:
        return address
    session = ctx.session
    if session is None or session.config is None or not ctx.device[DnsConfig].lookup:
        return BadArgument(field)
    if session.process is None:  # it is: another interface of a range waits for the same
        session.run_process(retyped(session, str(host), head, tail))
    return None


def told(session: Session, name: str, vrf: str = "") -> ProcessBody:
    """A line of the configuration keeps the name; the screen tells how the look-up goes."""
    try:
        address = yield from translate(session, name, vrf)
    except Interrupted:
        address = None
    if address is None:
        yield Write("\n")


def retyped(session: Session, name: str, head: str, tail: str, vrf: str = "") -> ProcessBody:
    """The line again when the answer has come; the caret under the name when there is none."""
    prompt = len(session.prompt)
    try:
        address = yield from translate(session, name, vrf)
    except Interrupted:
        yield Write("\n")
        return
    if address is None or session.config is None:
        session.refused += 1
        caret = " " * (prompt + len(head))
        yield Write(f"\n{caret}^\n% Invalid input detected at '^' marker.\n\n")
    else:
        yield Write(session.config.run(f"{head}{format_ipv4(address)}{tail}").output)


def name_of(session: Session, address: IPv4, vrf: str = "") -> Generator[Request, Any, str]:
    """The name of an address, known or asked for (only where name servers are configured); "" for none."""
    device: Device = session.shell.device
    engine: DnsEngine = device.engine("dns")
    config = engine.config
    name, servers = engine.name_of(address, vrf), engine.servers(vrf)
    if name or not (config.lookup and servers):
        return name
    assert session.process is not None  # this one
    lookup = engine.ask([dns.reverse_name(address)], dns.PTR, servers, _Watcher(session.process), vrf)
    try:
        while not lookup.done:
            yield Wait(None)
    finally:
        lookup.cancel()
    return engine.name_of(address, vrf)


def unknown_word(ctx: Context, word: str) -> str | ProcessBody:
    """A text that refuses the word (`transport preferred none` on the line), or what looks it up as a host.

    That tells a failure, and returns the address.
    """
    session = ctx.session
    assert session is not None  # typed in exec
    line = ctx.device[LinesConfig].by_name(session.line)
    if line.preferred == "none":
        return f"{' ' * len(session.prompt)}^\n% Invalid input detected at '^' marker.\n"
    return _look_up(session, word)


def _look_up(session: Session, word: str) -> ProcessBody:
    try:
        address = yield from translate(session, word)
    except Interrupted:
        yield Write("\n")
        return None
    if address is None:
        yield Write(f"\n{_UNKNOWN}\n")
    return address
