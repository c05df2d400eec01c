"""`qos pre-classify` in an entry of a crypto map: the policy of the port sees the clear header behind ESP."""

from __future__ import annotations

from tests.features.qos.test_qos import counts
from tests.features.wired import network

SIDE = """crypto isakmp policy 10
 authentication pre-share
crypto isakmp key K address 0.0.0.0
crypto ipsec transform-set T esp-aes esp-sha-hmac
access-list 101 permit ip host {0} host {1}
crypto map M 10 ipsec-isakmp
 set peer {3}
 set transform-set T
 match address 101
interface Lo0
 ip address {0} 255.255.255.255
interface Fa0/1
 ip address {2} 255.255.255.0
 no shutdown
 crypto map M
ip route 0.0.0.0 0.0.0.0 {3}
"""
POLICY = """class-map BIZ
 match access-group 102
policy-map OUTER
 class BIZ
  set dscp af31
access-list 102 permit icmp any any
interface Fa0/1
 service-policy output OUTER
"""


def test_pre_classification_of_an_entry() -> None:
    lab = network(
        {"R2": SIDE.format("2.2.2.2", "3.3.3.3", "10.0.23.2", "10.0.23.3") + POLICY,
         "R3": SIDE.format("3.3.3.3", "2.2.2.2", "10.0.23.3", "10.0.23.2")},
        "R2:Fa0/1 R3:Fa0/1",
    )  # fmt: skip
    lab.run(5)
    r2 = lab["R2"]
    r2.cli("ping 10.0.23.3 repeat 2")  # ARP
    assert "!!!" in r2.cli("ping 3.3.3.3 source Lo0")
    before = counts(lab, "Fa0/1", "BIZ")[0]
    assert before == 2
    r2.configure("crypto map M 10\n qos pre-classify\n")
    assert " qos pre-classify" in r2.running_config()
    assert "\tQOS pre-classification\n" in r2.cli("show crypto map")
    assert "!!!!!" in r2.cli("ping 3.3.3.3 source Lo0")
    assert counts(lab, "Fa0/1", "BIZ")[0] == before + 5
