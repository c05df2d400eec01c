"""Lines of SNMP as IOS writes them."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import DELETED, Context
from iosemu.features.snmp.model import Community, SnmpConfig, TrapHost
from iosemu.types import format_ipv4


def set_community(ctx: Context, negated: bool, name: str, access: str = "RO", acl: int | str = "") -> None:
    ctx.change(("communities", name), DELETED if negated else Community(access, str(acl)))


def render_community(config: SnmpConfig) -> Iterator[str]:
    for name, each in config.communities.items():
        yield f"snmp-server community {name} {each.access} {each.acl}".rstrip()


def set_host(ctx: Context, negated: bool, address: int, community: str, version: str = "") -> None:
    ctx.change(("hosts", (address, community)), DELETED if negated else TrapHost(version))


def render_host(config: SnmpConfig) -> Iterator[str]:
    for (address, community), each in config.hosts.items():
        version = f"version {each.version} " if each.version and each.version != "1" else ""
        yield f"snmp-server host {format_ipv4(address)} {version}{community}"
