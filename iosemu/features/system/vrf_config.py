"""`show running-config vrf`: what of the running-config belongs to a VRF."""

from __future__ import annotations

import re
from collections.abc import Iterator


def blocks(lines: list[str], blank: str = " ") -> Iterator[list[str]]:
    """Lines in groups: each with those that are indented under it; `!` lines separate and are left out."""
    block: list[str] = []
    for line in lines:
        if block and not line.startswith(blank):
            yield block
            block = []
        if line.strip() != "!" or block:
            block.append(line)
    if block:
        yield block


def lines_of(lines: list[str], name: str) -> Iterator[str]:
    """Definition, interfaces, routing processes, single lines."""
    quoted = re.escape(name)
    definition = re.compile(rf"(vrf definition|ip vrf) {quoted}")
    member = re.compile(rf" (ip )?vrf forwarding {quoted}")
    family = re.compile(rf" address-family ipv4 (unicast )?vrf {quoted}( .*)?")
    single = re.compile(rf"\S.* vrf {quoted}( .*)?")
    found = list(blocks(lines))
    for block in found:
        if definition.fullmatch(block[0]):
            yield from block
            yield "!"
    for block in found:
        if block[0].startswith("interface ") and any(map(member.fullmatch, block)):
            yield "!"
            yield from block
    for block in found:
        whole = single.fullmatch(block[0]) and not definition.fullmatch(block[0])
        if whole and len(block) > 1:  # `router ospf 7 vrf RED`
            yield "!"
            yield from block
        mine = [inner for inner in blocks(block[1:], "  ") if family.fullmatch(inner[0])]
        if block[0].startswith("router ") and mine:
            yield "!"
            yield block[0]
            for inner in mine:
                yield " !"
                yield from inner
                yield " exit-address-family"
    rest = [block[0] for block in found if len(block) == 1 and single.fullmatch(block[0])]
    rest = [line for line in rest if not definition.fullmatch(line)]  # an `ip vrf` without a line under it
    if rest:
        yield "!"
        yield from rest
