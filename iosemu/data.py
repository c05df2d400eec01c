"""Finds the text files that belong to the package: grammars and labs. Imports nothing of ours.

In a checkout they lie next to the package; an installed package carries them inside.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).absolute().parent


def data_folder(name: str) -> Path:
    """The folder `grammars` or `labs`. Raises FileNotFoundError when the installation is incomplete."""
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"iosemu is installed without its folder {name}")
