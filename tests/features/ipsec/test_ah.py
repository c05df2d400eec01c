"""AH alone and around ESP (RFC 4302): negotiated, on the wire as others read it, in the shows; what breaks it."""

from __future__ import annotations

import hmac
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from scapy.layers.inet import IP
from scapy.layers.ipsec import AH, ESP, IPSecIntegrityError, SecurityAssociation, zero_mutable_fields
from scapy.packet import Raw

from iosemu.features.acl.model import AccessGroups, AccessList, AclConfig, Entry
from iosemu.features.ipsec import events
from iosemu.features.ipsec.transforms import plaintext_mtu
from iosemu.features.keying.contract import Layer, Proposal, SaRef
from iosemu.types import parse_ipv4
from iosemu.wire import ah, ipv4, pcap
from tests.features.gre.net import tell
from tests.features.ipsec.test_path_mtu import forge
from tests.features.ipsec.world import World

ALONE = {"cipher": "", "integrity": "", "ah": "ah-sha-hmac"}
BOTH = {"cipher": "esp-aes", "integrity": "", "ah": "ah-sha256-hmac"}
R1, R2 = parse_ipv4("10.0.1.1"), parse_ipv4("10.0.2.1")


class Wire:
    """What R1's link carries."""

    def __init__(self, world: World) -> None:
        self.frames: list[bytes] = []
        world.link1.taps.append(self._heard)

    def _heard(self, time: float, sender: object, frame: bytes) -> None:
        self.frames.append(frame)

    def packets(self, protocol: int = ipv4.AH) -> list[ipv4.IPv4]:
        found = [ipv4.IPv4.decode(frame[14:]) for frame in self.frames if frame[12:14] == b"\x08\x00"]
        return [packet for packet in found if packet.protocol == protocol]


def lan_ping(world: World, count: int = 1, **more: Any) -> str:
    return world.ping("10.2.2.1", count, src="10.1.1.1", **more)


def scapys(world: World, layer: int, kind: type) -> SecurityAssociation:
    """R1's outbound SA of a layer, as scapy understands it."""
    pair = world.e1.flows[0].current
    assert pair is not None
    keys, what = pair.made.keys[layer], pair.made.proposal.layers[layer]
    names = {"sha1": "HMAC-SHA1-96", "sha256": "SHA2-256-128", "": "NULL"}
    crypt: dict[str, Any] = {"crypt_algo": "AES-CBC", "crypt_key": keys.encryption_out} if kind is ESP else {}
    if pair.made.proposal.tunnel and what is pair.made.proposal.layers[-1]:
        crypt["tunnel_header"] = IP(src="10.0.1.1", dst="10.0.2.1", id=99)
    return SecurityAssociation(
        kind, spi=keys.spi_out, auth_algo=names[what.integrity], auth_key=keys.authentication_out or None, **crypt
    )


@pytest.mark.parametrize("mode", ["tunnel", "transport"])
@pytest.mark.parametrize("sets", [ALONE, BOTH], ids=["alone", "both"])
def test_negotiated_and_read_by_scapy(sets: dict[str, str], mode: str) -> None:
    world = World()
    wire = Wire(world)
    if mode == "tunnel":
        world.mapped(sets=sets)
        ping = lan_ping
    else:
        for device, mine, theirs in ((world.r1, R1, R2), (world.r2, R2, R1)):
            world.map(device, sets | {"mode": mode}, Entry(10, True, 1, mine, 0, theirs, 0))

        def ping(world: World, count: int) -> str:
            return world.ping("10.0.2.1", count)

    assert ping(world, 3) == ".!!"
    assert not wire.packets(ipv4.ESP)
    packet = IP(wire.packets()[-2].encode())  # the question; the answer is behind it
    assert packet.src == "10.0.1.1"
    clear = IP(bytes(scapys(world, 0, AH).decrypt(packet)))
    if sets is BOTH:
        clear = IP(bytes(scapys(world, 1, ESP).decrypt(clear)))
    assert clear.proto == 1 and clear.dst == ("10.2.2.1" if mode == "tunnel" else "10.0.2.1")
    for engine in (world.e1, world.e2):
        counters = engine.flows[0].counters
        assert (counters.encaps, counters.decaps, counters.decrypted, counters.verified) == (2, 2, 2, 2)
        assert counters.receive_errors == 0


def test_scapy_seals_what_we_open() -> None:
    """In the order of a bundle, and with a hop less to live: the way in is the reverse."""
    world = World()
    world.mapped(sets=BOTH)
    lan_ping(world, 2)
    inner = IP(src="10.1.1.1", dst="10.2.2.1", ttl=9, id=5) / bytes.fromhex("0800f7ff00000000")
    inner.proto = 1
    esp, pair = scapys(world, 1, ESP), world.e1.flows[0].current
    assert pair is not None
    keys = pair.made.keys[0]
    before = world.e2.flows[0].counters.decrypted
    for whole, counted in ((False, 0), (True, 1)):
        sealed = esp.encrypt(inner, seq_num=50)
        packet = sealed  # ESP of the bundle without its AH
        if whole:  # scapy's SA would look for the value in the ESP
            header = AH(nh=50, payloadlen=5, spi=keys.spi_out, seq=50, icv=bytes(16)) / Raw(bytes(sealed[ESP]))
            packet = IP(src="10.0.1.1", dst="10.0.2.1", id=99, proto=51) / header
            packet.len = 20 + len(header)
            key = keys.authentication_out
            packet[AH].icv = hmac.digest(key, bytes(zero_mutable_fields(packet.copy(), sending=True)), "sha256")[:16]
        packet.ttl -= 3
        del packet.chksum
        world.r2.ip.receive(ipv4.IPv4.decode(bytes(packet)), world.wan2)
        assert world.e2.flows[0].counters.decrypted == before + counted
        assert world.e2.flows[0].counters.invalid_protocol == 1


@pytest.mark.parametrize(
    ("change", "counter"), [("address", "verify_failed"), ("payload", "verify_failed"), ("length", "invalid_length")]
)
def test_what_was_changed_on_the_way_does_not_come_in(change: str, counter: str) -> None:
    world = World()
    wire = Wire(world)
    world.mapped(sets=ALONE)
    lan_ping(world, 2)
    packet = [each for each in wire.packets() if each.src == R1][-1]
    header = ah.Ah.decode(packet.payload)
    header.sequence += 1
    packet.payload = header.encode()
    if change == "address":  # as a NAT does
        packet.src += 1
    elif change == "length":
        packet.payload = bytes((4, 0)) + packet.payload[2:]
    counters = world.e2.flows[0].counters
    before = counters.decrypted
    world.r2.ip.receive(packet, world.wan2)
    assert (getattr(counters, counter), counters.decrypted) == (1, before)


def test_padding_to_eight_octets_is_taken() -> None:
    """As some stacks do with IPv4: the check value covers its padding."""
    world = World()
    world.mapped(sets=ALONE | {"ah": "ah-sha256-hmac"})
    lan_ping(world, 2)
    pair = world.e1.flows[0].current
    assert pair is not None
    sa = pair.outbound
    inner = ipv4.IPv4(parse_ipv4("10.1.1.1"), parse_ipv4("10.2.2.1"), ipv4.ICMP, bytes.fromhex("0800f7ff00000000"))
    header = ah.Ah(ipv4.IPIP, sa.spi, sa.sequence + 1, bytes(20), inner.encode())
    packet = ipv4.IPv4(R1, R2, ipv4.AH, header.encode(), ident=1)
    header.icv = sa.hmac.icv(ah.covered(packet, 16)) + bytes(4)  # type: ignore[attr-defined]
    packet.payload = header.encode()
    before = world.e2.flows[0].counters.decrypted
    world.r2.ip.receive(packet, world.wan2)
    assert world.e2.flows[0].counters.decrypted == before + 1


def test_an_old_packet_does_not_come_in_again() -> None:
    world = World()
    wire = Wire(world)
    world.mapped(sets=ALONE)
    lan_ping(world, 2)
    packet = [each for each in wire.packets() if each.src == R1][-1]
    world.r2.ip.receive(packet, world.wan2)
    assert world.e2.flows[0].counters.replay_failed == 1


def test_both_ends_need_the_same_protocols() -> None:
    """AH with ESP is neither ESP nor AH; of several sets the first that both have is taken."""
    world = World()
    world.map(world.r1, BOTH)
    world.map(world.r2, ALONE)
    errors: list[str] = []
    world.r2.bus.listen(events.OfferRefused, lambda event: errors.append(event.error.name))
    assert lan_ping(world, 3) == "..."
    assert set(errors) == {"TRANSFORM"}


def test_renewed_and_cleared_together() -> None:
    """Four SAs are renewed as two pairs, and go together whatever names them."""
    world = World()
    world.mapped(sets=BOTH, life_seconds=120)
    lan_ping(world, 2)
    old = world.e1.flows[0].current
    world.run(115)
    assert lan_ping(world) == "!"
    new = world.e1.flows[0].current
    assert new is not None and old is not None and new is not old
    assert set(map(type, new.sas)) == set(map(type, old.sas))
    assert len(world.e1.sadb.inbound) == len(world.e1.sadb.by_outbound) == 2 * len(world.e1.flows[0].pairs)
    inner = new.made.inbounds[1]
    assert world.e1.sadb.find(inner) is world.e1.sadb.find(new.made.outbounds[0]) is not None
    told: list[tuple[str, int]] = []
    world.e2.desk.remove = lambda refs, why: told.extend((ref.protocol, ref.spi) for ref in refs)  # type: ignore[method-assign]
    for pair in tuple(world.e1.flows[0].pairs):
        world.e1.lives.delete(pair, tell=True)
    world.run(1)
    assert {(ref.protocol, ref.spi) for ref in new.made.inbounds} <= set(told)
    assert not world.e1.sadb.inbound and not world.e1.sadb.by_outbound and not list(world.e1.sadb.pairs())


def test_the_room_that_it_takes() -> None:
    """RFC 4302: 12 octets and the check value; around ESP its outer header is shared."""
    alone = Proposal((Layer("", 0, "sha1", "ah"),))
    assert plaintext_mtu(alone, 1500) == 1456
    alone.tunnel = False
    assert plaintext_mtu(alone, 1500) == 1476
    both = Proposal((Layer("", 0, "sha1", "ah"), Layer("aes", 128, "")))
    assert plaintext_mtu(both, 1500) == (1500 - 20 - 24 - 8 - 16) // 16 * 16 - 2


@pytest.mark.parametrize("sets", [ALONE, BOTH], ids=["alone", "both"])
def test_what_fits_is_sent_whole(sets: dict[str, str]) -> None:
    world = World()
    wire = Wire(world)
    world.mapped(sets=sets)
    lan_ping(world, 2)
    flow = world.e1.flows[0]
    assert flow.current is not None
    limit = world.e1.data.limit(flow, flow.current)
    assert lan_ping(world, size=limit, df=True) == "!"
    longest = max(packet.length for packet in wire.packets())
    assert 1500 - 16 < longest <= 1500
    assert lan_ping(world, size=limit + 1, df=True) != "!"


def test_the_way_is_learnt_from_errors_about_it() -> None:
    world = World()
    world.mapped(sets=ALONE)
    lan_ping(world, 2)
    flow = world.e1.flows[0]
    assert flow.current is not None
    spi = flow.current.outbound.spi
    for wrong in (1, 0):
        forge(world, bytes.fromhex("04040000") + (spi ^ wrong).to_bytes(4, "big"), 1000, protocol=ipv4.AH)
        assert flow.path_mtu == (None if wrong else 1000)


def test_a_list_that_denies_it_breaks_it() -> None:
    """`ahp` is protocol 51; ESP would have passed."""
    world = World()
    world.mapped(sets=BOTH)
    lines = [Entry(10, False, 51, 0, 0xFFFFFFFF, 0, 0xFFFFFFFF), Entry(20, True, 0, 0, 0xFFFFFFFF, 0, 0xFFFFFFFF)]
    assert lan_ping(world, 2) == ".!"
    lists = {name: AccessList(name, True, lines[skip:]) for name, skip in (("150", 0), ("151", 1))}
    tell(world.r2, AclConfig, extended_numbers=world.r2[AclConfig].extended_numbers | lists)
    for name, result in (("150", "."), ("151", "!")):
        tell(world.wan2, AccessGroups, inbound=name)
        assert lan_ping(world) == result


def test_a_tunnel_is_protected_by_it() -> None:
    world = World()
    wire = Wire(world)
    world.protected(sets=BOTH | {"mode": "transport"})
    world.run(5)
    assert world.ping("172.16.0.2", 3) == "!!!"
    assert wire.packets() and not wire.packets(ipv4.ESP) and not wire.packets(ipv4.GRE)


def test_one_that_is_unknown_is_told_as_such() -> None:
    world = World()
    world.mapped(sets=ALONE)
    lan_ping(world, 2)
    told: list[events.InvalidSpi] = []
    world.r2.bus.listen(events.InvalidSpi, told.append)
    pair = world.e2.flows[0].current
    assert pair is not None
    packet = ah.Ah(ipv4.IPIP, 0x7777, 1, bytes(12), bytes(20)).encode()
    world.r2.ip.receive(ipv4.IPv4(R1, R2, ipv4.AH, packet), world.wan2)
    assert [(event.protocol, event.spi) for event in told] == [("ah", 0x7777)]
    assert "RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=10.0.2.1, prot=51," in str(
        world.log2
    )
    assert SaRef("", "ah", R2, pair.inbound.spi) in world.e2.sadb.inbound


def test_no_nat_lets_it_through() -> None:
    """Who is behind one offers no AH, and takes none."""
    world = World()
    world.mapped(sets=ALONE)
    lan_ping(world, 2)
    sa = next(iter(world.isakmp(world.r1).life.sas.values()))
    sa.behind_nat = True
    sent: list[events.SaRequested] = []
    world.r1.bus.listen(events.SaRequested, sent.append)
    world.e1.clear_flow(world.e1.flows[0])
    assert lan_ping(world, 2) == ".."
    assert sent and not world.e1.flows[0].pairs


def test_tshark_finds_nothing_wrong(tmp_path: Path) -> None:
    if shutil.which("tshark") is None:
        pytest.skip("needs tshark")
    world = World()
    wire = Wire(world)
    world.mapped(sets=BOTH)
    lan_ping(world, 3)
    capture = tmp_path / "ah.pcap"
    capture.write_bytes(pcap.encode([pcap.Packet(float(n), frame) for n, frame in enumerate(wire.frames)], 1))
    command = [
        "tshark",
        "-n",
        "-r",
        str(capture),
        "-Y",
        "ah",
        "-T",
        "fields",
        "-e",
        "ah.sequence",
        "-e",
        "esp.sequence",
    ]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    assert run.stdout.split() == ["1", "1", "1", "1", "2", "2", "2", "2"]
    wrong = ["tshark", "-n", "-r", str(capture), "-Y", "_ws.malformed || _ws.expert.severity >= error"]
    assert subprocess.run(wrong, check=True, capture_output=True, text=True, timeout=30).stdout == ""


HASHES = {
    "ah-md5-hmac": "HMAC-MD5-96", "ah-sha-hmac": "HMAC-SHA1-96", "ah-sha256-hmac": "SHA2-256-128",
    "ah-sha384-hmac": "SHA2-384-192", "ah-sha512-hmac": "SHA2-512-256",
}  # fmt: skip


@pytest.mark.parametrize("mode", ["tunnel", "transport"])
@pytest.mark.parametrize("word", list(HASHES))
def test_each_hash_both_ways(word: str, mode: str) -> None:
    """Scapy checks what we send, we what scapy sends, with a hop less to live; a bit changed is noticed by both."""
    world = World()
    wire = Wire(world)
    sets = {"cipher": "", "integrity": "", "ah": word, "mode": mode}
    if mode == "tunnel":
        world.mapped(sets=sets)
        lan_ping(world, 2)
    else:
        for device, mine, theirs in ((world.r1, R1, R2), (world.r2, R2, R1)):
            world.map(device, sets, Entry(10, True, 1, mine, 0, theirs, 0))
        world.ping("10.0.2.1", 2)
    pair = world.e1.flows[0].current
    assert pair is not None
    header = {"tunnel_header": IP(src="10.0.1.1", dst="10.0.2.1", id=77)} if mode == "tunnel" else {}
    theirs_sa = SecurityAssociation(
        AH, spi=pair.outbound.spi, auth_algo=HASHES[word], auth_key=pair.made.keys[0].authentication_out, **header
    )
    ours = IP(next(each for each in wire.packets() if each.src == R1).encode())
    assert bytes(theirs_sa.decrypt(ours.copy()))
    ours[AH].payload = Raw(bytes(ours[AH].payload)[:-1] + b"\xff")
    with pytest.raises(IPSecIntegrityError):
        theirs_sa.decrypt(ours)
    ends = ("10.1.1.1", "10.2.2.1") if mode == "tunnel" else ("10.0.1.1", "10.0.2.1")
    clear = IP(src=ends[0], dst=ends[1], id=5, ttl=64, tos=8, proto=1) / Raw(bytes.fromhex("0800f7ff00000000"))
    sealed = bytes(theirs_sa.encrypt(clear, seq_num=40))
    counters = world.e2.flows[0].counters
    before = counters.decrypted
    for change, good in ((-1, False), (None, True)):  # the last octet is of the payload
        packet = ipv4.IPv4.decode(sealed)
        packet.ttl -= 1
        if change is not None:
            packet.payload = packet.payload[:change] + bytes([packet.payload[change] ^ 1])
        world.r2.ip.receive(packet, world.wan2)
        assert (counters.verify_failed, counters.decrypted) == (1, before + good)
