"""Checks of `ip ssh`."""

from __future__ import annotations

from iosemu.cli.context import Context, Warn
from iosemu.features.ssh.engine import SshEngine


def check_version(ctx: Context, version: int = 0) -> Warn | None:
    engine: SshEngine = ctx.device.engine("ssh")
    if version == 2 and engine.pair is None and not ctx.negated and not ctx.defaulted and not ctx.device.booting:
        return Warn("Please create RSA keys (of at least 768 bits size) to enable SSH v2.")
    return None


def check_keypair(ctx: Context, keypair: str = "") -> Warn | None:
    rsa = ctx.device.engine("rsa")
    if keypair and not rsa.labelled(keypair) and not ctx.negated and not ctx.defaulted and not ctx.device.booting:
        return Warn("Please create RSA keys (of at least 768 bits size) to enable SSH v2.")
    return None
