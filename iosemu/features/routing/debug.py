"""`debug ip routing`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.device.debug import Flag
from iosemu.device.rib import Path, Route
from iosemu.features.routing.events import RouteChanged
from iosemu.types import classful_length, format_ipv4

FLAGS = (Flag("ip routing", "IP routing:", "IP routing debugging"),)

DOWN = "possibly down"  # the kind of a route that is held down


def _via(path: Path) -> str:
    return format_ipv4(path.next_hop or 0)


def _metric(route: Route) -> str:
    return f"{route.source.split()[0]} metric [{route.distance}/{route.metric}]"


def _changed(event: RouteChanged, options: object) -> Iterator[str]:
    prefix, old, new = event.prefix, event.old, event.new
    network = format_ipv4(prefix.network)
    if new is not None and new.kind == DOWN:
        if old is not None and old.kind != DOWN:
            for path in old.paths:
                yield f"RT: del {network} via {_via(path)}, {_metric(old)}"
        yield f"RT: no routes to {network}, entering holddown"
        return
    if old is not None and old.kind == DOWN:
        old = None  # its paths were told as deleted when the hold-down began
    if new is not None:
        yield f"RT: updating {new.source.split()[0]} {prefix} (0x0)  :"
        for path in new.paths:
            yield f"    via {_via(path)} {path.interface.name.short if path.interface is not None else ''}  0 1048578"
            yield ""
    if old is not None and new is not None and new.distance < old.distance:
        yield f"RT: closer admin distance for {network}, flushing {len(old.paths)} routes"
        for path in new.paths:
            yield f"RT: add {prefix} via {_via(path)}, {_metric(new)}"
        return
    hops = {path.next_hop: path for path in old.paths} if old is not None else {}
    kept = {path.next_hop for path in new.paths} if new is not None else set()
    for hop, path in hops.items():
        if hop not in kept and old is not None:
            yield f"RT: del {network} via {_via(path)}, {_metric(old)}"
    if new is None:
        kind = "subnet" if prefix.length > classful_length(prefix.network) else "network"
        yield f"RT: delete {kind} route to {prefix}"
        return
    for path in new.paths:
        if path.next_hop not in hops or (old is not None and old.source != new.source):
            yield f"RT: add {prefix} via {_via(path)}, {_metric(new)}"
    if old is not None and old.source == new.source and old.metric != new.metric:
        yield (
            f"RT: {new.source.split()[0]}'s {prefix} (via {_via(new.paths[0])}) metric changed from "
            f"distance/metric [{old.distance}/{old.metric}] to [{new.distance}/{new.metric}]"
        )


DEBUG = {"ip routing": {RouteChanged: _changed}}
