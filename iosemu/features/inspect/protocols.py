"""What can be inspected: TCP, UDP and ICMP as such, and applications by their ports."""

from __future__ import annotations

from iosemu.records import dataclass
from iosemu.wire import ipv4


@dataclass(slots=True, frozen=True)
class Protocol:
    """`ports` are those of the one who answers; none: all."""

    name: str
    carriers: frozenset[int]
    ports: frozenset[int] = frozenset()


def _protocol(name: str, carriers: tuple[int, ...], *ports: int) -> Protocol:
    return Protocol(name, frozenset(carriers), frozenset(ports))


_TCP, _UDP, _BOTH = (ipv4.TCP,), (ipv4.UDP,), (ipv4.TCP, ipv4.UDP)
PROTOCOLS = {
    each.name: each
    for each in (
        _protocol("bootpc", _UDP, 68),
        _protocol("bootps", _UDP, 67),
        _protocol("dns", _BOTH, 53),
        _protocol("ftp", _TCP, 21),
        _protocol("gdoi", _UDP, 848),
        _protocol("http", _TCP, 80),
        _protocol("https", _TCP, 443),
        _protocol("icmp", (ipv4.ICMP,)),
        _protocol("imap", _TCP, 143),
        _protocol("ipsec-msft", _UDP, 4500),
        _protocol("isakmp", _UDP, 500),
        _protocol("kerberos", _BOTH, 88),
        _protocol("l2tp", _UDP, 1701),
        _protocol("ldap", _BOTH, 389),
        _protocol("microsoft-ds", _BOTH, 445),
        _protocol("netbios-dgm", _BOTH, 138),
        _protocol("netbios-ns", _BOTH, 137),
        _protocol("netbios-ssn", _BOTH, 139),
        _protocol("ntp", _UDP, 123),
        _protocol("pop3", _TCP, 110),
        _protocol("radius", _UDP, 1645, 1646, 1812, 1813),
        _protocol("smtp", _TCP, 25),
        _protocol("snmp", _UDP, 161),
        _protocol("snmptrap", _UDP, 162),
        _protocol("ssh", _TCP, 22),
        _protocol("syslog", _UDP, 514),
        _protocol("tacacs", _TCP, 49),
        _protocol("tcp", _TCP),
        _protocol("telnet", _TCP, 23),
        _protocol("tftp", _UDP, 69),
        _protocol("udp", _UDP),
    )
}
