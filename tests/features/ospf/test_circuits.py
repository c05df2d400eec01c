"""`ip ospf demand-circuit`, `flood-reduction` (RFC 1793, 4136), `lls`, `discard-route`, as routers and neighbours see them."""

from __future__ import annotations

from typing import Any

import pytest

from iosemu.features.ospf.lsdb import Entry
from iosemu.lab.lab import Lab
from iosemu.wire.ospf import Kind
from tests.features.wired import chain, routes

OSPF = "router ospf 1\n network 0.0.0.0 255.255.255.255 area 0\n timers throttle spf 50 200 1000\n"
P2P = "interface {0}\n ip ospf network point-to-point\n"


def process(lab: Lab, node: str) -> Any:
    return lab[node].device.engine("ospf").processes[1]


def line(more: str = "", kind: str = "point-to-point", port: str = "Fa0/0", node: str = "R1") -> Lab:
    """R1 - R2 - R3; `more` are lines of R1's interface towards R2."""
    lab = chain(3, OSPF)
    for each in lab:
        each.configure("".join(f"interface {name}\n ip ospf network {kind}\n" for name in ("Fa0/0", "Fa0/1")))
    lab[node].configure(f"interface {port}\n{more}")
    lab.run(60)
    assert "192.168.3.1/32" in routes(lab, "R1", "ospf 1")
    return lab


def router(lab: Lab, node: str, of: str) -> Entry:
    """A router LSA as another router has it."""
    found: Entry = process(lab, node).areas[0].lsdb.router(process(lab, of).router_id)
    return found


def hellos(lab: Lab, node: str, port: str) -> int:
    count: int = process(lab, node).ports[port].traffic.packets_out[Kind.HELLO]
    return count


def test_one_end_that_asks_is_enough() -> None:
    lab = line(" ip ospf demand-circuit\n")
    one, two = hellos(lab, "R1", "FastEthernet0/0"), hellos(lab, "R2", "FastEthernet0/1")
    lab.run(300)
    assert (hellos(lab, "R1", "FastEthernet0/0"), hellos(lab, "R2", "FastEthernet0/1")) == (one, two)
    assert hellos(lab, "R2", "FastEthernet0/0") > 20  # to R3 all is as ever
    mine, yours = (lab[name].cli(f"show ip ospf interface {port}") for name, port in (("R1", "Fa0/0"), ("R2", "Fa0/1")))
    run = "  Run as demand circuit\n  DoNotAge LSA allowed\n"
    assert f"  Configured as demand circuit\n{run}" in mine and run in yours and "Configured as" not in yours
    assert "  Suppress hello for 1 neighbor(s)" in mine and "(Hello suppressed)" in yours
    assert "FULL/  -           -        10.0.12.2" in lab["R1"].cli("show ip ospf neighbor")
    there, here = router(lab, "R1", "R3"), router(lab, "R2", "R3")
    assert (there.ages, here.ages) == (False, True)
    lab.run(7400)
    assert router(lab, "R1", "R3") is there and router(lab, "R2", "R3").lsa.sequence > there.lsa.sequence
    assert "192.168.3.1/32" in routes(lab, "R1", "ospf 1")
    lab["R3"].configure("interface Loopback0\n ip ospf cost 50\n")
    lab.run(10)
    assert routes(lab, "R1", "ospf 1")["192.168.3.1/32"] == (110, 52)


@pytest.mark.parametrize("more", [" ip ospf demand-circuit ignore\n", " ip ospf demand-circuit\n"])
def test_on_an_adjacency_that_is_there(more: str) -> None:
    """R2 asks: R1, which was asked to, ignores it; where it does not, both fall silent, and speak again afterwards."""
    lab = line(more if "ignore" in more else "")
    lab["R2"].configure("interface Fa0/1\n ip ospf demand-circuit\n")
    lab.run(30)
    before = hellos(lab, "R1", "FastEthernet0/0")
    lab.run(100)
    silent = hellos(lab, "R1", "FastEthernet0/0") == before
    assert silent == ("ignore" not in more)
    assert ("Run as demand" in lab["R1"].cli("show ip ospf interface Fa0/0")) == silent
    assert "Configured as demand circuit" in lab["R2"].cli("show ip ospf interface Fa0/1")
    lab.run(3800)  # what aged before the circuit was one was told again
    assert "192.168.3.1/32" in routes(lab, "R1", "ospf 1") and "192.168.1.1/32" in routes(lab, "R3", "ospf 1")
    assert router(lab, "R1", "R3").ages != silent
    lab["R2"].configure("interface Fa0/1\n no ip ospf demand-circuit\n")
    lab.run(60)
    before = hellos(lab, "R1", "FastEthernet0/0")
    lab.run(60)
    assert hellos(lab, "R1", "FastEthernet0/0") > before + 4
    assert lab["R1"].cli("show ip ospf neighbor").count("FULL/") == 1
    lab.link("R1", "R2").cut()
    lab.run(60)
    assert "192.168.3.1/32" not in routes(lab, "R1", "ospf 1")


@pytest.mark.parametrize("kind", ["point-to-point", "broadcast"])
def test_flood_reduction_keeps_hellos(kind: str) -> None:
    lab = line(" ip ospf flood-reduction\n", kind, port="Fa0/1", node="R2")
    assert " ip ospf flood-reduction" in lab["R2"].running_config()
    before = hellos(lab, "R2", "FastEthernet0/1")
    lab.run(100)
    assert hellos(lab, "R2", "FastEthernet0/1") > before + 8
    assert "  Reduce LSA flooding.\n" in lab["R2"].cli("show ip ospf interface Fa0/1")
    lab.run(4000)
    there = router(lab, "R1", "R3")
    assert not there.ages and router(lab, "R3", "R1").ages
    assert "(DNA)" in lab["R1"].cli("show ip ospf database")
    lab.run(4000)
    assert router(lab, "R1", "R3") is there and "192.168.3.1/32" in routes(lab, "R1", "ospf 1")
    lab["R2"].configure("interface Fa0/1\n no ip ospf flood-reduction\n")
    lab.run(2100)
    assert router(lab, "R1", "R3").ages


def test_signalling_on_the_link_may_be_off() -> None:
    """Neither the bit nor the block behind hellos and descriptions: `show ip ospf neighbor` has no LLS options."""
    lab = line(" ip ospf lls disable\n")
    assert "LLS Options" in lab["R1"].cli("show ip ospf neighbor 192.168.2.1")
    shown = lab["R2"].cli("show ip ospf neighbor 192.168.1.1")
    assert "LLS Options" not in shown and "FULL" in shown and "Options is 0x42" in shown
    assert "Link-local" not in lab["R1"].cli("show ip ospf interface Fa0/0")
    lab["R2"].configure("router ospf 1\n no capability lls\n")
    lab.run(20)
    assert "LLS Options" not in lab["R1"].cli("show ip ospf neighbor 192.168.2.1")
    assert "Link-local" not in lab["R2"].cli("show ip ospf") and " no capability lls" in lab["R2"].running_config()
    lab["R2"].configure("interface Fa0/1\n ip ospf lls\n")
    lab.run(20)
    assert "LLS Options is 0x1 (LR)" in lab["R1"].cli("show ip ospf neighbor 192.168.2.1")
    assert "LLS Options" not in lab["R3"].cli("show ip ospf neighbor 192.168.2.1")


def test_without_routes_for_what_is_discarded() -> None:
    lab = line()
    lab["R3"].configure("interface Loopback0\n ip ospf 1 area 3\nrouter ospf 1\n area 3 range 192.168.0.0 255.255.252.0\n"
                        " redistribute static subnets\n summary-address 172.16.0.0 255.255.0.0\nip route 172.16.5.0 255.255.255.0 Null0\n")  # fmt: skip
    lab.run(20)
    table = routes(lab, "R3", "ospf 1")
    assert "192.168.0.0/22" in table and "172.16.0.0/16" in table
    lab["R3"].configure("router ospf 1\n no discard-route\n")
    lab.run(5)
    table = routes(lab, "R3", "ospf 1")
    assert "192.168.0.0/22" not in table and "172.16.0.0/16" not in table
    assert {" no discard-route external", " no discard-route internal"} <= set(lab["R3"].running_config())
    assert {"192.168.0.0/22", "172.16.0.0/16"} <= set(routes(lab, "R1", "ospf 1"))  # others are told all the same
    lab["R3"].configure("router ospf 1\n discard-route\n")
    lab.run(5)
    assert "192.168.0.0/22" in routes(lab, "R3", "ospf 1")


def test_incremental_spf_says_so() -> None:
    lab = line()
    lab["R1"].configure("router ospf 1\n ispf\n")
    assert " Incremental-SPF enabled\n" in lab["R1"].cli("show ip ospf") and " ispf" in lab["R1"].running_config()
