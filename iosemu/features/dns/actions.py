"""clear host, debug domain"""

from __future__ import annotations

from iosemu.cli.context import Context
from iosemu.device.debug_switch import debug_switch
from iosemu.features.dns.engine import DnsEngine

do_debug_domain = debug_switch("dns", "domain")


def do_clear_host(ctx: Context, name: str = "") -> None:
    """What was learned of a name, or of all; what is configured stays."""
    engine: DnsEngine = ctx.device.engine("dns")
    wanted = {name.lower(), *map(str.lower, engine.candidates(name))} if name else None
    for key in [key for key in engine.answers if wanted is None or key[1] in wanted]:
        del engine.answers[key]
