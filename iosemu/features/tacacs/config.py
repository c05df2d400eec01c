"""Lines of servers: addresses, ports, keys; `tacacs-server host`, the older way to say all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import DELETED, Context, Refused, Warn
from iosemu.device.device import Device
from iosemu.device.vault import Kept
from iosemu.features.system.config import weak_password
from iosemu.features.tacacs.model import TacacsConfig, TacacsServer
from iosemu.types import IPv4, format_ipv4
from iosemu.wire.tacacs import PORT


def _kept(ctx: Context, kind: int, text: str) -> Kept:
    device: Device = ctx.device
    try:
        return device.vault.keep(kind, text, device.software.type6_servers)
    except ValueError:
        raise Refused(f"Invalid encrypted password: {text}") from None


def set_key(ctx: Context, negated: bool, kind: int = 0, text: str = "") -> Warn | None:
    """Of a server, or of all."""
    if negated or ctx.defaulted:
        ctx.change("key", None)
        return None
    key = _kept(ctx, kind, text)
    ctx.change("key", key)
    return weak_password(ctx, key.kind) if key.kind != 6 else None


def render_key(record: TacacsServer) -> Iterable[str]:
    if record.key is not None:
        yield f"key {record.key.shown}"


set_global_key = set_key


def render_global_key(config: TacacsConfig) -> Iterable[str]:
    if config.key is not None:
        yield f"tacacs-server key {config.key.shown}"



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
    key = _kept(ctx, kind, text) if text else None
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
