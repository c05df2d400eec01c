"""`debug ip routing`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Audience, Flag
from iosemu.features.routing.events import RouteChanged, Seen
from iosemu.types import classful_length, format_ipv4

FLAGS = (Flag("ip routing", "IP routing:", "IP routing debugging"),)

DOWN = "possibly down"  # the kind of a route that is held down


def _metric(route: Seen) -> str:
    return f"{route.source.name} metric [{route.distance}/{route.metric}]"


def _changed(event: RouteChanged, told: Audience) -> Iterator[str]:
    prefix, old, new = event.prefix, event.old, event.new
    network = format_ipv4(prefix.network)
    rt = f"RT({event.vrf})" if event.vrf else "RT"
    if new is not None and new.kind == DOWN:
        if old is not None and old.kind != DOWN:
            for hop, _ in old.hops:
                yield f"{rt}: del {network} via {format_ipv4(hop)}, {_metric(old)}"
        yield f"{rt}: no routes to {network}, entering holddown"
        return
    if old is not None and old.kind == DOWN:
        old = None  # its paths were told as deleted when the hold-down began
    if new is not None:
        yield f"{rt}: updating {new.source.name} {prefix} (0x{event.table:X})  :"
        for hop, iface in new.hops:
            yield f"    via {format_ipv4(hop)} {iface.short if iface is not None else ''}  0 1048578"
            yield ""
    if old is not None and new is not None and new.distance < old.distance:
        yield f"{rt}: closer admin distance for {network}, flushing {len(old.hops)} routes"
        for hop, _ in new.hops:
            yield f"{rt}: add {prefix} via {format_ipv4(hop)}, {_metric(new)}"
        return
    before = dict(old.hops) if old is not None else {}
    kept = dict(new.hops) if new is not None else {}
    for hop in before:
        if hop not in kept and old is not None:
            yield f"{rt}: del {network} via {format_ipv4(hop)}, {_metric(old)}"
    if new is None:
        kind = "subnet" if prefix.length > classful_length(prefix.network) else "network"
        yield f"{rt}: delete {kind} route to {prefix}"
        return
    for hop, _ in new.hops:
        if hop not in before or (old is not None and old.source is not new.source):
            yield f"{rt}: add {prefix} via {format_ipv4(hop)}, {_metric(new)}"
    if old is not None and old.source is new.source and old.metric != new.metric:
        yield (
            f"{rt}: {new.source.name}'s {prefix} (via {format_ipv4(new.hops[0][0])}) metric changed from "
            f"distance/metric [{old.distance}/{old.metric}] to [{new.distance}/{new.metric}]"
        )


DEBUG = {"ip routing": {RouteChanged: _changed}}
