"""What the screen of a console shows around a reload, in virtual time."""

from __future__ import annotations

from pathlib import Path

from iosemu import Lab
from iosemu.console.router import RouterConsole


class Desk:
    """A person at the console of R1 who sees everything that it writes."""

    def __init__(self, folder: Path) -> None:
        self.lab = Lab.load(folder)
        self.text = ""
        self.console = RouterConsole(self.lab["R1"], self._write)
        self.console.show()

    def _write(self, text: str) -> None:
        self.text += text

    def after(self, seconds: float) -> str:
        self.lab.run(seconds)
        text, self.text = self.text, ""
        return text

    def type(self, *lines: str) -> str:
        for line in lines:
            self.console.paste(f"{line}\n")
        return self.after(0.0)


def test_no_prompt_before_somebody_pressed_return(two: Path) -> None:
    """`logging synchronous` brings the prompt back only where there was one."""
    config = two / "R1.cfg"
    config.write_text(config.read_text().replace("line con 0\n", "line con 0\n password abc\n login\n"))
    desk = Desk(two)
    shown = desk.after(60)
    assert "%LINEPROTO-5-UPDOWN" in shown
    assert "R1>" not in shown
    assert desk.type("").endswith("User Access Verification\n\nPassword: ")
    desk.type("abc", "enable")
    desk.lab.cut("R1", "R2")
    assert desk.after(10).endswith("changed state to down\nR1#")
