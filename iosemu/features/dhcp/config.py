"""What the grammar cannot say of DHCP: masks, ranges, options, lists of helpers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iosemu.cli.context import DELETED, BadArgument, Context, Refused
from iosemu.device.interface import InterfaceConfig, LeaseLine
from iosemu.device.vrf_names import named_vrf
from iosemu.features.dhcp.model import FORWARDED, DhcpConfig, DhcpInterface, DhcpPool
from iosemu.features.dhcp.ports import NAMES
from iosemu.types import InterfaceName, IPv4, Prefix, classful_length, format_ipv4, length_of, mask_of

_LIST = 8  # addresses at most


# ranges that are not given


def set_excluded(ctx: Context, negated: bool, low: IPv4, high: IPv4 | None = None, vrf: str = "") -> str | None:
    config: DhcpConfig = ctx.record
    last = low if high is None else high
    if last < low:
        return "% Invalid address range"
    if negated:
        if (vrf, low, last) not in config.excluded:
            return "% Range [" + ", ".join(map(format_ipv4, (low, last))) + "] is not in the database."
        ctx.change(("excluded", (vrf, low, last)), DELETED)
    else:
        ctx.change(("excluded", (vrf, low, last)), True)
    return None


def render_excluded(config: DhcpConfig) -> Iterator[str]:
    for vrf, low, high in config.excluded:
        where = f"vrf {vrf} " if vrf else ""
        yield f"ip dhcp excluded-address {where}{format_ipv4(low)}{f' {format_ipv4(high)}' if high != low else ''}"
    if config.excluded:
        yield "!"


# pools


def _length(address: IPv4, mask: int | None) -> int:
    """Of a mask in dots, or of a length with a slash; the class's without one."""
    if mask is None:
        return classful_length(address)
    if mask <= 32:
        return mask
    try:
        return length_of(mask)
    except ValueError:
        raise Refused("% Invalid network mask") from None


def set_network(ctx: Context, negated: bool, network: IPv4 | None = None, mask: int | None = None) -> str | None:
    pool: DhcpPool = ctx.record
    if negated:
        ctx.change("network", None)
        return None
    assert network is not None
    length = _length(network, mask)
    prefix = Prefix.of(network, length)
    if prefix.network != network or not 1 <= length <= 30 or network >> 28 >= 14 or network >> 24 in (0, 127):
        raise Refused(f"% {format_ipv4(network)} / {length} is an invalid network.")
    if pool.host is not None:
        raise Refused("% This command may not be used with host pools.")
    ctx.change("network", (network, length))
    return None


def render_network(pool: DhcpPool) -> list[str]:
    return [f"network {_masked(pool.network)}"] if pool.network is not None else []


def set_host(ctx: Context, negated: bool, host: IPv4 | None = None, mask: int | None = None) -> None:
    pool: DhcpPool = ctx.record
    if negated:
        ctx.change("host", None)
        return
    assert host is not None
    length = _length(host, mask)
    prefix = Prefix.of(host, length)
    if not 1 <= length <= 32 or (length < 31 and host in (prefix.network, prefix.broadcast)):
        raise Refused(f"% {format_ipv4(host)} / {length} is an invalid host address.")
    if pool.network is not None:
        raise Refused("% This command may not be used with network pools.")
    ctx.change("host", (host, length))


def render_host(pool: DhcpPool) -> list[str]:
    return [f"host {_masked(pool.host)}"] if pool.host is not None else []


def _masked(place: tuple[IPv4, int]) -> str:
    return f"{format_ipv4(place[0])} {format_ipv4(mask_of(place[1]))}"


def dotted(data: bytes) -> str:
    """``0100.5079.6668.01``"""
    return ".".join(data.hex()[at : at + 4] for at in range(0, 2 * len(data), 4))


def undotted(text: str) -> bytes | None:
    """The octets of dotted hexadecimal; None where it is none."""
    digits = text.replace(".", "")
    if re.fullmatch(r"[0-9a-fA-F.]+", text) is None or not digits or len(digits) % 2:
        return None
    return bytes.fromhex(digits)


def check_client_id(ctx: Context, client_id: str = "") -> BadArgument | None:
    if ctx.negated or ctx.defaulted or undotted(client_id) is not None:
        return None
    return BadArgument("client_id")


def check_eight(ctx: Context, **lists: list[IPv4]) -> str | None:
    if any(len(each) > _LIST for each in lists.values()):
        return f"% A maximum of {_LIST} addresses may be specified."
    return None


def set_option(
    ctx: Context, negated: bool, code: int, text: str = "", digits: list[str] | None = None,
    addresses: list[IPv4] | None = None,
) -> BadArgument | None:  # fmt: skip
    if negated:
        ctx.change(("options", code), DELETED)
        return None
    if digits is not None:
        data = undotted("".join(digits))
        if data is None:
            return BadArgument("digits")
        ctx.change(("options", code), ("hex", data))
    elif addresses is not None:
        ctx.change(("options", code), ("ip", b"".join(each.to_bytes(4, "big") for each in addresses)))
    else:
        ctx.change(("options", code), ("ascii", text.encode("latin-1", "replace")))
    return None


def render_option(pool: DhcpPool) -> Iterator[str]:
    for code, (kind, value) in sorted(pool.options.items()):
        if kind == "ascii":
            yield f"option {code} ascii {value.decode('latin-1')}"
        elif kind == "hex":
            yield f"option {code} hex {dotted(value)}"
        else:
            shown = (format_ipv4(int.from_bytes(value[at : at + 4], "big")) for at in range(0, len(value), 4))
            yield f"option {code} ip {' '.join(shown)} "


def set_lease(
    ctx: Context, negated: bool, infinite: bool = False, days: int = 0, hours: int = 0, minutes: int = 0
) -> str | None:
    if negated:
        ctx.change("lease", DhcpPool().lease)
        return None
    seconds = (days * 24 + hours) * 3600 + minutes * 60
    if not infinite and not seconds:
        return "% Lease time must be at least one minute."
    ctx.change("lease", None if infinite else seconds)
    return None


def render_lease(pool: DhcpPool) -> list[str]:
    if pool.lease == DhcpPool().lease:
        return []
    if pool.lease is None:
        return ["lease infinite"]
    days, rest = divmod(pool.lease, 86400)
    parts = [days, rest // 3600, rest // 60 % 60]
    while not parts[-1]:
        parts.pop()
    return [f"lease {' '.join(map(str, parts))}"]


# broadcasts that are sent on


def set_forward_udp(ctx: Context, negated: bool, port: int | None = None) -> None:
    config: DhcpConfig = ctx.record
    if port is None:
        ctx.change("forward_udp", not negated)
        for other in list(config.ports):
            ctx.change(("ports", other), DELETED)
    elif (port in FORWARDED) is not negated:
        ctx.change(("ports", port), DELETED)
    else:
        ctx.change(("ports", port), not negated)


def render_forward_udp(config: DhcpConfig) -> Iterator[str]:
    if not config.forward_udp:
        yield "no ip forward-protocol udp"
    for port, wanted in sorted(config.ports.items()):
        yield f"{'' if wanted else 'no '}ip forward-protocol udp {NAMES.get(port, port)}"


def set_helper(
    ctx: Context, negated: bool, address: IPv4 | None = None, vrf: str | None = None, **where: bool
) -> str | None:
    config: DhcpInterface = ctx.record
    place = "" if where.get("global") else vrf
    if negated:
        for key in list(config.helpers):
            if address is None or key == (place, address):
                ctx.change(("helpers", key), DELETED)
        return None
    assert address is not None
    if address >> 24 in (0, 127) or 0xE0000000 <= address < 0xFFFFFFFF:
        return f"% Invalid helper address {format_ipv4(address)}"
    if place and not ctx.device.booting:
        named_vrf(ctx.device, place)
    ctx.change(("helpers", (place, address)), True)
    return None


def render_helper(config: DhcpInterface) -> Iterator[str]:
    for vrf, address in config.helpers:
        where = "" if vrf is None else f"vrf {vrf} " if vrf else "global "
        yield f"ip helper-address {where}{format_ipv4(address)}"


# the client


def set_ip_address_dhcp(
    ctx: Context, negated: bool, client_id: InterfaceName | None = None, hostname: str = ""
) -> None:
    config: InterfaceConfig = ctx.record
    if negated:
        ctx.change("leased", None)
        return
    if ctx.obj.name.sub is not None and "Ethernet" in ctx.obj.kind and config.dot1q is None:
        from iosemu.features.interface.config import NO_VLAN

        raise Refused(NO_VLAN)
    ctx.obj[DhcpInterface]  # whose engine has the client
    if config.leased is None:
        for own in list(config.secondaries):
            ctx.change(("secondaries", own), DELETED)
        ctx.change("unnumbered", None)
        ctx.change("address", None)
    ctx.change("leased", LeaseLine(client_id, hostname))


def render_ip_address_dhcp(config: InterfaceConfig) -> list[str]:
    line = config.leased
    if line is None:
        return []
    named = f" client-id {line.client_id}" if line.client_id is not None else ""
    return [f"ip address dhcp{named}{f' hostname {line.hostname}' if line.hostname else ''}"]
