"""Crypto maps and policies in the middle of things can be saved, and go on to the byte."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy

import pytest

from iosemu.lab.lab import Lab
from tests.features.wired import network
from tests.lab.graph import walk

GI = "GigabitEthernet{0}"
COMMON = """\
crypto isakmp policy 10
 authentication pre-share
 group 14
 lifetime 120
crypto isakmp key cisco address 0.0.0.0
crypto isakmp identity hostname
crypto isakmp keepalive 10 periodic
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
crypto ipsec profile P
 set security-association lifetime seconds 120
 reverse-route
interface Loopback1
 ip address 10.{mine}.{mine}.1 255.255.255.0
interface GigabitEthernet1
 ip address 10.0.0.{mine} 255.255.255.0
 no shutdown
access-list 101 permit ip 10.{mine}.{mine}.0 0.0.0.255 10.{far}.{far}.0 0.0.0.255
ip route 10.{far}.{far}.1 255.255.255.255 10.0.0.{far}
ip host R2 10.0.0.2
"""
MAPPED = """\
crypto map CM 10 ipsec-isakmp
 set peer R9.nowhere.com dynamic
 set peer 10.0.0.{far}
 set security-association level per-host
 set security-association lifetime seconds 120
 set security-association idle-time 100
 set reverse-route tag 3
 match address 101
 reverse-route
crypto dynamic-map D 5
 match address 102
 reverse-route
crypto map CM 20 ipsec-isakmp dynamic D
interface GigabitEthernet1
 crypto map CM
ip name-server 10.0.0.77
"""
POLICY = """\
interface Tunnel5
 ip unnumbered Loopback1
 tunnel source GigabitEthernet2
 tunnel mode ipsec ipv4
 tunnel destination 10.0.5.{far}
 tunnel protection ipsec policy ipv4 103
 tunnel protection ipsec profile P
interface GigabitEthernet2
 ip address 10.0.5.{mine} 255.255.255.0
 no shutdown
interface Tunnel6
 ip address 172.16.6.{mine} 255.255.255.0
 tunnel source GigabitEthernet2
 tunnel destination 10.0.5.{far}
 tunnel path-mtu-discovery
 keepalive 2 3
access-list 103 permit ip 10.{mine}.{mine}.0 0.0.0.255 10.9{far}.0.0 0.0.255.255
access-list 103 permit tcp 10.9{mine}.0.0 0.0.255.255 10.{far}.{far}.0 0.0.0.255
"""


def busy() -> Lab:
    """SAs of hosts, of a policy and of a dynamic map; a name that is being looked up; routes; keepalives."""
    texts = {
        f"R{mine}": "".join(part.format(mine=mine, far=3 - mine) for part in (COMMON, MAPPED, POLICY)) for mine in (1, 2)
    }
    lab = network(texts, "R1:Gi1 R2:Gi1", "R1:Gi2 R2:Gi2", platform="csr1000v")
    lab.run(30)
    lab["R1"].cli("ping 10.2.2.1 source 10.1.1.1 repeat 3")
    lab.run(40)
    lab["R1"].cli("ping 10.2.2.1 source 10.1.1.1 repeat 3")
    lab["R2"].cli("clear crypto sa")
    lab["R1"].cli("ping 10.2.2.1 source 10.1.1.1 repeat 1 timeout 0")
    return lab


def told(lab: Lab) -> list[str]:
    shows = ("show crypto ipsec sa", "show crypto session detail", "show crypto route", "show ip route static", "show logging")
    return [lab[name].cli(show) for name in ("R1", "R2") for show in shows]


Copier = Callable[[Lab], Lab]


@pytest.mark.parametrize("copied", [deepcopy, lambda lab: pickle.loads(pickle.dumps(lab)), None],
                         ids=["copy", "pickle", "checkpoint"])  # fmt: skip
def test_it_goes_on(copied: Copier | None) -> None:
    lab = busy()
    again = copied(lab) if copied is not None else Lab.restore(lab.checkpoint())
    for each in (lab, again):
        each.run(100)
        each["R1"].cli("ping 10.2.2.1 source 10.1.1.1 repeat 4")
        each["R1"].configure("interface Gi2\n shutdown\n")
        each.run(70)
    assert told(again) == told(lab)


def test_it_is_made_of_what_can_be_saved() -> None:
    assert not walk(busy(), "lab").offenders
