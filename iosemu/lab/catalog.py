"""The labs that come with the product."""

from __future__ import annotations

from pathlib import Path

from iosemu.data import data_folder
from iosemu.lab.errors import LabError

FILE_NAME = "lab.yaml"


def shipped() -> dict[str, Path]:
    """Name -> folder of each lab that comes with the product, in order of names."""
    folder = data_folder("labs")
    return {path.parent.name: path.parent for path in sorted(folder.glob(f"*/{FILE_NAME}"))}


def find(lab: str | Path) -> Path:
    """The lab.yaml of a shipped lab, a folder or a file. Raises LabError."""
    path = Path(lab)
    if path.is_dir():
        return path / FILE_NAME
    if path.is_file():
        return path
    name = str(lab)
    labs = shipped()
    if name in labs:
        return labs[name] / FILE_NAME
    if "/" in name or name.endswith((".yaml", ".yml")):
        raise LabError(f"no such file; a lab is a folder with a {FILE_NAME}", name)
    known = ", ".join(labs)
    raise LabError(f'no lab named "{name}"; shipped labs: {known} (or give the path of a folder with a {FILE_NAME})')
