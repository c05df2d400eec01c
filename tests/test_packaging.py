"""The built package carries grammars and labs along, and runs from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from iosemu import __version__

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
    assert len(list((data / "grammars").glob("grammar-*.bin"))) == 1
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


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment into which the source distribution was installed; its dependencies are lent by this one."""
    folder = tmp_path_factory.mktemp("sdist")

    def tool(*arguments: str, cwd: Path = folder) -> None:
        done = subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr

    tool("setup.py", "-q", "egg_info", "--egg-base", str(folder), "sdist", "--dist-dir", str(folder), cwd=ROOT)
    (source,) = folder.glob("*.tar.gz")
    offline = ("--no-index", "--no-deps", "-q", "--disable-pip-version-check")
    tool("-m", "pip", "wheel", *offline, "--no-build-isolation", "--wheel-dir", str(folder), str(source))
    (wheel,) = folder.glob("*.whl")
    where = folder / "environment"
    tool("-m", "venv", "--without-pip", str(where))
    tool("-m", "pip", "--python", str(where / "bin" / "python"), "install", *offline, str(wheel))
    packages = next(where.glob("lib/python*/site-packages"))
    (packages / "lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    return where


@pytest.mark.slow
def test_the_source_distribution_runs_in_an_empty_environment(environment: Path, tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [str(environment / "bin" / "iosemu"), "run", "dmvpn-ipsec", "--node", "R6", "--cold"]
    lines = "enable\nshow version | include uptime\nshow running-config | include hostname\n"
    done = subprocess.run(command, input=lines, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=120)
    assert (done.stderr, done.returncode) == ("", 0)
    assert "R6 uptime is" in done.stdout and "\nhostname R6\n" in done.stdout
    where = subprocess.run(
        [str(environment / "bin" / "python"), "-c", "import iosemu; print(iosemu.__file__)"],
        cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert where.stdout.startswith(str(environment))


@pytest.mark.slow
def test_pytest_finds_the_plugin_of_an_installed_package(environment: Path, tmp_path: Path) -> None:
    """By its entry point alone: nobody says `-p`. What fails is told with transcript, topology and trace, and kept."""
    (tmp_path / "test_it.py").write_text(
        "import iosemu.pytest_plugin\n\n"
        "def test_it(lab):\n"
        "    print('plugin of', iosemu.pytest_plugin.__file__)\n"
        "    lab['R6'].configure('interface Tunnel0\\n shutdown')\n"
        "    assert '!!!!!' in lab['R6'].cli('ping 192.168.1.1')\n\n"
        "def test_another(lab):\n"
        "    assert '!!!!!' in lab['R6'].cli('ping 192.168.1.1')\n"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    command = [str(environment / "bin" / "python"), "-m", "pytest", "--lab", "dmvpn-ipsec", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1 and "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert f"plugin of {environment}" in done.stdout
    for part in ("transcript", "topology", "trace", "what is wrong there", "captures"):
        assert f"dmvpn-ipsec: {part} -" in done.stdout
    assert "R6#ping 192.168.1.1\n" in done.stdout and "Tunnel0 of R6 is not registered with Tunnel0 of R1" in done.stdout
    (kept,) = (tmp_path / "iosemu-captures").iterdir()
    assert list(kept.glob("*.pcap"))


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert project["requires-python"] == ">=3.11"
