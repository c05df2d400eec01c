"""Words of `debug dhcp`, `debug ip dhcp server …`, and what DHCP logs."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag, Message
from iosemu.features.dhcp import events
from iosemu.features.dhcp.config import dotted
from iosemu.features.dhcp.events import Told, Way
from iosemu.features.dhcp.show import lease_lines
from iosemu.records import dataclass
from iosemu.types import format_ipv4, format_mac, mask_of
from iosemu.wire.dhcp import Dhcp, Kind, Option

_DHCP = "DHCP server:"
FLAGS = (
    Flag("dhcp", "DHCP client:", "DHCP client activity debugging"),
    Flag("ip dhcp server events", _DHCP, "DHCP server event debugging"),
    Flag("ip dhcp server packet", _DHCP, "DHCP server packet debugging"),
)


@dataclass(slots=True)
class Detail:
    """What `debug dhcp [detail]` was given."""

    detail: bool = False


def _hardware(chaddr: bytes) -> str:
    return format_mac(int.from_bytes(chaddr[:6], "big"))


# the server, messages


def _asked(event: events.Asked, told: Audience) -> Iterator[str]:
    client, kind = dotted(event.client), event.message.kind
    if kind == Kind.DISCOVER:
        if event.relay:
            yield f"DHCPD: DHCPDISCOVER received from client {client} through relay {format_ipv4(event.relay)}."
        else:
            yield f"DHCPD: DHCPDISCOVER received from client {client} on interface {event.iface}."
    elif kind == Kind.REQUEST:
        yield f"DHCPD: DHCPREQUEST received from client {client}."
    elif kind in (Kind.RELEASE, Kind.DECLINE, Kind.INFORM):
        wanted = event.message.number(Option.ADDRESS) if kind == Kind.DECLINE else event.message.ciaddr
        yield f"DHCPD: DHCP{Kind(kind).name} message received from client {client} ({format_ipv4(wanted or 0)})."


def _answered(event: events.Answered, told: Audience) -> Iterator[str]:
    client, hardware = dotted(event.client), _hardware(event.hardware)
    name = f"DHCP{Kind(event.kind).name}"
    yield f"DHCPD: Sending {name} to client {client}" + (f" ({format_ipv4(event.address)})." if event.address else ".")
    if event.way is Way.RELAY:
        yield f"DHCPD: unicasting BOOTREPLY for client {hardware} to relay {format_ipv4(event.relay)}."
    elif event.way is Way.BROADCAST:
        yield f"DHCPD: broadcasting BOOTREPLY to client {hardware}."
    else:
        yield f"DHCPD: unicasting BOOTREPLY to client {hardware} ({format_ipv4(event.address)})."


def _saved(event: events.Saved, told: Audience) -> Iterator[str]:
    yield f"DHCPD: Saving workspace (ID=0x{event.number:X})"


def _reprocessed(event: events.Reprocessed, told: Audience) -> Iterator[str]:
    yield f"DHCPD: Reprocessing saved workspace (ID=0x{event.number:X})"


def _arp(event: events.ArpChanged, told: Audience) -> Iterator[str]:
    address = format_ipv4(event.address)
    if event.hardware is None:
        yield f"DHCPD: removing ARP entry ({address} vrf {event.vrf or 'default'})."
    else:
        yield f"DHCPD: creating ARP entry ({address}, {format_mac(event.hardware)}, vrf {event.vrf or 'default'})."


# the server, leases


def _noticed(event: events.Noticed, told: Audience) -> Iterator[str]:
    yield f"DHCPD: Sending notification of {event.notice.value}:"
    if event.address:
        yield f" DHCPD: address {format_ipv4(event.address)} mask {format_ipv4(mask_of(event.length))}"
    if event.why is not None and event.notice is events.Notice.FAILURE:
        yield f" DHCPD: due to: {event.why.value}"
    elif event.why is not None:
        yield f" DHCPD: reason flags: {event.why.value} "
    yield f"  DHCPD: htype 1 chaddr {_hardware(event.hardware)}"
    if event.relay:
        yield f"  DHCPD: giaddr = {format_ipv4(event.relay)}"
    if event.address:
        yield f"  DHCPD: lease time remaining (secs) = {0xFFFFFFFF if event.left is None else event.left}"


def _assigned(event: events.Assigned, told: Audience) -> Iterator[str]:
    if event.known:
        yield "DHCPD: Found previous server binding"
    else:
        yield f"DHCPD: assigned IP address {format_ipv4(event.address)} to client {dotted(event.client)}."


def _returned(event: events.Returned, told: Audience) -> Iterator[str]:
    if event.expired:
        yield "DHCPD: checking for expired leases."
        yield f"DHCPD: the lease for address {format_ipv4(event.address)} has expired."
    yield f"DHCPD: returned {format_ipv4(event.address)} to address pool {event.pool}."


def _no_pool(event: events.NoPool, told: Audience) -> Iterator[str]:
    yield f"DHCPD: there is no address pool for {format_ipv4(event.address)}."


def _confused(event: events.Confused, told: Audience) -> Iterator[str]:
    requested, assigned = format_ipv4(event.requested), format_ipv4(event.assigned)
    yield f"DHCPD: client is confused about its IP address (requested {requested}, assigned {assigned})."


# the client


def _says(event: events.ClientSays, told: Audience) -> Iterator[str]:
    options: Detail = told.options or Detail()
    if event.told is Told.TRY:
        yield f"DHCP: Try {event.number} to acquire address for {event.iface}"
        yield "DHCP: allocate request"
        yield f"DHCP: new entry. add to queue, interface {event.iface}"
        return
    if event.told is Told.WAITING:
        yield f"DHCP: Waiting for {event.number} seconds on interface {event.iface}"
        return
    message = event.message
    assert message is not None
    name = {Told.DISCOVER: "SDiscover", Told.REQUEST: "SRequest", Told.RELEASE: "SRelease", Told.DECLINE: "SDecline"}
    word = name[event.told]
    if event.told in (Told.DISCOVER, Told.REQUEST):
        yield f"DHCP: {word} attempt # {event.number} for entry:"
    if options.detail and event.now is not None:
        yield from lease_lines(event.now)
    if event.told is Told.REQUEST:
        yield from _placed(message)
    if Option.CLASS in message.options:
        yield f"DHCP: {word} placed class-id option: {message.options[Option.CLASS].hex().upper()}"
    if event.told is Told.DISCOVER:
        yield f"DHCP: {word}: sending {event.size} byte length DHCP packet"
        yield f"DHCP: {word} {event.size} bytes "
    else:
        yield f"DHCP: {word}: {event.size} bytes"
        yield f"DHCP: {word}: {event.size} bytes"
    if event.unicast:
        yield f"            Unicast to {format_ipv4(event.unicast)} from {format_ipv4(event.source)}"
    else:
        yield f"            B'cast on {event.iface} interface from {format_ipv4(event.source)}"


def _placed(message: Dhcp) -> Iterator[str]:
    server, wanted = message.number(Option.SERVER), message.number(Option.ADDRESS)
    if server is not None:
        yield f"DHCP: SRequest- Server ID option: {format_ipv4(server)}"
    if wanted is not None:
        yield f"DHCP: SRequest- Requested IP addr option: {format_ipv4(wanted)}"
    lease = message.number(Option.LEASE)
    if lease is not None:
        yield f"DHCP: SRequest placed lease len option: {lease}"


_TITLES = {Kind.OFFER: "Offer", Kind.ACK: "Ack", Kind.NAK: "Nak"}


def _hears(event: events.ClientHears, told: Audience) -> Iterator[str]:
    options: Detail = told.options or Detail()
    message = event.message
    title = _TITLES.get(Kind(message.kind)) if message.kind in tuple(Kind) else None
    yield "DHCP: Received a BOOTREP pkt"
    server = message.number(Option.SERVER)
    if options.detail and title is not None:
        yield f"DHCP: Scan: Message type: DHCP {title}"
        if server is not None:
            yield f"DHCP: Scan: Server ID Option: {format_ipv4(server)} = {server:X}"
        for code, word in ((Option.LEASE, "Lease"), (Option.RENEWAL, "Renewal"), (Option.REBINDING, "Rebind")):
            value = message.number(code)
            if value is not None:
                yield f"DHCP: Scan: {word} {'Time' if code == Option.LEASE else 'time'}: {value}"
        mask = message.number(Option.MASK)
        if mask is not None:
            yield f"DHCP: Scan: Subnet Address Option: {format_ipv4(mask)}"
        for router in message.addresses(Option.ROUTERS):
            yield f"DHCP: Scan: Router Option: {format_ipv4(router)}"
        yield f"DHCP: rcvd pkt source: {format_ipv4(event.source)},  destination:  {format_ipv4(event.target)}"
        yield f"   UDP  sport: 43,  dport: 44,  length: {event.size}"
        yield f"   DHCP op: {message.op}, htype: {message.htype}, hlen: {len(message.chaddr)}, hops: {message.hops}"
        yield f"   DHCP server identifier: {format_ipv4(server or 0)}"
        yield f"        xid: {message.xid:X}, secs: {message.secs}, flags: {message.flags:X}"
        yield f"        client: {format_ipv4(message.ciaddr)}, your: {format_ipv4(message.yiaddr)}"
        yield f"        srvr:   {format_ipv4(message.siaddr)}, gw: {format_ipv4(message.giaddr)}"
        yield f"        options block length: {event.size - 8 - 240}"
        yield ""
    if options.detail and title == "Ack":
        yield "DHCP Ack Message"
        times = [message.number(code) or 0 for code in (Option.LEASE, Option.RENEWAL, Option.REBINDING)]
        yield f"DHCP: Lease Seconds: {times[0]}    Renewal secs:  {times[1]}    Rebind secs:   {times[2]}"
        yield f"DHCP: Server ID Option: {format_ipv4(server or 0)}"
    if title == "Offer":
        yield f"DHCP: offer received from {format_ipv4(server or 0)}"


def _got(event: events.AddressAssigned, told: Audience) -> Iterator[str]:
    address, mask = format_ipv4(event.address), format_ipv4(mask_of(event.length))
    if event.router:
        yield "DHCP: Releasing ipl options:"
        yield "DHCP: Applying DHCP options:"
        yield f"  Setting default_gateway to {format_ipv4(event.router)}"
        yield f"  Adding default route {format_ipv4(event.router)}"
    yield "DHCP: Sending notification of ASSIGNMENT:"
    yield f"  Address {address} mask {mask}"
    yield f"DHCP Client Pooling: ***Allocated IP address: {address}"
    yield f"Allocated IP address = {address}  {mask}"


DEBUG = {
    "dhcp": {events.ClientSays: _says, events.ClientHears: _hears, events.AddressAssigned: _got},
    "ip dhcp server packet": {
        events.Asked: _asked, events.Answered: _answered, events.Saved: _saved, events.Reprocessed: _reprocessed,
        events.ArpChanged: _arp,
    },
    "ip dhcp server events": {
        events.Noticed: _noticed, events.Assigned: _assigned, events.Returned: _returned, events.NoPool: _no_pool,
        events.Confused: _confused,
    },
}  # fmt: skip


def _log_assigned(event: events.AddressAssigned, told: Audience) -> Message:
    where = f"Interface {event.iface} assigned DHCP address {format_ipv4(event.address)}"
    mask, host = format_ipv4(mask_of(event.length)), event.hostname
    return Message("DHCP", 6, "ADDRESS_ASSIGN", f"{where}, mask {mask}, hostname {host}")


def _log_conflict(event: events.Conflicted, told: Audience) -> Message:
    address = format_ipv4(event.address)
    if event.method is events.Method.PING:
        return Message("DHCPD", 4, "PING_CONFLICT", f"DHCP address conflict:  server pinged {address}.")
    text = f"DHCP address conflict:  client {dotted(event.client)} declined {address}."
    return Message("DHCPD", 4, "DECLINE_CONFLICT", text)


SYSLOG = {events.AddressAssigned: _log_assigned, events.Conflicted: _log_conflict}
