"""Entries of IPv6 access lists with their sequence numbers, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import Refused
from iosemu.features.acl.config import named_flags, port_match
from iosemu.features.acl.model import AccessList, AclConfig, Entry
from iosemu.features.acl.names import FLAGS
from iosemu.features.acl6.names import ICMP_MESSAGES
from iosemu.features.acl6.text import config_lines
from iosemu.types import MAX_IPV6, Prefix6

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def check_name6(ctx: Context, name: str) -> str | None:
    """A name is of one family."""
    if not ctx.negated and ctx.device[AclConfig].find(name) is not None:
        return f"% Access list {name} is already defined as an IPv4 access list"
    return None


def _side(host: int | None, prefix: tuple[int, int] | None) -> tuple[int, int]:
    if host is not None:
        return host, 0
    if prefix is None:
        return 0, MAX_IPV6
    network = Prefix6.of(*prefix)
    return network.network, MAX_IPV6 >> network.length


def _entry(values: dict[str, Any]) -> Entry:
    entry = Entry(values.get("seq") or values.get("seq_after") or 0, values["action"] == "permit", values["protocol"])
    entry.wide = True
    entry.src, entry.src_wildcard = _side(values.get("src"), values.get("src_prefix"))
    entry.dst, entry.dst_wildcard = _side(values.get("dst"), values.get("dst_prefix"))
    entry.src_ports, entry.dst_ports = port_match(values, "src"), port_match(values, "dst")
    message = values.get("icmp")
    if isinstance(message, str):
        entry.icmp_type, entry.icmp_code = ICMP_MESSAGES[message]
    elif message is not None:
        entry.icmp_type, entry.icmp_code = message, values.get("icmp_code")
    entry.established = values.get("established", False)
    for name, bit in FLAGS.items():
        if values.get(name):
            entry.flags_set |= bit
    if "flags" in values:
        entry.flags_named, entry.flags_all = True, values["flags"] == "match-all"
        named_flags(entry, values["flag_names"])
    entry.dscp, entry.fragments = values.get("dscp"), values.get("fragments", False)
    entry.log = values.get("log", "")
    return entry


def set_entry6(ctx: Context, negated: bool, **values: Any) -> None:
    """An entry that is there already is not made twice; one of a number that is taken goes in its place."""
    config: AccessList = ctx.record
    entry, old = _entry(values), config.entries
    if negated:
        left = [each for each in old if each.remark is not None or not (each.seq == entry.seq or each.same(entry))]
        if len(left) == len(old):
            raise Refused("% No matching ACE found")
        ctx.change("entries", left)
        return
    if any(each.remark is None and each.same(entry) for each in old):
        return
    if not entry.seq:
        entry.seq = max((each.seq for each in old if each.remark is None), default=0) // 10 * 10 + 10
    kept = [each for each in old if each.seq != entry.seq or each.remark is not None]
    ctx.change("entries", sorted([*kept, entry], key=lambda each: (each.seq, each.remark is None)))


def set_sequence6(ctx: Context, negated: bool, seq: int) -> None:
    ctx.change("entries", [each for each in ctx.record.entries if each.seq != seq])


def set_remark6(ctx: Context, negated: bool, text: str = "") -> None:
    """It stands before the next entry, with its number."""
    old: list[Entry] = ctx.record.entries
    if negated:
        ctx.change("entries", [each for each in old if each.remark is None or (text and each.remark != text)])
        return
    last = max((each.seq for each in old if each.remark is None), default=0)
    ctx.change("entries", [*old, Entry(last // 10 * 10 + 10, remark=text)])


def render_entries6(config: AccessList) -> Iterator[str]:
    yield from config_lines(config)
