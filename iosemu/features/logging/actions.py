"""clear logging"""

from __future__ import annotations

from iosemu.cli.context import AskKey, Context, ProcessBody, Write
from iosemu.features.logging.engine import LoggingEngine


def do_clear_logging(ctx: Context) -> ProcessBody:
    key = yield AskKey("Clear logging buffer [confirm]")
    yield Write("\n")
    if key in ("\r", "\n", "y", "Y"):
        engine: LoggingEngine = ctx.device.engine("logging")
        engine.clear()
