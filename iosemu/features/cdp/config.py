"""`cdp run` is on or off by default, as the release says."""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.features.cdp.model import CdpConfig


def render_run(record: CdpConfig) -> Iterator[str]:
    if record.run is not None:
        yield "cdp run" if record.run else "no cdp run"
