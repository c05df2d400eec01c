"""Vendor IDs that we send and know."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from iosemu.features.isakmp.sa import IkeSa
from iosemu.features.isakmp.trace import Step
from iosemu.wire.isakmp import PORT, Chain, Kind, Opaque, Payload

if TYPE_CHECKING:
    from iosemu.features.isakmp.engine import IsakmpEngine

NAT_T = {  # MD5 of the documents' names
    "rfc3947": bytes.fromhex("4a131c81070358455c5728f20e95452f"),
    "07": bytes.fromhex("439b59f8ba676c4c7737ae22eab8f582"),
    "03": bytes.fromhex("7d9419a65310ca6f2c179d9215529d56"),
    "02": bytes.fromhex("90cb80913ebb696e086381b5ec427b1f"),
}
_NAT_T_NAMES = ("RFC 3947", "v7", "v3", "v2")
DPD = bytes.fromhex("afcad71368a1f1c96b8696fc77570100")
UNITY = bytes.fromhex("12f5f28c457168a9702d9fe274cc0100")
XAUTH = bytes.fromhex("09002689dfd6b712")
FRAGMENTATION = bytes.fromhex("4048b7d56ebce88525e7de7f00d6c2d3")
_NAMES = {**dict(zip(NAT_T.values(), _NAT_T_NAMES, strict=True)), DPD: "DPD", UNITY: "Unity", XAUTH: "XAUTH"}
_CLAIMED = "IOS?"  # made before the responder had a cookie: it proves nothing
_VID = int(Kind.VID)
_MAJOR_AT = 14  # octet that Unity and DPD keep their major version in


def ios(cookies: bytes) -> bytes:
    """What tells one IOS box from others; differs from SA to SA."""
    return hashlib.md5(b"Cisco IOS" + cookies, usedforsecurity=False).digest()


def payload(data: bytes) -> Payload:
    return Opaque(Kind.VID, data)


def nat_t_offer(engine: IsakmpEngine, sa: IkeSa) -> list[Payload]:
    """All versions that an initiator says it knows."""
    offered: list[Payload] = []
    if not engine.nat_traversal or sa.service != PORT:
        return offered
    for name, data in NAT_T.items():
        engine.trace(sa, Step.CONSTRUCTED_VENDOR, name)
        offered.append(payload(data))
    return offered


def fragmentation(engine: IsakmpEngine) -> list[Payload]:
    """That messages may come in pieces, where that is configured: in either mode."""
    return [payload(FRAGMENTATION + bytes.fromhex("c0000000"))] if engine.config.fragmentation else []


def nat_t_answer(engine: IsakmpEngine, sa: IkeSa) -> list[Payload]:
    """The one that a responder takes."""
    if not sa.nat_t:
        return []
    engine.trace(sa, Step.CONSTRUCTED_VENDOR, "rfc3947")
    return [payload(NAT_T["rfc3947"])]


def read(engine: IsakmpEngine, sa: IkeSa, chain: Chain, clear: bytes) -> None:
    """Take note of every vendor ID of a message."""
    tracing = engine.tracing
    sa.fragments = sa.fragments or (
        engine.config.fragmentation and any(data.startswith(FRAGMENTATION) for data in chain.bodies)
    )
    for each, data, offset in zip(chain.payloads, chain.bodies, chain.offsets, strict=True):
        if each.kind != _VID:
            continue
        name = _NAMES.get(data, "")
        if name == "DPD":
            sa.dpd = True
        elif name in _NAT_T_NAMES:
            sa.nat_t = engine.nat_traversal and sa.service == PORT
        elif not name and data == ios(sa.cookies):
            sa.ios, name = True, "IOS"
        elif not name and data == ios(sa.cookie_i + bytes(8)):
            name = _CLAIMED
        if tracing:
            _tell(engine, sa, data, name, clear, offset)


def _tell(engine: IsakmpEngine, sa: IkeSa, data: bytes, name: str, clear: bytes, offset: int) -> None:
    if data.startswith(FRAGMENTATION):
        engine.trace(sa, Step.FRAGMENTATION)
        if not engine.config.fragmentation:
            engine.trace(sa, Step.FRAGMENTATION_OFF)
        return
    engine.trace(sa, Step.VENDOR)
    if name in ("Unity", "DPD"):
        engine.trace(sa, Step.VENDOR_IS, name)
    elif name == "IOS":
        engine.trace(sa, Step.VENDOR_IOS)
    elif name == _CLAIMED:
        engine.trace(sa, Step.VENDOR_CLAIMED)
    else:
        # IOS looks at this octet whatever the ID's length: behind a short one it reads the payload that follows
        at = offset + _MAJOR_AT
        engine.trace(sa, Step.VENDOR_MAJOR, clear[at] if at < len(clear) else 0)
        if name in _NAT_T_NAMES:
            engine.trace(sa, Step.VENDOR_NATT, name)
        elif name:
            engine.trace(sa, Step.VENDOR_IS, name)
