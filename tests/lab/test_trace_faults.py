"""Faults of DMVPN and IKE: made by configuration, named by a trace, with the lines of both ends and what mends them."""

from __future__ import annotations

import pytest

from iosemu import Lab

BOUNCE = "interface Tunnel0\n shutdown\n no shutdown\n"
TUNNEL = "interface Tunnel0\n "
PROTECTION = "tunnel protection ipsec profile "
NO_KEY = "no crypto isakmp key dmvpncloud1 address 0.0.0.0\n"
REPROFILE = f"{TUNNEL}shutdown\n no {PROTECTION}DMVPN\n {PROTECTION}%s\n no shutdown\n"


def broken(changes: dict[str, str], wait: float = 150) -> Lab:
    """The hub is R1, R7 the spoke that is asked."""
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    lab.run(20)
    for node, text in changes.items():
        assert "Invalid input" not in lab[node].configure(text)
    lab.run(wait)
    return lab


# what is changed -> what the tunnel of R7 is told to lack (in this order), and what mends it
FAULTS: dict[str, tuple[dict[str, str], list[str]]] = {
    "the hub has no tunnel protection": (
        {"R1": f"{TUNNEL}no {PROTECTION}DMVPN\n"},
        [
            "IPsec: Tunnel0 of R7 is protected by IPsec, Tunnel0 of R1 is not: it takes and sends clear GRE only",
            "| R7, interface Tunnel0: tunnel protection ipsec profile DMVPN",
            "-> R1, interface Tunnel0: tunnel protection ipsec profile DMVPN",
        ],
    ),
    "the hub's profile is not defined": (
        {"R1": REPROFILE % "OTHER"},
        [
            "IKE: R1 does not listen to ISAKMP: no tunnel protection and no crypto map there wants it",
            "IPsec: Tunnel0 of R1 is to be protected by IPsec profile OTHER, which is not configured on R1",
            "| R1, interface Tunnel0: tunnel protection ipsec profile OTHER",
            "-> R1: crypto ipsec profile OTHER",
        ],
    ),
    "the hub has no network-id": (
        {"R1": f"{TUNNEL}no ip nhrp network-id\n"},
        [
            "NHRP: R7 is not registered with its next hop server 192.168.1.1 at 1.1.1.1 (Tunnel0)",
            "NHRP: NHRP does not run on Tunnel0 of R1: it has no ip nhrp network-id",
            "-> R1, interface Tunnel0: ip nhrp network-id 1",
        ],
    ),
    "the hub has no tunnel key": (
        {node: f"{TUNNEL}tunnel key 5\n{BOUNCE}" for node in ("R6", "R7", "R8")},
        [
            "GRE: Tunnel0 of R7 has tunnel key 5, Tunnel0 of R1 has no tunnel key: each drops what the other sends",
            "| R7, interface Tunnel0: tunnel key 5",
        ],
    ),
    "the spoke has no tunnel key": (
        {node: f"{TUNNEL}tunnel key 5\n{BOUNCE}" for node in ("R1", "R6", "R8")},
        ["GRE: Tunnel0 of R7 has no tunnel key, Tunnel0 of R1 has tunnel key 5", "| R1, interface Tunnel0: tunnel key 5"],
    ),
    "the hub is point-to-point with another spoke": (
        {"R1": f"{TUNNEL}tunnel mode gre ip\n tunnel destination 6.6.6.6\n{BOUNCE}"},
        [
            "GRE: Tunnel0 of R1 is point-to-point with 6.6.6.6, not with 7.7.7.7, the source of Tunnel0 of R7",
            "| R1, interface Tunnel0: tunnel destination 6.6.6.6",
        ],
    ),
    "the hub is point-to-point without a destination": (
        {"R1": f"{TUNNEL}tunnel mode gre ip\n"},
        [
            "IKE: R1 does not listen to ISAKMP",
            "GRE: Tunnel0 of R1 is point-to-point and has no destination",
            "-> R1, interface Tunnel0: tunnel destination, or tunnel mode gre multipoint",
        ],
    ),
    "the spoke has no key": (
        {"R7": NO_KEY + BOUNCE},
        ["IKE: R7 has no pre-shared key for 1.1.1.1 (R1)", "-> R7: crypto isakmp key <key> address 1.1.1.1"],
    ),
    "the hub has no key": (
        {"R1": NO_KEY, "R7": BOUNCE},
        ["IKE: R1 has no pre-shared key for 7.7.7.7 (R7)", "-> R1: crypto isakmp key <key> address 7.7.7.7"],
    ),
    "the keys differ": (
        {"R7": f"{NO_KEY}crypto isakmp key another address 1.1.1.1\n{BOUNCE}"},
        [
            "IKE: the pre-shared keys differ: that of R7 for 1.1.1.1, and that of R1 for 7.7.7.7",
            "| R7: crypto isakmp key <key> address 1.1.1.1",
            "| R1: crypto isakmp key <key> address 0.0.0.0",
        ],
    ),
    "a key of type 6 without the master key": (
        {"R7": f"{NO_KEY}crypto isakmp key 6 fe_a`iJYE\\DZYJhDhTP[`MYaTgRH_MAAB address 1.1.1.1\n{BOUNCE}"},
        [
            "IKE: R7 cannot open its pre-shared key for 1.1.1.1: it is of type 6, and there is no master key",
            "| R7: crypto isakmp key <key> address 1.1.1.1",
            "-> R7: key config-key password-encrypt <key>",
        ],
    ),
    "the spoke has no tunnel protection": (
        {"R7": f"{TUNNEL}no {PROTECTION}DMVPN\n"},
        ["IPsec: Tunnel0 of R1 is protected by IPsec, Tunnel0 of R7 is not", "-> R7, interface Tunnel0: tunnel prot"],
    ),
    "the spoke has no network-id": (
        {"R7": f"{TUNNEL}no ip nhrp network-id\n"},
        ["NHRP: Tunnel0 of R7 is multipoint, and NHRP does not run on it: it has no ip nhrp network-id"],
    ),
    "a list at the hub drops ESP": (
        {
            "R1": "access-list 101 permit udp any any eq 500\naccess-list 101 permit icmp any any\n"
            "interface FastEthernet0/0\n ip access-group 101 in\n",
            "R7": BOUNCE,
        },
        [
            "transport: ESP from 7.7.7.7 (R7) does not reach 1.1.1.1: dropped by R1 at FastEthernet0/0: access list",
            "policy: access list 101, applied inbound to FastEthernet0/0 of R1, has no entry for it: its end denies",
            "| R1, interface FastEthernet0/0: ip access-group 101 in",
        ],
    ),
    "a list at the hub lets ESP in, and there is AH": (
        {
            "R1": "crypto ipsec transform-set TSET ah-sha-hmac esp-aes\n mode transport\n"
            "access-list 101 permit udp any any eq 500\naccess-list 101 permit esp any any\n"
            "interface FastEthernet0/0\n ip access-group 101 in\n",
            "R7": "crypto ipsec transform-set TSET ah-sha-hmac esp-aes\n mode transport\n" + BOUNCE,
        },
        [
            "transport: AH from 7.7.7.7 (R7) does not reach 1.1.1.1: dropped by R1 at FastEthernet0/0: access list",
            "policy: access list 101, applied inbound to FastEthernet0/0 of R1, has no entry for it: its end denies",
        ],
    ),
    "one end has AH": (
        {"R7": f"crypto ipsec transform-set TSET ah-sha-hmac esp-aes\n mode transport\n{BOUNCE}"},
        [
            "IPsec: transform set TSET of R7 is ah-sha-hmac esp-aes, TSET of R1 is esp-aes esp-sha-hmac",
            "-> the same transforms in one set of each",
        ],
    ),
    "a list at the hub denies IKE": (
        {
            "R1": "ip access-list extended WAN\n 10 deny udp any any eq isakmp\n 20 permit ip any any\n"
            "interface FastEthernet0/0\n ip access-group WAN in\n",
            "R7": BOUNCE,
        },
        [
            "transport: IKE (UDP port 500) from 7.7.7.7 (R7) does not reach 1.1.1.1: dropped by R1 at FastEthernet0/0",
            "policy: access list WAN, applied inbound to FastEthernet0/0 of R1, denies it, entry 10",
            "| R1, ip access-list extended WAN: deny   udp any any eq isakmp",
            "| R1, interface FastEthernet0/0: ip access-group WAN in",
        ],
    ),
    "the NHRP authentication differs": (
        {"R7": f"{TUNNEL}ip nhrp authentication wrong\n{BOUNCE}"},
        [
            "NHRP: the NHRP authentication of Tunnel0 of R7 and of Tunnel0 of R1 differ",
            "| R7, interface Tunnel0: ip nhrp authentication <key>",
            "| R1, interface Tunnel0: ip nhrp authentication <key>",
        ],
    ),
    "the NHRP authentication was changed and nothing has happened yet": (
        {"R7": f"{TUNNEL}no ip nhrp authentication\n"},
        ["NHRP: Tunnel0 of R1 has NHRP authentication, Tunnel0 of R7 has none"],
    ),
    "the server's tunnel address is wrong": (
        {
            "R7": f"{TUNNEL}no ip nhrp nhs 192.168.1.1\n no ip nhrp map 192.168.1.1 1.1.1.1\n"
            f" ip nhrp map 192.168.1.9 1.1.1.1\n ip nhrp nhs 192.168.1.9\n{BOUNCE}"
        },
        [
            "NHRP: R7 takes 192.168.1.9 for its next hop server at 1.1.1.1, and Tunnel0 of R1 has 192.168.1.1 there",
            "| R7, interface Tunnel0: ip nhrp nhs 192.168.1.9",
            "| R7, interface Tunnel0: ip nhrp map 192.168.1.9 1.1.1.1",
            "| R1, interface Tunnel0: ip address 192.168.1.1 255.255.255.0",
        ],
    ),
    "a map and no server": (
        {"R7": f"{TUNNEL}no ip nhrp nhs 192.168.1.1\n{BOUNCE}"},
        [
            "NHRP: Tunnel0 of R7 has a map for 192.168.1.1 at 1.1.1.1, and no ip nhrp nhs: it does not register with R1",
            "-> R7, interface Tunnel0: ip nhrp nhs 192.168.1.1",
        ],
    ),
    "a server and no map": (
        {"R7": f"{TUNNEL}no ip nhrp map 192.168.1.1 1.1.1.1\n{BOUNCE}"},
        ["NHRP: R7 has 192.168.1.1 as next hop server on Tunnel0, and does not know its NBMA address"],
    ),
    "the NBMA address is that of another interface": (
        {"R7": f"{TUNNEL}no ip nhrp map 192.168.1.1 1.1.1.1\n ip nhrp map 192.168.1.1 10.0.1.2\n{BOUNCE}"},
        [
            "GRE: R1 has 10.0.1.2, but no tunnel of it is sourced from there; Tunnel0 is sourced from Loopback0 (1.1.1.1)",
            "| R1, interface Tunnel0: tunnel source Loopback0",
        ],
    ),
    "the tunnel address is another spoke's": (
        {"R7": f"{TUNNEL}ip address 192.168.1.6 255.255.255.0\n{BOUNCE}"},
        [
            "NHRP: 192.168.1.6 is registered on Tunnel0 of R1 from 6.6.6.6, uniquely: it refuses the registration from 7.7.7.7",
            "-> clear ip nhrp on R1, or R7, interface Tunnel0: ip nhrp registration no-unique",
        ],
    ),
    "the tunnel address is the hub's": (
        {"R7": f"{TUNNEL}ip address 192.168.1.1 255.255.255.0\n{BOUNCE}"},
        ["NHRP: Tunnel0 of R7 and Tunnel0 of R1 have the same address, 192.168.1.1"],
    ),
    "the hub has a map of its own": (
        {"R1": f"{TUNNEL}ip nhrp map 192.168.1.7 9.9.9.9\n", "R7": BOUNCE},
        ["NHRP: Tunnel0 of R1 has a map of its own for 192.168.1.7, at 9.9.9.9: it refuses the registration from 7.7.7.7"],
    ),
    "PFS at the hub only": (
        {"R7": f"crypto ipsec profile DMVPN\n no set pfs\n{BOUNCE}"},
        [
            "IPsec: R1 wants PFS with group 5 (profile DMVPN), and R7 offers none (profile DMVPN)",
            "| R1, crypto ipsec profile DMVPN: set pfs group5",
            "-> R7, profile DMVPN: set pfs group5",
        ],
    ),
    "another mode at the hub": (
        {"R1": "crypto ipsec transform-set TSET esp-aes esp-sha-hmac\n mode tunnel\n", "R7": BOUNCE},
        [
            "IPsec: transform set TSET of R7 is of transport mode, TSET of R1 of tunnel mode, and nothing else will do",
            "| R7, crypto ipsec transform-set TSET esp-aes esp-sha-hmac: mode transport",
        ],
    ),
    "another transform at the hub": (
        {"R1": "crypto ipsec transform-set TSET esp-aes 256 esp-sha-hmac\n mode transport\n", "R7": BOUNCE},
        [
            "IPsec: transform set TSET of R7 is esp-aes esp-sha-hmac, TSET of R1 is esp-256-aes esp-sha-hmac",
            "| R1: crypto ipsec transform-set TSET esp-aes 256 esp-sha-hmac",
        ],
    ),
    "no policy in common": (
        {"R7": f"crypto isakmp policy 10\n encr aes 256\n group 14\n{BOUNCE}"},
        [
            "IKE: policy 10 of R7 offers aes 256 and group 14, policy 10 of R1 wants aes 128 and group 5",
            "| R7, crypto isakmp policy 10: encr aes 256",
            "| R7, crypto isakmp policy 10: group 14",
            "| R1, crypto isakmp policy 10: encr aes",
            "| R1, crypto isakmp policy 10: group 5",
            "-> the same encryption, group in one policy of each",
        ],
    ),
    "several policies, none in common": (
        {
            "R7": "crypto isakmp policy 10\n encr aes 256\n group 14\ncrypto isakmp policy 20\n"
            f" authentication pre-share\n encr aes\n hash md5\n group 5\n{BOUNCE}"
        },
        ["IKE: policy 20 of R7 offers hash md5, policy 10 of R1 wants hash sha; none of 2 and 1 policies fit"],
    ),
    "signatures without certificates": (
        {node: "crypto isakmp policy 10\n authentication rsa-sig\n" + BOUNCE for node in ("R1", "R7")},
        [
            "IKE: R7 has no certificate to show, and RSA signatures are agreed on", "-> R7: crypto pki enroll",
            "IKE: R1 has no certificate to show",
        ],
    ),
    "ISAKMP is off": (
        {"R1": "no crypto isakmp enable\n", "R7": BOUNCE},
        ["IKE: ISAKMP is switched off on R1", "| R1: no crypto isakmp enable", "-> R1: crypto isakmp enable"],
    ),
    "the way there is missing": (
        {"ISP": "no ip route 1.1.1.1 255.255.255.255 10.0.1.2\n", "R7": BOUNCE},
        [
            "routing: ISP has no route to 1.1.1.1",
            "transport: IKE (UDP port 500) from 7.7.7.7 (R7) does not reach 1.1.1.1: dropped by ISP at FastEthernet2/0",
        ],
    ),
    "the way back is missing": (
        {"ISP": "no ip route 7.7.7.7 255.255.255.255 10.0.7.2\n", "R7": BOUNCE},
        [
            "routing: ISP has no route to 7.7.7.7",
            "transport: IKE (UDP port 500) from 1.1.1.1 (R1) does not reach 7.7.7.7: dropped by ISP at FastEthernet0/0",
        ],
    ),
    "the source is down": (
        {"R7": "interface Loopback0\n shutdown\n"},
        [
            "link: Loopback0 of R7 is administratively down",
            "| R7, interface Loopback0: shutdown",
            "GRE: Loopback0, the source of Tunnel0 of R7, is down",
        ],
    ),
    "no source": ({"R7": f"{TUNNEL}no tunnel source\n"}, ["GRE: Tunnel0 of R7 has no source"]),
    "the tunnel is shut": (
        {"R7": f"{TUNNEL}shutdown\n"},
        ["link: Tunnel0 of R7 is administratively down", "| R7, interface Tunnel0: shutdown"],
    ),
    "the ISAKMP profile does not know the peer": (
        {
            "R1": "crypto isakmp profile SPOKES\n keyring default\n match identity address 6.6.6.6 255.255.255.255\n"
            "crypto ipsec profile DMVPN\n set isakmp-profile SPOKES\n",
            "R7": BOUNCE,
        },
        [
            "IKE: R7 shows the identity 7.7.7.7, which on R1 falls into no profile; profile SPOKES is wanted",
            "| R1, crypto isakmp profile SPOKES: match identity address 6.6.6.6 255.255.255.255",
        ],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(name: str) -> None:
    changes, wanted = FAULTS[name]
    lab = broken(changes)
    text = str(lab.diagnose("R7", "Tunnel0"))
    at = 0
    for part in wanted:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} is not there, or not in order:\n{text}"
        at = found
    if "key" not in name and "signatures" not in name:
        for line in (line.partition("| ")[2] for line in text.split("\n") if "      | " in line):
            place, _, said = line.partition(": ")
            router, _, section = place.partition(", ")
            config = [each.rstrip() for each in lab[router].running_config()]
            assert "<key>" in said or any(said in each for each in config), line
            assert section in ("", *config)


NO_FAULTS = {
    "another network-id": {"R7": f"{TUNNEL}ip nhrp network-id 77\n{BOUNCE}"},
    "the profile in other case": {"R7": REPROFILE % "dmvpn"},
    "PFS offered that nobody asks for": {"R1": "crypto ipsec profile DMVPN\n no set pfs\n", "R7": BOUNCE},
    "a point-to-point spoke": {
        "R7": f"{TUNNEL}no ip nhrp map multicast 1.1.1.1\n tunnel mode gre ip\n tunnel destination 1.1.1.1\n{BOUNCE}"
    },
}


@pytest.mark.parametrize("name", NO_FAULTS)
def test_what_is_no_fault_is_not_called_one(name: str) -> None:
    lab = broken(NO_FAULTS[name], 60)
    assert str(lab.diagnose("R7", "Tunnel0")) == "R7 Tunnel0: all that ought to be up is up\n"
    assert lab.trace("R7", "11.11.11.1", source="77.77.77.7").arrives


def test_a_key_for_the_hub_only() -> None:
    """Spoke to spoke there is none: what goes there stays on its way through the hub."""
    lab = broken({"R7": f"{NO_KEY}crypto isakmp key dmvpncloud1 address 1.1.1.1\n{BOUNCE}"}, 60)
    assert lab.diagnose("R7", "Tunnel0").findings == []
    found = lab.trace("R7", "88.88.88.8", source="77.77.77.7")
    assert found.arrives and found.later is None and "R1" in found.path


def test_a_router_without_power() -> None:
    lab = broken({}, 0)
    lab["R1"].power_off()
    lab.run(30)
    text = str(lab.diagnose("R7", "Tunnel0"))
    assert "link: R1 has no power" in text and "-> /power on R1" in text
    assert "no router of the lab has 1.1.1.1, the far end of Tunnel0 of R7" in text


def test_an_sa_that_only_one_end_has() -> None:
    """The hub has been started again; the spoke does not know it yet."""
    lab = broken({}, 0)
    lab["R1"].power_off()
    lab["R1"].power_on()
    lab.run(2)
    first = lab.trace("R7", "11.11.11.1", source="77.77.77.7")
    assert first.sentence.startswith("dropped by ISP at FastEthernet0/0: encapsulation failed; later ones: dropped by R1")
    found = first.later
    assert found is not None and found.sentence.startswith("dropped by R1: what carries it arrives there, and is not opened")
    (finding,) = found.findings
    assert finding.text.startswith("R1 has no SA of SPI 0x") and "clear crypto sa peer 1.1.1.1 on R7" in finding.remedy


def test_routes_that_lead_into_the_tunnel() -> None:
    lab = broken({"R7": "ip route 1.1.1.1 255.255.255.255 192.168.1.1\ninterface Tunnel0\n"
                  " no ip nhrp map multicast 1.1.1.1\n tunnel mode gre ip\n tunnel destination 1.1.1.1\n"
                  f" no {PROTECTION}DMVPN\n{BOUNCE}"}, 30)  # fmt: skip
    text = str(lab.diagnose("R7", "Tunnel0"))
    assert "the route to 1.1.1.1, the far end of Tunnel0 of R7, leads into the tunnel itself" in text
    assert "| R7: ip route 1.1.1.1 255.255.255.255 192.168.1.1" in text


def test_a_tunnel_that_is_down_sends_packets_elsewhere() -> None:
    """The static route over it falls back on the default route: the trace tells of the way that was meant."""
    lab = broken({"R7": "interface Loopback0\n shutdown\n"}, 30)
    text = str(lab.trace("R7", "11.11.11.1", source="77.77.77.7"))
    assert "11.11.11.0/24, static via 192.168.1.1, which the default route leads to via 10.0.7.1" in text
    assert "192.168.1.1, the next hop of 11.11.11.0/24 on R7, is on the subnet of Tunnel0, which is down" in text
    assert "Loopback0 of R7 is administratively down" in text


def test_the_underlay_in_the_routing_of_a_multipoint_tunnel() -> None:
    """A route to the hub's outer address over the tunnel, learnt or typed: what it carries would come back to it."""
    lab = broken({"R7": f"{TUNNEL}no {PROTECTION}DMVPN\nip route 1.1.1.1 255.255.255.255 192.168.1.1\n"}, 5)
    found = lab.trace("R7", "11.11.11.1", source="77.77.77.7")
    assert found.reason == "recursive routing"
    (finding,) = found.findings
    assert finding.text.startswith("the route to 1.1.1.1, the far end of Tunnel0 of R7, leads into the tunnel itself")
    assert [str(line) for line in finding.lines] == ["R7: ip route 1.1.1.1 255.255.255.255 192.168.1.1"]
