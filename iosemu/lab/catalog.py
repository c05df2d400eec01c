"""The labs that come with the product."""

from __future__ import annotations

import os

from iosemu.data import data_folder
from iosemu.lab.errors import LabError
from iosemu.lab.files import tidy

FILE_NAME = "lab.yaml"


def shipped() -> dict[str, str]:
    """Name -> folder of each lab that comes with the product, in order of names."""
    folder = data_folder("labs")
    names = sorted(name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, FILE_NAME)))
    return {name: os.path.join(folder, name) for name in names}


def find(lab: str | os.PathLike[str]) -> str:
    """The lab.yaml of a shipped lab, a folder or a file. Raises LabError."""
    path = tidy(lab)
    if os.path.isdir(path):
        return os.path.join(path, FILE_NAME)
    if os.path.isfile(path):
        return path
    name = os.fspath(lab)
    labs = shipped()
    if name in labs:
        return os.path.join(labs[name], FILE_NAME)
    if "/" in name or name.endswith((".yaml", ".yml")):
        raise LabError(f"no such file; a lab is a folder with a {FILE_NAME}", name)
    known = ", ".join(labs)
    raise LabError(f'no lab named "{name}"; shipped labs: {known} (or give the path of a folder with a {FILE_NAME})')
