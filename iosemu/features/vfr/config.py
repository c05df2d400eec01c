"""`ip virtual-reassembly [in] [max-reassemblies N] [max-fragments N] [timeout S] [drop-fragments]`."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.vfr.model import FRAGMENTS, REASSEMBLIES, TIMEOUT, VfrInterface


def set_vfr(
    ctx: Context, negated: bool, reassemblies: int = REASSEMBLIES, fragments: int = FRAGMENTS, timeout: int = TIMEOUT,
    drop: bool = False,
) -> None:  # fmt: skip
    on = not negated and not ctx.defaulted
    for name, value in (("reassemblies", reassemblies), ("fragments", fragments), ("timeout", timeout), ("drop", drop)):
        ctx.change(name, value if on else getattr(VfrInterface(), name))
    ctx.change("enabled", on)


def render_vfr(record: VfrInterface) -> Iterator[str]:
    if record.enabled:
        words = [f"max-reassemblies {record.reassemblies}"] * (record.reassemblies != REASSEMBLIES)
        words += [f"max-fragments {record.fragments}"] * (record.fragments != FRAGMENTS)
        words += [f"timeout {record.timeout}"] * (record.timeout != TIMEOUT) + ["drop-fragments"] * record.drop
        yield " ".join(["ip virtual-reassembly", *words])


def render_vfr_in(record: VfrInterface) -> Iterator[str]:
    for line in render_vfr(record):
        yield line.replace("virtual-reassembly", "virtual-reassembly in", 1)
