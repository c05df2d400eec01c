"""clear tcp, debug ip tcp"""

from __future__ import annotations

from iosemu.cli.context import AskKey, Context, ProcessBody, Refused, Write
from iosemu.device.debug_switch import debug_switch
from iosemu.device.sockets.tcp import Connection, in_order

do_debug_transactions = debug_switch("tcp", "ip tcp transactions")


def do_clear_tcp(ctx: Context, wanted: int) -> ProcessBody:
    for each in in_order(ctx.device):
        if each.tcb == wanted:
            return _clear(each)
    raise Refused("% Unknown TCP connection")


def _clear(connection: Connection) -> ProcessBody:
    key = yield AskKey("[confirm]")
    yield Write("\n")
    if key in "\r\ny":
        connection.abort()
        yield Write(" [OK]\n")
