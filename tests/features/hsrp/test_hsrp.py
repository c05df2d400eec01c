"""HSRP: R1 and R2 share 10.0.0.254 on a LAN with R3, whose default route leads there; R4 is behind both."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from iosemu.features.hsrp.model import HsrpInterface
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from iosemu.wire import Malformed, hsrp, pcap
from tests.features.desk import Desk
from tests.features.wired import network

PORT = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
GROUP = " standby 1 ip 10.0.0.254\n"
CONFIGS = {
    "R1": PORT.format("Fa0/1", "10.1.0.1") + PORT.format("Fa0/0", "10.0.0.1") + GROUP + " standby 1 priority 110\n standby 1 preempt\n"
    " standby 1 track Fa0/1 20\nip route 4.4.4.4 255.255.255.255 10.1.0.4\n",
    "R2": PORT.format("Fa0/1", "10.2.0.2") + PORT.format("Fa0/0", "10.0.0.2") + GROUP + " standby 1 preempt\n"
    "ip route 4.4.4.4 255.255.255.255 10.2.0.4\n",
    "R3": PORT.format("Fa0/0", "10.0.0.3") + "ip route 0.0.0.0 0.0.0.0 10.0.0.254\n",
    "R4": PORT.format("Fa0/0", "10.1.0.4") + PORT.format("Fa0/1", "10.2.0.4") + "interface Lo0\n ip address 4.4.4.4 255.255.255.255\n"
    "ip route 10.0.0.0 255.255.255.0 10.1.0.1\nip route 10.0.0.0 255.255.255.0 10.2.0.2\n",
}  # fmt: skip


@pytest.fixture
def lab() -> Lab:
    made = network(CONFIGS, "R1:Fa0/0 R2:Fa0/0 R3:Fa0/0", "R1:Fa0/1 R4:Fa0/0", "R2:Fa0/1 R4:Fa0/1")
    made.run(60)
    made["R3"].cli("ping 4.4.4.4 repeat 5")
    return made


def states(lab: Lab) -> tuple[str, str]:
    found = [lab[name].cli("show standby brief").splitlines()[-1].split() for name in ("R1", "R2")]
    return tuple(next(word for word in row if word in ("Active", "Standby", "Init", "Listen", "Speak")) for row in found)  # type: ignore[return-value]


def test_one_answers(lab: Lab) -> None:
    assert states(lab) == ("Active", "Standby")
    shown = lab["R1"].cli("show standby").splitlines()
    assert shown[:2] == ["FastEthernet0/0 - Group 1", "  State is Active"]
    assert "  Virtual IP address is 10.0.0.254" in shown
    assert "    Local virtual MAC address is 0000.0c07.ac01 (v1 default)" in shown
    assert "  Hello time 3 sec, hold time 10 sec" in shown and "  Preemption enabled" in shown
    assert "  Active router is local" in shown and "  Priority 110 (configured 110)" in shown
    assert "    Track interface FastEthernet0/1 state Up decrement 20" in shown
    assert '  Group name is "hsrp-Fa0/0-1" (default)' in shown
    assert lab["R1"].cli("show standby brief").splitlines()[-1] == (
        "Fa0/0       1    110 P Active  local           10.0.0.2        10.0.0.254"
    )
    assert "0000.0c07.ac01" in lab["R3"].cli("show arp")
    assert "%HSRP-5-STATECHANGE: FastEthernet0/0 Grp 1 state Standby -> Active" in lab["R1"].cli("show logging")
    assert "!!!!!" in lab["R3"].cli("ping 10.0.0.254")
    assert "!!!!!" in lab["R3"].cli("ping 4.4.4.4")


def test_the_active_one_dies_and_comes_back(lab: Lab) -> None:
    lab["R1"].power_off()
    lab.run(15)
    assert "Active" in lab["R2"].cli("show standby brief")
    assert "!" in lab["R3"].cli("ping 4.4.4.4 timeout 1")
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each["R1"].power_on()
        each.run(120)
        assert states(each) == ("Active", "Standby")


def test_a_tracked_line(lab: Lab) -> None:
    lab["R1"].configure("interface Fa0/1\n shutdown\n")
    lab.run(15)
    assert states(lab) == ("Standby", "Active")
    assert "  Priority 90 (configured 110)\n" in lab["R1"].cli("show standby")
    assert "!" in lab["R3"].cli("ping 4.4.4.4 timeout 1")
    lab["R1"].configure("interface Fa0/1\n no shutdown\n")
    lab.run(15)
    assert states(lab) == ("Active", "Standby")


def test_a_tracked_object(lab: Lab) -> None:
    lab["R1"].configure("track 5 interface Fa0/1 line-protocol\ninterface Fa0/0\n no standby 1 track Fa0/1\n standby 1 track 5 shutdown\n")
    assert "    HSRP FastEthernet0/0 1\n" in lab["R1"].cli("show track 5")
    lab["R1"].configure("interface Fa0/1\n shutdown\n")
    lab.run(15)
    assert states(lab) == ("Init", "Active")


def test_a_line_down_resigns(lab: Lab) -> None:
    """`no standby` tells the others; they take over at once."""
    lab["R1"].configure("interface Fa0/0\n no standby 1 ip\n")
    lab.run(1)
    assert "Active" in lab["R2"].cli("show standby brief")


@pytest.mark.parametrize("version", [1, 2])
def test_authentication(lab: Lab, version: int) -> None:
    for name in ("R1", "R2"):
        lab[name].configure(f"interface Fa0/0\n standby version {version}\n standby 1 authentication md5 key-string secret\n")
    lab.run(60)
    assert states(lab) == ("Active", "Standby")
    assert "  Authentication MD5, key-string\n" in lab["R1"].cli("show standby")
    lab["R2"].configure("interface Fa0/0\n standby 1 authentication md5 key-string other\n")
    lab.run(30)
    assert states(lab) == ("Active", "Active")  # neither hears the other
    assert "%HSRP-4-BADAUTH" in lab["R1"].cli("show logging")


def test_two_that_are_active_do_not_learn_from_each_other(lab: Lab) -> None:
    """Who answers for an address has no neighbour who does."""
    lab["R2"].configure("interface Fa0/0\n standby version 2\n")
    lab.run(30)
    assert states(lab) == ("Active", "Active")
    for name, mac in (("R1", "0000.0c07.ac01"), ("R2", "0000.0c9f.f001")):
        rows = [row for row in lab[name].cli("show arp").splitlines() if " 10.0.0.254 " in row]
        assert [row.split()[2:4] for row in rows] == [["-", mac]]
    lab["R2"].configure("interface Fa0/0\n no standby version 2\n")
    lab.run(60)
    assert states(lab) == ("Active", "Standby")
    assert "!!!!" in lab["R2"].cli("ping 10.0.0.254")


def test_plain_text_that_differs(lab: Lab) -> None:
    lab["R2"].configure("interface Fa0/0\n standby 1 authentication other\n")
    lab.run(30)
    assert states(lab) == ("Active", "Active")
    lab["R1"].configure("interface Fa0/0\n standby 1 authentication text other\n")
    lab.run(60)
    assert states(lab) == ("Active", "Standby")


def test_version_two(lab: Lab) -> None:
    for name in ("R1", "R2"):
        told = lab[name].configure("interface Fa0/0\n standby 700 ip 10.0.0.253\n")
        assert "range 0 - 255" in told
        lab[name].configure("interface Fa0/0\n standby version 2\n standby 700 ip 10.0.0.253\n standby 700 timers msec 200 msec 700\n")
    lab.run(60)
    assert "    Local virtual MAC address is 0000.0c9f.f2bc (v2 default)\n" in lab["R1"].cli("show standby Fa0/0 700")
    brief = lab["R1"].cli("show standby Fa0/0 700 brief").splitlines()
    assert [line.split()[:2] for line in brief[3:]] == [["Fa0/0", "700"]]
    assert "!!!!" in lab["R3"].cli("ping 10.0.0.253")
    assert " standby 700 timers msec 200 msec 700" in lab["R1"].running_config()


def test_no_preemption_without_the_word(lab: Lab) -> None:
    lab["R1"].configure("interface Fa0/0\n no standby 1 preempt\n shutdown\n")
    lab.run(20)
    lab["R1"].configure("interface Fa0/0\n no shutdown\n")
    lab.run(60)
    assert states(lab) == ("Standby", "Active")
    lab["R1"].configure("interface Fa0/0\n standby 1 preempt delay minimum 30\n")
    lab.run(2)
    assert "  Preemption enabled, delay min 30 secs\n" in lab["R1"].cli("show standby")
    lab.run(60)
    assert states(lab) == ("Active", "Standby")


def test_addresses_that_do_not_fit(lab: Lab) -> None:
    r1 = lab["R1"]
    assert "% Warning: address is not within a subnet on this interface" in r1.configure("interface Fa0/0\n standby 2 ip 10.9.9.9\n")
    assert "% Address cannot equal interface IP address" in r1.configure("interface Fa0/0\n standby 2 ip 10.0.0.1\n")


def test_an_address_that_is_learnt(lab: Lab) -> None:
    lab["R3"].configure("interface Fa0/0\n standby 1 ip\n")
    lab.run(10)
    assert "  Virtual IP address is 10.0.0.254\n" in lab["R3"].cli("show standby")


def test_pasted_and_read_back(lab: Lab) -> None:
    mine = [line for line in lab["R1"].running_config() if " standby" in line]
    assert mine == [" standby 1 ip 10.0.0.254", " standby 1 priority 110", " standby 1 preempt", " standby 1 track FastEthernet0/1 20"]
    assert lab["R1"].configure("interface Fa0/0\n standby 1 ip 10.0.0.250 secondary\n standby 1 name LAN\n no standby 1 track Fa0/1\n") == ""
    assert "    Secondary virtual IP address 10.0.0.250\n" in lab["R1"].cli("show standby")
    lab["R1"].configure("interface Fa0/0\n no standby 1 ip\n")
    assert not [line for line in lab["R1"].running_config() if " standby" in line]


def test_the_wire() -> None:
    for version in (1, 2):
        packet = hsrp.Hsrp(version, 0, hsrp.State.ACTIVE, 1, 110, 3000, 10000, 0x0A0000FE, sender=0x0A000001)
        signed = packet.encode(b"secret")
        assert hsrp.proven(signed, b"secret") and not hsrp.proven(signed, b"other")
        assert hsrp.Hsrp.decode(signed).priority == 110
        for cut in range(1, len(signed)):
            try:
                hsrp.Hsrp.decode(signed[:cut])
            except Malformed:
                continue


def test_others_read_it(lab: Lab) -> None:
    """scapy's decoder of version 1."""
    scapy = pytest.importorskip("scapy.layers.hsrp")
    found = scapy.HSRP(hsrp.Hsrp(1, 0, hsrp.State.ACTIVE, 1, 110, 3000, 10000, 0x0A0000FE).encode())
    assert (found.state, found.group, found.priority, found.virtualIP, found.hellotime, found.holdtime) == (16, 1, 110, "10.0.0.254", 3, 10)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="no tshark")
@pytest.mark.parametrize("version", [1, 2])
def test_tshark_reads_it(lab: Lab, version: int, tmp_path: Path) -> None:
    for name in ("R1", "R2"):
        lab[name].configure(f"interface Fa0/0\n standby version {version}\n standby 1 authentication md5 key-string secret\n")
    lab.run(60)
    file = tmp_path / "hsrp.pcap"
    capture = lab.capture()
    lab.run(10)
    frames = [each for each in capture.frames if each.data[34:38] == b"\x07\xc1\x07\xc1"]
    file.write_bytes(pcap.encode([pcap.Packet(each.time, each.data) for each in frames], pcap.LinkType.ETHERNET))
    names = ("state", "group", "priority", "virt_ip")
    prefix = "hsrp" if version == 1 else "hsrp2"
    fields = [part for each in names for part in ("-e", f"{prefix}.{each}")]
    told = subprocess.run(
        ["tshark", "-r", str(file), "-T", "fields", *fields, "-e", "hsrp2.md5_algorithm"],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    assert {line.split("\t")[2] for line in told.splitlines()} == {"110", "100"}, told
    assert version == 1 or all(line.split("\t")[4] for line in told.splitlines()), told


def test_what_trace_tells_of_it(lab: Lab) -> None:
    lab["R1"].configure("interface Fa0/0\n standby 1 track 9\n")
    lab["R2"].configure("interface Fa0/0\n standby 1 authentication md5 key-string other\n")
    lab["R1"].configure("ip sla 7\n icmp-echo 10.1.0.4\n")
    lab.run(30)
    told = str(lab.diagnose())
    assert "are both active for HSRP group 1" in told and "authentication of HSRP group 1 on" in told
    assert "| R2, interface FastEthernet0/0: standby 1 authentication md5 key-string other" in told
    assert "standby 1 priority" not in told, "only the lines that matter"
    assert "looks at object 9, which is not there" in told
    assert "IP SLA 7 of R1 is configured and does not run" in told and "-> R1: ip sla schedule 7 life forever" in told


def test_no_preempt_takes_its_delays_along() -> None:
    desk = Desk()
    desk.type("configure terminal", "interface FastEthernet0/0", "ip address 10.0.0.2 255.255.255.0")
    desk.type("standby 7 preempt delay minimum 10", "no standby 7 preempt delay minimum 10")
    assert desk.device.interfaces[InterfaceName.parse("FastEthernet0/0")][HsrpInterface].groups == {}
