"""Checks of the ARP grammar."""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.types import IPv4, Mac


def check_vrf(ctx: Context, vrf: str, address: IPv4, mac: Mac = 0) -> str | None:
    """`arp vrf X …`: the VRF is there."""
    known = ctx.negated or ctx.defaulted or ctx.device.vrfs.routed(vrf) is not None
    return None if known else f"% VRF {vrf} does not exist"
