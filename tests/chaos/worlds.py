"""The labs that chaos visits: every shipped one, those in the clear once more with encryption, one with typed keys,
one whose clocks follow each other, one with three protocols to each SA, one with IKEv2, one with HSRP, one with multicast,
and one with routing protocols of IPv6.

The first two are found by looking, so a new lab takes part by being there.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from iosemu import Lab
from iosemu.lab.catalog import find, shipped
from iosemu.lab.topology import Topology, read
from iosemu.practice import faults
from iosemu.practice.faults import Fault

SUFFIX = "+ipsec"
MANUAL = "+manual"
CLOCKS = "+ntp"
TIMED = "dmvpn-ipsec"  # the hub has the time; older releases, which need no quarter of an hour to believe it
AH = "+ah"
IKEV2 = "+ikev2"
NEWER = "dmvpn-phase3-eigrp"  # its tunnels are protected with keys of IKEv2
AUTHENTICATED = "dmvpn-ipsec"  # its ESP goes under AH, and IPComp under it
HAND_KEYED = "dmvpn-phase1-odr"  # its GRE between hub and spokes: one crypto map entry for each far end
HSRP = "+hsrp"
SHARED = "ospf-areas"  # the three routers of its backbone stand in for each other
_STANDBY = {
    "R1": " standby version 2\n standby 1 ip 10.0.0.254\n standby 1 priority 110\n standby 1 preempt\n"
          " standby 1 authentication md5 key-string chaos\n standby 1 track 1 decrement 30\n",
    "R2": " standby version 2\n standby 1 ip 10.0.0.254\n standby 1 preempt\n standby 1 authentication md5 key-string chaos\n",
    "R3": " standby version 2\n standby 1 ip\n standby 1 priority 90\n standby 1 preempt\n"
          " standby 1 authentication md5 key-string chaos\n",
}
GROUPS = "+groups"
ROUTED6 = "+routed6"
STATIC6 = "ipv6-basics"  # its routers tell each other by RIPng and BGP what they know by hand otherwise
_TOLD6 = {
    "R1": ("router bgp 65001\n bgp router-id 1.1.1.1\n neighbor 2001:DB8:12::2 remote-as 65002\n !\n address-family ipv6\n"
           "  neighbor 2001:DB8:12::2 activate\n  network 2001:DB8:1::/64\n exit-address-family\n!\n"),
    "R2": ("router bgp 65002\n bgp router-id 2.2.2.2\n neighbor 2001:DB8:12::1 remote-as 65001\n !\n address-family ipv6\n"
           "  neighbor 2001:DB8:12::1 activate\n  redistribute rip CHAOS\n exit-address-family\n!\n"),
    "R3": "",
}
_ROUTED = "ip multicast-routing\n!\n"
_RP = "ip pim rp-address 10.255.0.1\n!\n"
_LISTENER = " ip pim sparse-mode\n ip igmp join-group 239.66.66.66\n"
_OBJECTS = {"R1": "track 1 interface FastEthernet0/1 line-protocol\ntrack 2 ip route 10.4.0.0 255.255.255.0 reachability\n!\n"}
_TIME = {
    "R1": "ntp master 3\nntp source Loopback1\nntp peer 66.66.66.6 maxpoll 6\n",
    "R6": "ntp source Loopback1\nntp peer 11.11.11.1 key 1 maxpoll 6\n",
    "R7": "ntp source Loopback1\nntp server 11.11.11.1 iburst maxpoll 6\n",
    "R8": "ip host clock.example.com 11.11.11.1\nntp server clock.example.com key 1 maxpoll 6\n",
}
_CLOCK_KEYS = "ntp authentication-key 1 md5 072C096D613A262E322B 7\nntp authenticate\nntp trusted-key 1\nntp logging\n"
_CRYPTO = """\
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key CHAOS_KEY address 0.0.0.0
crypto isakmp keepalive 30 5
!
crypto ipsec transform-set CHAOS_SET esp-aes 256 esp-sha256-hmac
 mode transport
!
crypto ipsec profile CHAOS
 set transform-set CHAOS_SET
!
"""
_CRYPTO_2 = """\
crypto ikev2 proposal CHAOS
 encryption aes-cbc-256
 integrity sha256
 group 19
!
crypto ikev2 policy CHAOS
 proposal CHAOS
!
crypto ikev2 keyring CHAOS
 peer ANY
  address 0.0.0.0 0.0.0.0
  pre-shared-key CHAOS_KEY
!
crypto ikev2 profile CHAOS
 match identity remote address 0.0.0.0
 authentication remote pre-share
 authentication local pre-share
 keyring local CHAOS
 lifetime 300
!
crypto ikev2 dpd 30 5 on-demand
!
crypto ipsec transform-set CHAOS_SET esp-aes 256 esp-sha256-hmac
 mode transport
!
crypto ipsec profile CHAOS
 set transform-set CHAOS_SET
 set ikev2-profile CHAOS
!
"""
_ENTRY = """\
crypto map HAND {seq} ipsec-manual
 set peer {far}
 set session-key inbound esp {spi_in} cipher {key_in:032X} authenticator {key_in:040X}
 set session-key outbound esp {spi_out} cipher {key_out:032X} authenticator {key_out:040X}
 set transform-set HAND_SET
 match address GRE{seq}
!
"""
_SET = "crypto ipsec transform-set HAND_SET esp-aes esp-sha-hmac\n mode transport\n!\n"
_LIST = "ip access-list extended GRE{seq}\n permit gre host {own} host {far}\n!\n"
_TRANSFORMS = re.compile(r"^(crypto ipsec transform-set \S+) .*\n", re.M)
_SOURCE = re.compile(r"^ tunnel source (\S+)\n", re.M)
_DESTINATION = re.compile(r"^ tunnel destination (\S+)\n", re.M)
_SEALED = re.compile(r"^ (?:tunnel protection|crypto map) ", re.M)
_TUNNEL = re.compile(r"^interface Tunnel\d+\n(?: .*\n)+", re.M)


LEFT_OUT = {
    "flexvpn-hub-spoke": "who leads a spoke is so until it is lost, and addresses of pools go by turns",
    "flexvpn-spoke-to-spoke": "addresses of pools go by turns; see `test_tunnels_of_clients_heal`",
    "getvpn-coop": "who is primary is so for good, and members stay where they registered: it tells what happened",
}
"""Labs that are not compared with a fresh one; `tests/features/gdoi` has partitions and deaths of servers."""


@cache
def names() -> tuple[str, ...]:
    """Names of all labs and of their encrypted variants (``dmvpn-phase1-rip+ipsec``)."""
    found = []
    for name, folder in shipped().items():
        if name in LEFT_OUT:
            continue
        found.append(name)
        configs = [node.config for node in read(folder).nodes.values()]
        if any(map(_TUNNEL.search, configs)) and not any(map(_SEALED.search, configs)):
            found.append(name + SUFFIX)
    found += [HAND_KEYED + MANUAL, TIMED + CLOCKS, AUTHENTICATED + AH, NEWER + IKEV2, SHARED + HSRP, SHARED + GROUPS, STATIC6 + ROUTED6]
    return tuple(found)


def topology(name: str) -> Topology:
    """Of a lab or a variant."""
    plain, _, variant = name.partition("+")
    found = read(find(plain))
    if variant in ("ipsec", "ikev2"):
        for node in found.nodes.values():
            if _TUNNEL.search(node.config):
                protected = _TUNNEL.sub(lambda text: f"{text[0]} tunnel protection ipsec profile CHAOS\n", node.config)
                node.config = _before_interfaces(_CRYPTO if variant == "ipsec" else _CRYPTO_2, protected)
    elif variant == "ah":
        for node in found.nodes.values():
            node.config = _TRANSFORMS.sub(r"\1 ah-sha-hmac esp-aes comp-lzs\n", node.config)
    elif variant == "manual":
        _type_keys(found)
    elif variant == "hsrp":
        for name, lines in _STANDBY.items():
            node = found.nodes[name]
            node.config = re.sub(r"^interface FastEthernet0/0\n", r"\g<0>" + lines, node.config, flags=re.M)
            node.config = _before_interfaces(_OBJECTS.get(name, ""), node.config)
    elif variant == "groups":
        for node in found.nodes.values():
            ports = re.sub(r"^(interface (?:Fast|Loop)\S+\n)", r"\g<1>" + _LISTENER, node.config, flags=re.M)
            node.config = _before_interfaces(_ROUTED, re.sub(r"^(?=line con 0)", lambda _: _RP, ports, flags=re.M))
    elif variant == "routed6":
        for name, lines in _TOLD6.items():
            node = found.nodes[name]
            config = re.sub(r"^(interface (?:Fast|Loop)\S+\n(?: .*\n)*? ipv6 address .*\n)", r"\g<1> ipv6 rip CHAOS enable\n",
                            node.config, flags=re.M)  # fmt: skip
            node.config = re.sub(r"^(?=line con 0)", lines + "ipv6 router rip CHAOS\n!\n", config, flags=re.M)
    elif variant == "ntp":
        for name, lines in _TIME.items():
            node = found.nodes[name]
            node.config = _before_interfaces(f"{_CLOCK_KEYS}{lines}!\n", node.config)
    return found


def _before_interfaces(lines: str, config: str) -> str:
    return re.sub(r"^(?=interface )", lambda _: lines, config, count=1, flags=re.M)


def _wan(config: str) -> tuple[str, str]:
    """The interface that the tunnel leaves by, and its address; empty without a tunnel."""
    source = _SOURCE.search(config)
    block = re.search(rf"^interface {source[1]}\n(?: .*\n)*? ip address (\S+)", config, re.M) if source else None
    return (source[1], block[1]) if source and block else ("", "")


def _type_keys(found: Topology) -> None:
    """Both ends of each tunnel have its keys, which follow from who sends to whom."""
    ends = {name: _wan(node.config)[1] for name, node in found.nodes.items()}
    towards = {ends[name]: match[1] for name, node in found.nodes.items() if (match := _DESTINATION.search(node.config))}
    for node in found.nodes.values():
        wan, own = _wan(node.config)
        peers = [towards[own]] if own in towards else sorted(end for end, far in towards.items() if far == own)
        if not peers:
            continue
        lines = _SET
        for far in peers:
            mine, other = (int(end.rpartition(".")[2]) for end in (own, far))
            spi_in, spi_out = 1000 * other + mine, 1000 * mine + other
            lines += _ENTRY.format(
                seq=other, far=far, spi_in=spi_in, spi_out=spi_out, key_in=spi_in**9, key_out=spi_out**9
            )
            lines += _LIST.format(seq=other, own=own, far=far)
        config = re.sub(rf"^interface {wan}\n", r"\g<0> crypto map HAND\n", node.config, flags=re.M)
        node.config = _before_interfaces(lines, config)


@cache
def _shared() -> tuple[Fault, ...]:
    return tuple(faults.catalogue(Topology("none")))


def catalogue(found: Topology) -> list[Fault]:
    """The faults that a lab may have by its name: those of all labs are read once."""
    own = Path(found.path or "none").parent / faults.FILE_NAME
    return [*_shared(), *(faults.parse(own.read_text(encoding="utf-8"), str(own)) if own.exists() else ())]


LINGERS = {
    ("dmvpn-dual-cloud", "spoke-tunnel-source"): "the IKE SA from the other address, which is still there, lives its life",
}
"""Faults that leave something behind when they are mended. ISAKMP takes its SAs along when nobody uses it any more (the
bounce of the only tunnel: `ACTIVE (deleted)` in captures of IOL 17.15); of one tunnel among several nothing was seen."""


@cache
def fitting(name: str) -> tuple[str, ...]:
    """Those that a lab or a variant has a place for, and that heal by themselves when they are mended."""
    lab = load(name)
    configs = faults.configurations(lab)
    fit = (fault.id for fault in catalogue(lab.topology) if faults.places(lab, fault, configs))
    return tuple(each for each in fit if (name, each) not in LINGERS)


def load(name: str, seed: int | None = None) -> Lab:
    """A lab or a variant, just powered on."""
    return Lab(topology(name), seed)
