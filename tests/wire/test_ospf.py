"""OSPF packets: round trips, refusals, and what tshark and scapy read in them."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.types import mask_of
from iosemu.wire import Malformed, ospf, ospf_lsa
from iosemu.wire.ospf import Dd, Description, Hello, Kind
from iosemu.wire.ospf_lsa import Link, Lsa, make_lsa

u32 = st.integers(0, 0xFFFFFFFF)
u16 = st.integers(0, 0xFFFF)
octet = st.integers(0, 255)

masks = st.integers(0, 32).map(mask_of)
links = st.one_of(
    st.builds(Link, u32, u32, st.sampled_from((1, 2, 4)), u16), st.builds(Link, u32, masks, st.just(3), u16)
)
metric = st.integers(0, 0xFFFFFF)
bodies = st.one_of(
    st.tuples(st.just(1), st.builds(ospf_lsa.router_body, octet, st.lists(links, max_size=5))),
    st.tuples(st.just(2), st.builds(ospf_lsa.network_body, masks, st.lists(u32, max_size=5))),
    st.tuples(st.sampled_from((3, 4)), st.builds(ospf_lsa.summary_body, masks, metric)),
    st.tuples(st.sampled_from((5, 7)), st.builds(ospf_lsa.external_body, masks, st.booleans(), metric, u32, u32)),
    st.tuples(st.sampled_from((9, 10, 11)), st.binary(max_size=20)),
)
lsas = st.builds(
    lambda body, lsid, adv, seq, opt: make_lsa(body[0], lsid, adv, seq, opt, body[1]), bodies, u32, u32, u32, octet
)


@given(st.builds(ospf_lsa.Grace, u32, octet, u32), st.binary(max_size=9))
def test_requests_for_grace_come_back(grace: ospf_lsa.Grace, more: bytes) -> None:
    """What is not known is passed over."""
    data = ospf_lsa.grace_body(grace) + b"\x7f\0\0" + bytes((len(more),)) + more + bytes(-len(more) % 4)
    assert ospf_lsa.decode_grace(data) == grace


@given(st.lists(st.tuples(st.integers(0, 3600), lsas), max_size=4), u32, u32)
def test_updates_come_back(advertisements: list[tuple[int, Lsa]], rid: int, area: int) -> None:
    packet = ospf.decode(ospf.encode(Kind.UPDATE, rid, area, ospf.encode_update(advertisements)))
    assert (packet.kind, packet.router_id, packet.area, packet.trailer) == (Kind.UPDATE, rid, area, b"")
    found, bad = ospf.decode_update(packet.data[24:])
    assert found == advertisements
    assert not bad


@given(lsas)
def test_equal_lsas_are_one_object(lsa: Lsa) -> None:
    assert ospf_lsa.decode_lsa(bytes(bytearray(lsa.data))) is lsa
    assert ospf_lsa.fletcher(lsa.data) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (1, ospf_lsa.router_body(0, [Link(1, 0xFF00FF00, 3, 1)])),
        (2, ospf_lsa.network_body(0xFF00FF00, [1, 2])),
        (3, ospf_lsa.summary_body(0xFF00FF00, 1)),
        (5, ospf_lsa.external_body(0xFFFF00FF, False, 1, 0, 0)),
        (7, ospf_lsa.external_body(1, False, 1, 0, 0)),
    ],
)
def test_a_mask_with_holes_is_refused(kind: int, body: bytes) -> None:
    with pytest.raises(Malformed):
        make_lsa(kind, 1, 2, 3, 0, body)


@given(lsas, st.integers(0, 1000), st.integers(1, 254))
def test_a_changed_lsa_is_refused(lsa: Lsa, at: int, by: int) -> None:
    data = bytearray(lsa.data)
    at %= len(data)
    old = data[at]
    data[at] = (old + by) % 255 if old != 255 else by % 255 or 1
    if data[at] % 255 == old % 255:
        return
    with pytest.raises(Malformed):
        ospf_lsa.decode_lsa(bytes(data))


@given(u32, u16, octet, octet, u32, u32, u32, st.lists(u32, max_size=6, unique=True))
def test_hellos_come_back(
    mask: int, interval: int, options: int, priority: int, dead: int, dr: int, bdr: int, heard: list[int]
) -> None:
    hello = Hello(mask, interval, options, priority, dead, dr, bdr, tuple(heard), frozenset(heard))
    assert ospf.decode_hello(hello.encode()) == hello


@given(u16, octet, st.integers(0, 15), u32, st.lists(lsas, max_size=4))
def test_descriptions_and_acknowledgments_come_back(
    mtu: int, options: int, flags: int, sequence: int, some: list[Lsa]
) -> None:
    headers = [lsa.header(7) for lsa in some]
    description = Description(mtu, options, flags, sequence, headers)
    assert Description.decode(description.encode()) == description
    assert ospf.decode_headers(ospf.encode_ack((7, lsa) for lsa in some)) == headers
    keys = [lsa.key for lsa in some]
    assert ospf.decode_request(ospf.encode_request(keys)) == keys


@given(st.binary(max_size=200))
def test_nothing_but_malformed_comes_of_anything(data: bytes) -> None:
    for decode in (ospf.decode, ospf.decode_hello, Description.decode, ospf.decode_request, ospf.decode_update,
                   ospf.decode_headers, ospf_lsa.decode_lsa, ospf_lsa.decode_grace):  # fmt: skip
        with contextlib.suppress(Malformed):
            decode(data)


HELLO = ospf.encode(Kind.HELLO, 1, 0, Hello(0xFFFFFF00, 10, 0x12, 1, 40, 0, 0, (2,)).encode())
REFUSED = [
    ("length", HELLO[:20]),
    ("length", HELLO[:30]),
    ("version", b"\3" + HELLO[1:]),
    ("type", HELLO[:1] + b"\6" + HELLO[2:]),
    ("checksum", HELLO[:30] + b"\1" + HELLO[31:]),
]


@pytest.mark.parametrize(("what", "data"), REFUSED)
def test_what_is_refused_says_why(what: str, data: bytes) -> None:
    with pytest.raises(ospf.Invalid) as caught:
        ospf.decode(data)
    assert caught.value.what == what


def samples() -> list[bytes]:
    """One packet of each type, all types of LSAs among them, with each way of authentication."""
    rid, area = 0x01010101, 0
    advertisements = [
        make_lsa(1, rid, rid, 0x80000005, 0x22, ospf_lsa.router_body(3, [Link(rid, 5, 1, 10), Link(8, 0xFFFFFFFC, 3, 1)])),
        make_lsa(2, 0x0A000001, rid, 0x80000001, 0x22, ospf_lsa.network_body(0xFFFFFF00, [rid, 2])),
        make_lsa(3, 0x0A010000, rid, 0x80000001, 0x22, ospf_lsa.summary_body(0xFFFF0000, 65)),
        make_lsa(4, 0x02020202, rid, 0x80000001, 0x22, ospf_lsa.summary_body(0, 1)),
        make_lsa(5, 0x0A020000, rid, 0x80000001, 0x20, ospf_lsa.external_body(0xFFFF0000, True, 20, 0x0A000009, 77)),
        make_lsa(9, 3 << 24, rid, 0x80000001, 0x42, ospf_lsa.grace_body(ospf_lsa.Grace(120, 1, 0x0A000001))),
        make_lsa(7, 0x0A030000, rid, 0x80000001, 0x28, ospf_lsa.external_body(0xFFFF0000, False, 5, 0x0A000009, 0)),
    ]
    aged = [(3, lsa) for lsa in advertisements]
    update = ospf.encode(Kind.UPDATE, rid, area, ospf.encode_update(aged))
    hello = Hello(0xFFFFFF00, 10, 0x12, 1, 40, 0x0A000001, 0, (0x02020202,)).encode()
    description = Description(1500, 0x52, Dd.MORE, 0xB5D, [lsa.header(1) for lsa in advertisements]).encode()
    md5 = ospf.encode(Kind.HELLO, rid, area, hello, 2, ospf.crypto_field(1, 16, 7))
    block = ospf.lls_block_open(1, 7)
    digest = hashlib.md5(md5 + b"secret".ljust(16, b"\0")).digest()
    return [
        ospf.encode(Kind.HELLO, rid, area, hello) + ospf.lls_block(1),
        ospf.encode(Kind.DESCRIPTION, rid, area, description) + ospf.lls_block(1),
        ospf.encode(Kind.REQUEST, rid, area, ospf.encode_request(lsa.key for lsa in advertisements)),
        update,
        ospf.encode(Kind.ACK, rid, area, ospf.encode_ack(aged)),
        ospf.encode(Kind.HELLO, rid, area, hello, 1, b"secret\0\0") + ospf.lls_block(1),
        md5 + digest + block + hashlib.md5(block + b"secret".ljust(16, b"\0")).digest(),
    ]


def test_scapy_reads_the_same() -> None:
    from scapy.contrib import ospf as theirs

    hello, description, request, update, ack, *_ = [theirs.OSPF_Hdr(data) for data in samples()]
    assert hello.neighbors == ["2.2.2.2"]
    assert (hello.mask, hello.hellointerval, hello.deadinterval, hello.router) == ("255.255.255.0", 10, 40, "10.0.0.1")
    assert next((lsa.type, lsa.id, lsa.seq) for lsa in description.lsaheaders) == (1, "1.1.1.1", 0x80000005)
    assert [(each.type, each.id, each.adrouter) for each in request.requests][4] == (5, "10.2.0.0", "1.1.1.1")
    router, net, summary, asbr, external, _, nssa = update.lsalist
    assert [(link.type, link.metric) for link in router.linklist] == [(1, 10), (3, 1)]
    assert net.routerlist == ["1.1.1.1", "0.0.0.2"]
    assert (summary.mask, summary.metric, asbr.metric) == ("255.255.0.0", 65, 1)
    assert (external.ebit, external.metric, external.fwdaddr, external.tag) == (1, 20, "10.0.0.9", 77)
    assert (nssa.ebit, nssa.metric) == (0, 5)
    assert len(ack.lsaheaders) == 7


def test_scapy_packs_the_same() -> None:
    """Their encoder, our decoder."""
    from scapy.contrib import ospf as theirs

    built = theirs.OSPF_Hdr(src="9.9.9.9", area="0.0.0.5") / theirs.OSPF_Hello(
        mask="255.255.0.0", hellointerval=7, deadinterval=21, prio=9, router="10.0.0.9", neighbors=["3.3.3.3"]
    )
    packet = ospf.decode(bytes(built))
    assert (packet.router_id, packet.area) == (0x09090909, 5)
    hello = ospf.decode_hello(packet.data[24:])
    assert (hello.interval, hello.dead, hello.priority, hello.dr) == (7, 21, 9, 0x0A000009)
    assert hello.neighbors == (0x03030303,)
    lsa = bytes(theirs.OSPF_Router_LSA(
        id="9.9.9.9", adrouter="9.9.9.9", linklist=[theirs.OSPF_Link(id="1.1.1.1", data="2.2.2.2", type=1, metric=3)]
    ))  # fmt: skip
    found = ospf_lsa.decode_lsa(lsa[2:])
    assert isinstance(found.body, ospf_lsa.RouterBody)
    assert found.body.links == (Link(0x01010101, 0x02020202, 1, 3),)


def test_tshark_agrees(tmp_path: Path) -> None:
    if shutil.which("tshark") is None or shutil.which("text2pcap") is None:
        pytest.skip("needs tshark")
    dump = tmp_path / "packets.txt"
    dump.write_text("".join("000000 " + data.hex(" ") + "\n" for data in samples()))
    capture = str(tmp_path / "packets.pcap")
    subprocess.run(["text2pcap", "-q", "-i", "89", str(dump), capture], check=True, capture_output=True, timeout=60)
    command = ["tshark", "-n", "-r", capture, "-T", "fields"]
    names = ("ospf.msg", "ospf.srcrouter", "ospf.auth.type", "_ws.malformed", "_ws.expert.message")
    fields = [option for name in names for option in ("-e", name)]
    shown = subprocess.run([*command, *fields], check=True, capture_output=True, text=True, timeout=60).stdout
    rows = [line.split("\t") for line in shown.splitlines()]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "1", "1"]
    assert {row[1] for row in rows} == {"1.1.1.1"}
    assert [row[2] for row in rows] == ["0", "0", "0", "0", "0", "1", "2"]
    assert not any(row[3] or row[4] for row in rows)
    values = (
        "ospf.lsa", "ospf.lsa.seqnum", "ospf.lsa.asext.fwdaddr", "ospf.lsa.id", "ospf.v2.grace.period", "ospf.v2.grace.reason",
        "ospf.v2.grace.ip",
    )  # fmt: skip
    fields = [option for name in values for option in ("-e", name)]
    shown = subprocess.run(
        [*command, "-Y", "ospf.msg == 4", *fields], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    kinds, numbers, forward, ids, *grace = shown.rstrip("\n").split("\t")
    assert kinds == "1,2,3,4,5,9,7"
    assert grace == ["120", "1", "10.0.0.1"]
    assert numbers.split(",")[0] == "0x80000005"
    assert forward == "10.0.0.9,10.0.0.9"
    assert ids == "1.1.1.1,10.0.0.1,10.1.0.0,2.2.2.2,10.2.0.0,10.3.0.0"
