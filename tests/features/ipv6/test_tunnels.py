"""What carries IPv6 over IPv4: GRE both families, ipv6ip only this one, IPsec's own mode none of it."""

from __future__ import annotations

import pytest

from iosemu import Lab
from iosemu.device.drops import Reason
from iosemu.types import InterfaceName
from tests.features.wired import network

END = """ipv6 unicast-routing
interface Fa0/0
 ip address 10.0.12.{n} 255.255.255.0
 no shutdown
interface Lo0
 ipv6 address 2001:db8:{n}::1/64
interface Tunnel0
 ip address 172.16.0.{n} 255.255.255.252
 ipv6 address 2001:db8:f::{n}/64
 tunnel source Fa0/0
 tunnel destination 10.0.12.{o}
 {mode}
ipv6 route 2001:db8:{o}::/64 Tunnel0
"""


def pair(mode: str, more: str = "") -> Lab:
    configs = {f"R{n}": more + END.format(n=n, o=3 - n, mode=mode) for n in (1, 2)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0")
    assert lab.refused_lines() == []
    lab.run(30)
    return lab


@pytest.mark.parametrize("mode", ["tunnel mode gre ip", "tunnel key 7", "tunnel checksum", "tunnel mode ipv6ip"])
def test_ipv6_inside(mode: str) -> None:
    lab = pair(mode)
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:f::2")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:2::1 source Loopback0")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:2::1 size 1476")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:2::1 size 3000")  # cut before it is sent
    four = lab["R1"].cli("ping 172.16.0.2")
    assert ("....." in four) if "ipv6ip" in mode else ("!!!!!" in four)


def test_protected_gre_carries_both() -> None:
    keys = """crypto isakmp policy 1
 authentication pre-share
crypto isakmp key CISCO address 0.0.0.0
crypto ipsec transform-set TS esp-aes esp-sha-hmac
 mode transport
crypto ipsec profile P
 set transform-set TS
"""
    lab = pair("tunnel protection ipsec profile P", keys)
    lab["R1"].cli("ping 2001:db8:f::2")
    sealed = lab["R1"].cli("show crypto ipsec sa | include encaps")
    assert "!!!!!" in lab["R1"].cli("ping 2001:db8:2::1")
    assert sealed != lab["R1"].cli("show crypto ipsec sa | include encaps")  # nothing went in the clear


def test_an_ipsec_tunnel_for_ipv4_drops_ipv6() -> None:
    keys = """crypto isakmp policy 1
 authentication pre-share
crypto isakmp key CISCO address 0.0.0.0
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec profile P
 set transform-set TS
"""
    lab = pair("tunnel mode ipsec ipv4\n tunnel protection ipsec profile P", keys)
    assert "!!!!!" in lab["R1"].cli("ping 172.16.0.2 repeat 10")
    assert "....." in lab["R1"].cli("ping 2001:db8:f::2")
    drops = lab["R1"].device.interfaces[InterfaceName.parse("Tunnel0")].counters.drops
    assert drops[Reason.OTHER_FAMILY] >= 5
