"""The messages of entries with `log`."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.acl.events import EntryLogged, LogMissed
from iosemu.features.acl.names import PROTOCOLS, name_of
from iosemu.types import format_ipv4, format_mac
from iosemu.wire import ipv4

FLAGS = ()
DEBUG: dict[str, object] = {}


def _logged(event: EntryLogged, told: Audience) -> Message:
    verdict = "permitted" if event.permit else "denied"
    packets = f"{event.count} packet{'' if event.count == 1 else 's'}"
    src, dst = format_ipv4(event.src), format_ipv4(event.dst)
    station = format_mac(event.station) if event.station is not None else "*HDLC*"
    origin = f"({event.came} {station}) " if event.came is not None else ""
    head = f"list {event.name} {verdict}"
    if not event.extended:
        return Message("SEC", 6, "IPACCESSLOGS", f"{head} {src} {packets}")
    if event.protocol in (ipv4.TCP, ipv4.UDP):
        protocol = name_of(PROTOCOLS, event.protocol)
        text = f"{protocol} {src}({event.src_port}) {origin}-> {dst}({event.dst_port}), {packets}"
        return Message("SEC", 6, "IPACCESSLOGP", f"{head} {text}")
    if event.protocol == ipv4.ICMP:
        text = f"icmp {src} {origin}-> {dst} ({event.src_port}/{event.dst_port}), {packets}"
        return Message("SEC", 6, "IPACCESSLOGDP", f"{head} {text}")
    return Message("SEC", 6, "IPACCESSLOGNP", f"{head} {event.protocol} {src} {origin}-> {dst}, {packets}")


def _missed(event: LogMissed, told: Audience) -> Message:
    packets = f"{event.packets} packet{'' if event.packets == 1 else 's'}"
    return Message("SEC", 6, "IPACCESSLOGRL", f"access-list logging rate-limited or missed {packets}")


SYSLOG = {EntryLogged: _logged, LogMissed: _missed}
