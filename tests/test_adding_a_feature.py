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
    for name, text in blocks.items():
        if name.endswith(".cmd"):
            (tree / "grammars" / name).write_text(text)
        elif name.startswith("test_"):
            (tree / name).write_text(STORY_HEAD + text)
        else:  # without a folder: the first of the two
            path = features / (name if "/" in name else f"beacon/{name}")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
    return tree


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=tree, capture_output=True, text=True, timeout=120, env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin", "IOSEMU_CACHE": str(tree / "cache")}
    )


@pytest.mark.parametrize("name", ["beacon", "toy"])
def test_the_story_runs(tree: Path, name: str) -> None:
    done = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tree), f"test_{name}.py")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_knows_it(tree: Path) -> None:
    done = run(tree, "-c", "from iosemu.lab.docs import *; print(commands_text(shipped_grammar()))")
    assert "## beacon: A datagram at an interval" in done.stdout, done.stderr
    assert "- `beacon A.B.C.D [interval <1-3600>]`" in done.stdout
    for line in ("`redistribute {connected |", "`show ip route [vrf WORD] {connected |", "`match source-protocol {"):
        found = [text for text in done.stdout.splitlines() if line in text]
        assert found and all("| toy " in text for text in found)


def test_the_grammars_have_no_faults(tree: Path) -> None:
    done = run(tree, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--rootdir", str(tree), "tests/grammar/test_grammars.py", "-k", "iosv or not [")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["beacon", "toy"])
def test_nothing_else_had_to_change(tree: Path, name: str) -> None:
    """What is no link to this tree is of the example."""
    added = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file() and not path.is_symlink()}
    own = {path for path in added if "__pycache__" not in path and not path.startswith(("cache/", "iosemu/features/beacon/", "iosemu/features/toy/"))}
    assert own - {"pyproject.toml"} == {"grammars/beacon.cmd", "grammars/toy.cmd", "test_beacon.py", "test_toy.py"}


def test_types_and_style_of_the_example(tree: Path) -> None:
    config = tree / "pyproject.toml"
    config.write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    done = run(tree, "-m", "ruff", "check", "--no-cache", "iosemu/features/beacon", "iosemu/features/toy")
    assert done.returncode == 0, done.stdout
