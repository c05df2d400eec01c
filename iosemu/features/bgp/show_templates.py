"""`show ip bgp template`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from iosemu.features.bgp.lines import policy_lines, session_lines
from iosemu.features.bgp.model import PolicyLines, SessionLines, policies_of, sessions_of

if TYPE_CHECKING:
    from iosemu.features.bgp.model import BgpInstance

# in the order of the show, with the bit of each in the masks
SESSION_BITS = {
    "remote-as": 0, "password": 3, "shutdown": 2, "ebgp-multihop": 4, "update-source": 7, "transport": 13,
    "description": 8, "timers": 5, "local-as": 6, "disable-connected-check": 10, "ttl-security": 14, "fall-over": 20,
}  # fmt: skip
POLICY_BITS = {
    "allowas-in": 21, "route-map in": 0, "route-map out": 1, "filter-list in": 2, "filter-list out": 3,
    "distribute-list in": 4, "distribute-list out": 5, "prefix-list in": 6, "prefix-list out": 7,
    "unsuppress-map": 8, "default-originate": 9, "soft-reconfiguration": 10, "weight": 11, "maximum-prefix": 19,
    "as-override": 22, "route-reflector-client": 14, "next-hop-self": 15, "next-hop-unchanged": 12,
    "send-community": 16, "remove-private-as": 17, "advertisement-interval": 18,
}  # fmt: skip

L = TypeVar("L", SessionLines, PolicyLines)


def session_parts(instance: BgpInstance, name: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Name, its own lines, and those that it inherits, of all templates or the one."""
    for each, lines in instance.session_templates.items():
        if name in ("", each):
            yield each, *_apart(lines, sessions_of(instance, each), _told_session, SESSION_BITS)


def policy_parts(instance: BgpInstance, name: str) -> Iterator[tuple[str, list[str], list[str]]]:
    for each, lines in instance.policy_templates.items():
        if name in ("", each):
            yield each, *_apart(lines, policies_of(instance, each), _told_policy, POLICY_BITS)


def session_templates(instance: BgpInstance, name: str = "") -> Iterator[str]:
    """All, or the one of this name, by order of typing."""
    templates = instance.session_templates
    for index, (each, lines) in enumerate(templates.items(), 1):
        if name not in ("", each):
            continue
        heirs = [(other, index) for index, (other, o) in enumerate(templates.items(), 1) if o.inherit_session == each]
        parent = lines.inherit_session
        parents = [f"  {parent} index:{1 + list(templates).index(parent)} flags:0x0"] if parent in templates else []
        own, inherited = _apart(lines, sessions_of(instance, each), _told_session, SESSION_BITS)
        yield f"Template:{each}, index:{index}"
        yield f"Local policies:{_mask(own, SESSION_BITS)}, Inherited polices:{_mask(inherited, SESSION_BITS)}"
        yield from _family(heirs, parents)
        yield from ("Locally configured session commands: ", *(f"  {line}" for line in own))
        yield from ("Inherited session commands: ", *(f"  {line}" for line in inherited), "")


def policy_templates(instance: BgpInstance, name: str = "") -> Iterator[str]:
    """All, or the one of this name, by order of typing."""
    templates = instance.policy_templates
    for index, (each, lines) in enumerate(templates.items(), 1):
        if name not in ("", each):
            continue
        heirs = [
            (other, index) for index, (other, o) in enumerate(templates.items(), 1) if each in o.inherits.values()
        ]
        parents = [
            f"  {parent}, index:{1 + list(templates).index(parent)}, seq_no:{seq}, flags:0x0"
            for seq, parent in sorted(lines.inherits.items())
            if parent in templates
        ]
        own, inherited = _apart(lines, policies_of(instance, each), _told_policy, POLICY_BITS)
        yield f"Template:{each}, index:{index}."
        yield f"Local policies:{_mask(own, POLICY_BITS)}, Inherited polices:{_mask(inherited, POLICY_BITS)}"
        yield "Local disable policies:0x0, Inherited disable policies:0x0"
        yield from _family(heirs, parents)
        yield from ("Locally configured policies: ", *(f"  {line}" for line in own))
        yield from ("Inherited policies: ", *(f"  {line}" for line in inherited), "")


def _family(heirs: list[tuple[str, int]], parents: list[str]) -> Iterator[str]:
    yield from (f" *Inherited by Template {name}, index= {index} " for name, index in heirs)
    if parents:
        yield from ("This template inherits: ", *parents)


def _told_session(lines: SessionLines) -> list[str]:
    found = (line for line in session_lines(lines) if not line.startswith("inherit "))
    return ["password is configured" if line.startswith("password ") else line for line in found]


def _told_policy(lines: PolicyLines) -> list[str]:
    return [line for line in policy_lines(lines) if not line.startswith("inherit ")]


def _apart(
    own: L, whole: L, told: Callable[[L], list[str]], bits: dict[str, int]
) -> tuple[list[str], list[str]]:
    """Its own lines, and what else counts, both in the order of the show."""
    order = list(bits)
    mine, all_lines = ({_kind(line, bits): line for line in told(lines)} for lines in (own, whole))
    ordered = sorted(all_lines, key=lambda kind: order.index(kind) if kind in order else len(order))
    return [mine[kind] for kind in ordered if kind in mine], [all_lines[k] for k in ordered if k not in mine]


def _kind(line: str, bits: dict[str, int]) -> str:
    """What it is about: its first word, with the direction if it has one."""
    word, _, rest = line.partition(" ")
    both = f"{word} {rest.rpartition(' ')[2]}"
    return both if both in bits else word


def _mask(lines: list[str], bits: dict[str, int]) -> str:
    found = 0
    for line in lines:
        found |= 1 << bits.get(_kind(line, bits), 31)
        if line == "send-community both":
            found |= 1 << 29
    return f"0x{found:X}"
