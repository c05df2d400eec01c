"""The commands of IPsec at the console: configuration, refusals, shows and debugs against real devices' output."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iosemu.features.ipsec.model import IpsecConfig
from iosemu.lab.lab import Lab
from tests.features.desk import Desk
from tests.features.ipsec.office import Office

_ = " "  # IOS leaves a blank there
BLOCK = f"""\
crypto logging session
!
crypto isakmp policy 10
 authentication pre-share
!
crypto ipsec security-association lifetime seconds 7200
crypto ipsec security-association lifetime kilobytes 10000
crypto ipsec security-association idle-time 600
crypto ipsec security-association replay window-size 1024
!
crypto ipsec transform-set TSET esp-aes esp-sha-hmac{_}
 mode transport
crypto ipsec transform-set WIDE esp-aes 256 esp-sha256-hmac{_}
 mode tunnel
crypto ipsec transform-set GCM esp-gcm 192{_}
 mode tunnel
crypto ipsec transform-set OPEN esp-null esp-md5-hmac{_}
 mode tunnel
crypto ipsec transform-set BARE esp-3des{_}
 mode tunnel
no crypto ipsec nat-transparency udp-encapsulation
crypto ipsec df-bit clear
crypto ipsec fragmentation after-encryption
!
crypto ipsec profile DMVPN
 description To the branches
 set security-association lifetime seconds 300
 set security-association lifetime kilobytes disable
 set security-association idle-time 120
 set security-association replay window-size 512
 set transform-set TSET WIDE{_}
 set pfs group5
 responder-only
!
crypto dynamic-map DYN 10
 set transform-set TSET{_}
 match address VPN
!
crypto map CM local-address Loopback0
crypto map CM 10 ipsec-isakmp{_}
 set peer 192.0.2.9
 set peer 192.0.2.2
 set security-association replay disable
 set transform-set TSET{_}
 set pfs group14
 match address 101
crypto map CM 65000 ipsec-isakmp dynamic DYN{_}
!
interface Loopback0
 ip address 1.1.1.1 255.255.255.255
!
interface Tunnel0
 ip address 172.16.0.1 255.255.255.0
 tunnel source Loopback0
 tunnel mode ipsec ipv4
 tunnel destination 192.0.2.7
 tunnel protection ipsec profile DMVPN shared
!
interface FastEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 crypto map CM
 crypto ipsec df-bit set
"""


def running(desk: Desk) -> list[str]:
    return [line for line in desk.shell.renderer.running_config(desk.device) if line != "!"]


def test_the_configuration_comes_back() -> None:
    desk = Desk(BLOCK)
    assert desk.shell.boot_output == ""
    lines = running(desk)
    wanted = [line for line in BLOCK.splitlines() if line != "!"]
    assert [line for line in lines if line in wanted] == wanted
    again = Desk("\n".join(lines))
    assert again.device[IpsecConfig] == desk.device[IpsecConfig]


def test_no_forms_leave_nothing() -> None:
    desk = Desk(BLOCK)
    for lines in (
        "interface FastEthernet0/0\n no crypto map\n no crypto ipsec df-bit\ninterface Tunnel0\n no tunnel protection ipsec profile DMVPN",
        "no crypto map CM 10\nno crypto map CM\nno crypto dynamic-map DYN 10\nno crypto ipsec profile DMVPN",
        "no crypto ipsec transform-set TSET esp-aes esp-sha-hmac\nno crypto ipsec transform-set WIDE",
        "no crypto ipsec transform-set GCM\nno crypto ipsec transform-set OPEN\nno crypto ipsec transform-set BARE",
        "crypto ipsec nat-transparency udp-encapsulation\nno crypto ipsec df-bit\nno crypto ipsec fragmentation\nno crypto logging session",
        "no crypto ipsec security-association lifetime seconds\nno crypto ipsec security-association lifetime kilobytes 10000",
        "no crypto ipsec security-association idle-time\nno crypto ipsec security-association replay window-size",
    ):
        assert desk.shell.configure(lines) == ""
    assert desk.device[IpsecConfig] == IpsecConfig()
    assert not [line for line in running(desk) if "ipsec" in line.replace("mode ipsec", "") or "crypto map" in line]


def test_settings_of_a_profile_go_back_to_default() -> None:
    desk = Desk(BLOCK)
    said = desk.shell.configure(
        "crypto ipsec profile DMVPN\n no set pfs\n no set transform-set\n no set security-association lifetime seconds\n"
        " no set security-association lifetime kilobytes\n no set security-association idle-time\n no description\n"
        " no set security-association replay window-size\n no responder-only\n"
    )
    assert said == ""
    assert "crypto ipsec profile DMVPN" in running(desk)
    profile = desk.device[IpsecConfig].profiles["DMVPN"]
    assert (profile.pfs, profile.transform_sets, profile.life_seconds, profile.life_kilobytes) == ("", [], None, None)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            "crypto map NEW 5 ipsec-isakmp",
            "% NOTE: This new crypto map will remain disabled until a peer\n\tand a valid access list have been"
            " configured.\n",
        ),
        ("crypto map CM 10 ipsec-isakmp", ""),
        ("crypto map CM 10\n set transform-set NOSUCH", 'ERROR: transform set with tag "NOSUCH" does not exist.\n'),
        ("interface FastEthernet0/1\n crypto map NOSUCH", 'ERROR: Crypto Map with tag "NOSUCH" does not exist.\n'),
        ("no crypto ipsec transform-set TSET", "ERROR: transform set TSET is in use by crypto map(s)/profile(s)\n"),
        (
            "interface Tunnel5\n tunnel source Loopback0\n tunnel destination 192.0.2.7\n"
            " tunnel protection ipsec profile DMVPN",
            "Error: All Tunnel interfaces having the same Tunnel Source [, same Tunnel Destination for p2p] and the same"
            " IPsec profile must be configured with the 'shared' keyword\nConflict between Tunnel5 and Tunnel0\n",
        ),
        ("interface FastEthernet0/0\n no crypto map\n crypto map CM", ""),
    ],
)
def test_what_ios_says(lines: str, said: str) -> None:
    assert Desk(BLOCK).shell.configure(lines) == said


@pytest.mark.parametrize(
    "line",
    ["crypto ipsec transform-set X esp-null", "crypto ipsec transform-set X esp-sha-hmac", "crypto map CM 10 gdoi"],
)
def test_what_is_no_command(line: str) -> None:
    desk = Desk()
    desk.type("configure terminal")
    assert "%" in desk.type(line)
    assert desk.device[IpsecConfig].transform_sets == {}


def test_mode_is_hidden_while_default_on_the_oldest_release() -> None:
    desk = Desk("crypto ipsec transform-set T esp-3des esp-md5-hmac\n", platform="c3725")
    assert "crypto ipsec transform-set T esp-3des esp-md5-hmac " in running(desk)
    assert " mode tunnel" not in running(desk)


# `show crypto ipsec sa peer 6.6.6.6` of a DMVPN hub, IOS 15 on a 7200 (a published lab); volatile values are patterns
HUB_SA = r"""
interface: Tunnel0
    Crypto map tag: Tunnel0-head-0, local addr 1.1.1.1

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (1.1.1.1/255.255.255.255/47/0)
   remote ident (addr/mask/prot/port): (6.6.6.6/255.255.255.255/47/0)
   current_peer 6.6.6.6 port 500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: @N, #pkts encrypt: @N, #pkts digest: @N
    #pkts decaps: @N, #pkts decrypt: @N, #pkts verify: @N
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #send errors 0, #recv errors 0

     local crypto endpt.: 1.1.1.1, remote crypto endpt.: 6.6.6.6
     path mtu 1514, ip mtu 1514, ip mtu idb Loopback0
     current outbound spi: 0x@H(@N)
     PFS (Y/N): Y, DH group: group5

     inbound esp sas:
      spi: 0x@H(@N)
        transform: esp-aes esp-sha-hmac ,
        in use settings ={Transport, }
        conn id: @N, flow_id: SW:@N, sibling_flags 80000006, crypto map: Tunnel0-head-0
        sa timing: remaining key lifetime (k/sec): (@N/@N)
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
      spi: 0x@H(@N)
        transform: esp-aes esp-sha-hmac ,
        in use settings ={Transport, }
        conn id: @N, flow_id: SW:@N, sibling_flags 80000006, crypto map: Tunnel0-head-0
        sa timing: remaining key lifetime (k/sec): (@N/@N)
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE

     outbound ah sas:

     outbound pcp sas:
"""


def fits(text: str, wanted: str) -> None:
    """Line by line, `@N` a decimal and `@H` a hexadecimal number."""
    lines, patterns = text.splitlines(), wanted.splitlines()
    for line, pattern in zip(lines, patterns, strict=True):
        expression = re.escape(pattern).replace("@N", r"\d+").replace("@H", "[0-9A-F]+")
        assert re.fullmatch(expression, line), (line, pattern)


def test_sa_of_the_published_lab() -> None:
    lab = Lab.load("dmvpn-ipsec", seed=7)
    lab.run(60)
    fits(lab["R1"].cli("show crypto ipsec sa peer 6.6.6.6"), HUB_SA)
    # the numbers are those of the engine
    text = lab["R1"].cli("show crypto ipsec sa peer 6.6.6.6")
    spi, decimal = re.findall(r"current outbound spi: 0x([0-9A-F]+)\((\d+)\)", text)[0]
    assert int(spi, 16) == int(decimal)
    assert f"spi: 0x{spi}({decimal})" in lab["R6"].cli("show crypto ipsec sa peer 1.1.1.1").split("outbound esp sas")[0]
    before = int(re.findall(r"encaps: (\d+)", text)[0])
    lab["R1"].cli("ping 192.168.1.6")
    after = int(re.findall(r"encaps: (\d+)", lab["R1"].cli("show crypto ipsec sa peer 6.6.6.6"))[0])
    assert after == before + 5
    assert lab["R1"].cli("show crypto ipsec sa peer 9.9.9.9") == "\nNo SAs found\n"
    assert lab["R1"].cli("show crypto ipsec sa interface Tunnel0").count("current_peer") == 3
    assert lab["R1"].cli("show crypto ipsec sa map Tunnel0-head-0").count("current_peer") == 3


# IOS-XE 16/17 and IOSv forms of the same lines (real outputs of site-to-site tunnels)
@pytest.mark.parametrize(
    ("platform", "lines"),
    [
        (
            "iosv",
            [
                "     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet0/0",
                "        conn id: 1, flow_id: SW:1, sibling_flags 80004040, crypto map: CM",
                "        Status: ACTIVE(ACTIVE)",
                "        in use settings ={Tunnel, }",
            ],
        ),
        (
            "c8000v",
            [
                "     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet1",
                "        conn id: 2001, flow_id: CSR:1, sibling_flags FFFFFFFF80004048, crypto map: CM, initiator : True",
                "         sa timing: remaining key lifetime (k/sec): (4607999/3597)",
                "        Status: ACTIVE(ACTIVE)",
            ],
        ),
        (
            "c3725",
            [
                "     path mtu 1500, ip mtu 1500, ip mtu idb FastEthernet0/0",
                "        conn id: 1, flow_id: SW:1, crypto map: CM",
                "        Status: ACTIVE",
            ],
        ),
    ],
)
def test_sa_in_the_words_of_the_release(platform: str, lines: list[str]) -> None:
    office = Office(platform)
    assert office.lan_ping(6) == ".!!!!!"
    text = office.one.type("show crypto ipsec sa")
    for line in lines:
        pattern = re.escape(line).replace("4607999/3597", r"46079\d\d/35\d\d")
        assert re.search(f"^{pattern}$", text, re.M), line
    assert ("PFS (Y/N): N, DH group: none" in text) == (platform != "c3725")


def test_detail_counts_what_went_wrong() -> None:
    office = Office()
    office.lan_ping(3)
    assert "    #send errors 1, #recv errors 0\n" in office.one.type("show crypto ipsec sa")
    detail = office.one.type("show crypto ipsec sa detail")
    assert "    #pkts no sa (send) 1, #pkts invalid sa (rcv) 0\n" in detail
    assert "    ##pkts replay failed (rcv): 0\n" in detail
    office.one.type("clear crypto sa counters")
    assert "    #pkts no sa (send) 0, #pkts invalid sa (rcv) 0\n" in office.one.type("show crypto ipsec sa detail")


def test_session_and_engine() -> None:
    office = Office()
    assert office.one.type("show crypto session") == (
        "Crypto session current status\n\nInterface: FastEthernet0/0\nSession status: DOWN\nPeer: 10.0.0.2 port 500 \n"
        "  IPSEC FLOW: permit ip 10.1.1.0/255.255.255.0 10.2.2.0/255.255.255.0 \n"
        "        Active SAs: 0, origin: crypto map\n\n"
    )
    office.lan_ping(3)
    assert office.one.type("show crypto session") == (
        "Crypto session current status\n\nInterface: FastEthernet0/0\nSession status: UP-ACTIVE     \n"
        "Peer: 10.0.0.2 port 500 \n"
        "  IKEv1 SA: local 10.0.0.1/500 remote 10.0.0.2/500 Active \n"
        "  IPSEC FLOW: permit ip 10.1.1.0/255.255.255.0 10.2.2.0/255.255.255.0 \n"
        "        Active SAs: 2, origin: crypto map\n\n"
    )
    assert office.one.type("show crypto session remote 10.9.9.9") == "Crypto session current status\n\n"
    fits(
        office.one.type("show crypto session detail"),
        "Crypto session current status\n\n"
        "Code: C - IKE Configuration mode, D - Dead Peer Detection     \n"
        "K - Keepalives, N - NAT-traversal, T - cTCP encapsulation     \n"
        "X - IKE Extended Authentication, F - IKE Fragmentation\n"
        "R - IKE Auto Reconnect, U - IKE Dynamic Route Update\n\n"
        "Interface: FastEthernet0/0\nUptime: 00:00:@N\nSession status: UP-ACTIVE     \n"
        "Peer: 10.0.0.2 port 500 fvrf: (none) ivrf: (none)\n      Phase1_id: 10.0.0.2\n      Desc: (none)\n"
        "  IKEv1 SA: local 10.0.0.1/500 remote 10.0.0.2/500 Active \n"
        "          Capabilities:(none) connid:1001 lifetime:23:59:@N\n"
        "  IPSEC FLOW: permit ip 10.1.1.0/255.255.255.0 10.2.2.0/255.255.255.0 \n"
        "        Active SAs: 2, origin: crypto map\n"
        "        Inbound:  #pkts dec'ed 2 drop 0 life (KB/Sec) @N/@N\n"
        "        Outbound: #pkts enc'ed 2 drop 1 life (KB/Sec) @N/@N\n\n",
    )
    assert office.one.type("show crypto engine connections active") == (
        "Crypto Engine Connections\n\n"
        "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n"
        "    1  IPsec   AES+SHA                   0        2        2 10.0.0.1\n"
        "    2  IPsec   AES+SHA                   2        0        0 10.0.0.1\n"
        " 1001  IKE     SHA+AES                   0        0        0 10.0.0.1\n\n"
    )
    office.one.type("clear crypto session remote 10.0.0.2")
    assert "Session status: DOWN\n" in office.one.type("show crypto session")
    office.run(1)
    assert "Active SAs: 0" in office.two.type("show crypto session")
    assert office.lan_ping(3)[-1] == "!"


def test_crypto_map_as_15_and_as_xe_show_it() -> None:
    tail = (
        "\tResponder-Only (Y/N): N\n\tPFS (Y/N): N\n\tMixed-mode : Disabled\n\tTransform sets={ \n"
        "\t\tTSET:  { esp-aes esp-sha-hmac  } , \n\t}\n\tInterfaces using crypto map CM:\n\t\t"
    )
    assert Office().one.type("show crypto map") == (
        'Crypto Map IPv4 "CM" 10 ipsec-isakmp\n\tPeer = 10.0.0.2\n\tExtended IP access list 101\n'
        "\t    access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n\tCurrent peer: 10.0.0.2\n"
        "\tSecurity association lifetime: 4608000 kilobytes/3600 seconds\n" + tail + "FastEthernet0/0\n\n"
    )
    assert Office("c8000v").one.type("show crypto map tag CM") == (
        'Crypto Map IPv4 "CM" 10 ipsec-isakmp\n\tPeer = 10.0.0.2\n\tAccess-List SS dynamic: False\n'
        "\tExtended IP access list 101\n"
        "\t    access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n\tCurrent peer: 10.0.0.2\n"
        "\tSecurity association lifetime: 4608000 kilobytes/3600 seconds\n\tDualstack (Y/N): N\n\n"
        + tail + "GigabitEthernet1\n\n"
    )  # fmt: skip


def test_incomplete_crypto_map() -> None:
    desk = Desk("crypto map CM 10 ipsec-isakmp\n")
    assert desk.type("show crypto map").startswith(
        'Crypto Map IPv4 "CM" 10 ipsec-isakmp\n\tWARNING: This crypto map is in an incomplete state!\n'
        "\t\t(missing peer or access-list definitions)\n"
    )


def test_a_dynamic_map_goes_as_a_whole() -> None:
    desk = Desk("crypto dynamic-map D 10\ncrypto dynamic-map D 20\ncrypto dynamic-map E 10\n")
    desk.type("configure terminal")
    assert "% Incomplete command." in desk.type("crypto dynamic-map D")
    assert desk.type("no crypto dynamic-map D") == ""
    assert list(desk.device[IpsecConfig].dynamic_maps) == [("E", 10)]


def test_a_crypto_map_goes_as_a_whole() -> None:
    desk = Desk("crypto map CM 10 ipsec-isakmp\ncrypto map CM 20 ipsec-isakmp\ncrypto map OTHER 10 ipsec-isakmp\n")
    desk.type("configure terminal")
    assert desk.type("no crypto map CM") == ""
    assert list(desk.device[IpsecConfig].maps) == [("OTHER", 10)]


def test_null0_has_no_crypto_map() -> None:
    desk = Desk(BLOCK)
    assert "DMVPN" in desk.type("show crypto map interface Tunnel0")
    assert desk.type("show crypto map interface Null0") == "No crypto maps found.\n"


def test_small_shows() -> None:
    desk = Desk(BLOCK)
    assert desk.type("show crypto ipsec security-association lifetime").startswith(
        "Security association lifetime: 10000 kilobytes/7200 seconds\n"
    )
    assert desk.type("show crypto ipsec transform-set WIDE") == (
        "Transform set WIDE: { esp-256-aes esp-sha256-hmac  } \n   will negotiate = { Tunnel,  }, \n   \n"
    )
    assert desk.type("show crypto ipsec profile DMVPN").startswith(
        "IPSEC profile DMVPN\n\tSecurity association lifetime: 300 seconds\n\tKilobyte Volume Rekey has been disabled\n"
        "\tSecurity association idletime: 120 seconds\n\tResponder-Only (Y/N): Y\n\tPFS (Y/N): Y\n\tDH group:  group5\n"
    )
    for platform in ("c7200", "c3725", "iosv", "c8000v"):
        assert Desk(platform=platform).type("show crypto ipsec sa") == "\nNo SAs found\n"


def test_sockets_of_a_hub() -> None:
    lab = Lab.load("dmvpn-ipsec", seed=7)
    lab.run(60)
    text = lab["R6"].cli("show crypto sockets")
    assert text.rstrip("\n") == (
        "\nNumber of Crypto Socket connections 1\n\n"
        "   Tu0 Peers (local/remote): 6.6.6.6/1.1.1.1 \n"
        "       Local Ident  (addr/mask/port/prot): (6.6.6.6/255.255.255.255/0/47)\n"
        "       Remote Ident (addr/mask/port/prot): (1.1.1.1/255.255.255.255/0/47)\n"
        '       IPSec Profile: "DMVPN"\n       Socket State: Open\n'
        '       Client: "TUNNEL SEC" (Client State: Active)\n'
        "Crypto Sockets in Listen state:\n"
        'Client: "TUNNEL SEC" Profile: "DMVPN" Map-name: "Tunnel0-head-0"'
    )
    lab["R6"].cli("clear crypto sa")
    lab.run(10)
    assert "Socket State: Open" in lab["R6"].cli("show crypto sockets")


def log(desk: Desk) -> str:
    return desk.type("show logging").partition("Log Buffer")[2]


def told(desk: Desk) -> list[str]:
    """Debug lines of the log, without time stamps."""
    stamp = re.compile(r"^\*\w+ +\d+ [\d:.]+: ")
    lines = [stamp.sub("", line) for line in log(desk).splitlines()]
    start = next(index for index, line in enumerate(lines) if line.startswith(("IPSEC", "Crypto mapdb")))
    return lines[start:]


INITIATOR = (Path(__file__).parent / "golden" / "debug-initiator.txt").read_text().partition("\n")[2]


def test_debug_of_the_initiator() -> None:
    """Words and order of 15.x; see the collected debug notes for their sources."""
    office = Office(extra="logging buffered 100000\n")
    assert office.one.type("debug crypto ipsec").startswith("Crypto IPSEC debugging is on\n")
    office.lan_ping(2)
    fits("\n".join(told(office.one)[: INITIATOR.count("\n")]) + "\n", INITIATOR)
    assert "  Crypto IPSEC debugging is on" in office.one.type("show debugging")
    office.one.type("no debug crypto ipsec")
    assert "IPSEC" not in office.one.type("show debugging")


INITIATED = {  # by platform: what follows what in the answer to quick mode's first message, both debugs on
    "c7200": (
        "atts are acceptable.", "validate_proposal_request", "protocol     : 0", "processing NONCE", "processing ID",
        "Creating IPSec SAs", "sending packet", "IKE_QM_I_QM1  New State = IKE_QM_PHASE2_COMPLETE", "IPSEC(key_engine)",
        "protocol     : 256", "create_sa", "get enable SA",
    ),
    "csr1000v": (
        "atts are acceptable.", "validate_proposal_request", "protocol     : 0", "Map Accepted: CM, 10", "processing NONCE",
        "processing ID", "IKE_QM_I_QM1  New State = IKE_QM_IPSEC_INSTALL_AWAIT", "IPSEC(key_engine)", "Map found CM, 10",
        "create_sa", "Failed to find peer index", "Received IPSec Install callback", "Successfully installed",
        "sending packet", "IKE_QM_IPSEC_INSTALL_AWAIT  New State = IKE_QM_PHASE2_COMPLETE",
    ),
}  # fmt: skip
ANSWERED = {
    "c7200": (
        "atts are acceptable.", "validate_proposal_request", "protocol     : 0", "processing NONCE", "QM Responder gets spi",
        "IKE_QM_SPI_STARVE", "Creating IPSec SAs", "sending packet", "IKE_QM_SPI_STARVE  New State = IKE_QM_R_QM2",
        "IPSEC(key_engine)", "create_sa", "IKE_QM_PHASE2_COMPLETE", "key_engine_enable_outbound", "get enable SA",
    ),
    "csr1000v": (
        "atts are acceptable.", "validate_proposal_request", "protocol     : 0", "Map Accepted: CM, 10", "processing NONCE",
        "QM Responder gets spi", "IKE_QM_SPI_STARVE  New State = IKE_QM_IPSEC_INSTALL_AWAIT", "IPSEC(key_engine)",
        "Map found CM, 10", "create_sa", "Failed to find peer index", "Successfully installed", "sending packet",
        "IKE_QM_IPSEC_INSTALL_AWAIT  New State = IKE_QM_R_QM2", "IKE_QM_PHASE2_COMPLETE", "key_engine_enable_outbound",
    ),
}  # fmt: skip


@pytest.mark.parametrize("platform", ["c7200", "csr1000v"])
def test_both_debugs_follow_each_other(platform: str) -> None:
    """Orders of 12.3 (initiator) and of IOS-XE 16 (responder), from captures."""
    office = Office(platform, extra="logging buffered 100000\n")
    for desk in (office.one, office.two):
        desk.type("debug crypto ipsec")
        desk.type("debug crypto isakmp")
    office.lan_ping(2)
    for desk, wanted in ((office.one, INITIATED[platform]), (office.two, ANSWERED[platform])):
        text = log(desk).partition("Checking IPSec proposal")[2]
        for words in wanted:
            _, found, text = text.partition(words)
            assert found, words


def test_debug_of_a_responder_that_refuses() -> None:
    office = Office(extra="logging buffered 100000\n")
    office.two.shell.configure("crypto ipsec transform-set TSET esp-3des esp-md5-hmac\n")
    office.two.type("debug crypto ipsec")
    office.lan_ping(2)
    lines = told(office.two)
    at = lines.index("IPSEC(ipsec_process_proposal): transform proposal not supported for identity: ")
    assert lines[at + 1] == "    {esp-aes esp-sha-hmac }"
    office.two.shell.configure("no access-list 101\naccess-list 101 permit ip host 1.2.3.4 any\n")
    office.run(31)
    lines = told(office.two)
    at = lines.index("map_db_find_best did not find matching map")
    assert lines[at + 1] == "IPSEC(ipsec_process_proposal): proxy identities not supported"


def test_debug_of_a_dead_peer() -> None:
    office = Office(extra="logging buffered 100000\n")
    office.two.shell.configure("interface FastEthernet0/0\n no crypto map\n")
    office.one.type("debug crypto ipsec")
    office.lan_ping(1)
    office.run(70)
    lines = told(office.one)
    fired = [line for line in lines if "request timer fired" in line]
    assert fired == [f"IPSEC(key_engine): request timer fired: count = {count}," for count in (1, 2)]
    assert lines.count("IPSEC(sa_request): ,") == 2


def test_debug_condition() -> None:
    office = Office(extra="logging buffered 100000\n")
    office.one.type("debug crypto ipsec")
    assert office.one.type("debug crypto condition peer ipv4 192.0.2.99") == ""
    assert "192.0.2.99" in office.one.type("show crypto debug-condition")
    office.lan_ping(2)
    assert "IPSEC(" not in log(office.one)
    assert "Proceed? [confirm]" in office.one.type("debug crypto condition reset")
    office.one.answer("")
    assert "turned OFF" in office.one.type("show crypto debug-condition")
    office.one.type("clear crypto sa")
    assert "IPSEC(delete_sa): deleting SA," in log(office.one)


def test_clear_by_peer_map_and_spi() -> None:
    office = Office()
    office.lan_ping(2)
    for command in ("clear crypto sa peer 10.9.9.9", "clear crypto sa map OTHER", "clear crypto sa standby", "clear crypto sa peer x"):
        office.one.type(command)
        assert "Active SAs: 2" in office.one.type("show crypto session")
    spi = re.findall(r"current outbound spi: 0x[0-9A-F]+\((\d+)\)", office.one.type("show crypto ipsec sa"))[0]
    office.one.type(f"clear crypto sa spi 10.0.0.2 esp {spi}")
    assert "Active SAs: 0" in office.one.type("show crypto session")
    assert office.lan_ping(2)[-1] == "!"
    office.one.type("clear crypto sa peer 10.0.0.2")
    assert "Active SAs: 0" in office.one.type("show crypto session")


def test_crypto_map_is_among_the_features_of_its_interface() -> None:
    desk = Desk(
        "hostname R1\ncrypto isakmp policy 10\n authentication pre-share\n"
        "ip access-list extended A\n permit ip any any\ncrypto ipsec transform-set T esp-aes\n"
        "crypto map M 10 ipsec-isakmp\n set peer 192.0.2.2\n set transform-set T\n match address A\n"
        "interface FastEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n crypto map M\n ip access-group A in\n"
    )
    assert desk.type("show ip interface FastEthernet0/0 | include eatures") == (
        "  Input features: Access List, IPSec input classification, MCI Check\n"
        "  Output features: IPSec output classification, IPSec: to crypto engine, Post-encryption output features\n"
    )
    desk.type("configure terminal", "interface FastEthernet0/0", "no crypto map", "end")
    assert "IPSec" not in desk.type("show ip interface FastEthernet0/0")
