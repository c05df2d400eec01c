"""A fault of our own inside one router is that router's crash: it says so, keeps a report in its flash, and reloads.

Only consoles work so; in the Python API errors are raised.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

from iosemu.device.device import Device
from iosemu.device.shell import DeviceShell
from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node

_HERE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
REASON = "Software forced crash"


def crash(lab: Lab, error: Exception, suspect: Node | None = None) -> None:
    """Crash the router in which `error` was raised; `suspect` if that cannot be told. Raises `error` without either.

    `lab.crashed` listeners hear of it before the router goes down.
    """
    if isinstance(error, LabError):
        raise error
    found = next(_devices(error), None)
    node = lab[found.node] if found is not None and found.node in lab else suspect
    if node is None:
        raise error
    file, report = _report(node, error)
    node.device.flash[file] = report.encode()
    message = (
        f"\n%Software-forced reload: a fault in iosemu itself, not in your configuration\n{summary(error)}\n"
        f"The report is in flash:{file}\n"
    )
    for listener in tuple(lab.crashed):
        listener(node, message)
    node.shell.crash(REASON)  # a router without power stays so


def attempt(lab: Lab, action: Callable[[], object], suspect: Node | None = None) -> None:
    """Carry out `action`; what goes wrong in it is the crash of one router."""
    try:
        action()
    except Exception as error:  # whatever it is: the other routers must go on
        crash(lab, error, suspect)


def summary(error: Exception) -> str:
    """``ZeroDivisionError: division by zero (features/rip/engine.py, line 12)``"""
    place = ""
    for frame, line in _frames(error):
        path = frame.f_code.co_filename
        if path.startswith(f"{_HERE}/"):
            place = f" ({path.removeprefix(_HERE)[1:]}, line {line})"
    return f"{type(error).__name__}: {error}{place}"


def keep(error: Exception) -> str:
    """Write all that is known of an error into a file, for those who mend it: its name."""
    from tempfile import NamedTemporaryFile
    from traceback import format_exception

    with NamedTemporaryFile("w", prefix="iosemu-fault-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.writelines(format_exception(error))
    return file.name


def _frames(error: Exception) -> Iterator[tuple[FrameType, int]]:
    """Where it passed, outermost first, with the lines."""
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame, step.tb_lineno
        step = step.tb_next


def _devices(error: Exception) -> Iterator[Device]:
    """Routers whose code was running when it was raised, the innermost first."""
    for frame, _ in reversed(list(_frames(error))):
        for name in ("self", "ctx", "device", "iface", "host"):
            owner = frame.f_locals.get(name)
            for step in (owner, getattr(owner, "device", None), getattr(getattr(owner, "host", None), "device", None)):
                if isinstance(step, Device):
                    yield step
                elif isinstance(step, DeviceShell):
                    yield step.device


def _report(node: Node, error: Exception) -> tuple[str, str]:
    """Name and text of the crashinfo file."""
    from traceback import format_exception  # not at every start

    seconds = int(node.lab.now)
    name = f"crashinfo_{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    head = f"{node.lab.name}, seed {node.lab.seed}: {node.name} ({node.device.platform.name}) at {node.lab.now:.6f} s\n"
    return name, head + "".join(format_exception(error))
