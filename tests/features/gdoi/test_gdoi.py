"""A group from its first registration to its rekeys, and what goes wrong on the way."""

from __future__ import annotations

import pytest

from iosemu.api import Node
from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from iosemu.wire import ipv4
from tests.features.gdoi.group import MEMBER, SERVER, group


def wire_of(lab: Lab, node: str) -> list[ipv4.IPv4]:
    """What is heard on the line of a member from now on."""
    heard: list[ipv4.IPv4] = []

    def tap(time: float, sender: object, frame: bytes) -> None:
        if frame[12:14] == b"\x08\x00":
            heard.append(ipv4.IPv4.decode(frame[14:]))

    lab[node].device.interfaces[InterfaceName.parse("FastEthernet0/0")].link.taps.append(tap)
    return heard


def ping(lab: Lab, one: int, two: int, count: int = 3) -> str:
    text = lab[f"R{one}"].cli(f"ping 10.1.{two}.1 source 10.1.{one}.1 repeat {count} timeout 1")
    return next(line for line in text.splitlines() if set(line) <= set("!.UQM") and line)


def spis(node: Node) -> set[str]:
    return {line.split()[1] for line in node.cli("show crypto gdoi").splitlines() if " spi: " in line}


@pytest.fixture
def lab() -> Lab:
    made = group()
    made.run(40)
    return made


def test_three_members_and_a_ping(lab: Lab) -> None:
    """They register, get one key, and what they send keeps its addresses."""
    ks, r1 = lab["KS"], lab["R1"]
    rows = [line.split() for line in ks.cli("show crypto isakmp sa").splitlines() if "GDOI" in line]
    assert {row[1] for row in rows} == {"192.1.10.2", "192.1.20.2", "192.1.30.2"}
    assert {(row[0], row[2]) for row in rows} == {("192.1.40.2", "GDOI_IDLE")}
    assert "No SAs found" in ks.cli("show crypto ipsec sa")
    assert len(set.union(*(spis(lab[f"R{n}"]) for n in (1, 2, 3)))) == 1
    heard = wire_of(lab, "R1")
    assert (ping(lab, 1, 2), ping(lab, 3, 2), ping(lab, 2, 1)) == ("!!!", "!!!", "!!!")
    sealed = [packet for packet in heard if packet.protocol == ipv4.ESP]
    assert len(sealed) == 12 and not any(packet.protocol == ipv4.ICMP for packet in heard)
    assert {packet.src for packet in sealed} == {0x0A010101, 0x0A010201}
    shown = r1.cli("show crypto ipsec sa")
    assert "current_peer 0.0.0.0 port 848" in shown and "#pkts encaps: 6, #pkts encrypt: 6" in shown
    assert "sa timing: remaining key lifetime (sec): (" in shown
    assert "GDOI_REKEY" in r1.cli("show crypto isakmp sa")


def test_a_later_member_gets_the_rest(lab: Lab) -> None:
    lab.run(300)
    lab["R3"].configure("interface FastEthernet0/0\nno crypto map\n")
    lab["R3"].configure("interface FastEthernet0/0\ncrypto map CMAP\n")
    lab.run(5)
    left = [line for line in lab["R3"].cli("show crypto gdoi").splitlines() if "remaining key lifetime" in line]
    assert len(left) == 1 and 3200 < int(left[0].split("(")[-1].rstrip(")")) < 3300
    assert ping(lab, 3, 1) == "!!!"


def test_rekeys_lose_nothing(lab: Lab) -> None:
    """The next key comes before the last one ends; both are there, and no packet is lost in between."""
    first = spis(lab["R1"])
    lab.run(3200)
    lab["KS"].console.take()
    results = ""
    both = False
    for _ in range(40):
        lab.run(10)
        results += ping(lab, 1, 2, 1)
        both = both or len(spis(lab["R1"])) == 2
    assert results == "!" * 40 and both
    lab.run(60)
    assert len(spis(lab["R1"])) == 1 and spis(lab["R1"]) != first
    assert "Unicast rekey received: 1" in lab["R1"].cli("show crypto gdoi")
    assert "KS_SEND_UNICAST_REKEY: Sending Unicast Rekey for group SALES from address 192.1.40.2 with seq # 1" in (
        lab["KS"].console.take()
    )
    lab.run(3 * 3600)
    assert ping(lab, 2, 3) == "!!!"
    assert "Succeeded registration: 1" in lab["R1"].cli("show crypto gdoi")  # rekeys are enough


def test_who_does_not_acknowledge(lab: Lab) -> None:
    """Sent again with numbers of its own; after three rekeys the member is deleted."""
    lab["P"].configure("interface FastEthernet3/0\nshutdown\n")
    told = ""
    for _ in range(3):
        told += lab["KS"].cli("crypto gdoi ks rekey")
        lab.run(60)
        told += lab["KS"].console.take()
    assert told.count("KS_SEND_UNICAST_REKEY") == 9
    assert "%GDOI-4-GM_DELETE: GM 192.1.30.2 deleted from group SALES." in told
    assert "Group Members            : 2" in lab["KS"].cli("show crypto gdoi")
    assert ping(lab, 1, 2) == "!!!"


def test_replace_now(lab: Lab) -> None:
    first = spis(lab["R1"])
    lab["KS"].cli("crypto gdoi ks rekey replace-now")
    lab.run(2)
    second = spis(lab["R1"])
    assert len(second) == 1 and second != first
    assert (ping(lab, 1, 2), ping(lab, 2, 3)) == ("!!!", "!!!")


def test_members_that_are_removed(lab: Lab) -> None:
    """Soon: the old keys work until all have new ones. No packet is lost, and the wire has a delete."""
    first = spis(lab["R1"])
    said = lab["KS"].cli("clear crypto gdoi ks members\nyes\n")
    assert "Sending GM-Removal message to group SALES..." in said
    lab.run(2)
    assert "%GDOI-5-GM_RECV_DELETE: GM received delete-msg from KS in group " in lab["R1"].cli("show logging")
    assert "Group Members            : 0" in lab["KS"].cli("show crypto gdoi")
    for _ in range(12):
        lab.run(10)
        assert ping(lab, 1, 2) == "!!!"
    assert len(spis(lab["R1"])) == 1 and not spis(lab["R1"]) & first
    assert "Group Members            : 3" in lab["KS"].cli("show crypto gdoi")


def test_members_that_are_removed_at_once(lab: Lab) -> None:
    """One does not hear the first message, and gets it again."""
    first = spis(lab["R1"])
    link = next(link for name, link in lab.links.items() if "R3" in name)
    link.loss = 1.0
    assert "cleanup all GMs downloaded policies" in lab["KS"].cli("clear crypto gdoi ks members now\nyes\n")
    lab.run(2)
    assert "GM_RECV_DELETE_IMMEDIATE: GM receive REMOVAL-NOW in group " in lab["R1"].cli("show logging")
    assert spis(lab["R1"]) != first
    link.loss = 0.0
    again = Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each.run(90)
        assert "Group Members            : 3" in each["KS"].cli("show crypto gdoi")
        assert len(spis(each["R1"])) == 1 and spis(each["R1"]) == spis(each["R3"]) != first
        assert (ping(each, 1, 2), ping(each, 2, 3)) == ("!!!", "!!!")


def test_another_policy(lab: Lab) -> None:
    """The log asks for a rekey, and the rekey tells the members."""
    ks = lab["KS"]
    ks.configure("no access-list 101\naccess-list 101 deny icmp any any\naccess-list 101 permit ip any any\n")
    lab.run(3)
    assert "%GDOI-5-POLICY_CHANGE: GDOI group SALES policy has changed." in ks.console.take()
    ks.cli("crypto gdoi ks rekey")
    lab.run(2)
    heard = wire_of(lab, "R1")
    assert ping(lab, 1, 2) == "!!!"
    assert not any(packet.protocol == ipv4.ESP for packet in heard)
    shown = lab["R1"].cli("show crypto gdoi")
    assert "access-list  deny icmp any any\n   access-list  permit ip any any" in shown


def test_cleared_sas_come_back(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.console.take()
    r1.cli("clear crypto sa")
    lab.run(3)
    told = r1.console.take()
    assert "%GDOI-4-GM_RE_REGISTER: The IPSec SA created for group GRP-R1 may have expired/been cleared" in told
    assert "%GDOI-5-GM_REGS_COMPL" in told
    assert ping(lab, 1, 2) == "!!!"


def test_before_the_registration_it_is_clear() -> None:
    """Fail-open; and whoever is registered does not take what comes in the clear."""
    lab = group(members=2, member=MEMBER.replace("number 111", "number 112"))
    lab.run(60)
    assert lab["R1"].console.take().count("GM_REGSTER") >= 2
    assert ping(lab, 1, 2) == "!!!"
    assert "Registration status   : Registering" in lab["R1"].cli("show crypto gdoi")
    lab["R1"].configure("crypto gdoi group GRP-R1\nidentity number 111\n")
    lab.run(60)
    assert ping(lab, 1, 2) == "..."


def test_without_a_key_pair_members_register_again() -> None:
    lab = group(members=2, keys=False)
    lab.run(20)
    results, told = "", ""
    for _ in range(80):
        lab.run(60)
        told += lab["R1"].console.take()
        results += ping(lab, 1, 2, 1)
    assert results == "!" * 80
    assert told.count("%GDOI-5-GM_REGS_COMPL") == 2
    assert "KEK POLICY" not in lab["R1"].cli("show crypto gdoi")


def test_who_may_register() -> None:
    server = SERVER.replace("  sa ipsec", "  authorization address ipv4 7\n  sa ipsec")
    server += "access-list 7 permit 192.1.10.2\n"
    lab = group(members=2, server=server)
    lab.run(60)
    told = lab["KS"].console.take()
    wanted = "%GDOI-1-UNAUTHORIZED_IPADDR: Group SALES received registration from unauthorized ip address: 192.1.20.2"
    assert wanted in told and "192.1.10.2" not in told
    assert "Registration status   : Registering" in lab["R2"].cli("show crypto gdoi")


def test_the_next_server_is_asked() -> None:
    member = MEMBER.replace(" server address", " server address ipv4 192.1.40.9\n server address")
    lab = group(members=1, member=member)
    lab.run(60)
    told = lab["R1"].console.take()
    first, second = [line for line in told.splitlines() if "GM_REGSTER" in line]
    assert "KS 192.1.40.9" in first and "KS 192.1.40.2" in second and "complete" in told


def test_the_configuration_reads_back(lab: Lab) -> None:
    for name in ("KS", "R1"):
        text = lab[name].running_config()
        lab[name].configure("\n".join(line for line in text if line.startswith((" ", "crypto"))))
        assert lab[name].running_config() == text


def test_time_tells_replays() -> None:
    """The group's clock goes with each datagram; one that comes late is dropped and told."""
    server = SERVER.replace("ipv4 101\n  address", "ipv4 101\n   replay time window-size 5\n  address")
    lab = group(members=2, server=server)
    lab.run(40)
    heard = wire_of(lab, "R2")
    assert ping(lab, 1, 2) == "!!!"
    r2 = lab["R2"]
    packet = next(each for each in heard if each.protocol == ipv4.ESP and each.src == 0x0A010101)
    lab.run(4)
    iface = r2.device.interfaces[InterfaceName.parse("FastEthernet0/0")]
    r2.device.ip.receive(packet, iface)
    assert "Input Error Packets      : 0" in r2.cli("show crypto gdoi gm replay")
    lab.run(4)
    r2.device.ip.receive(packet, iface)
    assert "Input Error Packets      : 1" in r2.cli("show crypto gdoi gm replay")
    assert "replay window size: 5" in r2.cli("show crypto ipsec sa")
    lab.run(1)
    assert "Timebased Replay:\n    Replay Value" in lab["KS"].cli("show crypto gdoi ks replay")


def test_fail_close() -> None:
    """Nothing but what its list denies passes before the first registration."""
    closed = "access-list 120 deny tcp any any eq 22\ncrypto map CMAP gdoi fail-close\n match address 120\n activate\n"
    lab = group(members=2, member=MEMBER.replace("number 111", "number 112") + closed)
    lab.run(60)
    assert ping(lab, 1, 2) == "..."
    lab["R2"].configure("no crypto map CMAP gdoi fail-close\n")
    assert ping(lab, 1, 2) == "..."
    lab["R1"].configure("crypto map CMAP gdoi fail-close\n no activate\n")
    assert ping(lab, 1, 2) == "!!!"
    assert "Activate: no" in lab["R1"].cli("show crypto map gdoi fail-close")


def test_clear(lab: Lab) -> None:
    """Members that forget begin anew; so do those of a server that forgot, when their keys come to an end."""
    assert lab["R1"].cli("clear crypto gdoi\nno").endswith("[yes/no]: no\n")
    lab["R1"].cli("clear crypto gdoi\nyes")
    assert spis(lab["R1"]) == set()
    lab.run(5)
    assert ping(lab, 1, 2) == "!!!"
    lab["KS"].cli("clear crypto gdoi\nyes")
    assert "Group Members            : 0" in lab["KS"].cli("show crypto gdoi")
    lab.run(3600)
    assert ping(lab, 1, 2) == "!!!"
    assert "Group Members            : 3" in lab["KS"].cli("show crypto gdoi")


def test_what_shows_tell(lab: Lab) -> None:
    ks, r1 = lab["KS"], lab["R1"]
    assert "Group Member ID   : 192.1.10.2\nGroup ID          : 111\n" in ks.cli("show crypto gdoi ks members")
    assert "  # of teks : 1  Seq num : 0\n  KEK POLICY (transport type : Unicast)" in ks.cli("show crypto gdoi ks policy")
    assert "   access-list 101  permit ip 10.1.0.0 0.0.255.255 10.1" in ks.cli("show crypto gdoi ks acl")
    assert "New     : 192.1.10.2      192.1.40.2" in r1.cli("show crypto gdoi gm rekey detail")
    assert "      local ident  = 10.1.0.0/16, port = 0" in r1.cli("show crypto gdoi ipsec sa")
    assert "\tGroup Name: GRP-R1\n\tidentity number 111\n" in r1.cli("show crypto map")
    assert "Session status: UP-ACTIVE" in r1.cli("show crypto session")
    assert r1.cli("debug crypto gdoi") == "GDOI Generic Debug level: (Error, Terse) \n\n"
    assert ks.cli("debug crypto gdoi detail").startswith("GDOI Generic Debug level: (Detail, Event, Terse, Error) \n")
    r1.cli("clear crypto gdoi\nyes")
    lab.run(5)
    told = ks.console.take()
    assert "GDOI:INFRA:(SALES:0): Construct tek: spi is 0x" in told and "KD sent successfully by KS" in told


def test_trace_tells_of_groups(lab: Lab) -> None:
    told = str(lab.trace("R1", "10.1.2.1", source="10.1.1.1"))
    assert "list gdoi_group_GRP-R1_temp_acl selects it: ESP to 0.0.0.0" in told and "arrives at R2" in told
    lab["R1"].configure("crypto map CMAP gdoi fail-close\n activate\ncrypto gdoi group GRP-R1\n identity number 5\n")
    lab.run(3)
    told = str(lab.trace("R1", "10.1.2.1", source="10.1.1.1"))
    assert "192.1.10.2 is not registered: key server 192.1.40.2 gives it no keys of group 5" in told
