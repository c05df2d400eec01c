"""Lines of servers: addresses with their ports, keys; `radius-server host`, the older way to say all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import DELETED, Context, Warn
from iosemu.features.radius.model import RadiusConfig, RadiusServer
from iosemu.features.system.servers import kept, rendered_key, set_key
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.radius import OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT

set_global_key = set_key


def render_key(record: RadiusServer) -> Iterable[str]:
    return rendered_key("key", record)


def render_global_key(config: RadiusConfig) -> Iterable[str]:
    return rendered_key("radius-server key", config)


def set_address(
    ctx: Context,
    negated: bool,
    address: IPv4 | None = None,
    auth_port: int = OLD_ACCESS_PORT,
    acct_port: int = OLD_ACCOUNTING_PORT,
) -> None:
    if negated or ctx.defaulted:
        address, auth_port, acct_port = None, OLD_ACCESS_PORT, OLD_ACCOUNTING_PORT
    ctx.change("address", address)
    ctx.change("auth_port", auth_port)
    ctx.change("acct_port", acct_port)


def render_address(server: RadiusServer) -> Iterable[str]:
    if server.address is not None:
        yield f"address ipv4 {format_ipv4(server.address)} auth-port {server.auth_port} acct-port {server.acct_port}"


_OLD_WAY = """Warning: The cli will be deprecated soon
 'radius-server host {}'
 Please move to 'radius server <name>' CLI."""


def set_host(
    ctx: Context,
    negated: bool,
    address: IPv4,
    auth_port: int | None = None,
    acct_port: int | None = None,
    timeout: int | None = None,
    retransmit: int | None = None,
    kind: int = 0,
    text: str = "",
) -> Warn | None:
    """Taken away without ports, it is gone with whatever ports it had."""
    if negated:
        for known in ctx.record.hosts:
            if known[0] == address and auth_port in (None, known[1]) and acct_port in (None, known[2]):
                ctx.change(("hosts", known), DELETED)
        return None
    auth_port = OLD_ACCESS_PORT if auth_port is None else auth_port
    acct_port = OLD_ACCOUNTING_PORT if acct_port is None else acct_port
    place = address, auth_port, acct_port
    key = kept(ctx, kind, text) if text else None
    server = RadiusServer("", address, auth_port, acct_port, timeout, retransmit, key)
    ctx.change(("hosts", place), server)
    if not ctx.device.software.servers_named or ctx.device.booting:
        return None
    return Warn(_OLD_WAY.format(" ".join((format_ipv4(address), *_said(server)))))


def _said(server: RadiusServer) -> Iterator[str]:
    if server.timeout is not None:
        yield f"timeout {server.timeout}"
    if server.retransmit is not None:
        yield f"retransmit {server.retransmit}"
    if server.key is not None:
        yield f"key {server.key.shown}"


def render_host(config: RadiusConfig) -> Iterable[str]:
    for (address, auth_port, acct_port), server in config.hosts.items():
        ports = f"auth-port {auth_port} acct-port {acct_port}"
        yield " ".join((f"radius-server host {format_ipv4(address)} {ports}", *_said(server)))


def set_dead_criteria(ctx: Context, negated: bool, time: int | None = None, tries: int | None = None) -> None:
    ctx.change("dead_time", None if negated else time)
    ctx.change("dead_tries", None if negated else tries)


def render_dead_criteria(config: RadiusConfig) -> Iterable[str]:
    said = [f"time {config.dead_time}"] if config.dead_time is not None else []
    said += [f"tries {config.dead_tries}"] if config.dead_tries is not None else []
    if said:
        yield f"radius-server dead-criteria {' '.join(said)}"
