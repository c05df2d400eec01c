"""`show ip bgp A.B.C.D`: one network with all that is known of its paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.device.times import uptime
from iosemu.features.bgp.show_table import format_hop
from iosemu.features.policy.paths import communities_text, new_format
from iosemu.types import format_asn, format_ip, format_ipv4, format_ipv6
from iosemu.wire.bgp_attributes import LOCAL_AS, NO_ADVERTISE, NO_EXPORT, as_path_text

if TYPE_CHECKING:
    from iosemu.features.bgp.paths import Destination, Path
    from iosemu.features.bgp.table import Table

_ORIGINS = "IGP", "EGP", "incomplete"
_HIGHER_DISTANCE = 17  # the routing table has a better route


def entry(table: Table, destination: Destination, rd: str = "", only: str = "") -> Iterator[str]:
    """`rd` is that of the VRF; `only`: "bestpath", "multipaths", or all paths."""
    name = str(destination.prefix)
    if rd:
        name = f"[{rd}]{name}" if table.wide else f"{rd}:{name}"
    yield f"BGP routing table entry for {name}, version {destination.version}"
    if table.process.instance.compare_routerid:
        yield "BGP Bestpath: compare-routerid"
    yield f"Paths: ({', '.join(_summary(table, destination))})"
    multipath = [path for path in destination.paths if path.multipath]
    if len(multipath) > 1:
        kinds = {path.external for path in multipath}
        yield f"Multipath: {'eiBGP' if len(kinds) > 1 else 'eBGP' if kinds == {True} else 'iBGP'}"
    yield from _told(table, destination)
    for path in destination.paths:
        if (only == "bestpath" and not path.best) or (only == "multipaths" and not (path.best or path.multipath)):
            continue
        yield from _path(table, destination, path)


def _summary(table: Table, destination: Destination) -> Iterator[str]:
    yield f"{len(destination.paths)} available"
    best = destination.best
    if best is None:
        yield "no best path"
        return
    yield f"best #{destination.paths.index(best) + 1}"
    default = table.process.device.software.bgp_table_name
    yield f"table {table.vrf.name or default}"
    communities = best.attributes.communities
    if NO_ADVERTISE in communities:
        yield "not advertised to any peer"
    elif NO_EXPORT in communities:
        yield "not advertised to EBGP peer"
    elif LOCAL_AS in communities:
        yield "not advertised outside local AS"
    if table.rib_failed(destination):
        yield f"RIB-failure({_HIGHER_DISTANCE})"
    if destination.suppressed:
        yield "Advertisements suppressed by an aggregate."


def _told(table: Table, destination: Destination) -> Iterator[str]:
    numbers = sorted(
        group.number
        for group in table.advertiser.groups.values()
        if any(destination.prefix in bucket.advertised for bucket in group.buckets.values())
    )
    if not numbers:
        yield "  Not advertised to any peer"
        return
    yield "  Advertised to update-groups:"
    if table.process.device.software.bgp_epochs:
        yield "     " + "".join(f"{number:<10}" for number in numbers)
    else:
        yield "".join(f"{number:>9}" for number in numbers)


def _path(table: Table, destination: Destination, path: Path) -> Iterator[str]:
    device = table.process.device
    software, dot = device.software, device.as_dot
    attributes, peer = path.attributes, path.peer
    if software.bgp_epochs:
        yield f"  Refresh Epoch {path.epoch}"
    words = [as_path_text(attributes.as_path, dot) or "Local"]
    if attributes.aggregator is not None:
        asn, address = attributes.aggregator
        words.append(f"(aggregated by {format_asn(asn, dot)} {format_ipv4(address)})")
    if path.penalty is not None and path.penalty.suppressed:
        words.append("(suppressed due to dampening)")
    if path.history:
        words.append("(history entry)")
    if path.internal and peer is not None and peer.settings.policy.route_reflector_client:
        words.append("(Received from a RR-client)")
    if peer is not None and destination.prefix in peer.adj_in:
        words.append("(received & used)")
    if path.stale:
        words.append("(stale)")
    yield f"  {', '.join(words)}"
    hop = format_hop(attributes.next_hop, table.wide)
    if attributes.link_local:
        hop += f" ({format_ipv6(attributes.link_local)})"
    if not path.accessible:
        hop += " (inaccessible)"
    elif path.metric:
        hop += f" (metric {path.metric})"
    if table.vrf.name:
        hop += f" (via vrf {table.vrf.name})"
    who = format_ip(peer.address) if peer is not None else "0.0.0.0"
    router = peer.identifier if peer is not None else table.process.router_id(table.vrf)
    yield f"    {hop} from {who} ({format_ipv4(router)})"
    yield f"      {', '.join(_attributes(path))}"
    if attributes.communities:
        yield f"      Community: {communities_text(attributes.communities, new_format(table.process.device))}"
    if attributes.originator is not None or attributes.clusters:
        origin = format_ipv4(attributes.originator or 0)
        clusters = ", ".join(map(format_ipv4, attributes.clusters))
        yield f"      Originator: {origin}, Cluster list: {clusters}"
    yield from _dampening(table, path)
    if software.bgp_epochs:
        yield f"      rx pathid: 0, tx pathid: {'0x0' if path.best else '0'}"
    if software.bgp_tells_update:
        at, zone = table.process.device.engine("clock").local(path.since)
        yield f"      Updated on {at:%b} {at.day} {at:%Y} {at:%H:%M:%S} {zone}"


def _attributes(path: Path) -> Iterator[str]:
    attributes = path.attributes
    yield f"Origin {_ORIGINS[attributes.origin]}"
    if attributes.med is not None:
        yield f"metric {attributes.med}"
    yield f"localpref {100 if attributes.local_pref is None else attributes.local_pref}"
    if path.weight:
        yield f"weight {path.weight}"
    if not path.history and (path.penalty is None or not path.penalty.suppressed):
        yield "valid"
    if path.peer is not None:
        yield {"internal": "internal", "external": "external", "confed": "confed-external"}[path.peer.type]
    elif path.kind == "aggregate":
        yield "aggregated"
        yield "local"
    else:
        yield "sourced"
        if path.kind != "redistributed":
            yield "local"
    if attributes.atomic:
        yield "atomic-aggregate"
    if path.multipath:
        yield "multipath"
    if path.best:
        yield "best"


def _dampening(table: Table, path: Path) -> Iterator[str]:
    penalty = path.penalty
    if penalty is None:
        return
    damper, now = table.damper, table.process.host.now
    text = f"      Dampinfo: penalty {round(damper.figure(penalty))}, flapped {penalty.flaps} times in "
    text += uptime(now - penalty.began)
    if penalty.suppressed:
        text += f", reuse in {uptime(damper.reuse_in(penalty))}"
    yield text
