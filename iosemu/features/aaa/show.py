"""show aaa …"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iosemu.cli.context import Context
from iosemu.device.device import Device
from iosemu.features.aaa.model import AaaConfig
from iosemu.features.clock.engine import ClockEngine

_SHOWN = {"local": "LOCAL", "local-case": "LOCAL_CASE", "enable": "ENABLE", "line": "LINE", "none": "NONE",
          "if-authenticated": "IF_AUTHEN"}  # fmt: skip


def _methods(methods: list[str]) -> str:
    return "  ".join(f"SERVER_GROUP {each.split()[1]}" if each.startswith("group") else _SHOWN.get(each, each.upper())
                     for each in methods)  # fmt: skip


def _queue(what: str, name: str, lists: dict[str, list[str]], begin: int) -> Iterator[str]:
    yield f"{what} queue={name}"
    for number, (listed, methods) in enumerate(lists.items(), begin):
        yield f"  name={listed} valid=TRUE id={number:X} :state=ALIVE : {_methods(methods)}"


def show_method_lists(ctx: Context, kind: str) -> Iterable[str]:
    return (line for queue in lists_of(ctx.device, kind) for line in _queue(*queue))


def lists_of(device: Device, kind: str) -> Iterator[tuple[str, str, dict[str, list[str]], int]]:
    """What for, the name of its queue, methods by name of their list, and the first number."""
    config: AaaConfig = device[AaaConfig]
    if kind in ("all", "authentication"):
        yield "authen", "AAA_ML_AUTHEN_LOGIN", config.login, 0
        yield "authen", "AAA_ML_AUTHEN_ENABLE", {"default": config.enable} if config.enable else {}, 0
    if kind in ("all", "authorization"):
        yield "author", "AAA_ML_AUTHOR_SHELL", config.exec, 0
        commands = {f"{name} {level}": methods for (level, name), methods in sorted(config.commands.items())}
        yield "author", "AAA_ML_AUTHOR_CMD", commands, 0
        yield "author", "AAA_ML_AUTHOR_NET", config.network, 0
    if kind in ("all", "accounting"):
        exec_ = {name: told.methods for name, told in config.exec_accounting.items()}
        yield "acct", "AAA_ML_ACCT_SHELL", exec_, 0


def show_sessions(ctx: Context) -> Iterable[str]:
    """Users that AAA has let in."""
    engine = ctx.device.engine("aaa")
    yield f"Total sessions since last reload: {engine.idents}"
    for number, session in enumerate(ctx.device.sessions, 1):
        yield f"Session Id: {number}"
        yield f"   Unique Id: {number}"
        yield f"   User Name: {session.username or '*not available*'}"
        yield f"   IP Address: {session.peer or '0.0.0.0'}"
        yield f"   Idle Time: {int(ctx.device.scheduler.now - session.used_at)}"
        yield "   CT Call Handle: 0"


def show_lockout(ctx: Context) -> Iterable[str]:
    clock: ClockEngine = ctx.device.engine("clock")
    yield "        Local-user                  Lock time"
    for name, at in ctx.device.engine("aaa").locked.items():
        yield f"        {name:<27} {clock.date(at)}"
