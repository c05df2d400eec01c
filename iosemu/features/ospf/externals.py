"""Routes from outside: redistribution, the default route, summaries of both (RFC 2328 section 12.4.4, RFC 3101)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iosemu.device.sources import CONNECTED, named
from iosemu.features.ospf import OSPF
from iosemu.features.ospf.area import Area
from iosemu.features.ospf.model import OspfRedistribution, RedistributionLimit
from iosemu.features.ospf.routes import live
from iosemu.features.ospf.states import IfState, NetworkType
from iosemu.features.policy import api as policy
from iosemu.records import dataclass
from iosemu.types import IPv4, Prefix, classful_length
from iosemu.wire.ospf import Option
from iosemu.wire.ospf_lsa import BORDER, EXTERNAL, LS_INFINITY, NSSA, TRANSLATOR, ExternalBody

if TYPE_CHECKING:
    from iosemu.device.rib import Route
    from iosemu.device.sources import RouteSource
    from iosemu.features.ospf.process import Process


@dataclass(slots=True, frozen=True)
class Imported:
    """A route that we bring in. `source` None: the default route, or a summary."""

    type2: bool
    metric: int
    forward: int = 0
    tag: int = 0
    nssa_only: bool = False
    source: RouteSource | None = None
    down: bool = False  # from a provider into a VRF: nobody takes it back (RFC 4576)


class Externals:
    """`imported` by prefix, before summaries; `told` are those that are in LSAs."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.imported: dict[Prefix, Imported] = {}
        self.summaries: dict[Prefix, tuple[Imported, int]] = {}  # active `summary-address`, with how many routes
        self._wholes: set[Prefix] = set()  # of them those that somebody is told
        self._ids = process.link_state_ids(process)
        self._own: set[IPv4] = set()  # link state IDs of type 5
        self._own7: dict[int, set[IPv4]] = {}  # of type 7, by area
        self._warned = False
        self._reached = 0  # 1: the threshold of what may be redistributed, 2: the limit
        self._attached: set[Prefix] = set()  # networks that are told as our own already

    # what comes in

    def look(self) -> None:
        """The routing table, the configuration or the interfaces are others."""
        process = self.process
        config = process.config
        found: dict[Prefix, Imported] = {}
        self._attached = set(process.networks()) if config.redistribute else set()
        if config.redistribute:
            most = self.limit
            shut = most.limit if most is not None and not most.warning_only else None
            for item in policy.redistributed(process.table, dict(config.redistribute), process.source):
                if shut is not None and len(found) >= shut:
                    break
                imported = self._imported(item)
                if imported is not None:
                    found[item.route.prefix] = imported
            self._tell(most, len(found))
        default = self._default()
        if default is not None:
            found[process.default_route] = default
        self.imported = found
        self.agree()

    @property
    def limit(self) -> RedistributionLimit | None:
        """Of what is redistributed: as it was typed, else as the release has it."""
        told, usual = self.process.config.redistribution_limit, self.process.device.software.ospf_redistribution_limit
        return told if told is not None else RedistributionLimit(usual) if usual else None

    def _tell(self, most: RedistributionLimit | None, count: int) -> None:
        """That the limit or its threshold is reached, once."""
        if most is None:
            return
        reached = 2 if count >= most.limit else 1 if count >= most.limit * most.threshold // 100 else 0
        if reached > self._reached:
            self.process.host.emit(self.process.events.RedistributionReached(self.process.number, count, reached == 2))
        self._reached = reached

    def _imported(self, item: policy.Redistributed) -> Imported | None:
        process, config, route = self.process, self.process.config, item.route
        prefix, options = route.prefix, cast("OspfRedistribution", item.options)
        if prefix == process.default_route or (route.source is CONNECTED and prefix in self._attached):
            return None
        if not self._takes(options, prefix):
            return None
        if not self._admits(route, item):
            return None
        metric = item.metric
        if metric is None:
            metric = config.default_metric
        if metric is None:
            metric = route.metric if OSPF.takes(route.source) else route.source.cost
        most = process.max_metric
        if most is not None and most.external:
            metric = most.external
        type2 = (item.metric_type or options.metric_type) != 1
        down = process.at_provider and route.source.backbone
        said = item.tag if item.tag != route.tag or options.tag else 0
        tag = said or process.provider_tag(route.source) if down else item.tag
        return Imported(
            type2, min(metric, LS_INFINITY - 1), self._forward(route), tag, options.nssa_only, route.source, down
        )

    def _takes(self, options: OspfRedistribution, prefix: Prefix) -> bool:
        """Of subnets of classful networks, where that is said."""
        subnets = options.subnets or self.process.device.software.ospf_subnets
        return bool(subnets) or prefix.length == classful_length(prefix.network)

    def _admits(self, route: Route, item: policy.Redistributed) -> bool:
        """`distribute-list … out [SOURCE]`"""
        process = self.process
        for scope in ("", str(route.source)):
            entry = process.config.distribute.get(("out", scope))
            if entry is not None and not policy.permits(process.device, entry.kind, entry.name, route.prefix):
                return False
        return True

    def _forward(self, route: Route) -> int:
        """The next hop itself, where it is on a network of ours that others of the area are on, too."""
        for path in route.paths:
            if path.next_hop:
                entry = self.process.vrf.v4.find(path.next_hop) if path.interface is None else None
                iface = path.interface or (entry.interface if entry is not None else None)
                port = self.process.ports.get(iface.text) if iface is not None else None
                if (
                    port is not None and port.state > IfState.LOOPBACK and port.area.external
                    and not port.settings.passive and port.length and path.next_hop in port.prefix
                    and port.kind not in (NetworkType.POINT_TO_POINT, NetworkType.VIRTUAL)
                    and not port.kind.multipoint
                ):  # fmt: skip
                    return path.next_hop
            return 0
        return 0

    def _default(self) -> Imported | None:
        process = self.process
        settings = process.config.default_originate
        if settings is None:
            return None
        best = process.table.best(process.default_route)
        foreign = best is not None and best.source is not process.source
        metric = settings.metric
        type2 = settings.metric_type != 1
        tag = process.number  # as IOS has it
        if settings.route_map:
            candidates = [route for route in process.table if route.source is not process.source]
            entries = policy.entries_of(process.device, settings.route_map)
            conditional = any(entry.match_acls or entry.match_prefix_lists for _, entry in entries)
            facts = None
            for route in candidates if conditional else ([best] if foreign and best is not None else []):
                facts = policy.route_map(process.device, settings.route_map, policy.Facts(route.prefix, tag=tag))
                if facts is not None:
                    break
            if facts is None and settings.always and not conditional:
                facts = policy.Facts(process.default_route, tag=tag)
                facts = policy.route_map(process.device, settings.route_map, facts)
            if facts is None or not (settings.always or foreign or conditional):
                return None
            if facts.metric_set:
                metric = facts.metric
            if facts.metric_type:
                type2 = facts.metric_type == 2
            tag = facts.tag
        elif not settings.always and not foreign:
            return None
        return Imported(type2, 1 if metric is None else metric, 0, tag)

    # what goes out

    def _summarized(self, routes: dict[Prefix, Imported]) -> dict[Prefix, Imported]:
        """With `summary-address` in place of what it holds; what is held is counted in `summaries`."""
        config, default = self.process.config, self.process.default_route
        if not config.summaries:
            return routes
        found: dict[Prefix, Imported] = {}
        wholes = sorted((self.process.prefixes(*key) for key in config.summaries), key=lambda whole: -whole.length)
        for prefix, imported in routes.items():
            whole = next((each for each in wholes if each.covers(prefix)), None)
            if whole is None or prefix == default:
                found[prefix] = imported
                continue
            settings = config.summaries[whole.network, whole.length]
            one = Imported(imported.type2, imported.metric, 0, settings.tag, settings.nssa_only)
            best, count = self.summaries.get(whole, (one, 0))
            self.summaries[whole] = (one if _worse(best, one) else best, count + 1)
            known = found.get(whole)
            if settings.advertise and (known is None or _worse(known, one)):
                found[whole] = one
        return found

    def agree(self) -> None:
        """LSAs of type 5, those of type 7 in each NSSA, and what is translated."""
        process = self.process
        self.summaries = {}
        summarized = self._summarized(self.imported)
        translated = self._summarized(self._translated())
        told = {prefix: each for prefix, each in (*translated.items(), *summarized.items()) if not each.nssa_only}
        told.update((whole, best) for whole, (best, _) in self.summaries.items() if whole in told)
        self._wholes = {whole for whole in self.summaries if whole in told or whole in summarized}
        takers = process.external_areas
        lsids = self._ids.of(None, EXTERNAL, told if takers else ())
        if summarized and len(process.areas) == 1 and all(a.stub for a in process.areas.values()) and not self._warned:
            self._warned = True
            process.host.emit(process.events.AsbrInStub(process.number))
        wanted = set(lsids.values()) if takers else set()
        for lsid in sorted(self._own - wanted):
            process.origin.drop(None, EXTERNAL, lsid)
        if takers:
            for prefix, lsid in lsids.items():
                each = told[prefix]
                body = process.origin.external(prefix, each.type2, each.metric, each.forward, each.tag)
                options = Option.DEMAND | Option.EXTERNAL | (Option.DOWN if each.down else 0)
                process.origin.want(None, EXTERNAL, lsid, options, body)
        self._own = wanted
        for area in process.areas.values():
            self._into_nssa(area, summarized)
        self._own7 = {number: lsids for number, lsids in self._own7.items() if lsids and number in process.areas}

    def _into_nssa(self, area: Area, imported: dict[Prefix, Imported]) -> None:
        process, nssa, default = self.process, area.nssa, self.process.default_route
        told: dict[Prefix, Imported] = {}
        if nssa is not None and area.active:
            if not (nssa.no_redistribution and process.is_border):
                told = {prefix: each for prefix, each in imported.items() if prefix != default}
            if nssa.default_originate and (process.is_border or process.table.best(default) is not None):
                metric = 1 if nssa.metric is None else nssa.metric
                told[default] = Imported(nssa.metric_type != 1, metric, nssa_only=nssa.nssa_only)
        lsids = self._ids.of(area, NSSA, told)
        old = self._own7.get(area.id, set())
        for lsid in sorted(old - set(lsids.values())):
            process.origin.drop(area, NSSA, lsid)
        for prefix, lsid in lsids.items():
            each = told[prefix]
            forward = each.forward or self._own_address(area)
            spread = not process.is_border and not each.nssa_only and bool(forward)
            options = Option.DEMAND | (Option.NSSA if spread else 0) | (Option.DOWN if each.down else 0)
            if process.is_border and not each.forward:
                forward = forward if prefix != default else 0
            body = process.origin.external(prefix, each.type2, each.metric, forward, each.tag, spread)
            process.origin.want(area, NSSA, lsid, options, body)
        self._own7[area.id] = set(lsids.values())

    def _own_address(self, area: Area) -> int:
        """The forwarding address of what we bring into an NSSA: of a loopback in it, else of another interface."""
        up = [port for port in area.ports if port.state is not IfState.DOWN and port.length]
        loopbacks = [port.address for port in up if port.iface.kind == "Loopback"]
        return max(loopbacks or [port.address for port in up], default=0)

    # translation

    def elect_translators(self) -> bool:
        """In each NSSA the border router with the highest ID translates, unless one is told to. True: it changed."""
        process = self.process
        changed = False
        for area in process.areas.values():
            now = self._translates(area)
            changed |= now != area.translates
            area.translates = now
        return changed

    def _translates(self, area: Area) -> bool:
        process, nssa, tree = self.process, area.nssa, area.tree
        if nssa is None or not process.is_border:
            return False
        if nssa.always_translate:
            return True
        return not any(
            flags & TRANSLATOR or router_id > process.router_id
            for router_id, (_, _, flags) in (tree.routers if tree is not None else {}).items()
            if flags & BORDER and router_id != process.router_id
        )

    def _translated(self) -> dict[Prefix, Imported]:
        """`summary-address` holds them together, not `area range`: that is of what is inside the area."""
        process = self.process
        found: dict[Prefix, Imported] = {}
        for area in process.areas.values():
            if not area.translates or area.nssa is None:
                continue
            for entry in live(area.lsdb, NSSA, process.host.now):
                lsa, body = entry.lsa, cast("ExternalBody", entry.lsa.body)
                if not lsa.options & Option.NSSA or not body.forward or lsa.adv == process.router_id:
                    continue
                prefix = cast("Prefix", lsa.prefix)
                used = process.calculator.table.get(prefix)
                if used is None or not used.nssa:
                    continue
                forward = 0 if area.nssa.suppress_fa else body.forward
                each = Imported(body.type2, body.metric, forward, body.tag)
                known = found.get(prefix)
                if known is None or _worse(known, each):
                    found[prefix] = each
        return found

    def discards(self) -> dict[Prefix, tuple[int, bool]]:
        """Routes to nowhere for summaries that are told, but where one of what they hold is just as wide."""
        config, table = self.process.config, self.process.calculator.table
        if not config.discard_external:
            return {}
        prefixes = self.process.prefixes
        told = {prefixes(*key) for key, one in config.summaries.items() if one.advertise}  # a line may have gone
        return {
            prefix: (self.summaries[prefix][0].metric, True)
            for prefix in self._wholes & told if not (prefix in table and table[prefix].nssa)
        }  # fmt: skip

    def options(self, prefix: Prefix) -> str | None:
        """As `show ip route PREFIX` repeats the line `redistribute`; None: it is not redistributed."""
        found = self.imported.get(prefix)
        if found is None or found.source is None:
            return None
        config = self.process.config.redistribute
        settings = next((each for text, each in config.items() if named(text) is found.source), None)
        text = policy.options_text(dict(config), found.source)
        return f"{text} subnets".strip() if settings is not None and settings.subnets else text


def _worse(known: Imported, other: Imported) -> bool:
    """Does the other take the place of the known in a summary: the least metric of the lowest type; of equal ones the
    one that names no way of its own."""
    return (other.type2, other.metric, other.forward, other.tag) < (known.type2, known.metric, known.forward, known.tag)
