"""Two routers with keys typed on both; what a wrong key, a wrong SPI and a missing line do."""

from __future__ import annotations

import pytest
from scapy.layers.inet import IP
from scapy.layers.ipsec import AH, ESP, SecurityAssociation

from iosemu.features.ipsec.engine import IpsecEngine
from iosemu.sim.scheduler import Scheduler
from iosemu.wire import ipv4
from tests.features.desk import PORTS, Desk, cable

CIPHER = {1: "00112233445566778899AABBCCDDEEFF", 2: "FFEEDDCCBBAA99887766554433221100"}  # of the end that sends
AUTH = {1: "0123456789ABCDEF0123456789ABCDEF01234567", 2: "89ABCDEF0123456789ABCDEF0123456789ABCDEF"}
SPI = {1: 1001, 2: 2002}
CONFIG = """\
hostname R{mine}
crypto ipsec transform-set TSET esp-aes esp-sha-hmac
 mode tunnel
crypto map CM 10 ipsec-manual
 set peer 10.0.0.{far}
 set session-key inbound esp {spi_in} cipher {cipher_in} authenticator {auth_in}
 set session-key outbound esp {spi_out} cipher {cipher_out} authenticator {auth_out}
 set transform-set TSET
 match address 101
interface Loopback1
 ip address 10.{mine}.{mine}.1 255.255.255.0
interface {port}
 ip address 10.0.0.{mine} 255.255.255.0
 no shutdown
 crypto map CM
ip route 0.0.0.0 0.0.0.0 10.0.0.{far}
access-list 101 permit ip 10.{mine}.{mine}.0 0.0.0.255 10.{far}.{far}.0 0.0.0.255
"""
ENTRY = "crypto map CM 10 ipsec-manual\n"


AH_LINES = {  # transform set -> the lines of keys that it needs
    "ah-sha-hmac": ["ah {spi_in} {auth_in}", "ah {spi_out} {auth_out}"],
    "ah-sha-hmac esp-aes": [
        "ah {spi_in} {auth_in}", "ah {spi_out} {auth_out}", "esp {spi_in} cipher {cipher_in}",
        "esp {spi_out} cipher {cipher_out}",
    ],
    "ah-sha-hmac comp-lzs": ["ah {spi_in} {auth_in}", "ah {spi_out} {auth_out}"],  # IPComp needs no key
}  # fmt: skip


def with_ah(desk: Desk, mine: int, transform: str) -> str:
    """The entry goes over to another set and the keys for it."""
    far = 3 - mine
    values = {
        "spi_in": SPI[far], "cipher_in": CIPHER[far], "auth_in": AUTH[far], "spi_out": SPI[mine],
        "cipher_out": CIPHER[mine], "auth_out": AUTH[mine],
    }  # fmt: skip
    lines = ["no set session-key inbound esp", "no set session-key outbound esp"]
    for number, line in enumerate(AH_LINES[transform]):
        lines.append(f"set session-key {'outbound' if number % 2 else 'inbound'} {line.format(**values)}")
    keys = "".join(f" {line}\n" for line in lines)
    return desk.shell.configure(f"crypto ipsec transform-set TSET {transform}\n mode tunnel\n{ENTRY}{keys}")


def text(mine: int, port: str) -> str:
    far = 3 - mine
    return CONFIG.format(
        mine=mine, far=far, port=port, spi_in=SPI[far], cipher_in=CIPHER[far], auth_in=AUTH[far], spi_out=SPI[mine],
        cipher_out=CIPHER[mine], auth_out=AUTH[mine],
    )  # fmt: skip


class Pair:
    """`one` (LAN 10.1.1.0/24) and `two` (10.2.2.0/24) on 10.0.0.0/24."""

    def __init__(self, platform: str = "c7200", release: str = "") -> None:
        self.clock = Scheduler()
        port = PORTS[platform][0]
        self.one, self.two = (
            Desk(text(n, port), platform, scheduler=self.clock, number=n, release=release) for n in (1, 2)
        )
        self.frames: list[bytes] = []
        link = cable(self.one, port, self.two, port)
        link.taps.append(lambda time, sender, frame: self.frames.append(frame))
        self.one.run(5)
        self.ping("10.0.0.2", "10.0.0.1")

    @staticmethod
    def engine(desk: Desk) -> IpsecEngine:
        engine: IpsecEngine = desk.device.engine("ipsec")
        return engine

    def ping(self, dst: str = "10.2.2.1", source: str = "10.1.1.1", count: int = 2) -> str:
        self.one.type(f"ping {dst} repeat {count} source {source}")
        said = ""
        while self.one.session.busy:
            said += self.one.run(1)
        return "".join(line for line in said.splitlines() if line and set(line) <= set("!.MU"))

    def configure(self, desk: Desk, lines: str) -> str:
        answer = desk.shell.configure(lines)
        self.one.run(0.1)
        return answer

    def esp(self, after: int = 0) -> list[ipv4.IPv4]:
        packets = [ipv4.IPv4.decode(f[14:]) for f in self.frames[after:] if f[12:14] == b"\x08\x00"]
        return [packet for packet in packets if packet.protocol == ipv4.ESP]

    def clear_lans(self) -> int:
        """Datagrams between the LANs that were seen in the clear."""
        packets = [ipv4.IPv4.decode(f[14:]) for f in self.frames if f[12:14] == b"\x08\x00"]
        return sum(packet.src >> 16 in (0x0A01, 0x0A02) for packet in packets)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def config_of(desk: Desk) -> str:
    return "\n".join(desk.shell.running_config()) + "\n"


def counters(desk: Desk) -> tuple[int, ...]:
    found = Pair.engine(desk).flows[0].counters
    return found.encaps, found.decaps, found.decrypted, found.verify_failed, found.invalid_sa, found.no_sa


@pytest.mark.parametrize("platform", ["c7200", "iosv", "csr1000v", "c3725"])
def test_matching_keys_need_no_negotiation(platform: str) -> None:
    pair = Pair(platform)
    assert pair.ping() == "!!"
    assert counters(pair.one) == counters(pair.two) == (2, 2, 2, 0, 0, 0)
    assert "ISAKMP is ON" not in pair.one.type("show logging")
    assert 500 not in pair.one.device.ip.udp.handlers
    assert [packet for packet in pair.esp() if packet.payload[:4] == SPI[1].to_bytes(4, "big")]


def test_scapy_opens_what_the_typed_keys_sealed(pair: Pair) -> None:
    pair.ping(count=1)
    packet = pair.esp()[0]
    association = SecurityAssociation(
        ESP, spi=SPI[1], crypt_algo="AES-CBC", crypt_key=bytes.fromhex(CIPHER[1]), auth_algo="HMAC-SHA1-96",
        auth_key=bytes.fromhex(AUTH[1]),
    )  # fmt: skip
    inner = association.decrypt(IP(packet.encode())).payload
    assert (inner.src, inner.dst, inner.proto) == ("10.1.1.1", "10.2.2.1", ipv4.ICMP)


def test_a_wrong_key_is_counted_and_told(pair: Pair) -> None:
    wrong = f"{ENTRY} set session-key inbound esp {SPI[1]} cipher {CIPHER[1]} authenticator {AUTH[2]}\n"
    assert pair.configure(pair.two, wrong) == ""
    assert pair.ping() == ".."
    assert counters(pair.two) == (0, 2, 0, 2, 0, 0)
    assert "%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed" in pair.two.type("show logging")
    right = wrong.replace(AUTH[2], AUTH[1])
    assert pair.configure(pair.two, right) == ""
    assert pair.ping() == "!!"


def test_a_wrong_spi_is_counted_and_told(pair: Pair) -> None:
    wrong = f"{ENTRY} set session-key inbound esp 7777 cipher {CIPHER[1]} authenticator {AUTH[1]}\n"
    pair.configure(pair.two, wrong)
    assert pair.ping() == ".."
    assert counters(pair.two) == (0, 0, 0, 0, 2, 0)
    told = pair.two.type("show logging")
    assert "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.0.0.2" in told


@pytest.mark.parametrize(
    ("line", "again"),
    [
        ("no set peer 10.0.0.2", "set peer 10.0.0.2"),
        ("no set session-key inbound esp", f"set session-key inbound esp {SPI[2]} cipher {CIPHER[2]} authenticator {AUTH[2]}"),
        ("no set session-key outbound esp 1001", f"set session-key outbound esp {SPI[1]} cipher {CIPHER[1]} authenticator {AUTH[1]}"),
        (f"set session-key outbound esp {SPI[1]} cipher {CIPHER[1]}", f"set session-key outbound esp {SPI[1]} cipher {CIPHER[1]} authenticator {AUTH[1]}"),
        (f"set session-key outbound esp {SPI[1]} cipher BBBB authenticator {AUTH[1]}", f"set session-key outbound esp {SPI[1]} cipher {CIPHER[1]}00 authenticator {AUTH[1]}0000"),
    ],
)  # fmt: skip
def test_what_an_entry_lacks_stops_its_traffic(pair: Pair, line: str, again: str) -> None:
    """A key that is too short is taken and makes no SA; one that is too long is cut. Without a peer the entry is not
    complete, and looks at nothing."""
    assert pair.configure(pair.one, f"{ENTRY} {line}\n") == ""
    assert pair.ping(count=1) == "."
    assert pair.clear_lans() == ("peer" in line)
    assert "No SAs found" in pair.one.type("show crypto ipsec sa") or "spi: 0x0(0)" in pair.one.type(
        "show crypto ipsec sa"
    )
    assert pair.configure(pair.one, f"{ENTRY} {again}\n") == ""
    assert pair.ping(count=1) == "!"


def test_only_the_first_line_of_the_list_has_a_pair(pair: Pair) -> None:
    pair.configure(pair.one, "access-list 101 permit ip host 10.1.1.1 host 10.0.0.2\n")
    assert pair.ping() == "!!"
    assert pair.ping("10.0.0.2", "10.1.1.1") == ".."
    assert len(pair.engine(pair.one).flows) == 1
    assert pair.clear_lans() == 0


def test_cleared_sas_are_there_again(pair: Pair) -> None:
    pair.ping()
    old = pair.engine(pair.one).flows[0].current
    pair.one.type("clear crypto sa")
    pair.one.run(0.1)
    new = pair.engine(pair.one).flows[0].current
    assert old is not None and new is not None and new is not old
    assert (new.outbound.spi, new.outbound.sequence) == (SPI[1], 0)
    assert pair.ping() == "!!"  # the other end does not look at sequence numbers


def outbound(desk: Desk) -> list[str]:
    return [line.strip() for line in desk.type("show crypto ipsec sa").splitlines() if "outbound spi" in line]


def test_no_packet_is_lost_to_a_clear(pair: Pair) -> None:
    pair.ping()
    for line in ("clear crypto sa", "clear crypto sa peer 10.0.0.2", "clear crypto session"):
        pair.one.type(line)
        assert outbound(pair.one) == ["current outbound spi: 0x3E9(1001)"]
        assert pair.ping() == "!!"
    assert "#send errors 0," in pair.one.type("show crypto ipsec sa")


def test_sas_are_there_before_the_first_packet(pair: Pair) -> None:
    """Also when the list of the entry comes last, or becomes another one."""
    pair.configure(pair.one, "no access-list 101\n")
    assert list(pair.engine(pair.one).sadb.inbound) == []
    pair.configure(pair.one, "access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n")
    assert list(pair.engine(pair.one).sadb.inbound) == [("", "esp", 0x0A000001, SPI[2])]
    assert outbound(pair.one) == ["current outbound spi: 0x3E9(1001)"]


def test_the_pair_follows_its_transform_set(pair: Pair) -> None:
    """There and back, in one instant or with time between: what seals is what the entry says."""
    pair.ping()
    tset = "crypto ipsec transform-set TSET esp-aes esp-md5-hmac\n mode tunnel\n"
    back = tset.replace("md5", "sha")
    for wait in (0.0, 5.0):
        pair.one.shell.configure(tset)
        pair.one.run(wait)
        if wait:
            assert "esp-md5-hmac" in pair.one.type("show crypto ipsec sa | include transform")
            assert pair.ping() == ".."
        pair.configure(pair.one, back)
        assert pair.ping() == "!!"


def test_they_never_end(pair: Pair) -> None:
    pair.one.run(200_000)
    assert pair.ping() == "!!"
    assert pair.engine(pair.one).flows[0].current is not None
    pair.one.type("clear crypto isakmp")
    pair.one.type("clear crypto session")
    pair.one.run(1)
    assert pair.ping() == "!!"


def test_a_map_off_the_interface_takes_them_along(pair: Pair) -> None:
    port = PORTS["c7200"][0]
    pair.configure(pair.one, f"interface {port}\n no crypto map\n")
    assert list(pair.engine(pair.one).sadb.inbound) == []
    pair.configure(pair.one, f"interface {port}\n crypto map CM\n")
    assert list(pair.engine(pair.one).sadb.inbound) == [("", "esp", 0x0A000001, SPI[2])]


def test_two_entries_cannot_have_one_spi(pair: Pair) -> None:
    second = ENTRY.replace("10", "20") + "".join(
        f" {line}\n"
        for line in (
            "set peer 10.0.0.9", f"set session-key inbound esp {SPI[2]} cipher {CIPHER[2]} authenticator {AUTH[2]}",
            f"set session-key outbound esp 9999 cipher {CIPHER[1]} authenticator {AUTH[1]}", "set transform-set TSET",
            "match address 102",
        )
    )  # fmt: skip
    pair.configure(pair.one, "access-list 102 permit ip 10.1.1.0 0.0.0.255 10.9.9.0 0.0.0.255\n" + second)
    assert pair.ping() == "!!"
    assert pair.ping("10.9.9.9", count=1) == "."
    assert [flow.current is None for flow in pair.engine(pair.one).flows] == [False, True]


def test_gcm_takes_no_typed_keys(pair: Pair) -> None:
    pair.configure(pair.one, f"crypto ipsec transform-set G esp-gcm\n{ENTRY} set transform-set G\n")
    pair.one.type("clear crypto sa")
    pair.one.run(0.1)
    assert pair.engine(pair.one).flows[0].current is None


def test_a_tampered_packet_does_not_come_in(pair: Pair) -> None:
    pair.ping(count=1)
    packet = pair.esp()[0]
    packet.payload = packet.payload[:-1] + bytes([packet.payload[-1] ^ 1])
    wan = next(iface for iface in pair.two.device.interfaces.values() if iface.address == 0x0A000002)
    pair.two.device.ip.receive(packet, wan)
    assert counters(pair.two)[3] == 1


# lines


def test_the_configuration_is_read_back() -> None:
    port = PORTS["c7200"][0]
    one = Desk(text(1, port))
    shown = config_of(one)
    start = shown.index("crypto map CM 10")
    assert shown[start : shown.index("!", start)] == (
        "crypto map CM 10 ipsec-manual \n"
        " set peer 10.0.0.2\n"
        f" set session-key inbound esp {SPI[2]} cipher {CIPHER[2]} authenticator {AUTH[2]} \n"
        f" set session-key outbound esp {SPI[1]} cipher {CIPHER[1]} authenticator {AUTH[1]} \n"
        " set transform-set TSET \n"
        " match address 101\n"
    )
    again = Desk(shown)
    assert config_of(again) == shown
    assert not again.shell.boot_refused


def test_an_entry_stays_of_its_kind() -> None:
    desk = Desk()
    note = "% NOTE: This new crypto map will remain disabled until a peer"
    desk.type("configure terminal")
    assert note in desk.type("crypto map CM 10 ipsec-manual")
    assert desk.prompt == "R1(config-crypto-map)#"
    assert note not in desk.type("crypto map CM 10 ipsec-manual")
    assert "must be removed first" in desk.type("crypto map CM 10 ipsec-isakmp")
    assert "must be removed first" in desk.type("crypto map CM 10 ipsec-isakmp dynamic D")
    assert desk.type("crypto map CM 10") == ""  # into it, whatever it is
    assert desk.type("set session-key inbound esp 256 cipher 00") == ""
    assert note in desk.type("crypto map CM 20 ipsec-isakmp")
    assert "must be removed first" in desk.type("crypto map CM 20 ipsec-manual")


@pytest.mark.parametrize(
    "line",
    [
        "set pfs group5", "set isakmp-profile P", "set security-association lifetime seconds 300", "responder-only",
        "set session-key inbound ah 256 cipher 00112233", "set session-key inbound ah 256 001", "set session-key inbound esp 255 cipher 00",
        "set session-key inbound esp 256 cipher 0G", "set session-key inbound esp 256 cipher 012",
        "set session-key inbound esp 256", "set transform-set default default",
    ],
)  # fmt: skip
def test_what_has_no_place_in_it_is_refused(line: str) -> None:
    desk = Desk()
    desk.type("configure terminal", "crypto map CM 10 ipsec-manual")
    assert "% Invalid input" in desk.type(line) or "% Incomplete command" in desk.type(line)
    assert "set session-key inbound" not in config_of(desk)


def test_no_session_key_in_an_entry_of_isakmp() -> None:
    desk = Desk()
    desk.type("configure terminal", "crypto map CM 10 ipsec-isakmp")
    assert "% Invalid input" in desk.type("set session-key inbound esp 256 cipher 00")


def test_one_peer_and_one_set_that_exists() -> None:
    desk = Desk()
    desk.type("configure terminal", "crypto map CM 10 ipsec-manual", "set peer 192.0.2.1")
    assert "Only one peer" in desk.type("set peer 192.0.2.2")
    assert desk.type("set peer 192.0.2.1") == ""
    assert 'transform set with tag "NONE" does not exist' in desk.type("set transform-set NONE")
    assert "! Incomplete" in config_of(desk)


# AH


@pytest.mark.parametrize("transform", list(AH_LINES))
def test_ah_with_typed_keys(pair: Pair, transform: str) -> None:
    for mine, desk in ((1, pair.one), (2, pair.two)):
        assert with_ah(desk, mine, transform) == ""
    pair.one.run(1)
    pair.frames.clear()
    assert pair.ping() == "!!" and pair.clear_lans() == 0
    packets = [ipv4.IPv4.decode(f[14:]) for f in pair.frames if f[12:14] == b"\x08\x00"]
    assert {packet.protocol for packet in packets} == {ipv4.AH}
    shown = config_of(pair.one)
    start = shown.index("crypto map CM 10")
    keys = [line.split("session-key ")[1] for line in shown[start:].splitlines() if "session-key" in line]
    assert keys[0] == f"inbound ah {SPI[2]} {AUTH[2]} "
    assert len(keys) == len(AH_LINES[transform])
    again = Desk(shown)
    assert config_of(again) == shown and not again.shell.boot_refused


def both(pair: Pair) -> None:
    for mine, desk in ((1, pair.one), (2, pair.two)):
        assert with_ah(desk, mine, "ah-sha-hmac esp-aes") == ""
    pair.one.run(1)
    assert pair.ping() == "!!"


def test_scapy_opens_both_layers(pair: Pair) -> None:
    both(pair)
    [*_, packet] = [
        each for f in pair.frames if f[12:14] == b"\x08\x00" and (each := ipv4.IPv4.decode(f[14:])).src == 0x0A000001
    ]
    outer = SecurityAssociation(AH, spi=SPI[1], auth_algo="HMAC-SHA1-96", auth_key=bytes.fromhex(AUTH[1]))
    inner = SecurityAssociation(ESP, spi=SPI[1], crypt_algo="AES-CBC", crypt_key=bytes.fromhex(CIPHER[1]), auth_algo="NULL")
    clear = inner.decrypt(IP(bytes(outer.decrypt(IP(packet.encode()))))).payload
    assert (clear.src, clear.dst, clear.proto) == ("10.1.1.1", "10.2.2.1", ipv4.ICMP)


@pytest.mark.parametrize(
    ("line", "counts", "told"),
    [
        (f"ah {SPI[1]} {AUTH[2]}", (0, 2, 0, 2, 0), "MAC_ERR: decrypt: mac verify failed for connection id="),
        (f"ah 7777 {AUTH[1]}", (0, 0, 0, 0, 2), "INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.0.0.2, prot=51,"),
        (f"esp 7777 cipher {CIPHER[1]}", (0, 2, 0, 0, 2), "INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.0.0.2, prot=50,"),
        (f"esp {SPI[1]} cipher {CIPHER[2]}", (0, 2, 0, 0, 0), ""),  # without a hash of its own: rubbish comes out
    ],
    ids=["ah key", "ah spi", "esp spi", "esp key"],
)  # fmt: skip
def test_what_does_not_fit_under_ah(pair: Pair, line: str, counts: tuple[int, ...], told: str) -> None:
    both(pair)
    pair.configure(pair.two, f"{ENTRY} set session-key inbound {line}\n")
    for desk in (pair.one, pair.two):
        desk.type("clear crypto sa counters")
    assert pair.ping() == ".."
    assert counters(pair.two)[:5] == counts
    assert told in pair.two.type("show logging")
    assert "#recv errors 2" in pair.two.type("show crypto ipsec sa | include errors")
    assert "#recv errors 0" in pair.one.type("show crypto ipsec sa | include errors")


def test_ah_alone_in_the_shows(pair: Pair) -> None:
    for mine, desk in ((1, pair.one), (2, pair.two)):
        with_ah(desk, mine, "ah-sha-hmac")
    pair.one.run(1)
    pair.ping()
    shown = pair.one.type("show crypto ipsec sa")
    block = shown[shown.index("     inbound esp sas:") :].splitlines()
    assert block[:9] == [
        "     inbound esp sas:",
        "",
        "     inbound ah sas:",
        "      spi: 0x7D2(2002)",
        "        transform: ah-sha-hmac ,",
        "        in use settings ={Tunnel, }",
        block[6],
        "        no sa timing",
        "        replay detection support: N",
    ]
    assert "current outbound spi: 0x3E9(1001)" in shown and "path mtu 1500" in shown
    address = pair.one.type("show crypto ipsec sa address")
    assert "fvrf/address: (none)/10.0.0.1\n   protocol: AH\n" in address.replace("\r", "")
    assert "IPsec   SHA " in pair.one.type("show crypto engine connections active")
    assert "IPsec SA total: 2, active: 2," in pair.one.type("show crypto ipsec sa count")
    pair.one.type("terminal monitor", "debug crypto ipsec")
    said = pair.one.type("clear crypto sa") + pair.one.run(1)
    assert "sa_proto= 51, " in said and "sa_trans= ah-sha-hmac , " in said
    pair.one.type(f"clear crypto sa spi 10.0.0.1 ah {SPI[2]}")
    assert "sa_proto= 51, " in pair.one.run(1)
    pair.one.shell.configure(f"{ENTRY} no set session-key outbound ah\n")
    assert "keys missing for addr 10.0.0.2/prot 51/spi 0." in pair.one.run(1)


def test_a_key_of_ah_that_is_too_short_makes_no_sas(pair: Pair) -> None:
    with_ah(pair.one, 1, "ah-sha-hmac")
    pair.configure(pair.one, f"{ENTRY} set session-key inbound ah 256 BBBB\n")
    assert pair.engine(pair.one).flows[0].current is None
    assert pair.ping() == ".." and pair.clear_lans() == 0


# shows


def test_the_shows_tell_no_lifetimes(pair: Pair) -> None:
    pair.ping()
    shown = pair.one.type("show crypto ipsec sa")
    assert "current outbound spi: 0x3E9(1001)" in shown
    block = shown[shown.index("     inbound esp sas:") :]
    assert block.splitlines()[:8] == [
        "     inbound esp sas:",
        "      spi: 0x7D2(2002)",
        "        transform: esp-aes esp-sha-hmac ,",
        "        in use settings ={Tunnel, }",
        "        conn id: 1, flow_id: SW:1, sibling_flags 80000046, crypto map: CM",
        "        no sa timing",
        "        IV size: 16 bytes",
        "        replay detection support: N",
    ]
    entry = pair.one.type("show crypto map")
    assert 'Crypto Map IPv4 "CM" 10 ipsec-manual' in entry
    assert "lifetime" not in entry and "PFS" not in entry
    assert "\tCurrent peer: 10.0.0.2" in entry and "\tTransform sets={ " in entry
    session = pair.one.type("show crypto session")
    assert "Session status: UP-NO-IKE" in session and "Active SAs: 2, origin: manual-keyed crypto map" in session
    assert "life (KB/Sec) 0/0" in pair.one.type("show crypto session detail")


def test_debug_tells_what_is_made_and_what_is_missing(pair: Pair) -> None:
    pair.one.type("terminal monitor", "debug crypto ipsec")
    said = pair.one.type("clear crypto sa") + pair.one.run(1)
    assert "IPSEC(delete_sa): deleting SA," in said and "IPSEC(create_sa): sa created," in said
    assert "sa_spi= 0x3E9(1001)" in said
    assert "sa_request" not in said and "ISAKMP" not in said
    pair.one.shell.configure(f"{ENTRY} no set session-key outbound esp\n")
    assert "IPSEC(manual_key_stuffing): keys missing for addr 10.0.0.2/prot 50/spi 0." in pair.one.run(1)


def test_an_offer_for_its_traffic_is_refused(pair: Pair) -> None:
    """The other end has gone over to ISAKMP: this entry's keys are not negotiable."""
    ike = (
        "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 14\n"
        "crypto isakmp key cisco address 0.0.0.0\n"
    )
    for desk in (pair.one, pair.two):
        pair.configure(desk, ike)
    port = PORTS["c7200"][0]
    pair.configure(pair.two, f"interface {port}\n no crypto map\nno crypto map CM 10\n")
    pair.configure(
        pair.two,
        "crypto map CM 10 ipsec-isakmp\n set peer 10.0.0.1\n set transform-set TSET\n match address 101\n"
        f"interface {port}\n crypto map CM\n",
    )
    pair.configure(pair.one, "crypto map CM 20 ipsec-isakmp\n set peer 10.0.0.2\n match address 109\n")
    pair.two.type("ping 10.1.1.1 source 10.2.2.1 repeat 2")
    pair.one.run(20)
    assert [flow.current.made.manager for flow in pair.engine(pair.one).flows if flow.current] == ["manual"]
    assert pair.clear_lans() == 0
