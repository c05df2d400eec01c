"""Lines of OSPF as real configurations have them: accepted, and read back as they were, in their order."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.features.wired import network

# what is not built (MPLS, what belongs to it), and what 15.2 does not show
ELSEWHERE = re.compile(r" (mpls |area \S+ sham-link |distribute link-state|log-adjacency-changes$|redistribute isis)")


def blocks(text: str) -> list[list[str]]:
    """`router ospf …` with its lines."""
    found: list[list[str]] = []
    inside = False
    for line in map(str.rstrip, text.splitlines()):
        if not line.startswith(" "):
            inside = line.startswith("router ospf")
            if inside:
                found.append([line])
        elif inside and line.strip() not in ("", "!"):
            found[-1].append(line)
    return found


def test_processes(reference: Path) -> None:
    """Origin: reference/configs."""
    seen: Counter[str] = Counter()
    shapes: set[str] = set()
    for file in sorted((reference / "configs").glob("*/*.cfg")):
        for block in blocks(file.read_text(errors="replace")):
            head, *lines = block
            typed = [line for line in lines if not ELSEWHERE.match(line)]
            vrf = re.search(r" vrf (\S+)", head)
            shape = re.sub(r"\d+(\.\d+)+", "A", "\n".join(typed))
            if shape in shapes:
                continue
            shapes.add(shape)
            before = f"vrf definition {vrf[1]}\n address-family ipv4\n" if vrf else ""
            before += "".join(f"interface {line.split()[-1]}\n" for line in typed if re.search(r"-interface [A-Z]", line))
            node = network({"R1": before + "\n".join([head, *typed, "end"])}, platform="generic")["R1"]
            running = blocks("\n".join(node.running_config()))
            assert running[:1] == [[head, *typed]], f"{file.name}: {running}"
            seen.update(re.sub(r"[\d.]+", "N", line) for line in typed)
    assert len(seen) > 25


def test_interfaces(reference: Path) -> None:
    """Origin: reference/configs."""
    seen: set[str] = set()
    for file in sorted((reference / "configs").glob("*/*.cfg")):
        for section in re.split(r"\n(?=\S)", file.read_text(errors="replace")):
            lines = [line.rstrip() for line in section.splitlines() if line.startswith(" ip ospf ")]
            if not section.startswith("interface ") or "\n".join(lines) in seen or not lines:
                continue
            seen.add("\n".join(lines))
            kind = "Loopback1" if section.startswith("interface Loopback") else "Tunnel1"
            node = network({"R1": f"interface {kind}\n" + "\n".join(lines)})["R1"]
            assert [line for line in node.running_config() if line.startswith(" ip ospf ")] == lines, file.name
    assert len(seen) > 25
