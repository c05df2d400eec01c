"""What differs between releases in the words of IPsec; the one place for it."""

from __future__ import annotations

from iosemu.device.release import Software, newest
from iosemu.records import dataclass


@dataclass(slots=True, frozen=True)
class Dialect:
    """Chosen by release: 12.4, 15.2 and before, 15.4 and later, IOS-XE 16 and later."""

    plaintext_mtu: bool  # `plaintext mtu 1438, ` before `path mtu`
    status: str  # of an SA
    flow_id: str  # name of the crypto engine
    first_conn: int  # connection numbers start behind this one
    sibling: str  # digits before the eight of sibling_flags
    transport_flag: int  # of sibling_flags
    initiator: bool  # told on the line of the connection
    session_id: bool  # `Session ID: 0  ` in sessions
    ike: str  # IKE SA in sessions
    pfs_line: bool
    map_family: str  # `Crypto Map IPv4 "…"`
    legend_end: tuple[str, ...]  # of `show crypto session detail`
    no_sas: bool  # says `No SAs found`
    ports: bool  # proxies and endpoints in debugs carry ports
    input_interface: bool  # RECVD_PKT_INV_SPI names it
    spi_line: bool  # debugs tell `enable SA with spi`


_OLD = Dialect(
    False, "ACTIVE", "SW", 0, "", 6, False, False, "IKE", False, "", ("R - IKE Auto Reconnect",), False, False, False,
    True,
)  # fmt: skip
_CLASSIC = Dialect(
    False, "ACTIVE", "SW", 0, "", 6, False, False, "IKEv1", True, "",
    ("R - IKE Auto Reconnect, U - IKE Dynamic Route Update",), False, True, False, True,
)  # fmt: skip
_LATE = Dialect(
    True, "ACTIVE(ACTIVE)", "SW", 0, "", 0, False, True, "IKEv1", True, "IPv4 ",
    ("R - IKE Auto Reconnect, U - IKE Dynamic Route Update", "S - SIP VPN"), True, True, False, True,
)  # fmt: skip
_XE = Dialect(
    True, "ACTIVE(ACTIVE)", "CSR", 2000, "FFFFFFFF", 8, True, True, "IKEv1", True, "IPv4 ",
    ("R - IKE Auto Reconnect, U - IKE Dynamic Route Update", "S - SIP VPN"), True, True, True, False,
)  # fmt: skip


_BY_RELEASE: dict[tuple[int, ...], Dialect] = {(12, 4): _OLD, (15, 0): _CLASSIC, (15, 4): _LATE, (16,): _XE}


def dialect_of(software: Software) -> Dialect:
    return newest(_BY_RELEASE, software.release)
