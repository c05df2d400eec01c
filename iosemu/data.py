"""Finds the text files that belong to the package: grammars and labs. Imports nothing of ours, nor `pathlib`, which
a start would feel.

In a checkout they lie next to the package; an installed package carries them inside.
"""

from __future__ import annotations

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def data_folder(name: str) -> str:
    """The folder `grammars` or `labs`. Raises FileNotFoundError when the installation is incomplete."""
    for folder in (os.path.join(_PACKAGE, "_data", name), os.path.join(os.path.dirname(_PACKAGE), name)):
        if os.path.isdir(folder):
            return folder
    raise FileNotFoundError(f"iosemu is installed without its folder {name}")
