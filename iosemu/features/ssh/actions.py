"""ssh, disconnect ssh"""

from __future__ import annotations

from iosemu.cli.context import AskKey, Context, ProcessBody, Refused, Write
from iosemu.device.vrf_names import named_vrf
from iosemu.features.ssh.call import Call
from iosemu.features.ssh.client import connect
from iosemu.features.ssh.engine import PORT, SshEngine


def do_ssh(
    ctx: Context, host: str, user: str = "", cipher: str = "", mac: str = "", port: int = PORT, vrf: str = "",
    command: str = "", version: int = 2,
) -> ProcessBody:  # fmt: skip
    return connect(ctx, host, user, port, cipher, mac, command, named_vrf(ctx.device, vrf), version)


def do_disconnect_ssh(ctx: Context, number: int = 0) -> ProcessBody:
    engine: SshEngine = ctx.device.engine("ssh")
    call = next((call for call in engine.calls if call.line.number == number), None)
    if call is None:
        raise Refused(f"% No such connection: {number}")
    return _disconnect(call)


def _disconnect(call: Call) -> ProcessBody:
    key = yield AskKey(f"Closing connection to {call.peer} [confirm]")
    yield Write("\n")
    if key in "\r\ny":
        call.hang_up()
