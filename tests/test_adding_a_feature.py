"""The worked example of docs/adding-a-feature.md: its files are put together as the page says, and its story is run."""

from __future__ import annotations

import re
import shutil
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
    """A copy of the tree with the files of the page added."""
    tree = tmp_path_factory.mktemp("tree")
    blocks = dict(BLOCK.findall((ROOT / "docs" / "adding-a-feature.md").read_text(encoding="utf-8")))
    for name in ("iosemu", "grammars", "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("labs", "docs"):
        (tree / name).symlink_to(ROOT / name)
    features, looks = tree / "iosemu" / "features", tree / "tests" / "chaos" / "looks.py"
    looks.write_text(looks.read_text().replace("STATELESS = {\n", f"STATELESS = {{\n{blocks.pop('looks.py')}", 1))
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
        assert found and all("| toy " in text for text in found if "include-connected" not in text)  # IPv6's


@pytest.mark.slow
def test_the_grammars_have_no_faults(tree: Path) -> None:
    done = run(tree, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--rootdir", str(tree), "tests/grammar/test_grammars.py", "-k", "iosv or not [")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_what_the_tree_asks_of_each_feature_holds(tree: Path) -> None:
    """Nothing else had to change: layers, events, looks, the tables of commands."""
    checks = ["tests/test_events.py", "tests/test_layers.py", "tests/chaos/test_chaos.py::test_every_feature_is_looked_at", "tests/device/test_sources.py"]
    done = run(tree, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--rootdir", str(tree), *checks)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout and "skipped" not in done.stdout


def test_types_and_style_of_the_example(tree: Path) -> None:
    config = tree / "pyproject.toml"
    config.write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    done = run(tree, "-m", "ruff", "check", "--no-cache", "iosemu/features/beacon", "iosemu/features/toy")
    assert done.returncode == 0, done.stdout
