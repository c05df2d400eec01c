"""show tacacs"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli.context import Context
from iosemu.types import format_ipv4

if TYPE_CHECKING:
    from iosemu.features.tacacs.engine import TacacsEngine


def show_tacacs(ctx: Context) -> Iterator[str]:
    engine: TacacsEngine | None = ctx.device.engines.get("tacacs")
    software = ctx.device.software
    if engine is None:
        return
    for server in engine.all_servers():
        state = engine.state(server.place)
        address, port = server.place
        yield ""
        if not software.tacacs_shown_wide:
            yield f"Tacacs+ Server            :  {format_ipv4(address)}/{port}"
        else:
            yield "Tacacs+ Server -  public  :"
            if server.name:
                yield f"{'Server name':>26}: {server.name}"
            yield f"{'Server address':>26}: {format_ipv4(address)}"
            yield f"{'Server port':>26}: {port}"
        counts = [
            ("Socket opens", state.opens),
            ("Socket closes", state.closes),
            ("Socket aborts", state.aborts),
            ("Socket errors", state.errors),
            ("Socket Timeouts", state.timeouts),
            ("Failed Connect Attempts", state.unreached),
            ("Total Packets Sent", state.sent),
            ("Total Packets Recv", state.received),
        ]
        for what, count in counts:
            yield f"{what:>26}: {count:>10}"
        if software.tacacs_tells_status:
            yield f"{'Server Status':>26}: {'Alive' if state.alive else 'Dead'}"
            yield f"Continous Authc fail count: {state.failed_logins:>10}"
            yield f"Continous Authz fail count: {state.failed_rights:>10}"
        yield ""
