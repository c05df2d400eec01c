"""pytest with labs: the fixture `lab`, the marker `lab`, the option `--lab`.

    @pytest.mark.lab("dmvpn-ipsec", seed=7)
    def test_spokes(lab):
        assert lab["R1"].rows("show dmvpn")

A lab is loaded and settled once for the tests of a module; each of them gets one of its own from that checkpoint. What
a failing test has typed, the topology, and what is wrong in the lab stand in its report; its captures are kept.
Imported at the start of every pytest of an environment: nothing of ours is, before a test asks for a lab.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from iosemu.lab.capture import Capture
    from iosemu.lab.lab import Lab

_WIDTH = 100  # columns of a report
_PING = re.compile(r"(?:ping|traceroute) +(?:vrf +(?P<vrf>\S+) +)?(?:ip +)?(?P<to>\S+)(?:.* source +(?P<source>\S+))?")
_running: pytest.StashKey[_Running] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("iosemu")
    group.addoption("--lab", metavar="LAB", help="lab of tests without a marker: a shipped one, a folder or a lab.yaml")
    group.addoption("--lab-seed", type=int, metavar="N", help="seed of all chance in labs, where a marker says none")
    group.addoption(
        "--lab-captures", metavar="FOLDER", default="iosemu-captures", help="where captures of failed tests are kept"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "lab(name, seed=None, settle=True): which lab the fixture `lab` gives; settle=False: from power-on"
    )


class _Running:
    """The lab of a test, and what is kept of it."""

    def __init__(self, lab: Lab, capture: Capture) -> None:
        self.lab = lab
        self.capture = capture


@pytest.fixture(scope="module")
def _iosemu_checkpoints() -> dict[tuple[str, int | None, bool], bytes]:
    """The labs of a module, each as it is when it has settled."""
    return {}


@pytest.fixture
def lab(
    request: pytest.FixtureRequest, _iosemu_checkpoints: dict[tuple[str, int | None, bool], bytes]
) -> Iterator[Lab]:
    """A running lab of the test's own, settled; which one the marker `lab` says, or `--lab`."""
    from iosemu.lab.errors import LabError
    from iosemu.lab.lab import Lab

    where, seed, settle = _asked(request)
    kept = _iosemu_checkpoints.get((where, seed, settle))
    try:
        if kept is None:
            with Lab.load(where, seed) as first:
                if settle:
                    first.settle()
                kept = _iosemu_checkpoints[where, seed, settle] = first.checkpoint()
        running = Lab.restore(kept)
    except LabError as error:
        pytest.fail(str(error), pytrace=False)
    running.diary = []
    request.node.stash[_running] = _Running(running, running.capture())
    yield running
    running.close()


def _asked(request: pytest.FixtureRequest) -> tuple[str, int | None, bool]:
    """Lab, seed, whether it settles first."""
    marker = request.node.get_closest_marker("lab")
    seed = request.config.getoption("--lab-seed")
    if marker is None:
        name = request.config.getoption("--lab")
        if not name:
            pytest.fail("which lab? @pytest.mark.lab(NAME) says it, or --lab NAME", pytrace=False)
        return str(name), seed, True
    one = len(marker.args) == 1 and isinstance(marker.args[0], str | Path)
    if not one or not {*marker.kwargs} <= {"seed", "settle"}:
        pytest.fail("the marker is lab(NAME, seed=N, settle=True)", pytrace=False)
    name = str(marker.args[0])
    beside = request.path.parent / name  # a lab beside the test goes before a shipped one
    where = str(beside) if beside.exists() else name
    chosen = marker.kwargs.get("seed")
    return where, seed if chosen is None else chosen, marker.kwargs.get("settle", True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    running = item.stash.get(_running, None)
    if running is not None and report.when == "call" and report.failed:
        report.sections += list(_told(item, running))
    return report


def _told(item: pytest.Item, running: _Running) -> Iterator[tuple[str, str]]:
    """Title and text of each part."""
    from iosemu.console.drawing import topology
    from iosemu.lab.errors import LabError

    lab = running.lab
    yield f"{lab.name}: transcript", "".join(_typed(*entry) for entry in lab.diary or ()) or "nothing was typed"
    yield f"{lab.name}: topology", topology(lab, "", _WIDTH, False)
    traced = _traced(lab)
    if traced:
        yield f"{lab.name}: trace", traced
    yield f"{lab.name}: what is wrong there", str(lab.diagnose()) or "nothing that could be seen"
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", item.nodeid).strip("-")
    folder = Path(item.config.getoption("--lab-captures")) / name
    try:
        running.capture.save(folder)
        yield f"{lab.name}: captures", f"{folder} (WIRESHARK_CONFIG_DIR={folder} wireshark decrypts)"
    except LabError as error:
        yield f"{lab.name}: captures", f"not kept: {error}"


def _typed(at: float, prompt: str, typed: str, shown: str) -> str:
    lines = "".join(f"{prompt}{line}\n" for line in typed.splitlines())
    return f"! at {at:g}\n{lines}{shown}{'' if shown.endswith(chr(10)) or not shown else chr(10)}"


def _traced(lab: Lab) -> str:
    """Why the last ping or traceroute fared as it did."""
    from iosemu.lab.errors import LabError

    for _, prompt, typed, _ in reversed(lab.diary or ()):
        found = _PING.match(typed)
        node = prompt.partition("#")[0]
        if found is not None and node in lab and lab[node].device.running:
            try:
                return str(lab.trace(node, found["to"], source=found["source"], vrf=found["vrf"] or ""))
            except LabError as error:
                return f"{typed}: {error}"
    return ""
