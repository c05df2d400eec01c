"""Crypto maps: what a trace tells of a sealed way, and of one that does not come about."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab

FA0 = "interface FastEthernet0/0\n "
ISAKMP = (
    "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 5\ncrypto isakmp key secret address 10.0.12.{peer}\n"
    "crypto ipsec transform-set TS esp-aes esp-sha-hmac\n"
)
LIST = "access-list 101 permit ip 10.{own}.0.0 0.0.255.255 10.{peer}.0.0 0.0.255.255\n"
MAP = "crypto map VPN 10 ipsec-isakmp\n set peer 10.0.12.{peer}\n set transform-set TS\n match address 101\n"


def pair(folder: Path, changed: str = "") -> Lab:
    """R1 and R2 on 10.0.12.0/24 with LANs 10.1.0.0/16 and 10.2.0.0/16, sealed between them; R2 with other lines."""
    for own, peer in ((1, 2), (2, 1)):
        text = (ISAKMP + LIST + MAP).format(own=own, peer=peer)
        (folder / f"R{own}.cfg").write_text(
            f"hostname R{own}\nno ip domain lookup\n{text}interface Loopback0\n ip address 10.{own}.0.1 255.255.0.0\n"
            f"{FA0}ip address 10.0.12.{own} 255.255.255.0\n no shutdown\n crypto map VPN\n"
            f"ip route 10.{peer}.0.0 255.255.0.0 10.0.12.{peer}\nend\n"
        )
    nodes = "".join(f"  R{number}: {{platform: c7200, config: R{number}.cfg}}\n" for number in (1, 2))
    lab = Lab.from_yaml(f'name: map\nnodes:\n{nodes}links:\n  - endpoints: ["R1:Fa0/0", "R2:Fa0/0"]\n', folder)
    assert lab.refused_lines() == []
    lab.settle()
    assert "Invalid input" not in lab["R2"].configure(changed)
    lab.run(5)
    return lab


def test_a_sealed_way(tmp_path: Path) -> None:
    """The first packet asks for the SAs, the next ones go."""
    lab = pair(tmp_path)
    found = lab.trace("R1", "10.2.0.1", source="10.1.0.1")
    assert found.reason in ("no security association", "encapsulation failed") and found.later is not None
    assert found.later.arrives
    text = str(found.later)
    assert "FastEthernet0/0: crypto map VPN 10, list 101 selects it: ESP to 10.0.12.2, SPI 0x" in text
    assert "| access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255" in text
    assert "| interface FastEthernet0/0: crypto map VPN" in text
    assert "esp 10.0.12.1 -> 10.0.12.2" in text
    shown = lab["R1"].cli("ping 10.2.0.1 source Loopback0 repeat 10")
    assert shown.count("!") >= 1
    assert lab.trace("R1", "10.2.0.1", source="10.1.0.1").arrives
    assert "crypto map VPN does not select it: it leaves as it is" in str(lab.trace("R1", "10.0.12.2"))


FAULTS: dict[str, tuple[str, list[str]]] = {
    "lists that do not mirror each other": (
        "no access-list 101\naccess-list 101 permit ip 10.2.0.0 0.0.255.255 10.9.0.0 0.0.255.255\n",
        ["the lists do not mirror each other: list 101 of R1 protects 10.1.0.0/255.255.0.0 -> 10.2.0.0/255.255.0.0",
         "| R1, crypto map VPN 10 ipsec-isakmp: match address 101",
         "| R2: access-list 101 permit ip 10.2.0.0 0.0.255.255 10.9.0.0 0.0.255.255"],
    ),
    "another peer": (
        "crypto map VPN 10 ipsec-isakmp\n no set peer 10.0.12.1\n set peer 10.0.12.9\n",
        ["no entry of crypto map VPN of R2 has 10.0.12.1 (R1) as its peer",
         "| R2, crypto map VPN 10 ipsec-isakmp: set peer 10.0.12.9", "-> R2, crypto map VPN: set peer 10.0.12.1"],
    ),
    "another transform": (
        "crypto ipsec transform-set OTHER esp-3des esp-md5-hmac\n"
        "crypto map VPN 10 ipsec-isakmp\n set transform-set OTHER\n",
        ["transform set TS of R1 is esp-aes esp-sha-hmac, OTHER of R2 is esp-3des esp-md5-hmac"],
    ),
    "PFS at the far end": (
        "crypto map VPN 10 ipsec-isakmp\n set pfs group5\n",
        ["R2 wants PFS with group 5 (crypto map VPN 10), and R1 offers none (crypto map VPN 10)",
         "-> R1, crypto map VPN 10: set pfs group5"],
    ),
    "no map on the port": (
        f"{FA0}no crypto map VPN\n",
        ["IKE: R2 does not listen to ISAKMP", "R2 has 10.0.12.2 on FastEthernet0/0, and no crypto map there"],
    ),
    "another key": (
        "no crypto isakmp key secret address 10.0.12.1\ncrypto isakmp key other address 10.0.12.1\n",
        ["the pre-shared keys differ: that of R1 for 10.0.12.2, and that of R2 for 10.0.12.1"],
    ),
    "another policy": (
        "crypto isakmp policy 10\n hash md5\n",
        ["policy 10 of R1 offers hash sha, policy 10 of R2 wants hash md5", "| R2, crypto isakmp policy 10: hash md5"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(tmp_path: Path, name: str) -> None:
    changed, wanted = FAULTS[name]
    text = str(pair(tmp_path, changed).trace("R1", "10.2.0.1", source="10.1.0.1"))
    assert "crypto map VPN 10 on FastEthernet0/0 of R1 selects it, and there is no SA" in text
    at = 0
    for part in wanted:
        at = text.find(part, at)
        assert at >= 0, f"{part!r} is not there, or not in order:\n{text}"


@pytest.mark.parametrize(("way", "wanted"), [
    ("out", ["list 110 of crypto map VPN 10 does not let what is to be sealed pass",
             "| R1: access-list 110 deny   icmp any any", "| R1, crypto map VPN 10 ipsec-isakmp: set ip access-group 110 out",
             "an entry of list 110 that permits it"]),
    ("in", ["list 110 of crypto map VPN 10 does not let what came out of an SA pass"]),
])  # fmt: skip
def test_a_list_for_clear_packets_is_named(tmp_path: Path, way: str, wanted: list[str]) -> None:
    lab = pair(tmp_path, "")
    name = "R1" if way == "out" else "R2"
    lab[name].configure(
        f"access-list 110 deny icmp any any\ncrypto map VPN 10\n set ip access-group 110 {way}\n"
    )
    text = str(lab.trace("R1", "10.2.0.1", source="10.1.0.1"))
    at = 0
    for part in wanted:
        at = text.find(part, at)
        assert at >= 0, f"{part!r} is not there, or not in order:\n{text}"


def test_routes_and_identities_are_named(tmp_path: Path) -> None:
    lab = pair(tmp_path, "crypto identity US\n fqdn r9.example.com\ncrypto map VPN 10\n set identity US\n")
    lab["R1"].configure("no ip route 10.2.0.0 255.255.0.0 10.0.12.2\ncrypto map VPN 10\n reverse-route static\n")
    text = str(lab.trace("R1", "10.2.0.1", source="10.1.0.1"))
    assert "| crypto map VPN 10 ipsec-isakmp: reverse-route static" in text
    assert "crypto map VPN 10 of R2 is for peers of crypto identity US only: r9.example.com" in text
    assert "-> R2, crypto identity US: fqdn <what R1 calls itself>" in text
    lab["R1"].configure("crypto map VPN 10\n set peer far.example.com dynamic\n no set peer 10.0.12.2\nno ip domain lookup\n")
    lab["R1"].configure("ip route 10.2.0.0 255.255.0.0 10.0.12.2\n")
    assert "R1 knows no address of far.example.com, the peer of crypto map VPN 10" in str(
        lab.trace("R1", "10.2.0.1", source="10.1.0.1")
    )


def test_what_a_translation_takes_from_the_map(tmp_path: Path) -> None:
    """The exemption is missing: who looks at a trace must see that, and not only where the clear packet ends."""
    lab = pair(tmp_path)
    outside = "interface FastEthernet0/0\n ip nat outside\ninterface Loopback0\n ip nat inside\n"
    assert lab["R1"].configure(f"{outside}access-list 1 permit any\nip nat inside source list 1 interface FastEthernet0/0 overload") == ""
    found = lab.trace("R1", "10.2.0.1", source="10.1.0.9")
    first = found.findings[0]
    assert first.text == (
        "FastEthernet0/0 of R1 makes 10.0.12.1 of 10.1.0.9 before crypto map VPN 10 looks at it: "
        "list 101 selects 10.1.0.9 -> 10.2.0.1, and not what it is now"
    )
    assert [line.text for line in first.lines] == [
        "ip nat inside source list 1 interface FastEthernet0/0 overload", "access-list 101 permit ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255", "crypto map VPN",
    ]  # fmt: skip
    assert first.remedy == "R1: a list of the translation that denies 10.1.0.9 -> 10.2.0.1"
    (ailing, why) = lab.diagnose("R1").findings
    assert ailing.text == "crypto map VPN 10 of FastEthernet0/0 of R1 and its peer 10.0.12.2 do not come together"
    assert why.text == (
        "FastEthernet0/0 of R1 translates 10.1.0.0/255.255.0.0 -> 10.2.0.0/255.255.0.0 before crypto map VPN 10 looks at it: "
        "list 1 permits it"
    )
    assert why.remedy == "R1: a list of the translation that denies what list 101 permits"
    lab["R1"].configure("no access-list 1\naccess-list 1 deny 10.1.0.0 0.0.255.255\naccess-list 1 permit any")
    assert lab.diagnose("R1").findings == []
    lab["R1"].configure("no access-list 1\naccess-list 1 permit any")
    lab["R1"].configure("no ip nat inside source list 1 interface FastEthernet0/0 overload")
    assert not any("makes" in each.text for each in lab.trace("R1", "10.2.0.1", source="10.1.0.9").findings)


def test_a_list_the_wrong_way_round(tmp_path: Path) -> None:
    lab = pair(tmp_path)
    lab["R1"].configure("no access-list 101\naccess-list 101 permit ip 10.2.0.0 0.0.255.255 10.1.0.0 0.0.255.255")
    (first, *_) = lab.trace("R1", "10.2.0.1", source="10.1.0.1").findings
    assert first.text == "list 101 of crypto map VPN 10 on FastEthernet0/0 of R1 selects the way back, 10.2.0.1 -> 10.1.0.1"
    assert first.remedy == "R1: in list 101 source and destination exchanged"
    assert not any("way back" in each.text for each in lab.trace("R1", "10.0.12.2").findings)  # what is nobody's business
