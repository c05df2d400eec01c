"""Routers with VRFs for stories: the same addresses, twice."""

from __future__ import annotations

from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from tests.features.wired import network

VRFS = ("RED", "BLUE")


def into(lab: Lab, node: str, **ports: str) -> None:
    """Puts interfaces into VRFs, which are made: `Fa0_0="RED"`."""
    device = lab[node].device
    for name, vrf in ports.items():
        iface = device.interface(InterfaceName.parse(name.replace("_", "/")))
        assert iface is not None
        iface.vrf = device.vrfs.create(vrf)


def twins(more: str, release: str = "") -> Lab:
    """R1 has two VRFs that know the same subnets: RED to R2, BLUE to R3, which both are 10.0.12.2 and have a loopback
    192.168.2.1 resp. 192.168.3.1; a loopback 192.168.1.1 of R1 is in each. `more` is configured on R2 and R3.
    """
    port = "interface {}\n ip address {} 255.255.255.0\n no shutdown\n"
    one = port.format("Fa0/0", "10.0.12.1") + port.format("Fa0/1", "10.0.12.1").replace("10.0.12.1 255", "10.0.99.1 255")
    one += "interface Loopback1\ninterface Loopback2\n"
    other = port.format("Fa0/0", "10.0.12.2") + "interface Loopback0\n ip address 192.168.{}.1 255.255.255.0\n" + more
    configs = {"R1": one, "R2": other.replace("{}", "2"), "R3": other.replace("{}", "3")}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/0", release=release)
    into(lab, "R1", Fa0_0="RED", Fa0_1="BLUE", Loopback1="RED", Loopback2="BLUE")
    lab["R1"].configure(
        "interface Fa0/1\n ip address 10.0.12.1 255.255.255.0\n"
        "interface Loopback1\n ip address 192.168.1.1 255.255.255.0\n"
        "interface Loopback2\n ip address 192.168.1.1 255.255.255.0"
    )
    return lab


def routes(lab: Lab, node: str, vrf: str, source: str) -> dict[str, tuple[int, int]]:
    """Prefix -> (distance, metric) of the installed routes of one source in a VRF."""
    found = lab[node].device.vrfs.get(vrf)
    assert found is not None
    return {str(route.prefix): (route.distance, route.metric) for route in found.v4 if str(route.source) == source}
