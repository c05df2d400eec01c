"""What a checkpoint may name reaches nothing on the host."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from iosemu.lab.checkpoint import names

PACKAGE = Path(names.__file__).resolve().parent.parent.parent
# what a module would import, or call, to reach the host
MODULES = {"os", "io", "shutil", "socket", "subprocess", "pathlib", "tempfile", "ctypes", "importlib", "pickle", "marshal", "asyncio"}
CALLS = {"open", "exec", "eval", "compile", "__import__"}
# methods of labs, nodes and captures that do: whatever object comes in, nobody calls them
METHODS = {"save", "save_flash", "load", "from_yaml", "capture", "write_text", "write_bytes", "mkdir", "unlink", "restore"}
# what reads or finds iosemu's own files, by names of its own
ALLOWED = {
    ("device/feature.py", "os"), ("device/feature.py", "importlib"), ("device/shell.py", "os"),
    ("device/feature.py", "__import__"),
}  # fmt: skip


def modules() -> Iterator[Path]:
    for package in names.WORLD:
        path = PACKAGE.joinpath(*package.split(".")[1:])
        for each in sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]:
            name = ".".join(("iosemu", *each.relative_to(PACKAGE).with_suffix("").parts))
            if name not in names.NOT_STATE and not name.endswith(".__init__"):
                yield each


def reaches(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]} & MODULES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & CALLS
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found |= {node.func.attr} & METHODS
    return found


def test_no_method_of_state_reaches_the_host() -> None:
    found = {(path.relative_to(PACKAGE).as_posix(), what) for path in modules() for what in reaches(path)}
    assert found - ALLOWED == set()


@pytest.mark.parametrize(
    "name",
    [
        "os:system", "builtins:eval", "iosemu.lab.save:save", "iosemu.console.main:main", "iosemu.lab.lab:os",
        "iosemu.cli.source:CachedSource", "iosemu.sim.tap:Tap", "iosemu.lab.checkpoint:restore", "iosemu:__version__",
        "iosemu.device.engine:fire.__globals__", "iosemu.device.feature:importlib", "iosemu.console.commands:Commands",
        "iosemu.device.nothing:X", "iosemu.device..arp:X", "iosemu.device.arp:", "", ":", "iosemu.device.arp",
        "iosemu.lab.lab:Lab.save_flash", "iosemu.lab.capture:Capture.save", "iosemu.device.device:Device.__init__",
        "iosemu.device.shell:language_of", "../../tmp/x:Y", "iosemu.device.arp:ArpCache\n",
    ],
)  # fmt: skip
def test_no_such_name(name: str) -> None:
    for look_up in (names.class_named, names.constant_named):
        with pytest.raises(names.Unknown):
            look_up(name)
    with pytest.raises(names.Unknown):
        names.function_named(name)
    if name != "iosemu.device.shell:language_of":
        with pytest.raises(names.Unknown):
            names.call_named(name)


def test_what_is_named_is_there() -> None:
    for name in names.MORE_METHODS:
        assert names.function_named(name)
    for name in names.CALLS:
        assert callable(names.call_named(name))
    assert names.class_named("iosemu.device.device:Device").__name__ == "Device"
