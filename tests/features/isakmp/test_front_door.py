"""IKE and ESP whose ends live in a VRF: key rings, identities and peers are told apart by it."""

from __future__ import annotations

import pytest

from iosemu.lab.lab import Lab
from iosemu.types import InterfaceName
from iosemu.wire.ipv4 import ESP, IPv4
from tests.features.wired import log_of, network

VRF = "vrf definition {0}\n address-family ipv4\n exit-address-family\n"
POLICY = "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 5\n"
SETS = "crypto ipsec transform-set TS esp-aes esp-sha-hmac\n mode transport\n"
PORT = "interface {0}\n{2} ip address {1} 255.255.255.0\n no shutdown\n"
TUNNEL = """interface Tunnel{0}
 ip address 10.0.{0}.{1} 255.255.255.252
 tunnel source {2}
 tunnel destination {3}
{4} tunnel protection ipsec profile P{0}
"""
PEER = (
    POLICY + "crypto isakmp key {0} address 192.0.2.1\n" + SETS
    + "crypto ipsec profile P{1}\n set transform-set TS\n"
    + PORT.format("Fa0/0", "192.0.2.2", "") + TUNNEL.format("{1}", 2, "Fa0/0", "192.0.2.1", "")
)  # fmt: skip
HUB = (
    VRF.format("INET") + VRF.format("MPLS")
    + "crypto keyring KI vrf INET\n pre-shared-key address 192.0.2.2 key one\n"
    + "crypto keyring KM vrf MPLS\n pre-shared-key address 192.0.2.2 key two\n" + POLICY
    + "crypto isakmp profile II\n keyring KI\n match identity address 192.0.2.2 255.255.255.255 INET\n"
    + "crypto isakmp profile IM\n keyring KM\n match identity address 192.0.2.2 255.255.255.255 MPLS\n" + SETS
    + "crypto ipsec profile P1\n set transform-set TS\n set isakmp-profile II\n"
    + "crypto ipsec profile P2\n set transform-set TS\n set isakmp-profile IM\n"
    + PORT.format("Fa0/0", "192.0.2.1", " vrf forwarding INET\n")
    + PORT.format("Fa0/1", "192.0.2.1", " vrf forwarding MPLS\n")
    + TUNNEL.format(1, 1, "Fa0/0", "192.0.2.2", " tunnel vrf INET\n")
    + TUNNEL.format(2, 1, "Fa0/1", "192.0.2.2", " tunnel vrf MPLS\n")
)  # fmt: skip


def doors(hub: str = HUB) -> Lab:
    """R1 reaches R2 by INET and R3 by MPLS: both are 192.0.2.2 there, and have other keys."""
    configs = {"R1": hub, "R2": PEER.format("one", 1), "R3": PEER.format("two", 2)}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/0")
    assert not lab["R1"].device.shell.boot_refused
    lab.run(30)
    return lab


@pytest.fixture
def lab() -> Lab:
    return doors()


def test_two_peers_with_one_address(lab: Lab) -> None:
    assert "!!!!!" in lab["R1"].cli("ping 10.0.1.2")
    assert "!!!!!" in lab["R1"].cli("ping 10.0.2.2")
    sas = lab["R1"].device.engine("isakmp").life.sas.values()
    assert {(sa.vrf, sa.remote, sa.profile) for sa in sas if sa.established} == {
        ("INET", 0xC0000202, "II"), ("MPLS", 0xC0000202, "IM")
    }  # fmt: skip
    spis = {ref.vrf for ref in lab["R1"].device.engine("ipsec").sadb.inbound}
    assert spis == {"INET", "MPLS"}


def test_a_profile_that_comes_back_is_found_again(lab: Lab) -> None:
    """What a peer's identity matches is found in phase 1: an SA from the time without the profile makes way."""
    hub, log = lab["R1"], log_of(lab, "R1")
    profile = "crypto isakmp profile II\n keyring KI\n match identity address 192.0.2.2 255.255.255.255 INET\n"
    life = hub.device.engine("isakmp").life

    def found(vrf: str) -> set[str]:
        return {sa.profile for sa in life.sas.values() if sa.established and sa.vrf == vrf}

    hub.configure("no crypto isakmp profile II\n")
    lab["R2"].cli("clear crypto session")
    lab.run(60)
    assert "" in found("INET") and found("MPLS") == {"IM"}
    hub.cli("debug crypto isakmp")
    hub.configure("crypto isakmp profile IM\n match identity address 192.0.2.3 255.255.255.255 MPLS\n")
    assert not any("deleting SA" in text for _, text in log), "that is not the peer's"
    hub.configure(profile)
    assert any('deleting SA reason "No reason"' in text for _, text in log)
    lab["R2"].cli("clear crypto session")
    lab.run(60)
    assert found("INET") == {"II"} and any("peer matches II profile" in text for _, text in log)


def test_shows_tell_both_vrfs(lab: Lab) -> None:
    r1 = lab["R1"]
    of = [r1.cli(f"show crypto isakmp sa{vrf}").count("QM_IDLE") for vrf in (" vrf INET", " vrf MPLS", "")]
    assert of[0] and of[1] and of[0] + of[1] == of[2]
    detail = r1.cli("show crypto session fvrf INET detail")
    assert "Peer: 192.0.2.2 port 500 fvrf: INET ivrf: (none)" in detail and "MPLS" not in detail
    assert r1.cli("show crypto ipsec sa").count("protected vrf: (none)") == 2
    assert r1.cli("show crypto ipsec sa peer vrf MPLS 192.0.2.2").count("local crypto endpt.") == 1
    assert "fvrf/address: INET/192.0.2.2" in r1.cli("show crypto ipsec sa address")


def test_a_key_of_another_vrf_is_none(lab: Lab) -> None:
    """The key ring of INET does not serve MPLS, nor do the global keys."""
    hub = HUB.replace(" keyring KM\n", "").replace("key two", "key two\ncrypto isakmp key two address 192.0.2.2")
    hub = hub.replace("crypto keyring KM vrf MPLS", "crypto keyring KM")
    lab = doors(hub)
    assert "!!!!!" in lab["R1"].cli("ping 10.0.1.2")
    assert "!" not in lab["R1"].cli("ping 10.0.2.2")


def test_an_identity_is_matched_in_its_vrf() -> None:
    lab = doors(HUB.replace("255.255.255.255 MPLS", "255.255.255.255"))
    sas = lab["R1"].device.engine("isakmp").life.sas.values()
    assert "IM" not in {sa.profile for sa in sas if sa.established and not sa.initiator}


def test_clear_of_one_front_door(lab: Lab) -> None:
    before = {ref.vrf: ref.spi for ref in lab["R1"].device.engine("ipsec").sadb.inbound}
    lab["R1"].cli("clear crypto session fvrf INET")
    lab.run(30)
    after = {ref.vrf: ref.spi for ref in lab["R1"].device.engine("ipsec").sadb.inbound}
    assert before["MPLS"] == after["MPLS"] and before["INET"] != after["INET"]


def test_clear_of_the_sas_of_one_peer(lab: Lab) -> None:
    def spis() -> dict[str, int]:
        return {ref.vrf: ref.spi for ref in lab["R1"].device.engine("ipsec").sadb.inbound}

    before = spis()
    lab["R1"].cli("clear crypto sa peer vrf MPLS 192.0.2.2")
    lab.run(5)
    assert spis()["INET"] == before["INET"] and spis()["MPLS"] != before["MPLS"]
    lab["R1"].cli(f"clear crypto sa spi 192.0.2.1 esp {before['INET']}")
    lab.run(5)
    assert spis()["INET"] != before["INET"]


def test_clear_in_a_vrf_is_told_with_its_name(lab: Lab) -> None:
    """R2's tunnel loses its protection: what it sends now should have been sealed."""
    lines = log_of(lab, "R1", "CRYPTO")
    lab["R2"].configure("interface Tunnel1\n no tunnel protection ipsec profile P1")
    lab["R2"].cli("ping 10.0.1.1")
    assert any("vrf/dest_addr= INET/192.0.2.1, src_addr= 192.0.2.2, prot= 47" in text for _, text in lines)


def test_running_config(lab: Lab) -> None:
    lines = lab["R1"].running_config()
    assert "crypto keyring KI vrf INET" in [line.rstrip() for line in lines]
    assert "   match identity address 192.0.2.2 255.255.255.255 INET" in [line.rstrip() for line in lines]


INSIDE = (
    VRF.format("INSIDE") + "crypto keyring K\n pre-shared-key address 192.0.2.2 key one\n" + POLICY
    + "crypto isakmp profile I\n vrf INSIDE\n keyring K\n match identity address 192.0.2.2 255.255.255.255\n"
    + SETS.replace(" mode transport\n", "")
    + "crypto map CM 10 ipsec-isakmp\n set peer 192.0.2.2\n set transform-set TS\n set isakmp-profile I\n match address 100\n"
    + PORT.format("Fa0/0", "192.0.2.1", "") + " crypto map CM\n"
    + "interface Loopback0\n vrf forwarding INSIDE\n ip address 10.1.0.1 255.255.255.0\n"
    + "interface Loopback1\n ip address 10.1.0.1 255.255.255.0\n"
    + "ip route vrf INSIDE 10.2.0.0 255.255.255.0 192.0.2.2 global\nip route 10.2.0.0 255.255.255.0 192.0.2.2\n"
    + "access-list 100 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n"
)  # fmt: skip
OUTSIDE = (
    POLICY + "crypto isakmp key one address 192.0.2.1\n" + SETS.replace(" mode transport\n", "")
    + "crypto map CM 10 ipsec-isakmp\n set peer 192.0.2.1\n set transform-set TS\n match address 100\n"
    + PORT.format("Fa0/0", "192.0.2.2", "") + " crypto map CM\n"
    + "interface Loopback0\n ip address 10.2.0.2 255.255.255.0\nip route 10.1.0.0 255.255.255.0 192.0.2.1\n"
    + "access-list 100 permit ip 10.2.0.0 0.0.0.255 10.1.0.0 0.0.0.255\n"
)  # fmt: skip


@pytest.mark.parametrize("whole", [False, True])
def test_a_crypto_map_protects_the_vrf_of_the_profile(whole: bool) -> None:
    """The same addresses in the global table are not what the map is for: they pass in the clear."""
    inside = INSIDE.replace(" set isakmp-profile I\n", "") + "crypto map CM isakmp-profile I\n" if whole else INSIDE
    lab = network({"R1": inside, "R2": OUTSIDE}, "R1:Fa0/0 R2:Fa0/0")
    assert not lab["R1"].device.shell.boot_refused
    lab.run(5)
    lab["R1"].cli("ping vrf INSIDE 10.2.0.2 source loopback0")
    lab.run(10)
    assert "!!!!!" in lab["R1"].cli("ping vrf INSIDE 10.2.0.2 source loopback0")
    assert "   protected vrf: INSIDE" in lab["R1"].cli("show crypto ipsec sa")
    assert "fvrf: (none) ivrf: INSIDE" in lab["R1"].cli("show crypto session detail")
    lines = log_of(lab, "R2", "CRYPTO")
    assert "!" not in lab["R1"].cli("ping 10.2.0.2 source loopback1")
    assert any("not an IPSEC packet. (ip) vrf/dest_addr= /10.2.0.2, src_addr= 10.1.0.1, prot= 1" in text for _, text in lines)


SITE = (
    "interface Loopback{0}\n vrf forwarding {1}\n ip address 10.1.0.1 255.255.255.0\n"
    "crypto keyring K{0} vrf {1}\n pre-shared-key address 192.0.2.2 key {2}\n"
    "crypto map CM{0} 10 ipsec-isakmp\n set peer 192.0.2.2\n set transform-set TS\n match address 100\n"
    "interface Fa0/{0}\n vrf forwarding {1}\n ip address 192.0.2.1 255.255.255.0\n no shutdown\n crypto map CM{0}\n"
    "ip route vrf {1} 10.2.0.0 255.255.255.0 192.0.2.2\n"
)


def test_crypto_maps_of_two_vrfs() -> None:
    """Two customers with the same peers, the same traffic to protect, and keys of their own."""
    hub = VRF.format("INET") + VRF.format("MPLS") + POLICY + SETS.replace(" mode transport\n", "")
    hub += "access-list 100 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255\n"
    hub += SITE.format(0, "INET", "one") + SITE.format(1, "MPLS", "two")
    configs = {"R1": hub, "R2": OUTSIDE, "R3": OUTSIDE.replace("key one", "key two")}
    lab = network(configs, "R1:Fa0/0 R2:Fa0/0", "R1:Fa0/1 R3:Fa0/0")
    assert not lab["R1"].device.shell.boot_refused
    for vrf, loopback, far in (("INET", 0, "R2"), ("MPLS", 1, "R3")):
        ping = f"ping vrf {vrf} 10.2.0.2 source loopback{loopback}"
        lab["R1"].cli(ping)
        lab.run(15)
        seen = lab[far].device.ip.icmp.received[8, 0]
        assert "!!!!!" in lab["R1"].cli(ping)
        assert lab[far].device.ip.icmp.received[8, 0] == seen + 5
    shown = lab["R1"].cli("show crypto ipsec sa")
    assert "protected vrf: INET" in shown and "protected vrf: MPLS" in shown
    assert {ref.vrf for ref in lab["R1"].device.engine("ipsec").sadb.inbound} == {"INET", "MPLS"}


def test_clear_by_map_and_inside_is_of_both_doors_alike(lab: Lab) -> None:
    """`vrf` is that of what is protected, here the global table; a map is named by its tag; counters are all."""
    r1 = lab["R1"]
    engine = r1.device.engine("ipsec")

    def spis() -> dict[str, int]:
        return {ref.vrf: ref.spi for ref in engine.sadb.inbound}

    before = spis()
    r1.cli("clear crypto sa vrf INET")
    lab.run(5)
    assert spis() == before  # nothing that is protected is in there
    tags = {flow.vrf: flow.head.tag for flow in engine.flows}
    r1.cli(f"clear crypto sa map {tags['MPLS']}")
    lab.run(5)
    assert spis()["INET"] == before["INET"] and spis()["MPLS"] != before["MPLS"]
    r1.cli("ping 10.0.1.2\nping 10.0.2.2")
    assert {flow.counters.encaps > 0 for flow in engine.flows} == {True}
    r1.cli("clear crypto sa counters")
    assert {flow.counters.encaps for flow in engine.flows} == {0}


def test_unknown_spis_are_told_to_peers_of_each_vrf(lab: Lab) -> None:
    """Two peers have one address: what one was told says nothing of the other."""
    told: list[str] = []
    engine = lab["R1"].device.engine("ipsec")
    engine.keying.managers["isakmp"].invalid_spi = lambda ref, remote: told.append(ref.vrf)
    for name in ("FastEthernet0/0", "FastEthernet0/1", "FastEthernet0/0"):
        iface = lab["R1"].device.interfaces[InterfaceName.parse(name)]
        engine.data.sealed_input(IPv4(0xC0000202, 0xC0000201, ESP, bytes.fromhex("00007777") + bytes(20)), iface.vrf.name, iface)
    assert told == ["INET", "MPLS"]
