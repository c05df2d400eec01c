"""AH at the consoles: lists on the way, sizes at the edge, fragments, GRE and VTI and DMVPN over it, what debugs say."""

from __future__ import annotations

import re

import pytest

from iosemu import Lab
from iosemu.wire import ipv4
from tests.features.ipsec.office import Office
from tests.features.wired import network

IKE = """\
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key cisco address 0.0.0.0
crypto ipsec transform-set TSET {sets}
 mode {mode}
crypto ipsec profile P
 set transform-set TSET
"""
END = """\
interface Loopback1
 ip address 10.{n}.{n}.1 255.255.255.0
interface Gi0/0
 ip address 192.0.2.{own} 255.255.255.252
 no shutdown
ip route 0.0.0.0 0.0.0.0 192.0.2.{way}
access-list 101 permit ip 10.{n}.{n}.0 0.0.0.255 10.{m}.{m}.0 0.0.0.255
"""
PROVIDER = """\
interface Gi0/0
 ip address 192.0.2.2 255.255.255.252
 no shutdown
interface Gi0/1
 ip address 192.0.2.5 255.255.255.252
 no shutdown
"""
FAR = {1: 6, 2: 1}
MAP = """\
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.{far}
 set transform-set TSET
 match address 101
interface Gi0/0
 crypto map CM
"""
TUNNEL = """\
interface Tunnel0
 ip address 172.16.0.{n} 255.255.255.0
 tunnel source Gi0/0
 tunnel destination 192.0.2.{far}
 tunnel mode {kind}
 tunnel protection ipsec profile P
ip route 10.{m}.{m}.0 255.255.255.0 Tunnel0
"""


def world(sets: str, more: str = MAP, mode: str = "tunnel", kind: str = "gre ip", provider: str = "") -> Lab:
    """R1 (10.1.1.0/24) - P - R2 (10.2.2.0/24)."""
    configs = {"P": PROVIDER + provider}
    for n, own, way in ((1, 1, 2), (2, 6, 5)):
        text = IKE + END + more
        configs[f"R{n}"] = text.format(sets=sets, mode=mode, n=n, m=3 - n, own=own, way=way, far=FAR[n], kind=kind)
    lab = network(configs, "R1:Gi0/0 P:Gi0/0", "R2:Gi0/0 P:Gi0/1", platform="iosv")
    lab.run(10)
    lab["R1"].cli("ping 192.0.2.2 repeat 2")
    lab["P"].cli("ping 192.0.2.6 repeat 2")
    return lab


def marks(lab: Lab, more: str = "", dst: str = "10.2.2.1", source: str = "source 10.1.1.1") -> str:
    said = lab["R1"].cli(f"ping {dst} {source} {more}")
    return "".join(line for line in said.splitlines() if line and set(line) <= set("!.MU"))


def counters(lab: Lab, node: str, what: str) -> int:
    found = re.search(rf"#pkts {what}: (\d+)", lab[node].cli("show crypto ipsec sa"))
    assert found is not None
    return int(found[1])


def test_a_list_on_the_way_counts_and_stops_it() -> None:
    """Protocol 51 is another one than ESP's; IKE passes in any case."""
    provider = """\
ip access-list extended WAN
 permit udp any any eq isakmp
 permit esp any any
 permit ahp any any
interface Gi0/0
 ip access-group WAN in
"""
    lab = world("ah-sha-hmac esp-aes", provider=provider)
    assert marks(lab, "repeat 5") == ".!!!!"
    shown = lab["P"].cli("show access-lists WAN")
    assert "    20 permit esp any any\n    30 permit ahp any any (4 matches)\n" in shown
    lab["P"].configure("ip access-list extended WAN\n no 30\n 30 deny ahp any any\n")
    assert marks(lab, "repeat 2") == ".."
    assert "30 deny ahp any any (2 matches)" in lab["P"].cli("show access-lists WAN")
    assert (counters(lab, "R1", "encaps"), counters(lab, "R2", "decaps")) == (6, 4)
    assert "QM_IDLE" in lab["R1"].cli("show crypto isakmp sa")
    lab["R1"].configure("crypto ipsec transform-set TSET esp-aes esp-sha-hmac\n")
    lab["R2"].configure("crypto ipsec transform-set TSET esp-aes esp-sha-hmac\n")
    lab["R1"].cli("clear crypto sa")
    lab.run(2)
    assert marks(lab, "repeat 3") == ".!!"  # ESP alone passes


@pytest.mark.parametrize(
    ("sets", "limit"),
    [
        ("ah-md5-hmac", 1456), ("ah-sha-hmac", 1456), ("ah-sha256-hmac", 1452), ("ah-sha384-hmac", 1444),
        ("ah-sha512-hmac", 1436), ("ah-sha-hmac esp-aes", 1422), ("ah-sha-hmac esp-aes esp-sha-hmac", 1406),
        ("ah-sha-hmac comp-lzs", 1456), ("ah-sha-hmac esp-null esp-sha-hmac", 1434), ("ah-sha-hmac esp-gmac", 1422),
    ],
)  # fmt: skip
def test_the_longest_datagram_that_is_not_cut(sets: str, limit: int) -> None:
    """1500 - 20 - 12 - the check value (24 octets with a short one: reference of AH, RFC 4302 section 2.2)."""
    lab = world(sets)
    assert marks(lab, "repeat 2") == ".!"
    assert f"     plaintext mtu {limit}, path mtu 1500, ip mtu 1500," in lab["R1"].cli("show crypto ipsec sa")
    assert marks(lab, f"repeat 2 size {limit} df-bit") == "!!"
    assert "!" not in marks(lab, f"repeat 2 size {limit + 1} df-bit")


@pytest.mark.parametrize(("kind", "mode", "mtu"), [("gre ip", "transport", 1452), ("ipsec ipv4", "tunnel", 1456)])
def test_tunnels_know_its_room(kind: str, mode: str, mtu: int) -> None:
    lab = world("ah-sha-hmac", TUNNEL, mode, kind)
    lab.run(5)
    assert f"Tunnel transport MTU {mtu if kind != 'gre ip' else 1452} bytes" in lab["R1"].cli("show interfaces Tunnel0")
    assert marks(lab, f"repeat 2 size {mtu} df-bit") == "!!"
    assert "!" not in marks(lab, f"repeat 2 size {mtu + 1} df-bit")
    assert marks(lab, "repeat 2 size 4000") == "!!"


@pytest.mark.parametrize("where", ["before", "after"])
def test_cut_before_or_after(where: str) -> None:
    """Before: each piece in an AH of its own. After: AH itself in pieces, put together before its value is checked."""
    lab = world("ah-sha-hmac")
    for node in ("R1", "R2"):
        lab[node].configure(f"crypto ipsec fragmentation {where}-encryption\n")
    assert marks(lab, "repeat 2") == ".!"
    encaps = counters(lab, "R1", "encaps")
    capture = lab.capture()
    assert marks(lab, "repeat 1 size 3000") == "!"
    packets = [ipv4.IPv4.decode(f.data[14:]) for f in capture.frames if f.data[12:14] == b"\x08\x00"]
    sealed = [packet for packet in packets if packet.protocol == ipv4.AH]
    assert max(packet.length for packet in sealed) <= 1500
    assert any(packet.is_fragment for packet in sealed) == (where == "after")
    assert counters(lab, "R1", "encaps") - encaps == (3 if where == "before" else 1)
    assert "#send errors 1, #recv errors 0" in lab["R1"].cli("show crypto ipsec sa")


def dmvpn(sets: str) -> Lab:
    lab = Lab.load("dmvpn-ipsec")
    for node in ("R1", "R6", "R7", "R8"):
        lab[node].configure(f"crypto ipsec transform-set TSET {sets}\n mode transport\n")
    lab.run(5)
    for node in ("R1", "R6", "R7", "R8"):
        lab[node].cli("clear crypto sa")
    lab.run(60)
    return lab


def test_dmvpn_over_ah_and_esp() -> None:
    lab = dmvpn("ah-sha-hmac esp-aes")
    try:
        assert lab["R1"].cli("show dmvpn").count(" UP ") == 3
        said = lab["R6"].cli("ping 77.77.77.7 source Loopback1 repeat 5")
        assert "!!!" in said
        shown = lab["R6"].cli("show crypto ipsec sa peer 7.7.7.7")
        assert shown.count("        transform: ah-sha-hmac ,\n") == shown.count("        transform: esp-aes ,\n") >= 2
        assert "#recv errors 0" in shown and "PFS (Y/N): Y, DH group: group5" in shown
        lab.run(400)  # over a renewal
        assert "!!!!!" in lab["R6"].cli("ping 77.77.77.7 source Loopback1 repeat 5")
    finally:
        lab.close()


REQUEST = """\
IPSEC(sa_request): ,
  (key eng. msg.) OUTBOUND local= 10.0.0.1:500, remote= 10.0.0.2:500,
    local_proxy= 10.1.1.0/255.255.255.0/256/0,
    remote_proxy= 10.2.2.0/255.255.255.0/256/0,
    protocol= {protocol}, transform= {words}  (Tunnel),\x20
    lifedur= 3600s and 4608000kb,\x20
    spi= 0x0(0), conn_id= 0, keysize= {bits}, flags= 0x0
"""


def office(sets: str, theirs: str = "") -> Office:
    found = Office()
    for desk, own in ((found.one, sets), (found.two, theirs or sets)):
        assert desk.shell.configure(f"crypto ipsec transform-set TSET {own}\n") == ""
        desk.type("terminal monitor", "debug crypto ipsec")
    return found


def both(found: Office) -> tuple[str, str]:
    """What both consoles say while the LANs ping once."""
    found.one.take()
    found.two.take()
    found.one.session.feed_line("ping 10.2.2.1 source 10.1.1.1 repeat 1")
    while found.one.session.busy:
        found.clock.run(found.clock.now + 1)
    texts = ("".join(desk.take()).replace("\r", "") for desk in (found.one, found.two))
    one, two = (re.sub(r"^\*?[A-Z][a-z]{2} .*?: ", "", text, flags=re.M) for text in texts)
    return one, re.sub(r"\n\n+", "\n", two)


def test_debugs_name_each_protocol() -> None:
    one, two = both(office("ah-sha-hmac esp-aes 256 comp-lzs"))
    parts = (("AH", "ah-sha-hmac", 0), ("ESP", "esp-aes 256", 256), ("PCP", "comp-lzs", 0))
    at = -1
    for protocol, words, bits in parts:
        request = REQUEST.format(protocol=protocol, words=words, bits=bits)
        assert one.find(request) > at
        at = one.find(request)
    for number, (protocol, words, bits) in enumerate(parts, 1):
        assert (
            f"IPSEC(validate_proposal_request): proposal part #{number},\n"
            "  (key eng. msg.) INBOUND local= 10.0.0.2:0, remote= 10.0.0.1:0,\n"
            "    local_proxy= 10.2.2.0/255.255.255.0/256/0,\n"
            "    remote_proxy= 10.1.1.0/255.255.255.0/256/0,\n"
            f"    protocol= {protocol}, transform= {words}  (Tunnel), \n"
            "    lifedur= 0s and 0kb, \n"
            f"    spi= 0x0(0), conn_id= 0, keysize= {bits}, flags= 0x0\n"
        ) in two
    made = re.findall(r"sa_proto= (\d+), \n    sa_spi= 0x\w+\(\d+\), \n    sa_trans= (.*), sa_conn_id= (\d)", two)
    assert made == [
        ("51", "ah-sha-hmac ", "1"), ("51", "ah-sha-hmac ", "2"), ("50", "esp-aes 256 ", "3"), ("50", "esp-aes 256 ", "4"),
        ("108", "comp-lzs ", "5"), ("108", "comp-lzs ", "6"),
    ]  # fmt: skip
    assert re.search(r"enable SA with spi \d+/51\n", two)


def test_ah_against_esp() -> None:
    """What both ends see when one has AH and the other has not."""
    cases = (
        ("ah-sha-hmac", "esp-aes esp-sha-hmac", "ah-sha-hmac "), ("ah-sha-hmac esp-aes", "ah-sha-hmac", "ah-sha-hmac esp-aes "),
    )  # fmt: skip
    for ours, theirs, words in cases:
        one, two = both(office(ours, theirs))
        assert f"transform proposal not supported for identity: \n    {{{words}}}\n" in two
        assert "create_sa" not in one + two and "!" not in one


def test_an_entry_is_cleared_by_any_of_its_spis() -> None:
    found = Office()
    for desk in (found.one, found.two):
        desk.shell.configure("crypto ipsec transform-set TSET ah-sha-hmac esp-aes\n")
    for protocol, direction in (("ah", "inbound"), ("esp", "inbound"), ("ah", "outbound"), ("esp", "outbound")):
        assert found.lan_ping() in (".!!", "!!!")
        shown = found.one.type("show crypto ipsec sa")
        block = shown[shown.index(f"     {direction} {protocol} sas:") :]
        spi = re.search(r"spi: 0x\w+\((\d+)\)", block)
        assert spi is not None
        other = "esp" if protocol == "ah" else "ah"
        end = "10.0.0.1" if direction == "inbound" else "10.0.0.2"
        for wrong in (f"{end} {other} {spi[1]}", f"10.0.0.9 {protocol} {spi[1]}"):
            assert found.one.type(f"clear crypto sa entry {wrong}") == ""
        assert "total: 4," in found.one.type("show crypto ipsec sa count")
        assert found.one.type(f"clear crypto sa entry {end} {protocol} {spi[1]}") == ""
        found.run(1)
        for desk in (found.one, found.two):
            assert "total: 0," in desk.type("show crypto ipsec sa count")


NAT = """\
interface Gi0/0
 ip nat inside
interface Gi0/1
 ip nat outside
access-list 7 permit 192.0.2.1
"""
SHARED, OWN_ADDRESS = "ip nat inside source list 7 interface Gi0/1 overload\n", "ip nat inside source static 192.0.2.1 192.0.2.77\n"
ANYBODY = """\
crypto dynamic-map ANYBODY 10
 set transform-set TSET
crypto map CM 20 ipsec-isakmp dynamic ANYBODY
"""
NATIVE = "no crypto ipsec nat-transparency udp-encapsulation\n"


def translated(way: str, more: str = "") -> Lab:
    lab = world("ah-sha-hmac", MAP + more, provider=NAT + way)
    lab["R2"].configure(ANYBODY)
    return lab


@pytest.mark.parametrize("way", [SHARED, OWN_ADDRESS])
def test_where_ike_notices_a_nat_ah_is_not_even_offered(way: str) -> None:
    lab = translated(way)
    assert marks(lab) == "....."
    assert "QM_IDLE" in lab["R1"].cli("show crypto isakmp sa nat")
    assert counters(lab, "R1", "encaps") == 0 and "transform:" not in lab["R2"].cli("show crypto ipsec sa")
    text = str(lab.trace("R1", "10.2.2.1", source="10.1.1.1"))
    assert "IKE of R1 has noticed a translation on the way to 192.0.2.6, and AH does not pass any (TSET)" in text
    assert "does not reach" not in text
    for node in ("R1", "R2"):
        lab[node].configure("crypto ipsec transform-set TSET esp-aes esp-sha-hmac\n")
    lab.run(65)  # the request for AH has been forgotten
    assert marks(lab).endswith("!!!")
    assert "Tunnel UDP-Encaps" in lab["R1"].cli("show crypto ipsec sa")


def test_a_nat_that_nobody_notices_breaks_the_integrity_of_ah() -> None:
    lab = translated(OWN_ADDRESS, NATIVE)
    assert marks(lab) == "....."
    assert (counters(lab, "R1", "encaps"), counters(lab, "R1", "decaps")) == (4, 0)
    assert "#pkts decaps: 4, #pkts decrypt: 0, #pkts verify: 0" in lab["R2"].cli("show crypto ipsec sa peer 192.0.2.77")
    assert "%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed" in lab["R2"].cli("show logging")
    trace = str(lab.trace("R1", "10.2.2.1", source="10.1.1.1"))
    assert "R2 does not open AH from 192.0.2.77" in trace and "its integrity check value is wrong" in trace


def test_one_address_for_many_has_no_ports_to_tell_ah_by() -> None:
    lab = translated(SHARED, NATIVE)
    assert marks(lab) == "....."
    assert (counters(lab, "R1", "encaps"), counters(lab, "R2", "decaps")) == (4, 0)
    assert "P cannot share an address among hosts that speak protocol 51" in str(lab.trace("R1", "10.2.2.1", source="10.1.1.1"))
