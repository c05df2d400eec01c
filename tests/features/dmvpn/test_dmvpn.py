"""`show dmvpn` in the forms of the releases, `clear dmvpn session`, `debug dmvpn`."""

from __future__ import annotations

import re
from pathlib import Path

from iosemu.lab.lab import Lab
from tests.features.nhrp.cloud import HUB, SPOKE, Cloud, config

# lines of a real hub (12.4/15.0, three spokes behind IPsec), volatile values as patterns
DETAIL = r"""Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete
        N - NATed, L - Local, X - No Socket
        # Ent --> Number of NHRP entries with same NBMA peer
        NHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting
        UpDn Time --> Up or Down Time for a Tunnel
==========================================================================

Interface Tunnel0 is up/up, Addr. is 192.168.1.1, VRF ""
   Tunnel Src./Dest. addr: 1.1.1.1/MGRE, Tunnel VRF ""
   Protocol/Transport: "multi-GRE/IP", Protect "DMVPN"
   Interface State Control: Disabled
Type:Hub, Total NBMA Peers (v4/v6): 3

# Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb    Target Network
----- --------------- --------------- ----- -------- ----- -----------------
    1        6.6.6.6     192.168.1.6    UP @TIME    D     192.168.1.6/32

    1        7.7.7.7     192.168.1.7    UP @TIME    D     192.168.1.7/32

    1        8.8.8.8     192.168.1.8    UP @TIME    D     192.168.1.8/32



Crypto Session Details:
--------------------------------------------------------------------------------

Interface: Tunnel0
Session: [0x@HEX]
  IKEv1 SA: local 1.1.1.1/500 remote 6.6.6.6/500 Active
          Capabilities:(none) connid:@NUM lifetime:@TIME
  Crypto Session Status: UP-ACTIVE
  fvrf: (none), Phase1_id: 6.6.6.6
  IPSEC FLOW: permit 47 host 1.1.1.1 host 6.6.6.6
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed @NUM drop 0 life (KB/Sec) @NUM/@NUM
        Outbound: #pkts enc'ed @NUM drop 0 life (KB/Sec) @NUM/@NUM
   Outbound SPI : 0x@HEX, transform : esp-aes esp-sha-hmac
    Socket State: Open
""".splitlines()
PATTERNS = {"@TIME": r"\d\d:\d\d:\d\d", "@HEX": "[ 0-9A-F]{8}", "@NUM": r"\d+"}


def matches(line: str, wanted: str) -> bool:
    pattern = re.escape(wanted)
    for name, value in PATTERNS.items():
        pattern = pattern.replace(name, value)
    return re.fullmatch(pattern, line.expandtabs().rstrip()) is not None


def test_detail_of_the_default_platform_is_that_of_the_real_hub() -> None:
    lab = Lab.load("dmvpn-ipsec", seed=3)
    lab.run(90)
    lines = lab["R1"].cli("show dmvpn detail").splitlines()
    wrong = [(a, b) for a, b in zip(lines, DETAIL, strict=False) if not matches(a, b)]
    assert wrong == []
    assert len(lines) > len(DETAIL)


def test_rows_of_ios_xe(tmp_path: Path) -> None:
    configs = [config(n, lines, platform="csr1000v") for n, lines in ((1, HUB), (2, SPOKE), (3, SPOKE))]
    net = Cloud(tmp_path, configs, "csr1000v")
    net.run(10.5)
    assert net[1].cli("show dmvpn").splitlines() == [
        "Legend: Attrb --> S - Static, D - Dynamic, I - Incomplete",
        "\tN - NATed, L - Local, X - No Socket",
        "\tT1 - Route Installed, T2 - Nexthop-override, B - BGP",
        "\tC - CTS Capable, I2 - Temporary",
        "\t# Ent --> Number of NHRP entries with same NBMA peer",
        "\tNHS Status: E --> Expecting Replies, R --> Responding, W --> Waiting",
        "\tUpDn Time --> Up or Down Time for a Tunnel",
        "=" * 74,
        "",
        "Interface: Tunnel0, IPv4 NHRP Details ",
        "Type:Hub, NHRP Peers:2, ",
        "",
        " # Ent  Peer NBMA Addr Peer Tunnel Add State  UpDn Tm Attrb",
        " ----- --------------- --------------- ----- -------- -----",
        "     1 192.0.2.2              10.0.0.2    UP 00:00:08     D",
        "     1 192.0.2.3              10.0.0.3    UP 00:00:08     D",
        "",
    ]
    detail = net[2].cli("show dmvpn detail").splitlines()
    assert '   Tunnel Src./Dest. addr: 192.0.2.2/Multipoint, Tunnel VRF ""' in detail
    assert "   nhrp event-publisher : Disabled" in detail
    assert "10.0.0.1  RE  NBMA Address: 192.0.2.1 priority = 0 cluster = 0" in detail
    assert "    1 192.0.2.1              10.0.0.1    UP 00:00:08     S        10.0.0.1/32" in detail


def test_filters(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE), config(3, SPOKE)])
    net.run(10)
    assert "192.0.2.3" not in net[1].cli("show dmvpn peer nbma 192.0.2.2")
    assert "192.0.2.2" not in net[1].cli("show dmvpn peer tunnel 10.0.0.3")
    assert net[1].cli("show dmvpn static").rstrip().endswith("=" * 74)
    assert net[1].cli("show dmvpn interface Tunnel0") == net[1].cli("show dmvpn")


def test_nothing_but_the_legend_without_peers(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, " no ip nhrp network-id\n")])
    net.run(10)
    assert net[1].cli("show dmvpn").rstrip().endswith("=" * 74)


def test_a_tunnel_that_is_down_says_intf(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE)])
    net.run(10)
    net[2].configure("interface FastEthernet0/0\n shutdown")
    net.run(3)
    assert net.rows(2)[0][3] == "INTF"


def test_clear_session_begins_anew(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB, crypto=True), config(2, SPOKE, crypto=True)])
    net.run(60)
    assert net.rows(2)[0][3] == "UP"
    # a static entry stays as it is unless told
    net[2].cli("clear dmvpn session peer nbma 192.0.2.1")
    assert net.rows(2)[0][3] == "UP"
    net[2].cli("clear dmvpn session peer nbma 192.0.2.1 static")
    assert net.rows(2)[0][3] in ("IKE", "IPSEC")
    net.run(60)
    assert net.rows(2)[0][3] == "UP"
    assert net.rows(1)[0][3] == "UP"
    net[1].cli("clear dmvpn session")
    assert net.rows(1) == []
    net.run(90)
    assert net.rows(1)[0][3] == "UP"


def test_debug_dmvpn_switches_the_flags_of_others(tmp_path: Path) -> None:
    net = Cloud(tmp_path, [config(1, HUB), config(2, SPOKE)])
    lines = net[1].cli("debug dmvpn detail nhrp").splitlines()
    assert lines[:2] == ["DMVPN detail level debugging is on", "NHRP protocol debugging is on"]
    assert "NHRP protocol debugging is on" in net[1].cli("show debugging")
    net[1].cli("debug dmvpn all all")
    assert {"nhrp packet", "crypto isakmp", "crypto ipsec", "tunnel"} <= set(net[1].device.debug.active)
    net[1].cli("undebug all")
    assert not net[1].device.debug.active
