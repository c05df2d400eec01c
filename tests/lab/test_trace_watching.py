"""HSRP, tracked objects and operations of IP SLA: what a trace tells of those that are not as they ought to be."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network

PORT = "interface FastEthernet0/0\n ip address 10.0.0.{} 255.255.255.0\n no shutdown\n standby 1 ip 10.0.0.254\n"
CLOSED = "access-list 100 deny udp any any eq 1985\naccess-list 100 permit ip any any\ninterface FastEthernet0/0\n ip access-group 100 in\n"

# R2's lines -> what is told of R1 and R2
FAULTS: dict[str, tuple[str, list[str]]] = {
    "versions": (
        "interface FastEthernet0/0\n standby version 2\n",
        ["FastEthernet0/0 of R1 and FastEthernet0/0 of R2 are both active for HSRP group 1",
         "FastEthernet0/0 of R1 speaks version 1 of HSRP, FastEthernet0/0 of R2 version 2",
         "| R2, interface FastEthernet0/0: standby version 2"],
    ),
    "authentication": (
        "interface FastEthernet0/0\n standby 1 authentication md5 key-string hush\n",
        ["the authentication of HSRP group 1 on FastEthernet0/0 of R1 and FastEthernet0/0 of R2 differs"],
    ),
    "addresses": (
        "interface FastEthernet0/0\n standby 1 ip 10.0.0.253\n",
        ["HSRP group 1: FastEthernet0/0 of R1 has the address 10.0.0.254, FastEthernet0/0 of R2 has 10.0.0.253",
         "| R2, interface FastEthernet0/0: standby 1 ip 10.0.0.253"],
    ),
    "an access list": (
        CLOSED,
        ["are both active for HSRP group 1", "hellos of HSRP from FastEthernet0/0 of R1 do not come to R2",
         "| R2: access-list 100 deny   udp any any eq 1985"],
    ),
    "an object that stops it": (
        "track 5 ip route 10.99.0.0 255.255.0.0 reachability\ninterface FastEthernet0/0\n standby 1 track 5 shutdown\n",
        ["HSRP group 1 of FastEthernet0/0 of R2 does not run: an object that it tracks is down",
         "object 5 of R2, ip route 10.99.0.0/16 reachability, is down (no ip route): HSRP FastEthernet0/0 1 depends on it",
         "| R2: track 5 ip route 10.99.0.0 255.255.0.0 reachability"],
    ),
    "no address": (
        "interface FastEthernet0/0\n no standby 1 ip 10.0.0.254\n standby 2 ip\n",
        ["HSRP group 2 of FastEthernet0/0 of R2 has no address, and nobody tells it one"],
    ),
    "nobody answers": (
        "ip sla 1\n udp-jitter 10.0.0.1 5000\n frequency 10\nip sla schedule 1 start-time now life forever\n",
        ["IP SLA 1 of R2, udp-jitter to 10.0.0.1: No connection", "R1 does not answer operations", "-> R1: ip sla responder"],
    ),
    "nobody there": (
        "ip sla 1\n icmp-echo 10.0.0.77\n frequency 10\nip sla schedule 1 start-time now life forever\n",
        ["IP SLA 1 of R2, icmp-echo to 10.0.0.77: Timeout", "no router of the lab has 10.0.0.77",
         "| R2: ip sla 1"],
    ),
    "a source that is not there": (
        "ip sla 1\n icmp-echo 10.0.0.1 source-ip 10.7.7.7\n frequency 10\nip sla schedule 1 start-time now life forever\n",
        ["address 10.7.7.7, from which it asks, is not there or down"],
    ),
    "echoes are dropped": (
        "access-list 101 deny icmp any any echo-reply\naccess-list 101 permit ip any any\n"
        "interface FastEthernet0/0\n ip access-group 101 in\n"
        "ip sla 1\n icmp-echo 10.0.0.1\n frequency 10\nip sla schedule 1 start-time now life forever\n",
        ["IP SLA 1 of R2, icmp-echo to 10.0.0.1: Timeout"],
    ),
}  # fmt: skip


def told(lab: Lab) -> str:
    return str(lab.diagnose())


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_told(fault: str) -> None:
    lines, wanted = FAULTS[fault]
    lab = network({"R1": PORT.format(1) + " standby 1 priority 110\n", "R2": PORT.format(2)}, "R1:Fa0/0 R2:Fa0/0")
    lab.run(60)
    assert "HSRP" not in told(lab)
    assert lab["R2"].configure(lines) == ""
    lab.run(60)
    text = told(lab)
    for each in wanted:
        assert each in text
