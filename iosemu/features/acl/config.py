"""What the grammar cannot say of access lists: entries with their sequence numbers, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED, Refused
from iosemu.features.acl.model import ANY, AccessList, AclConfig, Entry, Ports
from iosemu.features.acl.names import FLAGS, ICMP_MESSAGES
from iosemu.features.acl.reflexive import reflecting
from iosemu.features.acl.text import config_line
from iosemu.records import replace

if TYPE_CHECKING:
    from iosemu.cli.context import Context

_LAST = 2147483647


def _check_name(ctx: Context, name: str, others: dict[str, AccessList], kind: str) -> str | None:
    """A number that got here is outside the range of its type; a name belongs to one type."""
    if name.isdecimal():
        return "% Invalid access list name."
    if name not in others or ctx.negated:
        return None
    if ctx.device.software.remarks_are_numbered:
        return "% The ACL cannot be created or an ACL with the same name but incompatible type already exists."
    return f"% A named {kind} IP access list with this name already exists"


_REFLEXIVE = "% A named Reflexive IP access list with this name already exists"


def check_standard_name(ctx: Context, name: str) -> str | None:
    if not ctx.negated and name in reflecting(ctx.record):
        return _REFLEXIVE
    return _check_name(ctx, name, ctx.record.extended, "Extended")


def check_extended_name(ctx: Context, name: str) -> str | None:
    if not ctx.negated and name in reflecting(ctx.record):
        return _REFLEXIVE
    return _check_name(ctx, name, ctx.record.standard, "Standard")


# an entry out of the words

def _side(address: int | None, wildcard: int | None) -> tuple[int, int]:
    if address is None:
        return 0, ANY
    if wildcard is None:
        return address, 0
    return address & ~wildcard & 0xFFFFFFFF, wildcard


def port_match(values: dict[str, Any], side: str) -> Ports | None:
    operator = values.get(f"{side}_op")
    if operator is None:
        return None
    if operator == "range":
        low, high = values[f"{side}_low"], values[f"{side}_high"]
        return Ports("range", (min(low, high), max(low, high)))
    ports = values[f"{side}_ports"]
    return Ports(operator, tuple(dict.fromkeys(ports)) if isinstance(ports, list) else (ports,))


def _entry(extended: bool, values: dict[str, Any]) -> Entry:
    entry = Entry(values.get("seq", 0), values["action"] == "permit", log=values.get("log", ""))
    entry.src, entry.src_wildcard = _side(values.get("src"), values.get("src_wildcard"))
    if not extended:
        return entry
    entry.protocol = values["protocol"]
    entry.dst, entry.dst_wildcard = _side(values.get("dst"), values.get("dst_wildcard"))
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
    for field in ("dscp", "precedence", "tos"):
        setattr(entry, field, values.get(field))
    if "ttl_op" in values:
        entry.ttl = port_match(values, "ttl")
    entry.fragments = values.get("fragments", False)
    entry.reflect, entry.reflect_timeout = values.get("reflect", ""), values.get("reflect_timeout")
    return entry


def named_flags(entry: Entry, names: list[str]) -> None:
    for name in names:
        bit = FLAGS[name[1:]]
        if name[0] == "+":
            entry.flags_set, entry.flags_clear = entry.flags_set | bit, entry.flags_clear & ~bit
        else:  # of a flag named twice the last counts
            entry.flags_set, entry.flags_clear = entry.flags_set & ~bit, entry.flags_clear | bit


# lists

def _with(ctx: Context, entries: list[Entry], entry: Entry) -> list[Entry]:
    """Raises Refused for a sequence number that is taken or too high, and in new releases for an entry given twice."""
    sequenced = ctx.device.software.remarks_are_numbered
    rules = [other for other in entries if other.remark is None]
    taken = bool(entry.seq) and any(other.seq == entry.seq for other in rules)
    twice = next((other for other in rules if other.same(entry)), None)
    if sequenced and taken:
        raise Refused("% Duplicate sequence number\n% Failed to add ace to access-list")
    if sequenced and twice is not None:
        raise Refused(f"% Duplicate entry exists at sequence {twice.seq}")
    if twice is not None:
        return entries
    if taken:
        raise Refused("% Duplicate sequence number")
    if not entry.seq:
        entry.seq = max((other.seq for other in rules), default=0) + 10
        if entry.seq > _LAST:
            raise Refused("% Exceeded maximum sequence number.")
    return _sorted([*entries, entry], sequenced)


def _sorted(entries: list[Entry], sequenced: bool) -> list[Entry]:
    """In new releases a remark has the number of the entry that it stands before, in old ones of that behind which."""
    return sorted(entries, key=lambda each: (each.seq, (each.remark is None) == sequenced))


def _never_reached(ctx: Context, entries: list[Entry], new: list[Entry]) -> None:
    """Release 15 refuses an entry of a standard list that an earlier one takes in. Raises Refused."""
    added = next((each for each in new if each not in entries), None)
    if added is None or not ctx.device.software.redundant_ace_refused or ctx.device.booting:
        return
    for other in new:
        if other.seq >= added.seq:
            return
        wider = not added.src_wildcard & ~other.src_wildcard and not (added.src ^ other.src) & ~other.src_wildcard
        if other.remark is None and wider:
            wrong = "%Access rule can't be configured at higher sequence num as it is part of the existing rule"
            raise Refused(f"{wrong} at sequence num {other.seq}")


def _without(entries: list[Entry], entry: Entry) -> list[Entry]:
    if entry.seq:
        return [other for other in entries if other.seq != entry.seq or other.remark is not None]
    return [other for other in entries if not (other.same(entry))]


def _remark(ctx: Context, entries: list[Entry], text: str, seq: int = 0) -> list[Entry]:
    last = max((other.seq for other in entries if other.remark is None), default=0)
    if not ctx.device.software.remarks_are_numbered:
        return [*entries, Entry(entries[-1].seq if entries else 0, remark=text)]
    if not seq and last + 10 > _LAST:
        raise Refused("% Exceeded maximum sequence number.")
    return _sorted([*entries, Entry(seq or last + 10, remark=text)], True)


def set_evaluate(ctx: Context, negated: bool, name: str, seq: int = 0) -> None:
    config: AccessList = ctx.record
    entry = Entry(seq, evaluate=name)
    ctx.change("entries", _without(config.entries, entry) if negated else _with(ctx, config.entries, entry))


def _edit(ctx: Context, negated: bool, values: dict[str, Any]) -> None:
    config: AccessList = ctx.record
    entry = _entry(config.extended, values)
    lists = ctx.device[AclConfig]
    if entry.reflect and not negated and lists.find(entry.reflect) is not None:
        kind = "Extended" if entry.reflect in lists.extended else "Standard"
        raise Refused(f"% A named {kind} IP access list with this name already exists")
    entries = _without(config.entries, entry) if negated else _with(ctx, config.entries, entry)
    if not negated and not config.extended:
        _never_reached(ctx, config.entries, entries)
    ctx.change("entries", entries)


def set_entry(ctx: Context, negated: bool, **values: Any) -> None:
    _edit(ctx, negated, values)


def set_sequence(ctx: Context, negated: bool, seq: int) -> None:
    """`no N`; a remark of that number goes with the entry."""
    sequenced = ctx.device.software.remarks_are_numbered
    entries = [each for each in ctx.record.entries if each.seq != seq or not (sequenced or each.remark is None)]
    ctx.change("entries", entries)


def set_remark(ctx: Context, negated: bool, text: str = "", seq: int = 0) -> None:
    old: list[Entry] = ctx.record.entries
    if negated:
        ctx.change("entries", [other for other in old if other.remark != text])
    else:
        ctx.change("entries", _remark(ctx, old, text, seq))


def render_entries(config: AccessList) -> Iterator[str]:
    for entry in config.entries:
        yield config_line(config, entry)


def render_sequenced(config: AccessList) -> Iterator[str]:
    for entry in config.entries:
        yield f"{entry.seq} {config_line(config, entry)}"


def set_numbered(ctx: Context, negated: bool, number: int, **values: Any) -> None:
    """`access-list N …`; its `no` form removes the whole list whatever else was typed, as on IOS."""
    extended = 100 <= number < 200 or 2000 <= number < 2700
    table = "extended_numbers" if extended else "standard_numbers"
    name = str(number)
    lists: dict[str, AccessList] = getattr(ctx.record, table)
    if negated:
        ctx.change((table, name), DELETED)
        return
    old = lists.get(name)
    entries = old.entries if old is not None else []
    if "text" in values:
        entries = _remark(ctx, entries, values["text"])
    else:
        before, entries = entries, _with(ctx, entries, _entry(extended, values))
        if not extended:
            _never_reached(ctx, before, entries)
    if old is None:
        ctx.change((table, name), AccessList(name, extended, entries))
    else:
        ctx.change((table, name, "entries"), entries)


def render_numbered(config: AclConfig) -> Iterator[str]:
    for table in (config.standard_numbers, config.extended_numbers):
        for number in sorted(table, key=int):
            for entry in table[number].entries:
                yield f"access-list {number} {config_line(table[number], entry)}"


def set_resequence(ctx: Context, negated: bool, name: str | int, first: int, step: int) -> None:
    config: AclConfig = ctx.record
    found = config.find(str(name))
    if found is None:
        return
    count = sum(entry.remark is None for entry in found.entries)
    if first + max(0, count - 1) * step > _LAST:
        raise Refused("% Exceeded maximum sequence number.")
    entries: list[Entry] = []
    seq, last = first, 0
    for entry in found.entries:
        if entry.remark is None:
            entries.append(replace(entry, seq=seq))
            last, seq = seq, seq + step
        elif not ctx.device.software.remarks_are_numbered:  # where remarks have numbers they are lost (IOL 17.15)
            entries.append(replace(entry, seq=last))
    for table in ("standard", "extended", "standard_numbers", "extended_numbers"):
        for key, each in getattr(config, table).items():
            if each is found:
                ctx.change((table, key, "entries"), entries)


def render_resequence(config: AclConfig) -> Iterator[str]:
    """Only its effect is kept."""
    return iter(())
