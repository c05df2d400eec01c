"""The rows of `show ip ssh` and `show ssh`, for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ssh import algorithms
from iosemu.records import dataclass

if TYPE_CHECKING:
    from iosemu.cli.context import Context


@dataclass(slots=True)
class SshServerRow:
    """`key` is the label of the RSA keys, "" without any, `bits` their size; `timeout` in seconds."""

    enabled: bool
    version: str
    key: str
    bits: int
    timeout: int
    retries: int
    ciphers: tuple[str, ...]
    macs: tuple[str, ...]


def show_ip_ssh(ctx: Context) -> Iterator[SshServerRow]:
    device, engine = ctx.device, ctx.device.engine("ssh")
    config, pair = engine.config, engine.pair
    label, bits = (pair.label, pair.key.bits) if pair is not None else ("", 0)
    ciphers, macs = tuple(algorithms.ciphers(device)), tuple(algorithms.macs(device))
    yield SshServerRow(pair is not None, engine.version, label, bits, config.timeout, config.retries, ciphers, macs)


@dataclass(slots=True)
class SshRow:
    """Somebody who has come in by SSH; `connection` is the number of his virtual line."""

    connection: int
    cipher: str
    mac: str
    state: str
    user: str


def show_ssh(ctx: Context) -> Iterator[SshRow]:
    for call in sorted(ctx.device.engine("ssh").calls, key=lambda call: call.line.number):
        yield SshRow(call.line.number, call.cipher, call.mac, str(call.state), call.name)
