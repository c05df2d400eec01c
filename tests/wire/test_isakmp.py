"""ISAKMP messages: what we write others read, what we read we can write again, and nothing else gets in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iosemu.wire import Malformed, isakmp
from iosemu.wire.isakmp import (
    Attribute,
    BadPayload,
    Certificate,
    Cfg,
    CfgAttribute,
    CfgValue,
    Config,
    Delete,
    Exchange,
    Header,
    Identification,
    Kind,
    NatOa,
    Notification,
    Notify,
    Opaque,
    Payload,
    Proposal,
    Sa,
    Transform,
)

CKY_I, CKY_R = b"initiate", b"respond!"


def _offer() -> Sa:
    first = Transform(1, 1, [Attribute(1, 7), Attribute(14, 256), Attribute(2, 2), Attribute(4, 14), Attribute(3, 1),
                             Attribute(11, 1), Attribute(12, 86400, 4)])  # fmt: skip
    second = Transform(2, 1, [Attribute(1, 5), Attribute(2, 1), Attribute(4, 2), Attribute(3, 1), Attribute(11, 1),
                              Attribute.number(12, 3600)])  # fmt: skip
    return Sa([Proposal(1, 1, b"", [first, second])])


ALL: list[Payload] = [
    Opaque(Kind.HASH, bytes(20)),
    _offer(),
    Opaque(Kind.KE, b"k" * 128),
    Opaque(Kind.NONCE, b"n" * 20),
    Identification(1, 17, 500, bytes([10, 0, 0, 1])),
    Identification(4, 0, 0, bytes([10, 0, 0, 0, 255, 0, 0, 0])),
    Notification(Notify.INITIAL_CONTACT, 1, CKY_I + CKY_R),
    Delete(3, [b"\0\0\1\0", b"\0\0\2\0"]),
    Delete(1, [CKY_I + CKY_R]),
    Opaque(Kind.VID, bytes(16)),
    Opaque(Kind.NAT_D, bytes(20)),
    NatOa(1, bytes(4)),
    Certificate(Kind.CERT, 4, b"x"),
    Certificate(Kind.CR, 4, b""),
    Config(Cfg.REQUEST, 7, [CfgValue(CfgAttribute.ADDRESS), CfgValue.of(CfgAttribute.XAUTH_STATUS, 1)]),
    Config(Cfg.REPLY, 7, [CfgValue(CfgAttribute.DNS, bytes(4)), CfgValue(CfgAttribute.BANNER, b"hello")]),
]


def test_every_payload_comes_back() -> None:
    header = Header(CKY_I, CKY_R, Exchange.QUICK, 0x89ABCDEF)
    data = isakmp.encode(header, ALL)
    again, chain = isakmp.decode(data)
    assert again == header
    assert chain.payloads == ALL
    assert chain.size == len(data) - isakmp.HEADER_SIZE
    body = data[isakmp.HEADER_SIZE :]
    for payload, offset in zip(chain.payloads, chain.offsets, strict=True):
        assert body[offset:].startswith(payload.body())


def test_octets_of_a_small_message() -> None:
    data = isakmp.encode(Header(CKY_I, bytes(8), Exchange.INFORMATIONAL, 1), [Delete(3, [b"\1\2\3\4"])])
    assert data.hex() == (
        CKY_I.hex()
        + "00" * 8
        + "0c100500"
        + "00000001"
        + "0000002c"
        + "00000010"
        + "00000001"
        + "03040001"
        + "01020304"
    )


def test_padding_only_where_it_was_encrypted() -> None:
    body = isakmp.encode_chain([Opaque(Kind.NONCE, bytes(8))])
    assert isakmp.decode_chain(Kind.NONCE, body + bytes(4), padded=True).size == len(body)
    with pytest.raises(BadPayload) as caught:
        isakmp.decode_chain(Kind.NONCE, body + bytes(4))
    assert caught.value.notify is Notify.UNEQUAL_PAYLOAD_LENGTHS


@pytest.mark.parametrize(
    ("mangle", "notify"),
    [
        (lambda d: d[:20], Notify.PAYLOAD_MALFORMED),
        (lambda d: d + b"x", Notify.UNEQUAL_PAYLOAD_LENGTHS),
        (lambda d: bytes(8) + d[8:], Notify.INVALID_COOKIE),
        (lambda d: d[:17] + b"\x20" + d[18:], Notify.INVALID_MAJOR_VERSION),
        (lambda d: d[:17] + b"\x11" + d[18:], Notify.INVALID_MINOR_VERSION),
        (lambda d: d[:16] + b"\x30" + d[17:], Notify.INVALID_PAYLOAD_TYPE),
        (lambda d: d[:29] + b"\x01" + d[30:], Notify.PAYLOAD_MALFORMED),
        (lambda d: d[:30] + b"\xff\xff" + d[32:], Notify.UNEQUAL_PAYLOAD_LENGTHS),
        (lambda d: d[:35] + b"\x02" + d[36:], Notify.DOI_NOT_SUPPORTED),
        (lambda d: d[:39] + b"\x02" + d[40:], Notify.SITUATION_NOT_SUPPORTED),
        (lambda d: d[:47] + b"\x03" + d[48:], Notify.BAD_PROPOSAL_SYNTAX),
    ],
)
def test_each_fault_has_its_notify(mangle: object, notify: Notify) -> None:
    data = isakmp.encode(Header(CKY_I, bytes(8), Exchange.MAIN), [_offer()])
    isakmp.decode(data)
    assert callable(mangle)
    with pytest.raises(BadPayload) as caught:
        isakmp.decode(mangle(data))
    assert caught.value.notify is notify


def test_reserved_octet_is_told_apart() -> None:
    body = isakmp.encode_chain([Identification(1, 17, 500, bytes(4))])
    with pytest.raises(BadPayload) as caught:
        isakmp.decode_chain(Kind.ID, body[:1] + b"\x99" + body[2:])
    assert caught.value.reserved
    assert caught.value.kind == Kind.ID


def test_scapy_reads_it() -> None:
    from scapy.layers.isakmp import ISAKMP

    message = ISAKMP(isakmp.encode(Header(CKY_I, bytes(8), Exchange.MAIN), [_offer(), Opaque(Kind.VID, b"v" * 16)]))
    assert message.init_cookie == CKY_I
    assert message.exch_type == 2
    sa = message.payload
    assert sa.name == "ISAKMP SA"
    transforms = sa.prop.trans
    assert ("GroupDesc", "2048MODPgr") in transforms.transforms
    assert ("LifeDuration", 86400) in transforms.transforms
    assert transforms.payload.num == 2
    assert sa.payload.name == "ISAKMP Vendor ID"


@given(st.binary(max_size=200))
def test_any_octets_get_a_proper_answer(data: bytes) -> None:
    _read(data)
    _read(CKY_I + CKY_R + data)


@given(st.data())
def test_mutations_of_a_real_message(data: st.DataObject) -> None:
    octets = bytearray(isakmp.encode(Header(CKY_I, CKY_R, Exchange.QUICK), ALL))
    for _ in range(data.draw(st.integers(1, 4))):
        octets[data.draw(st.integers(16, len(octets) - 1))] = data.draw(st.integers(0, 255))
    _read(bytes(octets))


def _read(octets: bytes) -> None:
    try:
        header, chain = isakmp.decode(octets)
    except Malformed:
        return
    assert isakmp.encode(header, chain.payloads) == octets
