"""The labs of site-to-site IPsec: the systems of the lab books as they are typed there (their typing errors mended)."""

from __future__ import annotations

import re

import pytest

from iosemu import Lab

SMALL = ("gre-over-ipsec-sdm", "ipsec-backup-peer")


def load(name: str) -> Lab:
    lab = Lab.load(name)
    assert lab.refused_lines() == []
    assert lab.settle()
    return lab


def typed(lab: Lab, node: str, text: str) -> None:
    assert lab[node].configure("\n".join(line.strip() for line in text.strip().splitlines()) + "\n") == ""


def counters(lab: Lab, node: str, words: str = "encaps|decaps") -> list[int]:
    shown = lab[node].cli("show crypto ipsec sa")
    return [int(number) for number in re.findall(rf"#pkts (?:{words}): (\d+)", shown)]


def said(lab: Lab, node: str) -> str:
    return re.sub(r"^\*.*?: (?=%|ISAKMP|IPSEC)", "", lab[node].cli("show log"), flags=re.M)


def test_crypto_map_walk() -> None:
    """From the empty interface to QM_IDLE: nothing before there is traffic, nothing for what R7 itself sends."""
    lab = load("ipsec-crypto-map")
    r7, r9 = lab["R7"], lab["R9"]
    for port in ("gig1.37", "gig1.67"):
        typed(lab, "R7", f"interface {port}\nno crypto map MAP1")
    r7.console.take()
    typed(lab, "R7", "interface gig1.67\ncrypto map MAP1\ninterface gig1.37\ncrypto map MAP1")
    lab.run(1)
    assert "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON" in r7.console.take()
    assert "!!!!!" in r7.cli("ping 155.1.108.10 repeat 7")
    assert "QM_IDLE" not in r7.cli("show crypto isakmp sa") and counters(lab, "R7") == [0, 0, 0, 0]
    r7.cli("debug crypto isakmp")
    assert "!!!!" in r9.cli("ping 155.1.108.10")
    debug = r7.console.take()
    assert "New State = IKE_P1_COMPLETE" in debug and "beginning Quick Mode exchange" in debug
    assert re.search(r"155\.1\.58\.8 +150\.1\.7\.7 +QM_IDLE +1001 ACTIVE", r7.cli("show crypto isakmp sa"))
    assert counters(lab, "R8") == [4, 4]
    shown = r7.cli("show run | se isakmp")
    assert "encr aes 192" in shown and "hash sha384" in shown and "group 5" in shown
    assert "crypto map MAP1 local-address Loopback0" in r7.cli("show run brief | s crypto | isakmp | access-list")


def test_crypto_map_with_nothing_to_seal() -> None:
    """The book's first fault: no routing, so no packet comes as far as the map, and no debug says anything."""
    lab = load("ipsec-crypto-map")
    typed(lab, "R8", "router eigrp 1\nno network 155.1.0.0\nnetwork 155.1.58.0 0.0.0.255")
    lab.run(5)
    lab["R7"].cli("debug crypto isakmp")
    lab["R7"].cli("debug crypto ipsec")
    lab["R7"].console.take()
    assert "!" not in lab["R9"].cli("ping 155.1.108.10").split("seconds:")[1].split("Success")[0]
    assert "ISAKMP" not in lab["R7"].console.take()
    assert "MM_" not in lab["R7"].cli("show crypto isakmp sa")


@pytest.mark.slow
def test_two_uplinks_one_address() -> None:
    lab = load("ipsec-crypto-map")
    lab["R9"].cli("ping 155.1.108.10")
    for port in ("37", "67"):
        typed(lab, "R7", f"interface GigabitEthernet1.{port}\nshutdown")
        lab.run(40)  # the others hold the neighbour for fifteen seconds
        assert "!!!!" in lab["R9"].cli("ping 155.1.108.10")
        assert re.search(r"150\.1\.7\.7 .*QM_IDLE", lab["R7"].cli("show crypto isakmp sa"))
        typed(lab, "R7", f"interface GigabitEthernet1.{port}\nno shutdown")
        lab.run(20)


def test_troubleshooting_walk() -> None:
    """Lines 890 to 966 of the book, step by step: policies, key, lists, transform sets, a filter on the way."""
    lab = load("ipsec-troubleshooting")
    r7, r8, r9 = lab["R7"], lab["R8"], lab["R9"]
    for node in ("R7", "R8"):
        typed(lab, node, "logging buffered 7\nlogging buffered 9999999\nlogging console 6")
        for line in ("debug crypto isakmp", "debug crypto ipsec"):
            lab[node].cli(line)

    def again(wait: float = 2.0) -> tuple[str, str]:
        for node in (r7, r8):
            node.cli("clear crypto session")
        lab.run(wait)
        for node in (r7, r8):
            node.cli("clear log", "")
        r9.cli("ping 155.1.108.10")
        lab.run(12)
        return said(lab, "R7"), said(lab, "R8")

    # the policies: a key length, then a hash, and nothing at the responder
    typed(lab, "R7", "crypto isakmp policy 10\nhash sha512")
    ours, theirs = again()
    assert "ISAKMP:(0):Proposed key length does not match policy" in theirs
    assert "ISAKMP:(0):Hash algorithm offered does not match policy!" in theirs
    assert "ISAKMP:(0):no offers accepted!" in theirs
    assert "phase 1 SA policy not acceptable! (local 155.1.58.8 remote 155.1.37.7)" in theirs
    assert "MM_NO_STATE" in r7.cli("show crypto isakmp sa") and "QM_IDLE" not in r8.cli("show crypto isakmp sa")
    assert "retransmitting phase 1 MM_NO_STATE" in ours
    typed(lab, "R7", "crypto isakmp policy 10\nhash sha384")

    # the key: a typing error
    typed(lab, "R7", "no crypto isakmp key cisco1234 address 155.1.58.8\ncrypto isakmp key cisco123 address 155.1.58.8")
    ours, theirs = again(70)
    assert "atts are acceptable" in theirs and "retransmitting phase 1 MM_KEY_EXCH" in ours
    assert "MM_KEY_EXCH" in r7.cli("show crypto isakmp sa") and "MM_KEY_EXCH" in r8.cli("show crypto isakmp sa")
    assert "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 155.1.37.7 failed its sanity check or is malformed" in theirs
    assert "cisco123" in r7.cli("show crypto isakmp key")
    typed(lab, "R7", "no crypto isakmp key cisco123 address 155.1.58.8\ncrypto isakmp key cisco1234 address 155.1.58.8")

    # the lists are no mirrors
    typed(lab, "R8", "no ip access-list extended R10_TO_R9\nip access-list extended R10_TO_R9\npermit ip host 155.1.108.10 any")
    ours, theirs = again(70)
    assert "SA has been authenticated with 155.1.58.8" in ours and "phase 2 SA policy not acceptable!" in theirs
    assert "IPSEC(ipsec_process_proposal): proxy identities not supported" in theirs
    typed(lab, "R8", "no ip access-list extended R10_TO_R9\nip access-list extended R10_TO_R9\n"
          "permit ip 155.1.108.0 0.0.0.255 155.1.79.0 0.0.0.255")  # fmt: skip

    # the transform sets differ
    typed(lab, "R8", "crypto ipsec transform-set ESP_AES_192_SHA1 esp-aes 192 esp-md5-hmac")
    ours, theirs = again()
    assert "transform proposal not supported for identity" in theirs and "{esp-aes 192 esp-sha-hmac }" in theirs
    assert "PROPOSAL_NOT_CHOSEN" in ours
    assert lab["R8"].cli("show crypto ipsec transform-set") != lab["R7"].cli("show crypto ipsec transform-set")
    typed(lab, "R8", "crypto ipsec transform-set ESP_AES_192_SHA1 esp-aes 192 esp-sha-hmac")

    # R5 drops ESP: one side encapsulates, the other never decapsulates
    typed(lab, "R5", "ip access-list extended FROM_R3\nno permit esp host 155.1.37.7 host 155.1.58.8")
    again()
    assert counters(lab, "R7")[0] > 0 and counters(lab, "R8") == [0, 0]
    typed(lab, "R7", "logging console 7")
    r7.cli("undebug all")
    r7.cli("debug ip icmp")
    r7.console.take()
    r9.cli("ping 155.1.108.10")
    assert "ICMP: administratively prohibited unreachable rcv from 155.1.35.5" in r7.console.take()
    typed(lab, "R5", "ip access-list extended FROM_R3\npermit esp host 155.1.37.7 host 155.1.58.8")
    assert "!!!!!" in r9.cli("ping 155.1.108.10")
    assert counters(lab, "R8")[1] >= 5


def test_the_firewall_follows_ike_and_not_esp() -> None:
    """UDP is one session of two directions, ESP two streams of one each."""
    lab = load("ipsec-troubleshooting")
    typed(lab, "R3", "no ip access-list extended OUTSIDE\nip access-list extended OUTSIDE\npermit eigrp any any\ndeny ip any any")
    lab["R9"].cli("ping 155.1.108.10")
    assert "QM_IDLE" in lab["R7"].cli("show crypto isakmp sa")
    assert counters(lab, "R7") == [4, 0] and counters(lab, "R8") == [4, 4]
    assert "(155.1.37.7:500)=>(155.1.58.8:500) udp SIS_OPEN" in lab["R3"].cli("show ip inspect sessions")
    assert "deny ip any any (4 matches)" in lab["R3"].cli("show access-lists OUTSIDE")
    assert "dropped by R3: FastEthernet0/1 in: list OUTSIDE denies it" in str(lab.trace("R9", "155.1.108.10"))


def test_gre_over_ipsec_sizes() -> None:
    """The sizes of the book: 1476 through and 1477 not, 1400 with an MTU, transport mode with hosts in the list only."""
    lab = load("gre-over-ipsec")
    lab.run(20)
    r9 = lab["R9"]
    assert re.search(r"150\.1\.8\.8 +0 +FULL/ +- ", lab["R7"].cli("show ip ospf negibour".replace("negibour", "neighbor")))
    assert "plaintext mtu 1438, path mtu 1500, ip mtu 1500" in lab["R7"].cli("show crypto ipsec sa")
    assert "!!!!!" in r9.cli("ping 150.1.10.10 source lo0 size 1476 df-bit")
    assert "M" in r9.cli("ping 150.1.10.10 source lo0 size 1477 df-bit").split("DF bit set")[1]
    for mtu, fits, not_ in ((1400, 1400, 1476), (1416, 1416, 1417)):
        for node in ("R7", "R8"):
            typed(lab, node, f"int tunnel 0\nip mtu {mtu}")
        lab.run(2)
        assert "!!!!!" in r9.cli(f"ping 150.1.10.10 source lo0 size {fits} df-bit")
        assert "M" in r9.cli(f"ping 150.1.10.10 source lo0 size {not_} df-bit").split("DF bit set")[1]
    for node in ("R7", "R8"):
        typed(lab, node, "crypto ipsec transform-set ESP_AES_SHA esp-aes esp-sha-hmac\nmode transport")
    for node in ("R7", "R8"):
        lab[node].cli("clear crypto isakmp")
        lab[node].cli("clear crypto sa")
    lab.run(30)
    assert "in use settings ={Tunnel, }" in lab["R7"].cli("show crypto ipsec sa")
    for node, own, far in (("R8", 8, 7), ("R7", 7, 8)):
        typed(lab, node, f"ip access-list ex GRE\npermit gre host 150.1.{own}.{own} host 150.1.{far}.{far}\nno 10")
    for node in ("R7", "R8"):
        lab[node].cli("clear crypto sa")
    lab.run(40)
    shown = lab["R7"].cli("show crypto ipsec sa")
    assert "in use settings ={Transport, }" in shown and "in use settings ={Tunnel, }" not in shown
    assert "!!!!!" in r9.cli("ping 150.1.10.10 source lo0 size 1416 df-bit")


def test_vti_stands_without_traffic() -> None:
    lab = load("ipsec-vti")
    r7, r9 = lab["R7"], lab["R9"]
    assert "line protocol is up" in r7.cli("show interfaces Tunnel0") and "QM_IDLE" in r7.cli("show crypto isakmp sa")
    assert "Tunnel transport MTU 1438 bytes" in r7.cli("show interfaces Tunnel0") or "MTU is 1438" in r7.cli("show ip int tunnel0")
    lab.run(20)
    assert "!!!!!" in r9.cli("ping 150.1.10.10 source lo0 df-bit size 1438")
    assert "!" not in r9.cli("ping 150.1.10.10 source lo0 df-bit size 1439").split("DF bit set")[1].split("Success")[0]
    # a tunnel to nowhere: only a keepalive takes it down
    typed(lab, "R7", "ip route 192.0.2.77 255.255.255.255 gig1.57 155.1.57.5\nint tunnel1234\ntunnel dest 192.0.2.77\ntunnel source lo0")
    lab.run(5)
    assert "line protocol is up" in r7.cli("show interfaces Tunnel1234")
    typed(lab, "R7", "int tunnel1234\nkeepalive 1")
    lab.run(10)
    assert "line protocol is down" in r7.cli("show interfaces Tunnel1234")
    # GRE in the same profile
    for node in ("R7", "R8"):
        lab[node].configure("int tunnel0\ntunnel mode gre ip")
    lab.run(60)
    assert "(150.1.7.7/255.255.255.255/47/0)" in r7.cli("show crypto ipsec sa") and "!!!!!" in r9.cli("ping 150.1.10.10 source lo0")


def test_gre_over_ipsec_as_sdm_writes_it() -> None:
    lab = load("gre-over-ipsec-sdm")
    r1 = lab["R1"]
    lab.run(10)
    assert re.search(r"198\.51\.100\.1 +192\.0\.2\.1 +QM_IDLE|192\.0\.2\.1 +198\.51\.100\.1 +QM_IDLE", r1.cli("show crypto isakmp sa"))
    assert re.search(r"172\.16\.12\.2 +Tu0", r1.cli("show ip eigrp neighbors"))
    policy = r1.cli("show crypto isakmp policy")
    assert "Three key triple DES" in policy and "86400 seconds, no volume limit" in policy
    assert "!!!!!" in r1.cli("ping 10.2.0.1 source lo0")
    assert "  remark SDM_ACL Category=4".strip() in r1.cli("show running-config")


@pytest.mark.slow
def test_dmvpn_over_ipsec_tunnel_then_transport() -> None:
    lab = load("dmvpn-over-ipsec")
    lab.run(30)
    hub = lab["R5"]
    assert "in use settings ={Tunnel, }" in hub.cli("show crypto ipsec sa")
    for node in ("R5", "R1", "R2", "R3", "R4"):
        typed(lab, node, "crypto ipsec transform-set DMVPN_TRANSFORM esp-3des esp-md5-hmac\nmode transport")
    for node in ("R5", "R1", "R2", "R3", "R4"):
        lab[node].cli("clear crypto sa")
    assert lab.run_until(lambda: len(re.findall(r" UP .* D\b", hub.cli("show dmvpn"))) == 4, 300)
    shown = hub.cli("show crypto ipsec sa")
    assert "in use settings ={Transport, }" in shown and "in use settings ={Tunnel, }" not in shown
    assert "!" in lab["R2"].cli("ping 150.1.3.3 source lo0")


def test_the_backup_peer_takes_over() -> None:
    lab = load("ipsec-backup-peer")
    r1 = lab["R1"]
    assert lab.run_until(lambda: "!!!!!" in r1.cli("ping 10.4.4.4 source lo0"), 90)
    assert "Current peer: 198.51.100.2" in r1.cli("show crypto map")
    lab.cut("R2:FastEthernet0/0")
    assert lab.run_until(lambda: "!!!!!" in r1.cli("ping 10.4.4.4 source lo0"), 120)
    assert "Current peer: 198.51.100.6" in r1.cli("show crypto map")
    assert "current_peer 198.51.100.6" in r1.cli("show crypto ipsec sa")
