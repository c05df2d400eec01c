"""The worked example of docs/adding-a-feature.md: its files are put together as the page says, and its story is run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

STORY_HEAD = '''\
from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab
from tests.test_adding_a_feature import LAB


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    for number in (1, 2):
        (tmp_path / f"R{number}.cfg").write_text(
            f"hostname R{number}\\ninterface FastEthernet0/0\\n ip address 10.0.0.{number} 255.255.255.0\\nend\\n"
        )
    lab = Lab.from_yaml(LAB, tmp_path)
    lab.settle()
    lab["R1"].cli("ping 10.0.0.2")
    return lab


'''
LAB = """\
name: two
nodes: {R1: {config: R1.cfg}, R2: {config: R2.cfg}}
links:
  - endpoints: [R1:Fa0/0, R2:Fa0/0]
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the files of the page added."""
    tree = tmp_path_factory.mktemp("tree")
    blocks = dict(BLOCK.findall((ROOT / "docs" / "adding-a-feature.md").read_text(encoding="utf-8")))
    package = tree / "iosemu"
    features = package / "features"
    features.mkdir(parents=True)
    for path in (ROOT / "iosemu").iterdir():
        if path.name not in ("features", "__pycache__"):
            (package / path.name).symlink_to(path)
    for path in (ROOT / "iosemu" / "features").iterdir():
        if path.name != "__pycache__":
            (features / path.name).symlink_to(path)
    (tree / "grammars").mkdir()
    for path in (ROOT / "grammars").iterdir():
        (tree / "grammars" / path.name).symlink_to(path)
    (tree / "labs").symlink_to(ROOT / "labs")
    (tree / "tests").symlink_to(ROOT / "tests")
    (tree / "grammars" / "beacon.cmd").write_text(blocks["beacon.cmd"])
    beacon = features / "beacon"
    beacon.mkdir()
    for name in ("__init__.py", "model.py", "engine.py", "show.py", "actions.py", "debug.py"):
        (beacon / name).write_text(blocks[name])
    (tree / "test_beacon.py").write_text(STORY_HEAD + blocks["test_beacon.py"])
    return tree


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=tree, capture_output=True, text=True, timeout=120, env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin", "IOSEMU_CACHE": str(tree / "cache")}
    )


def test_the_story_runs(tree: Path) -> None:
    done = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tree), "test_beacon.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_knows_it(tree: Path) -> None:
    done = run(tree, "-c", "from iosemu.lab.docs import *; print(commands_text(shipped_grammar()))")
    assert "## beacon: A datagram at an interval" in done.stdout, done.stderr
    assert "- `beacon A.B.C.D [interval <1-3600>]`" in done.stdout


def test_nothing_else_had_to_change(tree: Path) -> None:
    added = {path.relative_to(tree).as_posix() for path in tree.rglob("*beacon*") if not path.is_dir() and "__pycache__" not in path.parts}
    assert added == {"grammars/beacon.cmd", "test_beacon.py"}


def test_types_and_style_of_the_example(tree: Path) -> None:
    config = tree / "pyproject.toml"
    config.write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    done = run(tree, "-m", "ruff", "check", "--no-cache", "iosemu/features/beacon")
    assert done.returncode == 0, done.stdout
