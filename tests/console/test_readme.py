"""The README is true: its sessions give what it shows, its files and its Python exist and work."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.__main__ import main
from iosemu.console import script

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def sessions() -> list[str]:
    """Indented blocks that show a prompt."""
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", TEXT, re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE).strip("\n") for block in blocks if re.search(r"^    R\d[>#]", block, re.MULTILINE)]


def plain(text: str) -> str:
    """Without blanks at ends of lines, and without times that depend on how fast somebody types."""
    text = re.sub(r"SPI 0x[0-9a-f]{8}", "SPI", re.sub(r" +$", "", text, flags=re.MULTILINE))
    return re.sub(r"\d\d:\d\d:\d\d", "hh:mm:ss", text)


def test_the_session_at_the_beginning() -> None:
    lab = Lab.load("dmvpn-ipsec")
    first, second, third, fourth = (each for each in sessions() if "/check" not in each)
    lines = re.findall(r"^R1[>#](.+)", first, re.MULTILINE)
    lines += ["/attach R6", "enable", *re.findall(r"^R6[>#](.+)", second, re.MULTILINE)]
    lines += ["/attach R1", *re.findall(r"^R1#(.+)", third, re.MULTILINE)]
    lines += ["/attach R7", "enable", *re.findall(r"^R7(?:\(config.*?\))?[>#](.+)", fourth, re.MULTILINE)]
    written: list[str] = []
    script.run(lab, "R1", lines, written.append)
    shown = plain("".join(written))
    assert plain(first) in shown
    assert plain(second) in shown
    for command in plain(third).split("\nR1#") + plain(fourth).split("\nR7#"):
        assert command in shown


def test_the_practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^    \$ (iosemu practice .+)\n((?:    .+\n)+)", TEXT, re.MULTILINE)
    first, last = re.sub(r"^    ", "", block[1], flags=re.MULTILINE).split("…\n")
    lines = ["/attach R8", "enable", "configure terminal", "interface Tunnel0", *re.findall(r"^R8\S*#(.+)", last, re.MULTILINE)]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    assert main([*block[0].split()[1:], "--progress", str(tmp_path / "progress.db")]) == 0
    shown = re.sub(r"\b\d:\d\d:\d\d\b", "h:mm:ss", plain(capsys.readouterr().out))
    assert first in shown and re.sub(r"\b\d:\d\d:\d\d\b", "h:mm:ss", last) in shown


def test_the_trace(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^    \$ (iosemu trace .+)\n((?:    .+\n)+)", TEXT, re.MULTILINE)
    assert main(block[0].split()[1:]) == 0
    assert plain(capsys.readouterr().out) == plain(re.sub(r"^    ", "", block[1], flags=re.MULTILINE))


def test_the_session_with_a_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before, after = plain(next(each for each in sessions() if "/checkpoint" in each)).split("\n…\n")
    lines = ["enable", *re.findall(r"^R1#(.+)", before, re.MULTILINE), *re.findall(r"^R1#([^/].+)", after, re.MULTILINE)]
    written: list[str] = []
    script.run(Lab.load("dmvpn-ipsec"), "R1", lines, written.append)
    shown = plain("".join(written))
    assert before in shown
    assert after in shown


def test_the_python_example(capsys: pytest.CaptureFixture[str]) -> None:
    code = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[0]
    exec(compile(code, "README.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "192.168.1.6" in shown
    assert "% " not in shown


def test_the_yaml_example(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(name: two-routers\n.*?)```", TEXT, re.DOTALL)
    for name in ("R1.cfg", "R2.cfg"):
        (tmp_path / name).write_text(f"hostname {name[:2]}\n")
    (tmp_path / "lab.yaml").write_text(text)
    assert [node.device.hostname for node in Lab.load(tmp_path)] == ["R1", "R2"]


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).is_file()
