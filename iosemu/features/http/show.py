"""show ip http server"""

from __future__ import annotations

from collections.abc import Iterator

from iosemu.cli.context import Context
from iosemu.features.http.engine import IDLE, MOST, HttpEngine


def show_server_status(ctx: Context) -> Iterator[str]:
    engine: HttpEngine = ctx.device.engine("http")
    config = engine.config
    yield f"HTTP server status: {'Enabled' if engine.listening else 'Disabled'}"
    yield f"HTTP server port: {config.port}"
    yield f"HTTP server authentication method: {config.authentication}"
    yield f"HTTP server access class: {config.access_class if config.access_class is not None else 0}"
    yield "HTTP server base path: "
    yield "HTTP server help root: "
    yield f"Maximum number of concurrent server connections allowed: {MOST}"
    yield f"Server idle time-out: {int(IDLE)} seconds"
    yield f"Server life time-out: {int(IDLE)} seconds"
    yield "Maximum number of requests allowed on a connection: 1"
    yield "HTTP server active session modules: ALL"
    yield "HTTP secure server capability: Not present"


def show_server_statistics(ctx: Context) -> Iterator[str]:
    engine: HttpEngine = ctx.device.engine("http")
    yield "HTTP server statistics:"
    yield f"Accepted connections total: {engine.accepted}"
    yield f"Requests received total: {engine.requests}"
