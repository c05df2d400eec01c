"""What differs between releases in the words of IPsec; the one place for it."""

from __future__ import annotations

from functools import cache

from iosemu.device.platform import Platform
from iosemu.device.release import Software, newest
from iosemu.records import dataclass, replace


@dataclass(slots=True, frozen=True)
class Dialect:
    """Chosen by release: 12.4, 15.2 and before, 15.4 and later, IOS-XE 16 and later."""

    plaintext_mtu: bool  # `plaintext mtu 1438, ` before `path mtu`
    status: str  # of an SA
    sibling: str | None  # digits before the eight of sibling_flags, None where they are not shown
    transport_flag: int  # of sibling_flags
    initiator: bool  # told on the line of the connection
    session_id: bool  # `Session ID: 0  ` in sessions
    ike: str  # IKE SA in sessions
    pfs_line: bool
    map_family: str  # `Crypto Map IPv4 "…"`
    legend_end: tuple[str, ...]  # of `show crypto session detail`
    ports: bool  # proxies and endpoints in debugs carry ports
    input_interface: bool  # RECVD_PKT_INV_SPI names it
    spi_line: bool  # debugs tell `enable SA with spi`
    flow_id: str = "SW"  # name of the crypto engine
    first_conn: int = 0  # connection numbers start behind this one


_MODERN = ("R - IKE Auto Reconnect, U - IKE Dynamic Route Update", "S - SIP VPN")
_OLD = Dialect(
    plaintext_mtu=False,
    status="ACTIVE",
    sibling=None,
    transport_flag=6,
    initiator=False,
    session_id=False,
    ike="IKE",
    pfs_line=False,
    map_family="",
    legend_end=("R - IKE Auto Reconnect",),
    ports=False,
    input_interface=False,
    spi_line=True,
)
_CLASSIC = replace(
    _OLD,
    sibling="",
    ike="IKEv1",
    pfs_line=True,
    legend_end=("R - IKE Auto Reconnect, U - IKE Dynamic Route Update",),
    ports=True,
)
_LATE = replace(
    _CLASSIC,
    plaintext_mtu=True,
    status="ACTIVE(ACTIVE)",
    transport_flag=0,
    session_id=True,
    map_family="IPv4 ",
    legend_end=_MODERN,
)
_XE = replace(
    _LATE, sibling="FFFFFFFF", transport_flag=8, initiator=True, input_interface=True, spi_line=False
)
_BY_RELEASE: dict[tuple[int, ...], Dialect] = {
    (12, 4): _OLD,
    (15, 0): _CLASSIC,
    (15, 1): replace(_CLASSIC, map_family="IPv4 "),
    (15, 4): _LATE,
    (16,): _XE,
}


def spoken(software: Software) -> Dialect:
    """By the release alone: what logs and debugs need."""
    return newest(_BY_RELEASE, software.release)


@cache
def dialect_of(platform: Platform) -> Dialect:
    flow_id, first_conn = platform.crypto_engine
    return replace(spoken(platform.software), flow_id=flow_id, first_conn=first_conn)
