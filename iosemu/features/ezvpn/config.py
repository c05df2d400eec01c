"""Lines of a group of clients that are more than a field."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.ezvpn.model import ClientGroup, EzvpnConfig
from iosemu.features.isakmp.config import kept_key
from iosemu.types import IPv4, format_ipv4


def set_group_key(ctx: Context, negated: bool, secret: str = "", kind: int = 0) -> None:
    ctx.change(("key",), None if negated or ctx.defaulted else kept_key(ctx, kind, secret))


def render_group_key(record: ClientGroup) -> Iterator[str]:
    if record.key is not None:
        yield f"key {record.key.shown}"


def _servers(ctx: Context, name: str, negated: bool, first: IPv4, second: IPv4) -> None:
    found = [] if negated or ctx.defaulted else [each for each in (first, second) if each]
    ctx.change((name,), found)


def set_dns(ctx: Context, negated: bool, first: IPv4 = 0, second: IPv4 = 0) -> None:
    _servers(ctx, "dns", negated, first, second)


def set_wins(ctx: Context, negated: bool, first: IPv4 = 0, second: IPv4 = 0) -> None:
    _servers(ctx, "wins", negated, first, second)


def render_dns(record: ClientGroup) -> Iterator[str]:
    if record.dns:
        yield f"dns {' '.join(format_ipv4(each) for each in record.dns)}"


def render_wins(record: ClientGroup) -> Iterator[str]:
    if record.wins:
        yield f"wins {' '.join(format_ipv4(each) for each in record.wins)}"


def access_lists(record: EzvpnConfig) -> Iterator[str]:
    """What crypto maps ask of clients, map by map."""
    names = {**record.map_authentication, **record.map_authorization, **record.map_respond}
    for name in names:
        if name in record.map_authentication:
            yield f"crypto map {name} client authentication list {record.map_authentication[name]}"
        if name in record.map_authorization:
            yield f"crypto map {name} isakmp authorization list {record.map_authorization[name]}"
        if name in record.map_respond:
            yield f"crypto map {name} client configuration address respond"
