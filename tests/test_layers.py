"""Imports go one way; features import only what they say they need; time, chance and sockets have their place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from iosemu.device.feature import features

PACKAGE = Path(__file__).resolve().parent.parent / "iosemu"
MAY_IMPORT = {
    "": {""},  # types, data: nothing of ours
    "wire": {"", "wire"},
    "crypto": {"", "crypto"},
    "cli": {"", "cli"},
    "sim": {"", "sim"},
    "device": {"", "wire", "crypto", "cli", "sim", "device"},
    "features": {"", "wire", "crypto", "cli", "sim", "device", "features"},
    "lab": {"", "wire", "crypto", "cli", "sim", "device", "features", "lab"},
    "checks": {"", "cli", "lab", "checks"},
    "replay": {"", "cli", "device", "lab", "replay"},
    "practice": {"", "cli", "sim", "device", "lab", "checks", "practice"},
    "console": {"", "wire", "crypto", "cli", "sim", "device", "features", "lab", "checks", "replay", "practice", "console"},
}
TOP = {"__init__", "__main__", "api", "main", "pytest_plugin", "IosemuLibrary"}  # above every layer
OUTSIDE_WORLD = {
    *("time", "datetime", "random", "secrets", "uuid"),
    *("socket", "select", "asyncio", "threading", "subprocess"),
}
WORLD_ALLOWED = {
    "sim/chance.py": {"random"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield ".".join(path.relative_to(PACKAGE).with_suffix("").parts), path


@cache
def imports(path: Path, name: str) -> tuple[tuple[int, str, bool], ...]:
    """(line, module, only for types) of every import, those inside functions too."""
    return tuple(_imports(path, name))


def _imports(path: Path, name: str) -> Iterator[tuple[int, str, bool]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        quiet = id(node) in typing_only
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, quiet
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = ["iosemu", *name.split(".")][: -node.level]
                base = ".".join([*package, base]).rstrip(".")
            if base.startswith("iosemu"):
                for alias in node.names:
                    yield node.lineno, f"{base}.{alias.name}", quiet
            else:
                yield node.lineno, base, quiet


def layer(parts: list[str]) -> str:
    return parts[0] if parts[0] in MAY_IMPORT else ""


def test_layers() -> None:
    wrong = []
    for name, path in modules():
        parts = name.split(".")
        if parts[0] in TOP:
            continue
        own = layer(parts)
        for line, module, quiet in imports(path, name):
            if not module.startswith("iosemu."):
                continue
            target = module.split(".")[1:]
            if layer(target) not in MAY_IMPORT[own] and not quiet:
                wrong.append(f"{name}:{line} imports {module}")
            if own == "device" and target[0] == "features" and not quiet:
                wrong.append(f"{name}:{line}: the core knows no feature")
    assert wrong == []


# the rooms of `device`: the box, and the way of packets; what joins them may know both
NET = {
    "addresses", "arp", "drivers", "drops", "explain_ip", "fast", "fib", "host", "icmp", "ip", "ip_events", "ip_stats", "passage",
    "reassembly", "rib", "sockets", "source_route", "sources", "stack", "subnets", "udp", "v6", "vrf", "vrf_names", "witness",
}  # fmt: skip
JOINTS = {
    "device": {"drivers", "ip", "subnets", "v6", "vrf"},  # a router is made of both
    "explain": {"explain_ip", "ipv4"},  # the box's own explanations beside those of features
    "interface": {"drops", "passage", "v6"},  # counts why, has stages
    "platform": {"cdp"},  # what a box says of itself
}


def test_the_box_knows_no_packet() -> None:
    """Slots, features, engines, events, debugs, releases and the shell of a router stand without its network."""
    wrong = []
    for path in sorted((PACKAGE / "device").glob("*.py")):
        room = path.stem
        if room in NET:
            continue
        for line, module, quiet in imports(path, f"device.{room}"):
            parts = module.split(".")
            knows = parts[1:2] == ["wire"] or (parts[1:2] == ["device"] and parts[2] in NET)
            if knows and not quiet and parts[2] not in JOINTS.get(room, ()):
                wrong.append(f"{room}:{line} imports {module}")
    assert wrong == []


def test_every_room_is_one_of_the_two() -> None:
    """A new file of packets is named as such."""
    rooms = {path.stem for path in (PACKAGE / "device").glob("*.py")} | {"sockets", "v6"}
    assert rooms >= NET and not NET & JOINTS.keys()


def looked_up(path: Path) -> Iterator[tuple[int, str]]:
    """(line, feature) of every engine that is asked for by its name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("engine", "peer"):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def test_features_use_what_they_need() -> None:
    """By import or by name."""
    known = features()
    wrong = []
    for name, path in modules():
        parts = name.split(".")
        if parts[0] != "features" or len(parts) < 3:
            continue
        allowed: set[str] = set()
        pending = [parts[1]]
        while pending:
            feature = pending.pop()
            if feature not in allowed:
                allowed.add(feature)
                pending += known[feature].needs
        for line, module, quiet in imports(path, name):
            target = module.split(".")
            if target[:2] == ["iosemu", "features"] and len(target) > 2 and target[2] not in allowed and not quiet:
                wrong.append(f"{name}:{line} imports {module}, which {parts[1]} does not need")
        wrong += [
            f"{name}:{line} asks for {wanted}, which {parts[1]} does not need"
            for line, wanted in looked_up(path)
            if wanted not in allowed
        ]
    assert wrong == []


def test_clock_chance_and_sockets_stay_outside() -> None:
    """Engines meet no clock, no socket and no terminal; types of `random.Random` for annotations are no chance."""
    wrong = []
    for name, path in modules():
        parts = name.split(".")
        if parts[0] in TOP or parts[0] == "console":
            continue
        where = path.relative_to(PACKAGE).as_posix()
        for line, module, quiet in imports(path, name):
            root = module.split(".")[0]
            if root in OUTSIDE_WORLD and not quiet and root not in WORLD_ALLOWED.get(where, set()):
                text = path.read_text(encoding="utf-8").splitlines()[line - 1].strip()
                if text in (
                    "from random import Random",
                    "from datetime import datetime",
                    "from datetime import datetime, timedelta",
                ):
                    continue  # a type; arithmetic on given times
                wrong.append(f"{name}:{line}: {text}")
    assert wrong == []


def test_package_does_not_need_its_tests() -> None:
    assert [
        name for name, path in modules() for _, module, _ in imports(path, name) if module.startswith("tests")
    ] == []


@pytest.mark.parametrize("name", sorted(features()))
def test_feature_registration_is_light(name: str) -> None:
    """`__init__` holds FEATURE and imports nothing but what it registers: it is read at every start."""
    path = PACKAGE / "features" / name / "__init__.py"
    found = {module for _, module, quiet in imports(path, f"features.{name}.__init__") if not quiet}
    light = ("iosemu.device.feature.", "iosemu.device.sources.", "__future__")
    assert [module for module in found if not module.startswith(light)] == []
