"""Multicast: S sends, R1 is its router, R2 the RP, R3 the router of H, with a shorter way between R1 and R3."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from iosemu.device.drops import Reason
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from iosemu.wire import igmp, ipv4, pcap, pim
from tests.features.wired import log_of, network

HOST = "interface Fa0/0\n ip address {} 255.255.255.0\n no shutdown\n{}ip route 0.0.0.0 0.0.0.0 {}\n"
OSPF = "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n"


def port(name: str, address: str, mode: str) -> str:
    return f"interface {name}\n ip address {address} 255.255.255.0\n ip pim {mode}\n no shutdown\n"


def built(mode: str, more: str = "", joined: str = " ip igmp join-group 239.1.1.1\n") -> Lab:
    top = "ip multicast-routing\n" + more
    configs = {
        "S": HOST.format("10.1.0.9", "", "10.1.0.1"),
        "R1": top + port("Fa0/0", "10.1.0.1", mode) + port("Fa0/1", "10.12.0.1", mode) + port("Fa1/0", "10.13.0.1", mode) + OSPF,
        "R2": top + port("Lo0", "2.2.2.2", mode) + port("Fa0/0", "10.12.0.2", mode) + port("Fa0/1", "10.23.0.2", mode) + OSPF,
        "R3": top + port("Fa0/0", "10.23.0.3", mode) + port("Fa0/1", "10.3.0.3", mode) + port("Fa1/0", "10.13.0.3", mode) + OSPF,
        "H": HOST.format("10.3.0.9", joined, "10.3.0.3"),
    }
    cables = "S:Fa0/0 R1:Fa0/0", "R1:Fa0/1 R2:Fa0/0", "R2:Fa0/1 R3:Fa0/0", "R1:Fa1/0 R3:Fa1/0", "R3:Fa0/1 H:Fa0/0"
    lab = network(configs, *cables)
    lab.run(90)
    return lab


SPARSE = "ip pim rp-address 2.2.2.2\n"


def replies(lab: Lab, group: str = "239.1.1.1", count: int = 5) -> int:
    return lab["S"].cli(f"ping {group} repeat {count}").count("Reply to request")


def block(lab: Lab, node: str, entry: str, group: str = "239.1.1.1") -> str:
    """Of an entry, without times."""
    text = lab[node].cli(f"show ip mroute {group}")
    found = [each for each in text.split("\n\n") if each.startswith(f"({entry}, {group})")]
    return found[0] if found else ""


def test_the_last_router_goes_over_to_the_tree_of_the_source() -> None:
    lab = built("sparse-mode", SPARSE)
    assert "flags: SJC\n  Incoming interface: FastEthernet0/0, RPF nbr 10.23.0.2\n" in block(lab, "R3", "*")
    assert "RP 2.2.2.2, flags: S\n  Incoming interface: Null, RPF nbr 0.0.0.0\n" in block(lab, "R2", "*")
    assert replies(lab) >= 3
    assert "flags: FT\n  Incoming interface: FastEthernet0/0, RPF nbr 0.0.0.0\n" in block(lab, "R1", "10.1.0.9")
    assert "flags: JT\n  Incoming interface: FastEthernet1/0, RPF nbr 10.13.0.1\n" in block(lab, "R3", "10.1.0.9")
    assert "flags: PT" in block(lab, "R2", "10.1.0.9")  # nobody needs it from the RP any more
    assert replies(lab) == 5
    rows = {(row.source, row.flags): row.outgoing for row in lab["R3"].rows("show ip mroute 239.1.1.1")}
    assert rows["10.1.0.9", "JT"] == ["FastEthernet0/1"]


def test_registers_stop_and_are_asked_for_again() -> None:
    lab = built("sparse-mode", SPARSE)
    told = log_of(lab, "R1")
    lab["R1"].cli("debug ip pim")
    replies(lab, count=10)
    lines = [text for _, text in told]
    sent = lines.count("PIM(0): Send v2 Register to 2.2.2.2 for 10.1.0.9, group 239.1.1.1")
    assert 1 <= sent <= 4
    assert "PIM(0): Received v2 Register-Stop on FastEthernet0/1 from 2.2.2.2" in lines
    lab["S"].cli("ping 239.1.1.1 repeat 60")
    assert "PIM(0): Send v2 Null Register to 2.2.2.2 for 10.1.0.9, group 239.1.1.1" in [text for _, text in told]


def test_without_a_shared_tree_left_only_the_rp_delivers() -> None:
    lab = built("sparse-mode", SPARSE + "ip pim spt-threshold infinity\n")
    assert replies(lab) >= 3
    assert block(lab, "R3", "10.1.0.9") == ""
    assert "flags: SC\n" in block(lab, "R3", "*")
    assert "flags: T\n" in block(lab, "R2", "10.1.0.9")


def test_who_leaves_is_pruned_and_entries_end() -> None:
    lab = built("sparse-mode", SPARSE)
    replies(lab)
    lab["H"].configure("interface Fa0/0\n no ip igmp join-group 239.1.1.1\n")
    lab.run(10)
    assert "Outgoing interface list: Null" in block(lab, "R3", "10.1.0.9")
    assert "Outgoing interface list: Null" in block(lab, "R1", "10.1.0.9")
    assert replies(lab) == 0
    lab.run(600)
    assert block(lab, "R1", "10.1.0.9") == "" and block(lab, "R2", "*") == "" and block(lab, "R3", "*") == ""


def test_a_cable_is_cut_and_repaired() -> None:
    lab = built("sparse-mode", SPARSE)
    replies(lab)
    lab.cut("R1", "R3")
    lab.run(60)
    assert replies(lab) >= 4
    assert "Incoming interface: FastEthernet0/0, RPF nbr 10.23.0.2" in block(lab, "R3", "10.1.0.9")
    lab.repair("R1", "R3")
    lab.run(60)
    assert replies(lab) >= 4
    assert "Incoming interface: FastEthernet1/0, RPF nbr 10.13.0.1" in block(lab, "R3", "10.1.0.9")


def test_the_rp_is_unknown_to_one() -> None:
    lab = built("sparse-mode", SPARSE)
    lab["R3"].configure("no ip pim rp-address 2.2.2.2\nip pim rp-address 3.3.3.3\n")
    lab.run(10)
    assert replies(lab) == 0
    assert "(*, 239.1.1.1)" in lab["R3"].cli("show ip mroute") and "RP 3.3.3.3" in block(lab, "R3", "*")
    lab["R3"].configure("no ip pim rp-address 3.3.3.3\nip pim rp-address 2.2.2.2\n")
    lab.run(70)
    assert replies(lab) >= 3


def test_dense_mode_floods_prunes_and_grafts() -> None:
    lab = built("dense-mode", joined="")
    assert replies(lab, count=2) == 0
    assert "FastEthernet1/0, Prune/Dense" in block(lab, "R1", "10.1.0.9")
    assert "flags: PT" in block(lab, "R3", "10.1.0.9")
    told = log_of(lab, "R3")
    lab["R3"].cli("debug ip pim")
    lab["H"].configure("interface Fa0/0\n ip igmp join-group 239.1.1.1\n")
    lab.run(1)
    assert "PIM(0): Send v2 Graft to 10.13.0.1 (FastEthernet1/0)" in [text for _, text in told]
    assert "PIM(0): Received v2 Graft-Ack on FastEthernet1/0 from 10.13.0.1" in [text for _, text in told]
    assert replies(lab) >= 3


def test_two_routers_of_a_cable_assert_who_sends() -> None:
    top, mode = "ip multicast-routing\n", "dense-mode"
    configs = {
        "S": HOST.format("10.1.0.9", "", "10.1.0.1"),
        "R1": top + port("Fa0/0", "10.1.0.1", mode) + port("Fa0/1", "10.12.0.1", mode) + port("Fa1/0", "10.13.0.1", mode) + OSPF,
        "R2": top + port("Fa0/0", "10.12.0.2", mode) + port("Fa0/1", "10.3.0.2", mode) + OSPF,
        "R3": top + port("Fa0/0", "10.13.0.3", mode) + port("Fa0/1", "10.3.0.3", mode) + OSPF,
        "H": HOST.format("10.3.0.9", " ip igmp join-group 239.1.1.1\n", "10.3.0.3"),
    }
    lab = network(configs, "S:Fa0/0 R1:Fa0/0", "R1:Fa0/1 R2:Fa0/0", "R1:Fa1/0 R3:Fa0/0", "R2:Fa0/1 R3:Fa0/1 H:Fa0/0")
    lab.run(90)
    assert replies(lab) >= 2
    assert lab["S"].cli("ping 239.1.1.1 repeat 3").count("Reply to request 1 ") == 1  # no copy comes twice
    assert ", A" in block(lab, "R3", "10.1.0.9")  # of equals the higher address
    assert "Outgoing interface list: Null" in block(lab, "R2", "10.1.0.9")
    drops = lab["R2"].device.interfaces[InterfaceName.parse("FastEthernet0/1")].counters.drops
    assert drops[Reason.MULTICAST_RPF] >= 1  # what comes by the wrong way goes no further


def test_sources_that_are_asked_for() -> None:
    joined = " ip igmp version 3\n ip igmp join-group 232.1.1.1 source 10.1.0.9\n"
    lab = built("sparse-mode", "ip pim ssm default\n", joined)
    lab["R3"].configure("interface Fa0/1\n ip igmp version 3\n")
    lab.run(70)
    assert "flags: sTI" in block(lab, "R3", "10.1.0.9", "232.1.1.1") or replies(lab, "232.1.1.1") >= 3
    assert replies(lab, "232.1.1.1") == 5
    assert block(lab, "R3", "*", "232.1.1.1") == "" and block(lab, "R1", "10.1.0.9", "232.1.1.1") != ""
    assert "Group mode:\tINCLUDE\n" in lab["R3"].cli("show ip igmp groups 232.1.1.1 detail")
    lab["H"].configure("interface Fa0/0\n no ip igmp join-group 232.1.1.1 source 10.1.0.9\n")
    lab.run(30)
    assert replies(lab, "232.1.1.1") == 0


def test_neighbours_come_and_go() -> None:
    lab = built("sparse-mode", SPARSE)
    told = log_of(lab, "R1", "PIM")
    lab["R3"].configure("interface Fa1/0\n ip pim dr-priority 0\n")
    lab.run(5)
    assert "DR change from neighbor 10.13.0.3 to 10.13.0.1 on interface FastEthernet1/0" in [text for _, text in told]
    assert "10.13.0.3         FastEthernet1/0" in lab["R1"].cli("show ip pim neighbor")
    lab["R3"].configure("interface Fa1/0\n no ip pim sparse-mode\n")
    lab.run(1)
    assert "neighbor 10.13.0.3 DOWN on interface FastEthernet1/0 non DR" in [text for _, text in told]
    lab["R2"].power_off()
    lab.run(110)
    assert "neighbor 10.12.0.2 DOWN on interface FastEthernet0/1 DR" in [text for _, text in told]


def test_nothing_is_routed_without_the_line() -> None:
    lab = built("sparse-mode", SPARSE)
    lab["R1"].configure("no ip multicast-routing\n")
    lab.run(5)
    shown = lab["R1"].cli("show ip mroute")
    assert shown.startswith("IP Multicast Forwarding is not enabled.\n") and "(*, " not in shown
    assert lab["R1"].cli("show ip pim neighbor").count("\n") == 5
    assert replies(lab) == 0
    said = lab["R1"].configure("interface Fa0/0\n ip pim sparse-mode\n")
    assert said.startswith('WARNING: "ip multicast-routing" is not configured,')
    lab["R2"].configure("vrf definition RED\n address-family ipv4\ninterface Loopback5\n vrf forwarding RED\n")
    said = lab["R2"].configure("interface Loopback5\n ip address 5.5.5.5 255.255.255.255\n ip pim sparse-mode\n")
    assert said.startswith('WARNING: "ip multicast-routing vrf RED" is not configured,')
    assert "Loopback5" not in lab["R2"].cli("show ip pim interface")


def test_saved_in_the_middle() -> None:
    lab = built("sparse-mode", SPARSE)
    replies(lab, count=1)
    other = Lab.restore(lab.checkpoint())
    for each in (lab, other):
        each["S"].cli("ping 239.1.1.1 repeat 3")
    assert [lab[node].cli("show ip mroute") for node in ("R1", "R2", "R3")] == [
        other[node].cli("show ip mroute") for node in ("R1", "R2", "R3")
    ]


def test_spokes_of_a_tunnel_join_one_by_one() -> None:
    """`ip pim nbma-mode`: the hub sends to those spokes that want it."""
    lab = Lab.load("dmvpn-phase1-eigrp", seed=1)
    lab.settle()
    *spokes, hub = names = [node.name for node in lab if "interface Tunnel0" in node.running_config()]
    for name in names:
        lab[name].configure("ip multicast-routing\nip pim rp-address 155.1.0.5\ninterface Tunnel0\n ip pim sparse-mode\n")
    lab[hub].configure("interface Tunnel0\n ip pim nbma-mode\n")
    lab[spokes[0]].configure("interface Loopback0\n ip pim sparse-mode\n ip igmp join-group 239.2.2.2\n")
    lab.run(120)
    entry = [row for row in lab[hub].rows("show ip mroute 239.2.2.2") if not row.source]
    assert len(entry) == 1 and entry[0].outgoing == ["Tunnel0"], lab[hub].cli("show ip mroute")
    assert "Tunnel0, 155.1.0." in lab[hub].cli("show ip mroute 239.2.2.2")


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
def test_tshark_reads_it(tmp_path: Path) -> None:
    lab = built("sparse-mode", SPARSE)
    capture = lab.capture()
    lab["H"].configure("interface Fa0/0\n no ip igmp join-group 239.1.1.1\n ip igmp join-group 239.1.1.1\n")
    replies(lab)
    lab["R3"].configure("interface Fa0/1\n ip igmp version 3\n")
    lab.run(70)
    wanted = (igmp.PROTOCOL, pim.PROTOCOL)
    frames = [each for each in capture.frames if each.data[12:14] == b"\x08\x00" and each.data[23] in wanted]
    file = tmp_path / "multicast.pcap"
    file.write_bytes(pcap.encode([pcap.Packet(each.time, each.data) for each in frames], pcap.LinkType.ETHERNET))
    fields = [part for each in ("pim.type", "igmp.type", "pim.group", "_ws.malformed", "pim.cksum.status", "igmp.checksum.status", "pim.holdtime") for part in ("-e", each)]
    told = subprocess.run(
        ["tshark", "-n", "-r", str(file), "-T", "fields", *fields], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    rows = [line.split("\t") for line in told.splitlines()]
    assert {row[0] for row in rows} >= {"0", "1", "2", "3"} and {row[1] for row in rows} >= {"0x11", "0x16", "0x17"}
    assert not any(row[3] for row in rows)
    assert {row[4] for row in rows if row[0]} == {"1"} and {row[5] for row in rows if row[1]} == {"1"}


def test_the_wire() -> None:
    messages = [
        pim.Hello(105, 1, 7, True), pim.Register(ipv4.IPv4(1, 0xEF010101, 17, b"data").encode()),
        pim.RegisterStop(0xEF010101, 0x0A000001), pim.Assert(0xEF010101, 0x0A000001, 110, 20, True),
        pim.JoinPrune(0x0A000002, [pim.GroupSet(0xEF010101, [pim.Source(0x02020202, 7)], [pim.Source(0x0A000001, 5)])]),
    ]  # fmt: skip
    for message in messages:
        data = message.encode()
        assert pim.decode(data) == message
        for cut in range(len(data)):
            try:
                pim.decode(data[:cut])
            except pim.Malformed:
                continue
    report = igmp.Igmp(igmp.Type.REPORT_3, version=3, records=[igmp.Record(igmp.Mode.ALLOW, 0xE8010101, (0x0A000001,))])
    query = igmp.Igmp(igmp.Type.QUERY, 0, 200, 3, 2, 125, (0x0A000001,))
    for each in (report, query, igmp.Igmp(igmp.Type.LEAVE, 0xEF010101)):
        assert igmp.Igmp.decode(each.encode()) == each
