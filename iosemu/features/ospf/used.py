"""Which advertisements routes come from: IOS sets the routing bit on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.features.ospf.routes import INTER, TYPE1
from iosemu.types import Prefix
from iosemu.wire.ospf_lsa import (
    ASBR,
    BORDER,
    EXTERNAL_ROUTER,
    MAX_AGE,
    NSSA,
    ExternalBody,
    NetworkBody,
    RouterBody,
    SummaryBody,
)

if TYPE_CHECKING:
    from iosemu.features.ospf.lsdb import Entry
    from iosemu.features.ospf.process import Process


def is_used(process: Process, number: int | None, entry: Entry) -> bool:
    """`number` of the area that it is in, None: it is of the whole system. Of router LSAs those of others that are area
    border or boundary routers: there is a route to each of them.
    """
    lsa, body, calculator = entry.lsa, entry.lsa.body, process.calculator
    area = process.areas.get(number) if number is not None else None
    own = lsa.adv == process.router_id
    if entry.age(process.host.now) >= MAX_AGE:
        return False
    if isinstance(body, ExternalBody):
        found = calculator.table.get(Prefix.of(lsa.lsid, body.mask.bit_count()))
        known = found is not None and found.level >= TYPE1 and found.nssa == (lsa.kind == NSSA)
        return known and not own and found is not None and any(adv == lsa.adv for _, adv in found.ways)
    tree = area.tree if area is not None else None
    if tree is None:
        return False
    if isinstance(body, RouterBody):
        return not own and bool(body.flags & (BORDER | EXTERNAL_ROUTER)) and lsa.adv in tree.routers
    if isinstance(body, NetworkBody):
        return Prefix.of(lsa.lsid, body.mask.bit_count()) in tree.networks
    if not isinstance(body, SummaryBody) or own or lsa.adv not in tree.routers:
        return False
    if lsa.kind == ASBR:
        cost = tree.routers[lsa.adv][0] + body.metric
        routes = calculator.routers.get(lsa.lsid, ())
        return any(each.inter and (each.area, each.cost) == (number, cost) for each in routes)
    found = calculator.table.get(Prefix.of(lsa.lsid, body.mask.bit_count()))
    told = found is not None and any(adv == lsa.adv for _, adv in found.ways)
    return told and found is not None and (found.level, found.area) == (INTER, number)
