"""The built package carries grammars and labs along, and runs from any folder."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from iosemu import __version__

pytest.importorskip("setuptools")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an installation would put into site-packages."""
    folder = tmp_path_factory.mktemp("site")
    build = ["setup.py", "-q", "egg_info", "--egg-base", str(folder), "build_py", "--build-lib", str(folder)]
    done = subprocess.run([sys.executable, *build], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


def test_everything_is_in_the_package(installed: Path) -> None:
    data = installed / "iosemu" / "_data"
    for name, pattern in (("grammars", "*.cmd"), ("grammars", "_order"), ("labs", "*/lab.yaml"), ("labs", "*/*.cfg")):
        here = sorted(path.relative_to(ROOT / name) for path in (ROOT / name).glob(pattern))
        there = sorted(path.relative_to(data / name) for path in (data / name).glob(pattern))
        assert here
        assert here == there
    modules = {path.relative_to(ROOT) for path in (ROOT / "iosemu").rglob("*.py")}
    assert (installed / "iosemu" / "py.typed").is_file()
    assert modules <= {path.relative_to(installed) for path in installed.rglob("*.py")}


def test_runs_from_any_folder(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import iosemu; from iosemu.__main__ import main; "
        "print(iosemu.__file__); sys.exit(main(sys.argv[1:]))"
    )
    command = ["exec", "dmvpn-ipsec", "R1", "show dmvpn | count UP "]
    done = subprocess.run(
        [sys.executable, "-c", code, str(installed), *command], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [str(installed / "iosemu" / "__init__.py"), "Number of lines which match regexp = 3"]


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert project["requires-python"] == ">=3.11"
