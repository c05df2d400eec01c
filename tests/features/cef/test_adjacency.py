"""`show adjacency`. Format: reference ios-output/show-adjacency/ntc-1.txt, show-adjacency-tunnel-internal/genie-1.txt."""

from __future__ import annotations

from iosemu.types import InterfaceName
from tests.features.routers import three
from tests.features.wired import network


def test_ethernet_rewrite() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    lines = net.cli("R1", "show adjacency detail").splitlines()
    assert lines[0] == "Protocol Interface                 Address"
    assert lines[1].startswith("IP       FastEthernet0/0           10.0.12.2(")
    here = net.shells["R1"].device.interface(InterfaceName.parse("Fa0/0"))
    there = net.shells["R2"].device.interface(InterfaceName.parse("Fa0/0"))
    assert here is not None and there is not None
    rewrite = f"{there.mac:012X}{here.mac:012X}0800"
    assert lines[2:] == [" " * 35 + text for text in ("epoch 0", "Encap length 14", rewrite, "ARP")]
    assert net.cli("R1", "show adjacency 10.0.12.9") == lines[0] + "\n"


def test_incomplete_and_summary() -> None:
    net = three()
    net.cli("R1", "ping 10.0.12.2")
    net.configure("R1", "ip route 9.9.9.9 255.255.255.255 10.0.12.77")
    net.cli("R1", "ping 9.9.9.9 repeat 1")
    assert "10.0.12.77(2) (incomplete)" in net.cli("R1", "show adjacency FastEthernet0/0")
    summary = net.cli("R1", "show adjacency summary")
    assert summary.startswith("Adjacency table has 2 adjacencies:\n")
    assert "  1 complete adjacencies\n  1 incomplete adjacencies\n" in summary


TUNNEL = """interface Fa0/0
 ip address 10.0.0.{i} 255.255.255.0
 no shutdown
interface Tunnel0
 ip address 172.16.0.{i} 255.255.255.0
 tunnel source Fa0/0
"""


def test_tunnel_header() -> None:
    """What stands in the table is what stands in the packets."""
    text = TUNNEL + " tunnel destination 10.0.0.{o}\n tunnel key 7\n"
    configs = {f"R{i}": text.replace("{i}", str(i)).replace("{o}", str(3 - i)) for i in (1, 2)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    frames: list[bytes] = []

    def note(sender: str, frame: bytes) -> bool:
        if sender.startswith("R1") and frame[23:24] == b"\x2f":
            frames.append(frame)
        return True

    lab.link("R1", "R2").filters.append(note)
    lab.run(5)
    lab["R1"].cli("ping 172.16.0.2")
    lines = [line.strip() for line in lab["R1"].cli("show adjacency Tunnel0 detail").splitlines()]
    assert lines[1].startswith("IP       Tunnel0                   point2point(")
    assert lines[3] == "Encap length 28"
    head = bytes.fromhex(lines[4] + lines[5])
    outer = frames[-1][14:]
    assert head[:2] + head[8:10] + head[12:] == outer[:2] + outer[8:10] + outer[12:28]
    assert lines[6:] == ["P2P-ADJ", "Next chain element:", "IP adj out of FastEthernet0/0, addr 10.0.0.2"]


def test_multipoint_tunnel() -> None:
    """One adjacency per NHRP mapping."""
    text = TUNNEL + " tunnel mode gre multipoint\n ip nhrp network-id 1\n ip nhrp map 172.16.0.{o} 10.0.0.{o}\n"
    configs = {f"R{i}": text.replace("{i}", str(i)).replace("{o}", str(3 - i)) for i in (1, 2)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    lab.run(5)
    out = lab["R1"].cli("show adjacency Tunnel0 detail")
    assert "IP       Tunnel0                   172.16.0.2(" in out
    assert "Encap length 24" in out
    assert "0A0000010A00000200000800" in out.replace("\n" + " " * 35, "")
    assert "Tun endpt" in out
