"""Proxy identities of crypto maps: those of list entries, and the flows that a peer's offer made, by destination."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.features.acl.model import Entry, Ports
from iosemu.features.ipsec.flow import Flow, ports_of
from iosemu.features.keying.contract import Selector, subnet
from iosemu.types import IPv4
from iosemu.wire import ipv4


def selectors(entry: Entry) -> tuple[Selector, Selector]:
    """The proxies (ours, theirs) of an access list entry. Only a single port can be told to the peer."""
    return (
        subnet(entry.src, ~entry.src_wildcard & 0xFFFFFFFF, entry.protocol, _port(entry.src_ports)),
        subnet(entry.dst, ~entry.dst_wildcard & 0xFFFFFFFF, entry.protocol, _port(entry.dst_ports)),
    )


def _port(ports: Ports | None) -> int:
    return ports.ports[0] if ports is not None and ports.operator == "eq" and len(ports.ports) == 1 else 0


def mirrored(packet: ipv4.IPv4) -> ipv4.IPv4:
    """The packet as its answer would look to an access list: addresses and ports exchanged."""
    payload = packet.payload
    if packet.protocol in (ipv4.TCP, ipv4.UDP) and len(payload) >= 4 and not packet.flags_offset & 0x1FFF:
        payload = payload[2:4] + payload[:2] + payload[4:]
    return ipv4.IPv4(packet.dst, packet.src, packet.protocol, payload, packet.ttl, packet.tos, 0, packet.flags_offset)


def carries(flow: Flow, packet: ipv4.IPv4) -> bool:
    """Is it outbound traffic of the flow? A later fragment has no ports: it goes the way of the first."""
    mine, theirs = flow.local_proxy, flow.remote_proxy
    source, destination = (mine.first_port, theirs.first_port) if packet.flags_offset & 0x1FFF else ports_of(packet)
    return (
        mine.has(packet.src)
        and theirs.has(packet.dst)
        and mine.protocol in (0, packet.protocol)
        and mine.first_port <= source <= mine.last_port
        and theirs.first_port <= destination <= theirs.last_port
    )


class Narrow:
    """Flows by where their traffic goes: as many look-ups as there are different masks, the longest first."""

    def __init__(self) -> None:
        self._flows: dict[Flow, None] = {}
        self._masks: dict[int, dict[int, list[Flow]]] = {}  # mask -> network -> flows

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._flows)

    def __contains__(self, flow: Flow) -> bool:
        return flow in self._flows

    def add(self, flow: Flow) -> None:
        mask = flow.remote_proxy.mask
        if mask not in self._masks:
            self._masks[mask] = {}
            self._masks = dict(sorted(self._masks.items(), reverse=True))
        self._masks[mask].setdefault(flow.remote_proxy.address & mask, []).append(flow)
        self._flows[flow] = None

    def remove(self, flow: Flow) -> None:
        mask = flow.remote_proxy.mask
        networks = self._masks[mask]
        same = networks[flow.remote_proxy.address & mask]
        same.remove(flow)
        if not same:
            del networks[flow.remote_proxy.address & mask]
        if not networks:
            del self._masks[mask]
        del self._flows[flow]

    def towards(self, destination: IPv4) -> Iterator[Flow]:
        """Those whose traffic may go there."""
        for mask, networks in self._masks.items():
            yield from networks.get(destination & mask, ())
