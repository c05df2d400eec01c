"""Carries grammars (parsed, too) and labs into the built package; everything else stands in pyproject.toml."""

import sys
from pathlib import Path
from shutil import copytree

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithData(build_py):
    """`grammars/` and `labs/` become `iosemu/_data/` (see iosemu/data.py)."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name in ("grammars", "labs"):
                copytree(Path(name), Path(self.build_lib, "iosemu", "_data", name), dirs_exist_ok=True)
            sys.path.insert(0, str(Path(__file__).parent))
            from iosemu.cli.source import parse_beside

            parse_beside(str(Path(self.build_lib, "iosemu", "_data", "grammars")))


setup(cmdclass={"build_py": BuildWithData})
