"""Checkpoints as files: `/checkpoint NAME`, `/restore NAME`, `iosemu run --restore FILE`."""

from __future__ import annotations

import os
import re
import stat

from iosemu.lab.errors import LabError
from iosemu.lab.files import tidy
from iosemu.lab.lab import Lab
from iosemu.lab.save import home_of

SUFFIX = ".checkpoint"
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}\Z", re.ASCII)
_LARGEST = 1 << 30  # bytes


def folder_of(lab: Lab) -> str:
    """Its own folder; of a shipped lab, and of one that came from no folder, the current one."""
    return home_of(lab) or "."


def path_of(lab: Lab, name: str) -> str:
    """``FOLDER/LAB.NAME.checkpoint``. Raises LabError for what cannot be a part of a file's name."""
    if not _NAME.match(name):
        raise LabError(f'"{name}" is no name for a checkpoint; use letters, digits, "-", "_" and "."')
    return tidy(os.path.join(folder_of(lab), f"{_lab(lab)}.{name}{SUFFIX}"))


def names_of(lab: Lab) -> list[str]:
    """Those that are there."""
    begin = f"{_lab(lab)}."
    try:
        found = os.listdir(folder_of(lab))
    except OSError:
        return []
    saved = [each for each in found if each.startswith(begin) and each.endswith(SUFFIX)]
    return sorted(each.removeprefix(begin).removesuffix(SUFFIX) for each in saved)


def write(lab: Lab, name: str) -> str:
    """Save the lab under a name; returns the file. Raises LabError."""
    path = path_of(lab, name)
    data = lab.checkpoint()
    try:
        with open(f"{path}.new", "wb") as file:
            file.write(data)
        os.replace(f"{path}.new", path)  # whole or not at all
    except OSError as error:
        raise LabError(error.strerror or "cannot be written", path) from None
    return path


def read(path: str) -> Lab:
    """The lab of a file. Raises LabError."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK | os.O_NOCTTY)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise LabError("is no regular file", path)
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise LabError("no such file", path) from None
    except OSError as error:
        raise LabError(error.strerror or "cannot be read", path) from None
    except ValueError:
        raise LabError("is no name of a file", path) from None
    if len(data) > _LARGEST:
        raise LabError(f"is larger than {_LARGEST >> 20} MB", path)
    try:
        return Lab.restore(data)
    except LabError as error:
        raise LabError(error.message, path) from None


def _lab(lab: Lab) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "_", lab.name)[:64]
