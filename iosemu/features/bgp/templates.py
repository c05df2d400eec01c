"""`no template …`: the lines that name it go, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iosemu.cli import DELETED
from iosemu.features.bgp.model import BgpInstance, effective

if TYPE_CHECKING:
    from iosemu.cli.context import Context


def set_no_session_template(ctx: Context, negated: bool, name: str) -> None:
    """What inherits it loses the line, a neighbour that has its autonomous system from nowhere else goes."""
    instance: BgpInstance = ctx.record
    ctx.change(("session_templates", name), DELETED)
    for other, lines in instance.session_templates.items():
        if lines.inherit_session == name:
            ctx.change(("session_templates", other, "inherit_session"), "")
    for (vrf, wide), family in instance.families.items():
        way: tuple[Any, ...] = (*instance.way(vrf, wide), "peers")
        for peer, lines in list(family.peers.neighbors.items()):
            if lines.inherit_session != name:
                continue
            ctx.change((*way, "neighbors", peer, "inherit_session"), "")
            if isinstance(peer, int) and effective(instance, vrf, peer, wide).session.remote_as is None:
                ctx.change((*way, "neighbors", peer), DELETED)
                ctx.change((*way, "policies", peer), DELETED)


def set_no_policy_template(ctx: Context, negated: bool, name: str) -> None:
    """What inherits it loses the line."""
    instance: BgpInstance = ctx.record
    ctx.change(("policy_templates", name), DELETED)
    for other, lines in instance.policy_templates.items():
        for seq, inherited in list(lines.inherits.items()):
            if inherited == name:
                ctx.change(("policy_templates", other, "inherits", seq), DELETED)
    for (vrf, wide), family in instance.families.items():
        way: tuple[Any, ...] = (*instance.way(vrf, wide), "peers")
        for peer, policy in family.peers.policies.items():
            if policy.inherit_policy == name:
                ctx.change((*way, "policies", peer, "inherit_policy"), "")
