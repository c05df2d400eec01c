"""The messages of entries with `log`."""

from __future__ import annotations

from iosemu.device.debug import Audience, Message
from iosemu.features.acl.events import EntryLogged6
from iosemu.features.acl.names import name_of
from iosemu.types import format_ipv6, format_mac
from iosemu.wire import ipv4
from iosemu.wire.ipv6 import ICMPV6

_PROTOCOLS = {"tcp": ipv4.TCP, "udp": ipv4.UDP, "icmpv6": ICMPV6}


def _logged(event: EntryLogged6, told: Audience) -> Message:
    packets = f"{event.count} packet{'' if event.count == 1 else 's'}"
    station = format_mac(event.station) if event.station is not None else "*HDLC*"
    origin = f"({event.came} {station}) " if event.came is not None else ""
    head = f"list {event.name}/{event.sequence} {'permitted' if event.permit else 'denied'}"
    head += f" {name_of(_PROTOCOLS, event.protocol)} {format_ipv6(event.src)}"
    dst = format_ipv6(event.dst)
    if event.protocol in (ipv4.TCP, ipv4.UDP):
        text = f"{head}({event.src_port}) {origin}-> {dst}({event.dst_port}), {packets}"
        return Message("IPV6_ACL", 6, "ACCESSLOGP", text)
    if event.protocol == ICMPV6:
        text = f"{head} {origin}-> {dst} ({event.src_port}/{event.dst_port}), {packets}"
        return Message("IPV6_ACL", 6, "ACCESSLOGDP", text)
    return Message("IPV6_ACL", 6, "ACCESSLOGNP", f"{head} {origin}-> {dst}, {packets}")


SYSLOG = {EntryLogged6: _logged}
