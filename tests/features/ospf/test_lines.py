"""`router ospf` and `ip ospf` as they are typed, refused, undone and read back."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

PORT = "interface Fa0/0\n ip address 10.0.12.1 255.255.255.0\n no shutdown\n"


@pytest.fixture
def lab() -> Lab:
    return network({"R1": f"{PORT}interface Lo0\n ip address 1.1.1.1 255.255.255.255\n"}, "R1:Fa0/0")


def block(lab: Lab, head: str, node: str = "R1") -> list[str]:
    """Lines of a block of the running-config, without its head."""
    lines = list(lab[node].running_config())
    at = lines.index(head) + 1
    return [line.strip() for line in lines[at : next(i for i in range(at, len(lines)) if not lines[i].startswith(" "))]]


WHOLE = """\
router ospf 1
 router-id 9.9.9.9
 log-adjacency-changes detail
 auto-cost reference-bandwidth 10000
 no compatible rfc1583
 max-metric router-lsa on-startup 60
 timers throttle spf 10 100 5000
 timers throttle lsa 10 100 5000
 timers lsa arrival 80
 timers pacing flood 20
 area 0 authentication message-digest
 area 1 stub no-summary
 area 1 default-cost 10
 area 1 range 10.1.0.0 255.255.0.0
 area 1 range 10.2.0.0 255.255.0.0 not-advertise
 area 2 nssa no-redistribution default-information-originate metric 5 no-summary
 area 2 nssa translate type7 suppress-fa
 area 3 filter-list prefix LANS in
 area 3 virtual-link 3.3.3.3 authentication message-digest hello-interval 5
 area 3 virtual-link 3.3.3.3 message-digest-key 1 md5 cisco
 summary-address 172.16.0.0 255.255.0.0 tag 7
 redistribute static metric 5 metric-type 1 subnets tag 3 route-map LANS
 passive-interface default
 no passive-interface FastEthernet0/0
 network 10.0.12.0 0.0.0.255 area 0
 network 10.1.0.0 0.0.255.255 area 1
 neighbor 10.0.12.2 priority 1
 default-information originate always metric 20
 maximum-paths 2
 distance ospf intra-area 90 external 200
 distribute-list 1 in
"""


def test_a_whole_process_reads_back_as_it_was_typed(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.configure(WHOLE).replace("\n", "") == (
        "% OSPF: Reference bandwidth is changed.        Please ensure reference bandwidth is consistent across all routers."
    )
    assert [f" {line}" for line in block(lab, "router ospf 1")] == WHOLE.splitlines()[1:]
    again = network({"R1": WHOLE})  # as a start-up configuration
    assert again["R1"].shell.boot_refused == [] and block(again, "router ospf 1") == block(lab, "router ospf 1")
    for _ in range(2):  # `no` with options takes these, what is left of the line goes the second time
        for line in reversed(block(lab, "router ospf 1")):
            r1.configure(f"router ospf 1\n {line[3:] if line.startswith('no ') else f'no {line}'}\n")
    assert block(lab, "router ospf 1") == []
    assert r1.configure("no router ospf 1\n") == ""
    assert "ospf" not in str(r1.running_config())


def test_interface_lines_stand_in_ios_order(lab: Lab) -> None:
    wanted = [
        "ip ospf authentication message-digest", "ip ospf message-digest-key 1 md5 cisco", "ip ospf network broadcast",
        "ip ospf dead-interval 20", "ip ospf hello-interval 5", "ip ospf priority 0", "ip ospf mtu-ignore",
        "ip ospf 1 area 0.0.0.1", "ip ospf cost 7",
    ]  # fmt: skip
    assert lab["R1"].configure("interface Fa0/0\n" + "".join(f" {line}\n" for line in reversed(wanted))) == ""
    assert [line for line in block(lab, "interface FastEthernet0/0") if "ospf" in line] == wanted
    assert "router ospf 1" in str(lab["R1"].running_config())  # made by the interface's line
    for line in wanted:
        assert lab["R1"].configure(f"interface Fa0/0\n no {line}\n") == "", line
    assert not [line for line in block(lab, "interface FastEthernet0/0") if "ospf" in line]


def test_the_end_of_a_process_takes_the_lines_of_interfaces(lab: Lab) -> None:
    lab["R1"].configure("interface Fa0/0\n ip ospf 1 area 0\n ip ospf cost 5\nno router ospf 1\n")
    assert [line for line in block(lab, "interface FastEthernet0/0") if "ospf" in line] == ["ip ospf cost 5"]


def test_forms_of_areas_and_wildcards(lab: Lab) -> None:
    """The area as it was typed; a mask turned round; host bits kept out; moved to another area with a message."""
    r1 = lab["R1"]
    r1.configure("router ospf 1\n network 10.0.12.9 255.255.255.0 area 0.0.0.0\n network 1.1.1.1 0.0.0.0 area 0\n")
    assert block(lab, "router ospf 1") == ["network 1.1.1.1 0.0.0.0 area 0", "network 10.0.12.0 0.0.0.255 area 0.0.0.0"]
    r1.console.take()
    r1.configure("router ospf 1\n network 10.0.12.0 0.0.0.255 area 2\n")
    assert "%OSPF-6-AREACHG: 10.0.12.0/24 changed from area 0.0.0.0 to area 2" in r1.console.take()
    r1.configure("router ospf 1\n no network 10.0.12.0 0.0.0.255 area 1\n")  # another area's: nothing
    assert len(block(lab, "router ospf 1")) == 2


def test_every_interface_by_a_mask_of_no_bits(lab: Lab) -> None:
    """`0.0.0.0 0.0.0.0` is a mask, too; of another address it is the wildcard of one host."""
    r1 = lab["R1"]
    r1.configure("router ospf 1\n network 0.0.0.0 0.0.0.0 area 0\n")
    assert block(lab, "router ospf 1") == ["network 0.0.0.0 255.255.255.255 area 0"]
    assert {line.split()[0] for line in r1.cli("show ip ospf interface brief").splitlines()[1:]} == {"Fa0/0", "Lo0"}
    r1.configure("router ospf 1\n no network 0.0.0.0 0.0.0.0 area 0\n network 10.0.12.1 0.0.0.0 area 0\n")
    assert block(lab, "router ospf 1") == ["network 10.0.12.1 0.0.0.0 area 0"]


def test_a_digest_key_is_not_replaced(lab: Lab) -> None:
    r1 = lab["R1"]
    key, link = " ip ospf message-digest-key 1 md5", " area 1 virtual-link 2.2.2.2 message-digest-key 1 md5"
    said = "% OSPF: Key 1 already exists\n"
    assert r1.configure(f"interface Fa0/0\n{key} old\n{key} new\n") == said
    assert r1.configure(f"router ospf 1\n{link} old\n{link} new\n") == said
    assert [line for line in r1.running_config() if "md5" in line] == [f"{key} old", f"{link} old"]
    assert r1.configure(f"interface Fa0/0\n no{key} old\n{key} new\n") == ""
    assert f"{key} new" in r1.running_config()


def test_that_there_is_no_router_id_is_said_once() -> None:
    lab = network({"R1": "no ip domain lookup\n"}, "R1:Fa0/0")
    r1 = lab["R1"]
    r1.console.take()
    for lines in ("router ospf 1\n", "router ospf 1\n network 10.0.0.0 0.0.0.255 area 0\n",
                  "interface Fa0/0\n ip address 10.0.0.1 255.255.255.0\n", "interface Lo0\n"):  # fmt: skip
        r1.configure(lines)
        lab.run(1)
    assert r1.console.take().count("OSPF-4-NORTRID") == 1
    r1.configure("interface Lo0\n ip address 1.1.1.1 255.255.255.255\n")
    lab.run(1)
    assert "NORTRID" not in r1.console.take() and "ID 1.1.1.1" in r1.cli("show ip ospf")
    r1.configure("interface Lo0\n no ip address\n")
    r1.cli("clear ip ospf process", "yes")
    lab.run(1)
    assert r1.console.take().count("OSPF-4-NORTRID") == 1


REFUSED = {
    "router ospf 1\n area 0 stub": "% OSPF: Backbone can not be configured as stub area",
    "router ospf 1\n area 0 nssa": "% OSPF: Backbone can not be configured as NSSA area",
    "router ospf 1\n area 1 virtual-link 9.9.9.9\n area 1 stub":
        "% OSPF: Area cannot be a stub as it contains a virtual link",
    "router ospf 1\n area 1 stub\n area 1 nssa": "% OSPF: Area is configured as stub area already",
    "router ospf 1\n area 2 nssa\n area 2 stub": "% OSPF: Area is configured as NSSA already",
    "router ospf 1\n redistribute static": "% Only classful networks will be redistributed",
    "router ospf 1\n router-id 5.5.5.5\nrouter ospf 2\n router-id 5.5.5.5": "% OSPF: router-id 5.5.5.5 in use by ospf process 1",
    "router ospf 1\n redistribute ospf 1": "% Invalid input detected",
    "router ospf 1\n router-id 0.0.0.0": "% Invalid input detected",
    "router ospf 1\n network 10.0.0.0 area 0": "% Invalid input detected",
    "router ospf 1\n network 10.0.0.0 0.255.255.255": "% Incomplete command.",
    "router ospf 0": "% Invalid input detected",
    "router ospf 3 vrf RED": "%VRF RED does not exist or does not have a RD.",
    "interface Lo0\n ip ospf network broadcast": "% OSPF: Invalid type for interface",
    "interface Fa0/0\n ip ospf area 1": "% Invalid input detected",
    "interface Fa0/0\n ip ospf authentication-key 123456789": "% OSPF: Warning: The password/key will be truncated to 8 characters",
}  # fmt: skip


@pytest.mark.parametrize("typed", REFUSED)
def test_refusals(lab: Lab, typed: str) -> None:
    assert REFUSED[typed] in lab["R1"].configure(typed + "\n")


def test_words_of_refusals_by_release() -> None:
    old = network({"R1": ""}, platform="c3725")["R1"]
    assert old.configure("router ospf 1\n area 0 stub\n") == "OSPF: Backbone can not be configured as stub area\n"
    new = network({"R1": ""}, platform="csr1000v")["R1"]
    assert new.configure("router ospf 1\n redistribute static subnets\n redistribute connected\n") == ""
    assert [line for line in new.running_config() if "redistribute" in line] == [" redistribute connected", " redistribute static"]


def test_log_adjacency_changes_is_a_line_of_the_old_release() -> None:
    old = network({"R1": "router ospf 1\n"}, platform="c3725")
    assert block(old, "router ospf 1") == ["log-adjacency-changes"]
    old["R1"].configure("router ospf 1\n no log-adjacency-changes\n")
    assert block(old, "router ospf 1") == ["no log-adjacency-changes"]
    assert block(network({"R1": "router ospf 1\n"}), "router ospf 1") == []


def test_options_add_up_and_are_taken_one_by_one(lab: Lab) -> None:
    """`area stub`, `area nssa`, `redistribute`, `area range`."""
    lab["R1"].configure(
        "router ospf 1\n area 1 stub no-summary\n area 1 stub\n area 2 nssa no-summary\n area 2 nssa no-redistribution\n"
        " redistribute static subnets\n redistribute static metric 5\n area 3 range 10.0.0.0 255.0.0.0 cost 7\n"
    )
    assert block(lab, "router ospf 1") == [
        "area 1 stub no-summary", "area 2 nssa no-redistribution no-summary", "area 3 range 10.0.0.0 255.0.0.0 cost 7",
        "redistribute static metric 5 subnets",
    ]  # fmt: skip
    lab["R1"].configure(
        "router ospf 1\n no area 1 stub no-summary\n no area 2 nssa no-summary\n no redistribute static metric\n"
        " no redistribute static subnets\n no area 3 range 10.0.0.0 255.0.0.0 cost 7\n"
    )
    assert block(lab, "router ospf 1") == [
        "area 1 stub", "area 2 nssa no-redistribution", "area 3 range 10.0.0.0 255.0.0.0", "redistribute static metric 5",
    ]  # fmt: skip
    lab["R1"].configure("router ospf 1\n no area 1\n no area 2 nssa\n no area 3 range 10.0.0.0 255.0.0.0\n no redistribute static\n")
    assert block(lab, "router ospf 1") == []


def test_passwords_are_hidden_by_the_service(lab: Lab) -> None:
    r1 = lab["R1"]
    r1.configure(
        "interface Fa0/0\n ip ospf authentication-key cisco\n ip ospf message-digest-key 1 md5 cisco\n"
        "router ospf 1\n area 1 virtual-link 2.2.2.2 authentication-key cisco\nservice password-encryption\n"
    )
    shown = [line for line in r1.running_config() if "cisco" in line or " 7 " in line]
    assert len(shown) == 3 and not any("cisco" in line for line in shown)
    again = network({"R1": "interface Fa0/0\n no shutdown\n" + "\n".join(shown[:2]) + "\n"})["R1"]
    assert [line for line in again.running_config() if " 7 " in line] == shown[:2]
    assert "Invalid encrypted password: zz" in r1.configure("interface Fa0/0\n ip ospf authentication-key 7 zz\n")


def test_router_id_waits_for_a_reset_where_neighbours_know_it() -> None:
    """15.2 says so, 17.15 does it at once; without neighbours it is nobody's business."""
    text = "interface Fa0/0\n ip address 10.0.12.{0} 255.255.255.0\n no shutdown\nrouter ospf 1\n router-id {0}.{0}.{0}.{0}\n network 10.0.0.0 0.255.255.255 area 0\n"
    lab = network({f"R{i}": text.format(i) for i in (1, 2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(60)
    r1 = lab["R1"]
    said = r1.configure("router ospf 1\n router-id 7.7.7.7\n")
    assert said == '% OSPF: Reload or use "clear ip ospf process" command, for this to take effect\n'
    assert '"ospf 1" with ID 1.1.1.1' in r1.cli("show ip ospf")
    assert r1.cli("clear ip ospf process", "n") == "Reset ALL OSPF processes? [no]: n\n"
    assert '"ospf 1" with ID 1.1.1.1' in r1.cli("show ip ospf")
    assert r1.cli("clear ip ospf 1 process", "y").splitlines() == [
        "Reset OSPF process 1? [no]: y",
        "*Mar  1 00:01:00.000: %OSPF-5-ADJCHG: Process 1, Nbr 2.2.2.2 on FastEthernet0/0 from FULL to DOWN, "
        "Neighbor Down: Interface down or detached",
    ]
    assert '"ospf 1" with ID 7.7.7.7' in r1.cli("show ip ospf")
    lab.run(60)
    assert "7.7.7.7           1   FULL/" in lab["R2"].cli("show ip ospf neighbor")
    alone = network({"R1": text.format(1)})["R1"]
    assert alone.configure("router ospf 1\n router-id 7.7.7.7\n") == ""


def test_questions_are_for_processes_that_there_are(lab: Lab) -> None:
    r1 = lab["R1"]
    assert r1.cli("show ip ospf") == ""
    assert r1.cli("show ip ospf 5") == "%OSPF: No router process 5\n"
    r1.configure("router ospf 1\n")
    assert r1.cli("show ip ospf 5 neighbor") == "%OSPF: No router process 5\n"


def test_a_virtual_link_with_its_key_on_one_line(lab: Lab) -> None:
    """It is shown on two; `no` with the key takes the key, `no` alone all of it."""
    r1 = lab["R1"]
    r1.configure(
        "router ospf 1\n area 1 virtual-link 3.3.3.3 hello-interval 5 authentication message-digest message-digest-key 1 md5 cisco\n"
        " area 2 virtual-link 4.4.4.4 authentication authentication-key cisco\n area 2 virtual-link 4.4.4.4 ttl-security hops 3\n"
    )
    assert block(lab, "router ospf 1") == [
        "area 1 virtual-link 3.3.3.3 authentication message-digest hello-interval 5",
        "area 1 virtual-link 3.3.3.3 message-digest-key 1 md5 cisco",
        "area 2 virtual-link 4.4.4.4 authentication ttl-security hops 3", "area 2 virtual-link 4.4.4.4 authentication-key cisco",
    ]  # fmt: skip
    r1.configure("router ospf 1\n no area 1 virtual-link 3.3.3.3 message-digest-key 1 md5 cisco\n no area 2 virtual-link 4.4.4.4\n")
    assert block(lab, "router ospf 1") == ["area 1 virtual-link 3.3.3.3 authentication message-digest hello-interval 5"]
    assert "% Invalid" in r1.configure("router ospf 1\n area 1 virtual-link 3.3.3.3 authentication key-chain KEYS\n")
    new = network({"R1": "key chain KEYS\n key 1\n  key-string cisco\nrouter ospf 1\n area 1 virtual-link 3.3.3.3 authentication key-chain KEYS\n"}, platform="iosv")
    assert block(new, "router ospf 1") == ["area 1 virtual-link 3.3.3.3 authentication key-chain KEYS"]


def test_an_area_that_virtual_links_lead_through_is_no_stub(lab: Lab) -> None:
    said = lab["R1"].configure("router ospf 1\n area 1 virtual-link 9.9.9.9\n area 1 stub no-summary\n area 1 nssa\n")
    assert said.splitlines() == [
        f"% OSPF: Area cannot be {kind} as it contains a virtual link" for kind in ("a stub", "an NSSA")
    ]


def test_who_waits_for_the_election_follows_the_dead_interval() -> None:
    lab = network({"R1": PORT, "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    lab["R2"].configure("interface Fa0/0\n no shutdown\n")
    lab["R1"].configure("router ospf 1\n router-id 1.1.1.1\n network 10.0.12.0 0.0.0.255 area 0\n")
    lab.run(5)
    lab["R1"].configure("interface Fa0/0\n ip ospf dead-interval 20\n")
    shown = lab["R1"].cli("show ip ospf interface Fa0/0")
    assert "Wait 20," in shown and "Designated router selection 00:00:1" in shown
    lab["R1"].configure("interface Fa0/0\n ip ospf dead-interval minimal hello-multiplier 5\n")
    lab.run(0.1)
    assert "State DR" in lab["R1"].cli("show ip ospf interface Fa0/0")


def test_a_neighbour_line_of_no_use_is_told_once() -> None:
    lab = network({"R1": PORT, "R2": "interface Fa0/0\n no shutdown\n"}, "R1:Fa0/0 R2:Fa0/0")
    r1 = lab["R1"]
    r1.configure("router ospf 1\n router-id 1.1.1.1\n network 10.0.12.0 0.0.0.255 area 0\n")
    lab.run(5)
    r1.console.take()
    r1.configure("router ospf 1\n neighbor 10.0.12.2\n")
    r1.configure("router ospf 1\n auto-cost reference-bandwidth 1000\n")
    lab.run(1)
    assert r1.console.take().count(
        "%OSPF-4-CFG_NBR_INVAL_NET_TYPE: Can not use configured neighbor: neighbor command is allowed only on NBMA and "
        "point-to-multipoint networks"
    ) == 1
    r1.configure("interface Fa0/0\n ip ospf network non-broadcast\n")
    lab.run(1)
    assert "CFG_NBR" not in r1.console.take() and "10.0.12.2" in r1.cli("show ip ospf neighbor")
