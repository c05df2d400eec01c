"""Lines of servers: addresses, ports, keys; `tacacs-server host`, the older way to say all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import DELETED, Context, Warn
from iosemu.features.system.servers import kept, rendered_key, set_key
from iosemu.features.tacacs.model import TacacsConfig, TacacsServer
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.tacacs import PORT

set_global_key = set_key


def render_key(record: TacacsServer) -> Iterable[str]:
    return rendered_key("key", record)


def render_global_key(config: TacacsConfig) -> Iterable[str]:
    return rendered_key("tacacs-server key", config)


def set_host(
    ctx: Context,
    negated: bool,
    address: IPv4,
    single: bool = False,
    port: int = PORT,
    timeout: int | None = None,
    kind: int = 0,
    text: str = "",
) -> Warn | None:
    if negated:
        ctx.change(("hosts", address), DELETED)
        return None
    key = kept(ctx, kind, text) if text else None
    server = TacacsServer("", address, port, timeout, key, single)
    ctx.change(("hosts", address), server)
    if ctx.device.booting or not ctx.device.software.servers_named:
        return None
    if not ctx.device.software.tells_old_line:
        return Warn("Warning: This CLI will be deprecated soon. Please move to tacacs server <name> CLI.")
    line = "tacacs-server host " + " ".join((format_ipv4(address), *_said(server)))
    return Warn(f"Warning: The cli will be deprecated soon\n '{line}'\n Please move to 'tacacs server <name>' CLI.")


def _said(server: TacacsServer) -> Iterator[str]:
    if server.single:
        yield "single-connection"
    if server.port != PORT:
        yield f"port {server.port}"
    if server.timeout is not None:
        yield f"timeout {server.timeout}"
    if server.key is not None:
        yield f"key {server.key.shown}"


def render_host(config: TacacsConfig) -> Iterable[str]:
    for address, server in config.hosts.items():
        yield " ".join((f"tacacs-server host {format_ipv4(address)}", *_said(server)))
