"""A fault of iosemu's own inside one router: its console tells, it reloads, everything else goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.console import script
from iosemu.console.desk import Desk
from iosemu.console.main import main
from iosemu.console.rack import Rack
from iosemu.features.clock import show as clock


class Sitting:
    """Somebody at the consoles of the lab."""

    def __init__(self, folder: Path, node: str) -> None:
        self.lab = Lab.load(folder)
        self.lab.settle()
        self.written: list[str] = []
        self.rack = Rack(self.lab)
        self.desk = Desk(self.rack, self.written.append, node)
        self.desk.begin(missed=True)

    def type(self, text: str) -> None:
        for character in text:
            self.desk.key("c-m" if character == "\n" else character)

    def after(self, seconds: float) -> str:
        self.rack.pace.advance(seconds)
        self.rack.work(budget=float("inf"))
        text = "".join(self.written)
        self.written.clear()
        return text


class Broken(Exception):
    """What no engine raises."""


def _break(*_: object, **__: object) -> None:
    raise Broken("on purpose")


def test_an_engine_fails(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R2 fails while it handles a timer; R1's user goes on working, R2's sees why it reloads."""
    desk = Sitting(two, "R1")
    desk.type("\nenable\n")
    desk.after(1)
    other = desk.lab["R2"].device
    engine = other.engine("system")
    monkeypatch.setattr(engine, "stop", _break)
    engine.host.after(5.0, _break)
    shown = desk.after(60)
    assert "Software-forced" not in shown
    assert "changed state to down" in shown  # the cable to R2 went dead
    desk.type("show privilege\n")
    assert "Current privilege level is 15" in desk.after(0)

    desk.desk.key("c-]")
    desk.type("2")
    shown = desk.after(1)
    told = shown.index("%Software-forced reload: a fault in iosemu itself, not in your configuration\nBroken: on purpose (")
    assert told < shown.index("Launching IOS image") < shown.rindex("Press RETURN to get started!")
    (name,) = other.flash
    assert f"The report is in flash:{name}\n" in shown
    assert b"two, seed 5: R2 (c7200) at " in other.flash[name]
    assert b"Broken: on purpose" in other.flash[name]
    assert other.running
    assert "Last reload reason: Software forced crash" in desk.lab["R2"].cli("show version")


def test_a_command_fails(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Sitting(two, "R1")
    monkeypatch.setattr(clock, "show_clock", _break)
    desk.type("\nenable\nshow clock\n")
    shown = desk.after(60)
    assert "%Software-forced reload" in shown
    assert "Press RETURN to get started!" in shown[shown.index("%Software-forced reload") :]


def test_a_pipe_goes_on(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab.load(two)
    monkeypatch.setattr(clock, "show_clock", _break)
    written: list[str] = []
    script.run(lab, "R1", ["enable", "show clock", "show version | include reload reason"], written.append)
    text = "".join(written)
    assert "%Software-forced reload" in text
    assert "Last reload reason: Software forced crash" in text


def test_python_raises(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = Lab.load(two)
    lab.settle()
    monkeypatch.setattr(clock, "show_clock", _break)
    with pytest.raises(Broken):
        lab["R1"].cli("show clock")


def test_exec_tells_in_one_line(two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """… where it happened; the rest is in a file."""
    monkeypatch.setattr(clock, "show_clock", _break)
    assert main(["exec", str(two), "R1", "show clock"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    said, _, file = line.partition("; the report is in ")
    assert said.startswith("iosemu: a fault in iosemu itself: Broken: on purpose (")
    report = Path(file)
    assert "on purpose" in report.read_text() and "Traceback" in report.read_text()
    report.unlink()
