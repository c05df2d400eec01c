"""What the labs with OSPF promise: next hops by the type of the network, who is designated router, areas of all kinds."""

from __future__ import annotations

import re
from functools import cache

from iosemu.lab.lab import Lab
from tests.features.wired import log_of
from tests.labs.test_dmvpn_phases import reaches, routes, trace

SPOKES = ("R1", "R2", "R3", "R4")
TUNNEL = (*SPOKES, "R5")


@cache
def _settled(name: str) -> bytes:
    import pickle

    lab = Lab.load(name)
    assert lab.settle()
    return pickle.dumps(lab)


def load(name: str) -> Lab:
    """Settled; each test has its own."""
    import pickle

    lab: Lab = pickle.loads(_settled(name))
    return lab


def everywhere(lab: Lab, line: str, nodes: tuple[str, ...] = TUNNEL) -> None:
    for node in nodes:
        assert lab[node].configure(f"interface Tunnel0\n {line}\n") == ""


def designated(lab: Lab, node: str) -> str:
    said = re.search(r"Designated Router \(ID\) (\S+),", lab[node].cli("show ip ospf interface Tunnel0"))
    return said[1] if said else ""


def hops(lab: Lab, node: str) -> dict[str, tuple[str, ...]]:
    return routes(lab, node, "ospf 1")


def test_phase2_next_hops_are_the_spokes() -> None:
    lab = load("dmvpn-phase2-ospf")
    assert [designated(lab, node) for node in TUNNEL] == ["150.1.5.5"] * 5
    found = hops(lab, "R2")
    assert {f"150.1.{i}.{i}/32": found[f"150.1.{i}.{i}/32"] for i in (1, 3, 4)} == {
        f"150.1.{i}.{i}/32": (f"155.1.0.{i}",) for i in (1, 3, 4)
    }
    assert found["150.1.10.10/32"] == ("155.1.0.5",)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.5", "155.1.0.1"]
    lab.run(2)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.1"]


def test_phase2_a_point_to_point_hub_goes_from_neighbour_to_neighbour() -> None:
    lab = load("dmvpn-phase2-ospf")
    everywhere(lab, "no ip ospf network")
    lab.run(20)
    lines = log_of(lab, "R5", "OSPF")
    lab.run(60)
    lost = {text.split()[3] for _, text in lines if text.endswith("Neighbor Down: Adjacency forced to reset")}
    assert lost == {f"150.1.{i}.{i}" for i in (1, 2, 3, 4)}
    assert len(re.findall(r" Tunnel0$", lab["R5"].cli("show ip ospf neighbor"), re.M)) <= 1
    lab.run(60)
    assert len(lines) > 20  # and for ever


def test_phase2_point_to_multipoint_makes_the_hub_the_next_hop() -> None:
    lab = load("dmvpn-phase2-ospf")
    everywhere(lab, "ip ospf network point-to-multipoint")
    lab.run(30)
    found = hops(lab, "R2")
    assert len(found) == 12 and set(found.values()) == {("155.1.0.5",)}
    assert {f"155.1.0.{i}/32" for i in (1, 3, 4, 5)} <= found.keys()
    for _ in range(2):
        assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.5", "155.1.0.1"]
        lab.run(2)


def test_phase2_the_backup_takes_over_and_no_priority_wins_it_back_but_zero_at_the_spokes() -> None:
    lab = load("dmvpn-phase2-ospf")
    everywhere(lab, "no ip ospf priority", SPOKES)
    lab.run(30)
    assert "150.1.4.4         1   FULL/BDR" in lab["R5"].cli("show ip ospf neighbor")
    lab["R5"].cli("clear ip ospf process", "yes")
    lab.run(100)
    assert designated(lab, "R5") == designated(lab, "R4") == "150.1.4.4"
    assert hops(lab, "R3") == {}
    everywhere(lab, "ip ospf priority 255", ("R5",))
    lab.run(100)
    assert designated(lab, "R5") == designated(lab, "R4") == "150.1.4.4"
    everywhere(lab, "ip ospf priority 0", SPOKES)
    lab.run(60)
    assert [designated(lab, node) for node in TUNNEL] == ["150.1.5.5"] * 5
    assert hops(lab, "R2")["150.1.3.3/32"] == ("155.1.0.3",)


def test_phase2_a_table_of_one_line_and_the_loop_that_it_can_make() -> None:
    """`distribute-list in` keeps routes out of the table, not out of what others compute."""
    lab = load("dmvpn-phase2-ospf")
    one_line = "access-list 1 permit 0.0.0.0\nrouter ospf 1\n distribute-list 1 in\n"
    lab["R5"].configure("router ospf 1\n default-information originate always\n")
    lab["R2"].configure(one_line)
    lab.run(10)
    assert hops(lab, "R2") == {"0.0.0.0/0": ("155.1.0.5",)}
    assert "150.1.3.3       150.1.3.3 " in lab["R2"].cli("show ip ospf database")
    assert reaches(lab, "R2", "150.1.3.3") and reaches(lab, "R2", "150.1.10.10")
    lab["R8"].configure(one_line)
    lab.run(10)
    assert trace(lab, "R2", "150.1.10.10") == ["155.1.0.5", "155.1.58.8", "155.1.58.5"]  # and round and round
    assert not reaches(lab, "R2", "150.1.10.10")


def test_phase3_shortcuts_over_a_point_to_multipoint_network() -> None:
    lab = load("dmvpn-phase3-ospf")
    assert set(hops(lab, "R2").values()) == {("155.1.0.5",)}
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.5", "155.1.0.1"]
    lab.run(2)
    assert trace(lab, "R2", "150.1.1.1") == ["155.1.0.1"]
    assert "150.1.1.1 [110/2001] via 155.1.0.5" in lab["R2"].cli("show ip route ospf")
    assert "[NHO][110/255] via 155.1.0.1" in lab["R2"].cli("show ip route next-hop-override")


def test_everybody_reaches_everybody_with_ospf() -> None:
    for name in ("dmvpn-phase2-ospf", "dmvpn-phase3-ospf"):
        lab = load(name)
        for node in ("R2", "R10"):
            assert all(reaches(lab, node, f"150.1.{i}.{i}") for i in (1, 2, 3, 4, 5, 8, 10)), name


def test_areas() -> None:
    lab = load("ospf-areas")
    assert hops(lab, "R4") == {"0.0.0.0/0": ("10.1.0.1",)}
    kinds = {str(r.prefix): r.kind for r in lab["R2"].device.vrfs.default.v4 if str(r.source) == "ospf 1"}
    assert kinds["172.16.0.0/16"] == "nssa 2" and kinds["0.0.0.0/0"] == "external 1"
    assert kinds["10.1.0.0/16"] == kinds["10.4.0.0/24"] == "inter" and "10.1.4.0/24" not in kinds
    kinds = {str(r.prefix): r.kind for r in lab["R7"].device.vrfs.default.v4 if str(r.source) == "ospf 1"}
    assert kinds["172.16.0.0/16"] == "external 2" and "0.0.0.0/0" not in kinds
    for node, target in (("R8", "10.255.0.7"), ("R4", "172.16.9.8"), ("R7", "10.1.5.4")):
        assert "Success rate is 0" not in lab[node].cli(f"ping {target}")
    lab["R3"].configure("router ospf 1\n no area 3 virtual-link 10.255.0.6\n")
    lab.run(60)
    assert not {"0.0.0.0/0", "10.4.0.0/24"} & hops(lab, "R1").keys()


def test_start_up_configurations_of_labs_with_ospf_are_running_ones() -> None:
    """Every line of the files reads back in the same order (but what is default)."""
    for name in ("dmvpn-phase2-ospf", "dmvpn-phase3-ospf", "ospf-areas"):
        for node in Lab.load(name):
            assert node.shell.boot_output == ""
            running = [line.rstrip() for line in node.running_config() if line.strip("! ")]
            hidden = {" no shutdown", "end", " ip nhrp map multicast dynamic", " ip nhrp shortcut", "no ip domain lookup"}
            at = 0
            for line in node.device.startup_config.splitlines():
                if line.strip("! ") and line not in hidden:
                    assert line.rstrip() in running[at:], f"{name} {node.name}: {line}"
                    at = running.index(line.rstrip(), at) + 1
