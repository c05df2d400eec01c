"""The DMVPN labs wholly inside a VRF send the same frames as outside: EIGRP, NHRP, IKE and ESP know their VRF."""

from __future__ import annotations

import re

import pytest

from iosemu.lab.catalog import find
from iosemu.lab.lab import Lab
from iosemu.lab.topology import read

LABS = ("dmvpn-phase1-eigrp", "dmvpn-phase2-eigrp", "dmvpn-phase3-eigrp", "dmvpn-dual-hub", "dmvpn-dual-cloud", "dmvpn-ipsec")
SECONDS = 400.0


def inside(text: str) -> str:
    """Every interface, tunnel, route, key and routing process goes into RED."""
    text = re.sub(r"^(interface \S+)$", r"\1\n vrf forwarding RED", text, flags=re.M)
    text = re.sub(r"^ (encapsulation dot1Q \d+)$", r" \1\n vrf forwarding RED", text, flags=re.M)
    text = re.sub(r"^ tunnel source .*$", r"\g<0>\n tunnel vrf RED", text, flags=re.M)
    text = re.sub(r"^ip route ", "ip route vrf RED ", text, flags=re.M)
    text = re.sub(r"^(router eigrp (\d+))$", r"\1\n address-family ipv4 vrf RED autonomous-system \2", text, flags=re.M)
    text = re.sub(r"^router rip$", "router rip\n address-family ipv4 vrf RED", text, flags=re.M)
    text = text.replace("address-family ipv4 unicast autonomous", "address-family ipv4 unicast vrf RED autonomous")
    text = re.sub(
        r"^crypto isakmp key (\S+) address (\S+)$",
        r"crypto keyring \1 vrf RED\n pre-shared-key address \2 0.0.0.0 key \1",
        text, flags=re.M,
    )  # fmt: skip
    return "no cdp run\nvrf definition RED\n address-family ipv4\n" + text


def built(name: str, red: bool) -> Lab:
    topology = read(find(name))
    for node in topology.nodes.values():
        node.config = inside(node.config) if red else "no cdp run\n" + node.config
    lab = Lab(topology, 1)
    assert [(node.name, refused) for node in lab if (refused := node.device.shell.boot_refused)] == []
    return lab


def play(name: str, red: bool) -> list[tuple[float, str, bytes]]:
    lab = built(name, red)
    frames: list[tuple[float, str, bytes]] = []
    for link in lab.links.values():
        link.taps.append(lambda now, sender, frame: frames.append((now, sender, frame)))
    lab.run(60)
    for node in lab:
        lan = next((iface for iface in node.device if iface.kind == "Loopback" and iface.address), None)
        for other in lab:
            far = next((iface.address for iface in other.device if iface.kind == "Tunnel"), None)
            if lan is not None and far:
                node.cli(f"ping {'vrf RED ' if red else ''}{far >> 24}.{far >> 16 & 255}.{far >> 8 & 255}.{far & 255} repeat 2")
    lab.run(SECONDS)
    assert all(bool(list(node.device.vrfs.default.v4)) is not red for node in lab)
    lab.close()
    return frames


@pytest.mark.parametrize("name", LABS)
def test_frames_are_the_same_to_the_byte(name: str) -> None:
    outside, within = play(name, False), play(name, True)
    assert len(outside) > 500
    first = next((pair for pair in zip(within, outside, strict=False) if pair[0] != pair[1]), None)
    assert first is None and len(within) == len(outside)


def test_rip_comes_to_the_same_routes() -> None:
    """Not at the same times: there is a RIP of the global table, too, which waits for interfaces."""
    found = []
    for red in (False, True):
        lab = built("dmvpn-phase1-rip", red)
        lab.run(240)
        found.append({
            (node.name, str(route.prefix), str(route.source), route.metric, tuple(path.next_hop for path in route.paths))
            for node in lab for vrf in (node.device.vrfs.get("RED" if red else ""),) if vrf is not None
            for route in vrf.v4
        })  # fmt: skip
        assert sum(row[2] == "rip" for row in found[-1]) > 10
    assert found[0] == found[1]
