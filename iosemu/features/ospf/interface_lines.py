"""`ip ospf …` on interfaces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli import DELETED
from iosemu.features.ospf.model import (
    Joined,
    OspfConfig,
    OspfInterface,
    OspfProcess,
    Secret,
    area_number,
    area_text,
)
from iosemu.features.ospf.secrets import key_exists, secret, shown, too_long
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context

__all__ = [
    "render_authentication",
    "render_authentication_chain",
    "render_authentication_key",
    "render_dead",
    "render_demand_circuit",
    "render_digest_key",
    "render_interface_bfd",
    "render_interface_lls",
    "render_interface_suppression",
    "render_interface_ttl_security",
    "render_joined",
    "render_multipoint",
    "render_network_type",
    "set_authentication",
    "set_authentication_chain",
    "set_authentication_key",
    "set_dead",
    "set_demand_circuit",
    "set_digest_key",
    "set_interface_bfd",
    "set_interface_lls",
    "set_interface_suppression",
    "set_interface_ttl_security",
    "set_joined",
    "set_multipoint",
    "set_network_type",
]


def set_joined(
    ctx: Context,
    negated: bool,
    process: int,
    area: int | None = None,
    dotted: IPv4 | None = None,
    no_secondaries: bool = False,
) -> str | None:
    """The process is made if there is none yet, in the VRF of the interface; one of another VRF refuses."""
    record: OspfInterface = ctx.record
    if negated:
        if record.joined is not None and record.joined.process == process:
            ctx.change("joined", None)
        return None
    known = ctx.device[OspfConfig].processes.get(process)
    vrf = ctx.obj.config.vrf
    if known is not None and known.vrf != vrf:
        return "%VRF specified does not match existing router"
    if known is None:
        ctx.device[OspfConfig].processes[process] = OspfProcess(process, vrf)
    ctx.change("joined", Joined(process, area_number(area, dotted), dotted is not None, not no_secondaries))
    return None


def render_joined(record: OspfInterface) -> Iterator[str]:
    joined = record.joined
    if joined is not None:
        tail = "" if joined.secondaries else " secondaries none"
        yield f"ip ospf {joined.process} area {area_text(joined.area, joined.dotted)}{tail}"


def set_authentication(ctx: Context, negated: bool, digest: bool = False, null: bool = False) -> None:
    ctx.change("authentication", "" if negated else "message-digest" if digest else "null" if null else "simple")
    ctx.change("key_chain", "")


def render_authentication(record: OspfInterface) -> Iterator[str]:
    words = {"simple": "", "message-digest": " message-digest", "null": " null"}
    if record.authentication in words:
        yield f"ip ospf authentication{words[record.authentication]}"


def set_authentication_chain(ctx: Context, negated: bool, key_chain: str = "") -> None:
    record: OspfInterface = ctx.record
    if not negated:
        ctx.change("authentication", "key-chain")
        ctx.change("key_chain", key_chain)
    elif record.authentication == "key-chain":
        ctx.change("authentication", "")
        ctx.change("key_chain", "")


def render_authentication_chain(record: OspfInterface) -> Iterator[str]:
    if record.authentication == "key-chain":
        yield f"ip ospf authentication key-chain {record.key_chain}"


def set_authentication_key(ctx: Context, negated: bool, kind: int = 0, text: str = "") -> str | None:
    found: Secret | None = None
    cut = False
    if not negated:
        found, cut = secret(ctx.device, kind, text, 8)
    ctx.change("key", found)
    return too_long(cut, 8)


def render_authentication_key(record: OspfInterface) -> Iterator[str]:
    if record.key is not None:
        yield f"ip ospf authentication-key {shown(record.key)}"


def set_digest_key(ctx: Context, negated: bool, number: int, kind: int = 0, text: str = "") -> str | None:
    record: OspfInterface = ctx.record
    if negated:
        if number in record.md5_keys:
            ctx.change(("md5_keys", number), DELETED)
        return None
    if number in record.md5_keys:
        return key_exists(ctx.device, number)
    found, cut = secret(ctx.device, kind, text, 16)
    ctx.change(("md5_keys", number), found)
    return too_long(cut, 16)


def render_digest_key(record: OspfInterface) -> Iterator[str]:
    for number, key in sorted(record.md5_keys.items()):
        yield f"ip ospf message-digest-key {number} md5 {shown(key)}"


def set_network_type(ctx: Context, negated: bool, network: str = "") -> str | None:
    """A loopback takes point-to-point alone."""
    if not negated and ctx.obj.kind == "Loopback" and network != "point-to-point":
        return f"{ctx.device.software.ospf_says}Invalid type for interface"
    ctx.change("network", "" if negated else network)
    return None


def render_network_type(record: OspfInterface) -> Iterator[str]:
    if record.network:
        yield f"ip ospf network {record.network}"


def set_multipoint(ctx: Context, negated: bool, non_broadcast: bool = False) -> str | None:
    return set_network_type(ctx, negated, f"point-to-multipoint{' non-broadcast' if non_broadcast else ''}")


def render_multipoint(record: OspfInterface) -> Iterator[str]:
    yield from ()


def set_dead(ctx: Context, negated: bool, dead: int | None = None, multiplier: int = 0) -> None:
    ctx.change("dead", None if negated else dead)
    ctx.change("multiplier", 0 if negated else multiplier)


def render_dead(record: OspfInterface) -> Iterator[str]:
    if record.multiplier:
        yield f"ip ospf dead-interval minimal hello-multiplier {record.multiplier}"
    elif record.dead is not None:
        yield f"ip ospf dead-interval {record.dead}"


def set_interface_bfd(ctx: Context, negated: bool, disable: bool = False) -> None:
    ctx.change("bfd", None if negated else not disable)


def render_interface_bfd(record: OspfInterface) -> Iterator[str]:
    if record.bfd is not None:
        yield "ip ospf bfd" + ("" if record.bfd else " disable")


def set_demand_circuit(ctx: Context, negated: bool, demand_ignored: bool = False) -> None:
    """`ignore` is a line of its own kind: the one takes the other's place."""
    ctx.change("demand", not negated and not demand_ignored)
    ctx.change("demand_ignored", not negated and demand_ignored)


def render_demand_circuit(record: OspfInterface) -> Iterator[str]:
    if record.demand or record.demand_ignored:
        yield "ip ospf demand-circuit" + (" ignore" if record.demand_ignored else "")


def set_interface_lls(ctx: Context, negated: bool, disable: bool = False) -> None:
    ctx.change("lls", None if negated else not disable)


def render_interface_lls(record: OspfInterface) -> Iterator[str]:
    if record.lls is not None:
        yield "ip ospf lls" + ("" if record.lls else " disable")


def set_interface_suppression(ctx: Context, negated: bool, disable: bool = False) -> None:
    ctx.change("prefix_suppression", None if negated else not disable)


def render_interface_suppression(record: OspfInterface) -> Iterator[str]:
    if record.prefix_suppression is not None:
        yield "ip ospf prefix-suppression" + ("" if record.prefix_suppression else " disable")


def set_interface_ttl_security(ctx: Context, negated: bool, disable: bool = False, hops: int = 1) -> None:
    ctx.change("ttl_hops", None if negated else 0 if disable else hops)


def render_interface_ttl_security(record: OspfInterface) -> Iterator[str]:
    if record.ttl_hops is not None:
        tail = " disable" if not record.ttl_hops else f" hops {record.ttl_hops}" if record.ttl_hops > 1 else ""
        yield f"ip ospf ttl-security{tail}"
