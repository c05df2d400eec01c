"""The faults of a crypto map between two routers, and the world in which each is made.

    10.1.1.0/24 [R1] 192.0.2.1 ----- ISP ----- 198.51.100.2 [R2] 10.2.2.0/24

R1 pings from its LAN to that of R2: it is who begins. What a fault changes is typed before the first packet.
"""

from __future__ import annotations

from dataclasses import dataclass

from iosemu import Builder, Lab

PEERS = """\
no ip domain lookup
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key cisco123 address {far}
!
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
!
crypto map CMAP 10 ipsec-isakmp
 set peer {far}
 set transform-set TSET
 match address VPN
!
interface Loopback0
 ip address 203.0.113.{n} 255.255.255.255
!
interface Loopback1
 ip address 10.{n}.{n}.1 255.255.255.0
!
interface FastEthernet0/0
 ip address {own} 255.255.255.0
 crypto map CMAP
 no shutdown
!
interface FastEthernet0/1
 ip address 10.99.{n}.1 255.255.255.0
 {second}
!
ip route 0.0.0.0 0.0.0.0 {gateway}
!
ip access-list extended VPN
 permit ip 10.{n}.{n}.0 0.0.0.255 10.{m}.{m}.0 0.0.0.255
!
line con 0
 exec-timeout 0 0
end
"""
ISP = """\
no ip domain lookup
interface FastEthernet0/0
 ip address 192.0.2.254 255.255.255.0
 no shutdown
interface FastEthernet0/1
 ip address 198.51.100.254 255.255.255.0
 no shutdown
ip route 203.0.113.1 255.255.255.255 192.0.2.1
ip route 203.0.113.2 255.255.255.255 198.51.100.2
end
"""
HOSTS = "no ip access-list extended VPN\nip access-list extended VPN\n permit icmp host {own} host {far}\n"


@dataclass(slots=True, eq=False)
class Fault:
    """`works` is what becomes of the ping: "" nothing, "both" it works, "large" all but large packets."""

    id: str
    group: str
    title: str
    changes: dict[str, str]
    works: str = ""
    ping: str = "ping 10.2.2.1 source Loopback1"
    note: str = ""
    reverse: bool = False  # R2 pings once more, at the end


def _list(lines: str) -> str:
    return f"no ip access-list extended VPN\nip access-list extended VPN\n {lines}"


def _policy(line: str) -> dict[str, str]:
    return {"R2": f"crypto isakmp policy 10\n {line}"}


P1, KEY, WHO, WHAT, HOW, MAP, ROUTE, WAY = (
    "What IKE offers", "Keys", "Addresses", "What is to be sealed", "How it is sealed", "The crypto map", "Routes", "The way",
)  # fmt: skip
_FILTER = "ip access-list extended FILTER\n {line}\n permit ip any any\ninterface {iface}\n ip access-group FILTER in"


def _drops(line: str, iface: str) -> str:
    return _FILTER.format(line=line, iface=iface)


_NAT = (
    "interface FastEthernet0/0\n ip nat inside\ninterface FastEthernet0/1\n ip nat outside\n"
    "access-list 7 permit 192.0.2.1\nip nat inside source list 7 interface FastEthernet0/1 overload"
)

FAULTS = (
    Fault("encryption", P1, "The encryption of the policies differs", _policy("encr 3des")),
    Fault("key-length", P1, "The key length of the policies differs", _policy("encr aes 256")),
    Fault("hash", P1, "The hash of the policies differs", _policy("hash md5")),
    Fault("group", P1, "The Diffie-Hellman group of the policies differs", _policy("group 5")),
    Fault("authentication", P1, "The authentication of the policies differs", _policy("authentication rsa-sig")),
    Fault(
        "lifetime", P1, "The lifetime of the policies differs", _policy("lifetime 3600"), "both",
        note="No mismatch: the smaller one counts, and R2, which has it, tells R1.",
    ),
    Fault(
        "no-policy", P1, "R2 has no policy", {"R2": "no crypto isakmp policy 10"},
        note="The default policies stand in, and none of them is what R1 offers.",
    ),
    Fault("key-wrong", KEY, "The key is another one at R2", {"R2": "no crypto isakmp key cisco123 address 192.0.2.1\ncrypto isakmp key cisco124 address 192.0.2.1"}),
    Fault("key-missing", KEY, "R2 has no key", {"R2": "no crypto isakmp key cisco123 address 192.0.2.1"}),
    Fault("key-missing-here", KEY, "R1 has no key", {"R1": "no crypto isakmp key cisco123 address 198.51.100.2"}),
    Fault(
        "key-of-another", KEY, "R2 has the key for another address",
        {"R2": "no crypto isakmp key cisco123 address 192.0.2.1\ncrypto isakmp key cisco123 address 192.0.2.11"},
    ),
    Fault("identity", KEY, "R1 says its name, R2 wants its address", {
        "R1": "crypto isakmp identity hostname",
        "R2": "crypto keyring RING\n pre-shared-key address 192.0.2.1 key cisco123\n"
              "crypto isakmp profile PEER\n keyring RING\n match identity address 192.0.2.1 255.255.255.255\n"
              "no crypto isakmp key cisco123 address 192.0.2.1\ncrypto map CMAP 10 ipsec-isakmp\n set isakmp-profile PEER",
    }),
    Fault("peer", WHO, "R1's peer is an address where nobody is", {
        "R1": "crypto map CMAP 10 ipsec-isakmp\n no set peer 198.51.100.2\n set peer 198.51.100.22\n"
              "crypto isakmp key cisco123 address 198.51.100.22",
    }),
    Fault("peer-there", WHO, "R2's peer is another address than R1's", {
        "R2": "crypto map CMAP 10 ipsec-isakmp\n no set peer 192.0.2.1\n set peer 192.0.2.11",
    }),
    Fault("source", WHO, "R1 speaks with its loopback, which R2 does not know", {"R1": "crypto map CMAP local-address Loopback0"}),
    Fault("wider", WHAT, "R1's list is wider than R2's", {"R1": _list("permit ip 10.1.1.0 0.0.0.255 any")}),
    Fault(
        "narrower", WHAT, "R1's list is narrower than R2's", {"R1": _list("permit ip 10.1.1.0 0.0.0.255 host 10.2.2.1")}, "both",
        reverse=True, note="What R1 asks for is within R2's list, and is accepted. What R2 asks for is not within R1's.",
    ),
    Fault("disjoint", WHAT, "The lists have nothing in common", {"R2": _list("permit ip 10.2.2.0 0.0.0.255 10.77.0.0 0.0.255.255")}),
    Fault("transform", HOW, "The transform sets differ", {"R2": "crypto ipsec transform-set TSET esp-3des esp-md5-hmac"}),
    Fault(
        "mode", HOW, "R1 wants transport mode, R2 tunnel mode",
        {"R1": HOSTS.format(own="192.0.2.1", far="198.51.100.2") + "crypto ipsec transform-set TSET esp-aes esp-sha-hmac\n mode transport",
         "R2": HOSTS.format(own="198.51.100.2", far="192.0.2.1")},
        ping="ping 198.51.100.2", note="The lists are `permit icmp host …` between the two outer addresses: for others' traffic it is tunnel mode anyway.",
    ),
    Fault("pfs", HOW, "R2 wants perfect forward secrecy, R1 offers none", {"R2": "crypto map CMAP 10 ipsec-isakmp\n set pfs group14"}),
    Fault("pfs-group", HOW, "The groups of perfect forward secrecy differ", {
        "R1": "crypto map CMAP 10 ipsec-isakmp\n set pfs group5", "R2": "crypto map CMAP 10 ipsec-isakmp\n set pfs group14",
    }),
    Fault("ah", HOW, "R1 wants AH, R2 ESP", {"R1": "crypto ipsec transform-set TSET ah-sha-hmac"}),
    Fault("not-applied", MAP, "R2 has its map on no interface", {"R2": "interface FastEthernet0/0\n no crypto map CMAP"}),
    Fault("elsewhere", MAP, "R2 has its map on another interface", {
        "R2": "interface FastEthernet0/0\n no crypto map CMAP\ninterface FastEthernet0/1\n crypto map CMAP",
    }),
    Fault("order", MAP, "An entry of R1 that stands before takes the traffic", {
        "R1": "ip access-list extended ALL\n permit ip 10.1.0.0 0.0.255.255 10.0.0.0 0.255.255.255\n"
              "crypto map CMAP 5 ipsec-isakmp\n set peer 198.51.100.22\n set transform-set TSET\n match address ALL\n"
              "crypto isakmp key cisco123 address 198.51.100.22",
    }),
    Fault(
        "no-route-to-peer", ROUTE, "R1 has a route for the traffic and none to its peer",
        {"R1": "no ip route 0.0.0.0 0.0.0.0 192.0.2.254\nip route 10.2.2.0 255.255.255.0 192.0.2.254"},
    ),
    Fault(
        "no-route", ROUTE, "R1 has no route for the traffic",
        {"R1": "no ip route 0.0.0.0 0.0.0.0 192.0.2.254\nip route 198.51.100.0 255.255.255.0 192.0.2.254"},
        note="No packet comes as far as the crypto map: nothing happens, and nothing is told.",
    ),
    Fault("udp-500", WAY, "The provider drops UDP 500", {"ISP": _drops("deny udp any any eq isakmp", "FastEthernet0/0")}),
    Fault(
        "esp-back", WAY, "The provider drops ESP from R2 to R1", {"ISP": _drops("deny esp any any", "FastEthernet0/1")},
        note="Both phases stand. R1 seals and opens nothing, R2 opens and seals.",
    ),
    Fault("esp", WAY, "The provider drops ESP both ways", {
        "ISP": _drops("deny esp any any", "FastEthernet0/0") + "\ninterface FastEthernet0/1\n ip access-group FILTER in",
    }),
    Fault(
        "fragments", WAY, "The provider drops fragments",
        {"R1": "crypto ipsec fragmentation after-encryption", "ISP": _drops("deny ip any any fragments", "FastEthernet0/0")}, "large",
        ping="ping 10.2.2.1 source Loopback1 size 1480 repeat 3",
        note="R1 fragments what it has sealed (`crypto ipsec fragmentation after-encryption`). A ping of 100 bytes works.",
    ),
    Fault(
        "nat", WAY, "The provider translates R1's address", {"ISP": _NAT},
        note="R2 sees somebody whom it has neither a key for nor an entry.",
    ),
    Fault(
        "nat-ah", WAY, "The provider translates R1's address, and both want AH",
        {"ISP": _NAT, "R1": "crypto ipsec transform-set TSET ah-sha-hmac",
         "R2": "crypto ipsec transform-set TSET ah-sha-hmac\ncrypto isakmp key cisco123 address 198.51.100.254\n"
               "crypto map CMAP 10 ipsec-isakmp\n no set peer 192.0.2.1\n set peer 198.51.100.254"},
        note="R2 knows the translated address. Both ends notice the translation in main mode, and R1 has nothing to offer: AH covers the addresses.",
    ),
)  # fmt: skip


def sound() -> Builder:
    """The world without a fault."""
    builder = Builder("matrix", seed=1)
    builder.router("R1", PEERS.format(n=1, m=2, own="192.0.2.1", far="198.51.100.2", gateway="192.0.2.254", second="shutdown"), "c7200")
    builder.router("R2", PEERS.format(n=2, m=1, own="198.51.100.2", far="192.0.2.1", gateway="198.51.100.254", second="no shutdown"), "c7200")
    builder.router("ISP", ISP, "c7200")
    builder.router("H", "interface FastEthernet0/0\n ip address 10.99.2.2 255.255.255.0\n no shutdown\nend\n", "c7200")
    builder.link("R2:FastEthernet0/1", "H:FastEthernet0/0", delay=0.001)
    builder.link("R1:FastEthernet0/0", "ISP:FastEthernet0/0", delay=0.005)
    builder.link("R2:FastEthernet0/0", "ISP:FastEthernet0/1", delay=0.005)
    return builder


def world(fault: Fault | None) -> Lab:
    """Switched on, neighbours' addresses known, the fault made."""
    lab = sound().lab()
    lab.settle()
    lab["ISP"].cli("ping 192.0.2.1 repeat 2")
    lab["ISP"].cli("ping 198.51.100.2 repeat 2")
    for node, lines in (fault.changes if fault is not None else {}).items():
        told = lab[node].configure(lines + "\n")
        assert "%" not in told.replace("% NOTE", "").replace("% A profile is deemed incomplete", ""), f"{node}: {told}"
    lab.run(2)
    return lab
