"""The engine of the command language. It knows no Cisco word: those stand in `grammars/`."""

from iosemu.cli.context import (
    DELETED,
    Ask,
    AskKey,
    BadArgument,
    Change,
    Context,
    Interrupted,
    Pause,
    Refused,
    Wait,
    Warn,
    Write,
)

__all__ = [
    "DELETED",
    "Ask",
    "AskKey",
    "BadArgument",
    "Change",
    "Context",
    "Interrupted",
    "Pause",
    "Refused",
    "Wait",
    "Warn",
    "Write",
]
