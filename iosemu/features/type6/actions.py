"""key config-key password-encrypt: how the master key is asked for."""

from __future__ import annotations

from iosemu.cli.context import Ask, Context, ProcessBody, Refused, Write
from iosemu.features.type6.engine import Type6Engine

_LENGTHS = range(8, 128)
_LENGTH = "% Invalid password length - must contain 8 to 127 characters. Password configuration failed"
_OLD = "% The old key does not match the current key"
_CONFIRM = "% The keys do not match"


def do_config_key(ctx: Context, key: str = "") -> ProcessBody:
    engine: Type6Engine = ctx.device.engine("type6")
    if ctx.negated:
        return _removal(engine)
    if key and len(key) not in _LENGTHS:
        raise Refused(_LENGTH)
    return _dialogue(engine, key)


def _dialogue(engine: Type6Engine, key: str) -> ProcessBody:
    if engine.vault.master:
        old = yield Ask("Old key: ", echo=False)
        if old != engine.vault.master:
            yield Write(f"{_OLD}\n")
            return
    if not key:
        key = yield Ask("New key: ", echo=False)
        again = yield Ask("Confirm key: ", echo=False)
        if key != again:
            yield Write(f"{_CONFIRM}\n")
            return
        if len(key) not in _LENGTHS:
            yield Write(f"{_LENGTH}\n")
            return
    engine.set_master(key)


def _removal(engine: Type6Engine) -> ProcessBody:
    if not engine.vault.master:
        return
    yield Write("WARNING: All type 6 encrypted keys will become unusable.\n")
    while True:
        answer = (yield Ask("Continue with master key deletion ? [yes/no]: ")).strip().lower()
        if answer and "yes".startswith(answer):
            engine.set_master("")
            return
        if answer and "no".startswith(answer):
            return
        yield Write("% Please answer 'yes' or 'no'.\n")
