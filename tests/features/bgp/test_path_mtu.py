"""Connections of BGP ask how much the path carries (RFC 1191): R1 – R2 – R3, sessions between loopbacks, a narrow line
beyond R2."""

from __future__ import annotations

from iosemu.features.bgp.events import AdjacencyChanged
from iosemu.lab.lab import Lab
from iosemu.wire import ipv4
from iosemu.wire.tcp import Tcp
from tests.features.bgp.world import heard, iface, loopback, peer, table, up
from tests.features.wired import network

NETS = 400  # of /25: an UPDATE of 2 kB
NARROW = " ip mtu 900\n"


def far(more: str = "", middle: str = "") -> Lab:
    """R1 tells R3 many networks as soon as the session is up."""
    statics = "".join(f"ip route 10.{100 + (n >> 8)}.{n & 255}.0 255.255.255.128 Null0\n" for n in range(NETS))
    session = " neighbor {0}.{0}.{0}.{0} remote-as 65001\n neighbor {0}.{0}.{0}.{0} update-source Loopback0\n timers bgp 10 30\n"
    configs = {
        "R1": loopback("1.1.1.1") + iface("Fa0/0", "10.0.12.1") + statics + "ip route 3.3.3.3 255.255.255.255 10.0.12.2\n"
        + "router bgp 65001\n redistribute static\n" + session.format(3) + more,
        "R2": iface("Fa0/0", "10.0.12.2") + iface("Fa0/1", "10.0.23.2") + NARROW + middle
        + "ip route 1.1.1.1 255.255.255.255 10.0.12.1\nip route 3.3.3.3 255.255.255.255 10.0.23.3\n",
        "R3": loopback("3.3.3.3") + iface("Fa0/1", "10.0.23.3") + "ip route 1.1.1.1 255.255.255.255 10.0.23.2\n"
        + "router bgp 65001\n" + session.format(1),
    }  # fmt: skip
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/1")
    assert lab.refused_lines() == []
    return lab


def sizes(lab: Lab) -> list[tuple[int, bool]]:
    """Fills with lengths of R1's segments of data, and whether they may not be cut."""
    found: list[tuple[int, bool]] = []

    def keep(name: str, frame: bytes) -> bool:
        packet = ipv4.IPv4.decode(frame[14:]) if name.startswith("R1:") and frame[12:14] == b"\x08\x00" else None
        if packet is not None and packet.protocol == ipv4.TCP and Tcp.decode(packet.payload, packet.src, packet.dst).payload:
            found.append((20 + len(packet.payload), bool(packet.flags_offset & ipv4.DONT_FRAGMENT)))
        return True

    lab.filter("R1", "R2", keep=keep)
    return found


def learnt(lab: Lab) -> int:
    """How many networks R3 has from R1."""
    return sum(prefix.length == 25 and bool(each.paths) for prefix, each in table(lab, "R3").destinations.items())


def test_segments_fit_the_path() -> None:
    lab = far()
    sent = sizes(lab)
    up(lab, "R1", "3.3.3.3")
    lab.run(30)
    assert all(whole for _, whole in sent)
    assert max(size for size, _ in sent) == 1500 and {900, 1500} <= {size for size, _ in sent}  # R2 has said 900
    r1 = lab["R1"]
    shown = r1.cli("show ip bgp neighbors 3.3.3.3")
    assert "Transport(tcp) path-mtu-discovery is enabled" in shown
    assert "Option Flags: nagle, path mtu capable" in shown and "(max data segment is 860 bytes)" in shown
    assert learnt(lab) == NETS


def test_nobody_says_how_narrow_it_is() -> None:
    """The session is up, the table does not come, and the hold time runs out, again and again; short segments cure it."""
    lab = far(middle=" no ip unreachables\ninterface Fa0/0\n no ip unreachables\n")
    up(lab, "R1", "3.3.3.3")
    downs = heard(lab, "R3", AdjacencyChanged)
    lab.run(40)
    assert not learnt(lab)
    assert [each.up for each in downs][:1] == [False]
    r1 = lab["R1"]
    assert r1.configure("router bgp 65001\n no bgp transport path-mtu-discovery\n") == ""
    assert "path-mtu-discovery is disabled" in r1.cli("show ip bgp neighbors 3.3.3.3")
    r1.cli("clear ip bgp *")
    up(lab, "R1", "3.3.3.3")
    lab.run(30)
    assert peer(lab, "R1", "3.3.3.3").up
    assert learnt(lab) == NETS


def test_a_neighbour_has_a_line_of_its_own() -> None:
    lab = far(" neighbor 3.3.3.3 transport path-mtu-discovery disable\n")
    r1 = lab["R1"]
    sent = sizes(lab)
    up(lab, "R1", "3.3.3.3")
    lab.run(30)
    assert max(size for size, _ in sent) == 576 and not any(whole for _, whole in sent)
    assert "Option Flags: nagle\n" in r1.cli("show ip bgp neighbors 3.3.3.3")
    assert " neighbor 3.3.3.3 transport path-mtu-discovery disable" in r1.running_config()
    r1.configure("router bgp 65001\n no bgp transport path-mtu-discovery\n neighbor 3.3.3.3 transport path-mtu-discovery\n")
    lab.run(0.1)
    assert " no bgp transport path-mtu-discovery" in r1.running_config()
    assert " neighbor 3.3.3.3 transport path-mtu-discovery" in r1.running_config() and peer(lab, "R1", "3.3.3.3").asks_path
    r1.configure("router bgp 65001\n no neighbor 3.3.3.3 transport path-mtu-discovery\n bgp transport path-mtu-discovery\n")
    assert not [line for line in r1.running_config() if "path-mtu" in line]
