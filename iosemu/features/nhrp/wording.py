"""What differs between software releases in NHRP and DMVPN: defaults and the form of outputs."""

from __future__ import annotations

from iosemu.device.release import Software, newest
from iosemu.records import dataclass
from iosemu.wire import nhrp


@dataclass(slots=True, frozen=True)
class Release:
    """Times in seconds, `max_send` in packets per `max_send_every`."""

    holdtime: int = 7200
    shortcut: bool = False
    multicast_dynamic: bool = False
    max_send: int = 100
    max_send_every: int = 10
    authoritative: bool = True  # resolution requests go on to the owner; else the NHS answers from its cache
    answers_backward: bool = False  # the owner's reply takes the way of the request; else straight to the requester
    dmvpn_syslog: bool = False  # %DMVPN messages without being asked for
    unique_prefix: int = 32  # prefix length in a registration with the unique flag
    vrf_named: bool = False  # in debug lines: by name and number, not by number alone
    legend: tuple[str, ...] = ()  # `show dmvpn`, between the lines of "N - NATed" and "# Ent"
    left_nbma: bool = True  # `show dmvpn detail`: NBMA addresses stand at the left of their column
    multipoint: str = "MGRE"  # as destination in `show dmvpn detail`
    own_rows_hidden: bool = False  # `show dmvpn` leaves out what was answered for networks of our own
    unresolved_count: int = 1  # `# Ent` of an unresolved peer on a tunnel without protection
    event_publisher: bool = True
    preference: bool = False  # in `show ip nhrp detail`


_TABLE = {
    (12, 4): Release(left_nbma=False, event_publisher=False, authoritative=False, answers_backward=True),
    (12, 4, 20): Release(left_nbma=False, event_publisher=False, answers_backward=True),
    (15, 2): Release(left_nbma=False, event_publisher=False),
    (15, 6): Release(
        shortcut=True, legend=("T1 - Route Installed, T2 - Nexthop-override", "C - CTS Capable, I2 - Temporary")
    ),
    (16,): Release(
        holdtime=600,
        shortcut=True,
        multicast_dynamic=True,
        max_send=10000,
        dmvpn_syslog=True,
        unique_prefix=255,
        vrf_named=True,
        legend=("T1 - Route Installed, T2 - Nexthop-override, B - BGP", "C - CTS Capable, I2 - Temporary"),
        multipoint="Multipoint",
        preference=True,
        own_rows_hidden=True,
        unresolved_count=0,
    ),
}


def release_of(software: Software) -> Release:
    return newest(_TABLE, software.release)


CIE_CODES = {
    nhrp.NO_ERROR: "no error",
    nhrp.ADMINISTRATIVELY_PROHIBITED: "administratively prohibited",
    nhrp.INSUFFICIENT_RESOURCES: "insufficient resources",
    nhrp.NO_BINDING: "no binding exists",
    nhrp.NOT_UNIQUE: "binding exists but is not unique",
    nhrp.ALREADY_REGISTERED: "unique address registered already",
}
ERROR_CODES = {
    nhrp.UNRECOGNIZED_EXTENSION: "unrecognized extension",
    nhrp.LOOP_DETECTED: "loop detected",
    nhrp.PROTOCOL_ADDRESS_UNREACHABLE: "protocol address unreachable",
    nhrp.PROTOCOL_ERROR: "protocol generic error",
    nhrp.SDU_SIZE_EXCEEDED: "sdu size exceeded",
    nhrp.INVALID_EXTENSION: "invalid extension",
    nhrp.INVALID_REPLY: "invalid nhrp reply received",
    nhrp.AUTHENTICATION_FAILURE: "authentication failure",
    nhrp.HOP_COUNT_EXCEEDED: "hop count exceeded",
}


def cie_code(code: int) -> str:
    return f"{CIE_CODES.get(code, 'unknown')}({code})"


def error_code(code: int) -> str:
    return f"{ERROR_CODES.get(code, 'unknown')}({code})"
