"""pyATS: unicon connects with a testbed over SSH and telnet, Genie's parsers read shows and its Ops learn the router."""

import os
import time
from typing import Any

from genie.testbed import load

PORT = {"R1": "FastEthernet0/0", "R2": "GigabitEthernet1"}


def device(name: str, kind: str, protocol: str) -> Any:
    address = {"ip": "127.0.0.1", "port": int(os.environ[f"{name}_{protocol.upper()}"]), "protocol": protocol}
    if protocol == "ssh":
        address["ssh_options"] = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -F /dev/null"
    passwords = {"default": {"username": "admin", "password": "cisco"}, "enable": {"password": "cisco"}}
    known = {"os": kind, "type": "router", "credentials": passwords, "connections": {"cli": address}}
    made = load({"testbed": {"name": "served"}, "devices": {name: known}}).devices[name]
    made.connect(via="cli", log_stdout=False, learn_hostname=True, connection_timeout=120)
    return made


def parsed(made: Any, name: str) -> None:
    """Shows that Genie knows, each with something that must be in what it makes of them."""
    port, own, peer = PORT[name], name[1], "2" if name == "R1" else "1"
    version = made.parse("show version")["version"]
    assert version["hostname"] == name and version["uptime"], version
    brief = made.parse("show ip interface brief")["interface"]
    assert brief[port]["ip_address"] == f"10.0.0.{own}" and brief[port]["protocol"] == "up", brief
    interfaces = made.parse("show interfaces")
    assert interfaces[port]["oper_status"] == "up" and interfaces[port]["mtu"] == 1500, interfaces
    details = made.parse("show ip interface")
    assert f"10.0.0.{own}/24" in details[port]["ipv4"], details
    routes = made.parse("show ip route")["vrf"]["default"]["address_family"]["ipv4"]["routes"]
    assert routes[f"192.168.{peer}.{peer}/32"]["source_protocol"] in ("bgp", "ospf"), routes
    assert routes["10.0.0.0/24"]["source_protocol"] == "connected", routes
    arp = made.parse("show ip arp")["interfaces"][port]["ipv4"]["neighbors"]
    assert set(arp) == {"10.0.0.1", "10.0.0.2"}, arp
    if name == "R2":  # there is no parser of it for `ios`
        neighbors = made.parse("show ip ospf neighbor")["interfaces"][port]["neighbors"]
        assert neighbors[f"192.168.{peer}.{peer}"]["state"].startswith("FULL"), neighbors
    summary = made.parse("show bgp all summary")["vrf"]["default"]["neighbor"][f"10.0.0.{peer}"]
    assert str(next(iter(summary["address_family"].values()))["state_pfxrcd"]).isdecimal(), summary
    assert made.parse("show ip protocols")["protocols"]["bgp"], "show ip protocols"
    seen = made.parse("show cdp neighbors")["cdp"]["index"]
    assert [each["device_id"] for each in seen.values()] == [f"R{peer}.lab.net"], seen
    assert made.parse("show clock")["timezone"] == "UTC"


def learnt(made: Any, name: str) -> None:
    port, own, peer = PORT[name], name[1], "2" if name == "R1" else "1"
    interface = made.learn("interface").info[port]
    assert interface["oper_status"] == "up" and f"10.0.0.{own}/24" in interface["ipv4"], interface
    ospf = made.learn("ospf").info["vrf"]["default"]["address_family"]["ipv4"]["instance"]["7"]
    there = ospf["areas"]["0.0.0.0"]["interfaces"][port]
    assert there["state"] in ("dr", "bdr") and f"192.168.{peer}.{peer}" in there["neighbors"], there
    bgp = made.learn("bgp").info["instance"]["default"]["vrf"]["default"]["neighbor"][f"10.0.0.{peer}"]
    assert bgp["session_state"].lower() == "established" and bgp["remote_as"] == 65000 + int(peer), bgp
    routing = made.learn("routing").info["vrf"]["default"]["address_family"]["ipv4"]["routes"]
    assert routing["10.0.0.0/24"]["active"], routing


for name, kind, protocol in (("R1", "ios", "ssh"), ("R2", "iosxe", "ssh"), ("R1", "ios", "telnet")):
    made = device(name, kind, protocol)
    made.configure(["router ospf 7", "network 10.0.0.0 0.0.0.255 area 0"])
    if protocol == "ssh":
        continue
    other = device("R2", "iosxe", "ssh")
    for _ in range(60):
        if "FULL" in made.execute("show ip ospf neighbor"):
            break
        time.sleep(2)
    for each in (made, other):
        parsed(each, each.name)
        learnt(each, each.name)
        each.configure("no router ospf 7")
        each.disconnect()
print("pyATS: unicon over SSH and telnet; Genie parses and learns interface, ospf, bgp, routing")
