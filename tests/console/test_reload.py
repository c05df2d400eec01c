"""What the screen of a console shows around a reload, in virtual time."""

from __future__ import annotations

from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.console.router import RouterConsole


class Desk:
    """A person at the console of R1 who sees everything that it writes."""

    def __init__(self, folder: Path) -> None:
        self.lab = Lab.load(folder)
        self.text = ""
        self.console = RouterConsole(self.lab["R1"])
        self.console.join(self._write, since=0)

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


def test_reload_at_the_console(two: Path) -> None:
    """Bootstrap at once, the image's words, then the invitation; RETURN pressed too early is not lost."""
    config = two / "R1.cfg"
    config.write_text(config.read_text().replace("end\n", "frobnicate\nend\n"))
    desk = Desk(two)
    desk.after(60)
    desk.type("", "enable")
    desk.type("reload")
    desk.console.key("c-m")
    shown = desk.after(0.0)
    reset = shown.index("%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.\n")
    assert shown[reset:].endswith("\nROMMON emulation microcode.\n\nLaunching IOS image at 0x80008000...\n")
    assert "con0 is now available" not in shown
    assert "Restricted Rights Legend" not in shown

    shown = desk.after(10)
    lines = shown.splitlines()
    assert lines[1] == "              Restricted Rights Legend"
    assert any(line.startswith("Cisco IOS Software, 7200 Software (C7200-ADVENTERPRISEK9-M), Version 15.2") for line in lines)
    assert "2 FastEthernet interfaces" in lines
    assert "started" not in shown

    desk.console.paste("\nshow privilege\n")
    assert desk.type() == ""
    shown = desk.after(11)
    refused, started, prompt = (shown.index(text) for text in ("frobnicate\n", "Press RETURN to get started!\n", "\nR1>"))
    assert refused < started < prompt
    assert "R1>show privilege\nCurrent privilege level is 1\n" in shown


@pytest.mark.parametrize(
    ("platform", "first"), [("iosv", "Booting flash0:/vios-adventerprisek9-m"), ("c8000v", "Booting bootflash:packages.conf")]
)
def test_other_platforms_start_in_their_own_words(two: Path, platform: str, first: str) -> None:
    (two / "lab.yaml").write_text(f"name: one\nnodes: {{R1: {{platform: {platform}}}}}\n")
    desk = Desk(two)
    desk.after(60)
    desk.lab["R1"].reload()
    text = desk.after(10)
    assert first in text.splitlines()
    assert "4 Gigabit Ethernet interfaces\n" in text


def test_a_router_without_power_says_so(two: Path) -> None:
    desk = Desk(two)
    desk.after(60)
    desk.type("", "enable")
    desk.lab["R1"].power_off()
    assert desk.after(1) == "\n(R1 is off: /power on R1 switches it on)\n"
    assert desk.type("show clock") == "\n(R1 is off: /power on R1 switches it on)\n"
    desk.lab["R1"].power_on()
    assert "Press RETURN to get started!" in desk.after(1)


def test_ctrl_z_takes_the_typed_line_with_it(two: Path) -> None:
    desk = Desk(two)
    desk.after(60)
    desk.type("", "enable", "configure terminal", "interface Loopback3")
    desk.console.paste("description a\x1ab")  # a control character in a paste is no key
    desk.console.key("c-z")
    assert desk.after(0.0).startswith("description ab^Z\nR1#")
    assert " description ab" in desk.lab["R1"].running_config()
    desk.type("configure terminal", "interface Loopback3")
    desk.console.paste("description dropped")
    desk.console.key("c-c")
    assert desk.after(1.0).endswith("R1#")
    assert " description ab" in desk.lab["R1"].running_config()


def test_a_burst_of_messages_is_followed_by_one_line(two: Path) -> None:
    desk = Desk(two)
    desk.after(60)
    desk.type("", "enable", "configure terminal")
    desk.console.paste("inter")
    for number in range(3):
        desk.lab["R1"].configure(f"interface Loopback{number}\n shutdown\n")
    shown = desk.after(20)
    assert shown.count("%LINK-5-CHANGED") == 3
    assert shown.count("R1(config)#inter") == 1


def test_messages_of_the_boot_are_shown_as_they_are_counted(two: Path) -> None:
    config = two / "R1.cfg"
    more = "crypto ipsec transform-set T esp-aes esp-sha-hmac\ncrypto ipsec profile P\n set transform-set T\n"
    more += "interface Tunnel0\n ip address 10.9.0.1 255.255.255.0\n tunnel source Fa0/0\n tunnel destination 10.0.0.2\n"
    more += " tunnel protection ipsec profile P\n"
    config.write_text(config.read_text().replace("\nend\n", "\n") + f"{more}end\n")
    desk = Desk(two)
    screen = desk.after(30)
    r1 = desk.lab["R1"]
    r1.shell.reload()
    for text in (screen, desk.after(60)):
        assert "%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON" in text
        shown = sum(line.startswith("*") for line in text[text.index("Press RETURN") :].splitlines())
        assert shown == r1.device.engine("logging").console_count
