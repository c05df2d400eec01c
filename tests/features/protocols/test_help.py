"""`?` in the modes of routing protocols: what we offer is worded as real devices word it (help-listings.md, Routing)."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu.lab.node import Node
from tests.features.wired import network


@pytest.fixture
def router() -> Node:
    lab = network({"R1": "", "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(1)
    return lab["R1"]


def listing(node: Node, *lines: str, typed: str = "") -> dict[str, str]:
    """Words and their help after `typed`, in the mode that the lines lead to."""
    console = node.console
    for line in ("configure terminal", *lines):
        console.enter(line)
    shown = [line for line in console.session.help(typed) if line.startswith("  ")]
    return {line.split()[0]: line.split(None, 1)[1].rstrip() if len(line.split()) > 1 else "" for line in shown}


def reference_block(reference: Path, first: str) -> dict[str, str]:
    lines = (reference / "ios-behaviour/help-listings.md").read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(first)) + 1
    found: dict[str, str] = {}
    for line in lines[at:]:
        if not line.startswith("  "):
            if found:
                break
            continue
        word, _, text = line.strip().partition(" ")
        found[word] = text.strip()
    return found


def test_router_eigrp(reference: Path, router: Node) -> None:
    real = reference_block(reference, "R1(config)#router eigrp 200")
    ours = listing(router, "router eigrp 200")
    assert set(ours) <= set(real) | {"help"}
    assert {word: text for word, text in ours.items() if word in real and real[word] != text} == {}
    assert len(ours) > 15


def test_set_ip_precedence(reference: Path, router: Node) -> None:
    real = reference_block(reference, "set ip precedence ?")
    assert listing(router, "route-map M", typed="set ip precedence ") == real


def test_summary_address(reference: Path, router: Node) -> None:
    real = reference_block(reference, "ip summary-address ?")
    assert listing(router, "interface FastEthernet0/0", typed="ip summary-address ") == real


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        (("router eigrp N",), "address-family default exit no service-family shutdown"),
        (("router eigrp N", "address-family ipv4 unicast autonomous-system 1"),
         "af-interface default eigrp exit-address-family help maximum-prefix metric neighbor network no remote-neighbors shutdown soft-sia timers topology"),
        (("router eigrp N", "address-family ipv4 unicast autonomous-system 1", "af-interface default"),
         "add-paths authentication bandwidth-percent bfd dampening-change dampening-interval default exit-af-interface hello-interval hold-time next-hop-self no passive-interface shutdown split-horizon summary-address"),
        (("router eigrp N", "address-family ipv4 unicast autonomous-system 1", "topology base"),
         "auto-summary cts default default-information default-metric distance distribute-list eigrp exit-af-topology fast-reroute maximum-paths maximum-secondary-paths metric no offset-list redistribute snmp summary-metric table-map timers topo-interface traffic-share variance"),
    ],
)  # fmt: skip
def test_named_mode_offers_nothing_else(router: Node, mode: tuple[str, ...], names: str) -> None:
    """`exit` and `help` are everywhere."""
    assert set(listing(router, *mode)) - set(names.split()) <= {"exit", "help"}
