"""Commands of the lab behind `/`, without a terminal: who may give them, when, and what they do."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from iosemu import Lab
from iosemu.console import drawing
from iosemu.console.desk import Desk
from iosemu.console.rack import Rack


class Person:
    """At a desk of their own; `type` takes text, Enter as a line feed, and gives what the screen shows since."""

    def __init__(self, lab: Lab | Rack, node: str, ends_lab: bool = True) -> None:
        self.rack = lab if isinstance(lab, Rack) else Rack(lab)
        self.shown: list[str] = []
        self.desk = Desk(self.rack, self.shown.append, node, ends_lab=ends_lab, colours=False)
        self.desk.begin()

    def press(self, *keys: str) -> str:
        for key in keys:
            self.desk.key(key)
        if self.rack.pace.ahead:
            self.rack.work(budget=float("inf"))
        text = "".join(self.shown)
        self.shown.clear()
        return text.replace("\b", "")

    def type(self, text: str) -> str:
        return self.press(*("c-m" if char == "\n" else char for char in text))

    def after(self, seconds: float) -> str:
        self.rack.lab.run(seconds)
        return self.press()


@pytest.fixture
def one(two: Path) -> Person:
    lab = Lab.load(two)
    lab.settle()
    person = Person(lab, "R1")
    person.type("\nenable\n")
    return person


def test_cables_of_a_segment() -> None:
    person = Person(Lab.load("dmvpn-dual-hub"), "R1")
    (name,) = person.rack.lab.links
    person.type("\n")
    assert person.type("/cut R5:gi1\n") == "/cut R5:gi1\nR5:GigabitEthernet1 is cut\nR1>"
    assert person.type("/links\n").endswith("  5 ms    up, but R5:GigabitEthernet1 cut\nR1>")
    assert person.type("/cut R1 R5\n").endswith(f"{name} is cut\nR1>")
    shown = person.type("/links\n").split("\n")[1]
    assert shown.endswith("  5 ms    cut")
    assert f"{name} is whole\n" in person.type(f"/repair {shown.split('  5 ms')[0]}\n")  # as /links writes it
    assert "  5 ms    up\n" in person.type("/links\n")
    assert f"no link at R5:gi2; links: {name}\n" in person.type("/cut R5:gi2\n")
    assert person.type("/cut R5:gi1\n/repair all\n").endswith(f"{name} is whole\nR1>")
    assert "nothing is cut\n" in person.type("/repair all\n")


def test_time_and_links(one: Person) -> None:
    name = "R1:FastEthernet0/0--R2:FastEthernet0/0"
    link = one.rack.lab.links[name]
    assert f"{name} takes 20 ms\n" in one.type("/delay R1 R2 20ms\n")
    assert f"{name} loses 2% of its frames\n" in one.type("/loss R1:Fa0/0 2%\n")
    assert (link.delay, link.loss) == (0.02, 0.02)
    assert '"much" is no share of the frames' in one.type("/loss R1:Fa0/0 much\n")
    before = one.rack.lab.now
    assert one.type("/advance 5m\n").endswith("speed 1\nR1#")
    assert "R1 con0 is now available" in one.type("/advance 1h\n")  # exec-timeout: it was an hour
    one.type("\nenable\n")
    assert one.rack.lab.now >= before + 3600
    assert "speed 10\n" in one.type("/speed 10\n")
    assert "time stands still" in one.type("/pause\n") and one.rack.pace.speed == 0
    assert "speed 10\n" in one.type("/pause\n")
    assert '"soon" is no time' in one.type("/advance soon\n")


def test_ctrl_c_stops_advancing(one: Person) -> None:
    one.rack.pace.speed = 0
    for char in "/advance 300d":
        one.desk.key(char)
    one.desk.key("c-m")
    assert one.desk.console.occupied and one.rack.pace.ahead
    one.desk.paste("show privilege\n")  # typed ahead, and forgotten
    one.desk.key("c-c")
    assert not one.rack.pace.ahead
    assert "privilege" not in one.press() and one.type("\n") == "\nR1#"


def test_words(one: Person) -> None:
    """Abbreviations, Tab and ? as at a router; the router's own history stays clean."""
    assert one.type("/li\n").startswith("/li\nR1:FastEthernet0/0  --  R2:FastEthernet0/0")
    assert "/po is" not in one.type("/po\n") and "/c may be: /cut /capture /checkpoint\n" in one.type("/c\n")
    assert "/frob is no command of the lab; /help lists them\n" in one.type("/frob\n")
    assert one.press("/", "t", "o", "c-i").endswith("R1#/topology ")
    assert one.press("c-c").endswith("\nR1#")
    assert one.press(*"/power off ", "?").split("\n")[1:3] == ["  R1", "  R2"]
    one.press("c-c")
    assert one.press(*"/cut r1:", "c-i").endswith("R1#/cut R1:FastEthernet0/0 ")
    one.press("c-c")
    assert one.press("/", "up").endswith("/frob")  # the lab's own history
    one.press("c-c")
    assert one.press("up") == "enable"
    one.press("c-c")
    helped = one.type("/help\n")
    assert all(f"\n/{word}" in helped for word in ("nodes", "cut WHERE", "power on|off NODE", "save [FOLDER]"))
    assert "two nodes or the link's name are all of them" in one.type("/help cut\n")


def test_where_a_slash_is_the_routers(one: Person) -> None:
    """Not the first key, a page of output, a dialogue, a banner, Tcl: there it goes to the router."""
    for typed in ("x/nodes\n", " /nodes\n"):
        refused = one.desk.console.session.refused
        assert "interfaces up" not in one.type(typed) and one.desk.console.session.refused == refused + 1
    one.type("terminal length 5\nshow running-config\n")
    assert one.desk.console.session.paging
    one.type("/hostname\n")  # the pager looks for it
    shown = one.press("q")
    assert "/hostname is no command" not in shown
    one.type("clear counters\n")
    one.type("/")  # no [confirm]
    assert one.type("\n").endswith("R1#")
    one.type("configure terminal\nbanner motd #\n/nodes\n#\nend\n")
    assert "banner motd ^C\n/nodes\n^C" in "\n".join(one.rack.lab["R1"].running_config())
    one.after(1)
    one.type("tclsh\n/nodes\n")
    assert one.type("tclquit\n").endswith("R1#")
    one.type("configure terminal\n")
    assert one.type("/speed\n").endswith("speed 1\nR1(config)#")  # a command prompt, too
    one.type("end\n")
    one.after(1)
    assert "interfaces up" in one.type("/nodes\n")
    refused = one.desk.console.session.refused
    for key in (*"/nodes", "c-m"):  # somebody by telnet
        one.desk.console.key(key)
    assert "interfaces up" not in one.press() and one.desk.console.session.refused == refused + 1


def test_power_asks_when_something_would_be_lost(one: Person) -> None:
    r2 = one.rack.lab["R2"]
    other = Person(one.rack, "R2")
    other.type("\nenable\nconfigure terminal\nhostname Other\nend\n")
    asked = one.type("/power off R2\n")
    assert asked.endswith("The configuration of R2 was changed and is not written.\nSwitch it off? [no]: ")
    assert one.type("\n").endswith("\nR1#") and r2.device.running
    assert one.type("/power off R2\ny\n").endswith("R2 is off\nR1#") and not r2.device.running
    assert "(R2 is off: /power on R2 switches it on)" in other.press()
    assert "R2 is on\n" in other.type("/power on R2\n")  # at its own console
    assert r2.device.running and r2.device.hostname == "R2"
    assert "R1 is off\n" in one.type("/power off R1\n")  # oneself
    assert one.type("/power on R1\n").count("Press RETURN") == 1
    assert one.type("\n").endswith("R1>")


def test_a_stroke_in_what_nobody_reads_is_no_command_of_the_lab(two: Path) -> None:
    """Before RETURN, and without power, keys are nobody's: only the first one may begin a command of the lab."""
    person = Person(Lab.load(two), "R1")
    person.press()
    assert person.type("interface fa0/0") == ""
    assert person.type("\n").endswith("\nR1>")
    assert person.type("exit\n").endswith("Press RETURN to get started.\n\n\n")
    assert person.type("/power off R1\n").endswith("R1 is off\n")
    assert person.type("show ip interface fa0/0\n").count("/") == 1  # in the word of how to switch it on
    assert person.type("/power on R1\n").count("Press RETURN") == 1


def test_a_message_while_the_lab_asks(one: Person) -> None:
    one.type("configure terminal\nhostname Other\nend\n")
    one.after(1)
    one.type("/cut R1 R2\n/power off R1\n")
    shown = one.after(10)
    assert re.search(r"changed state to down\nSwitch it off\? \[no\]: $", shown) and "Other#" not in shown
    assert one.type("n\n").endswith("n\nOther#")


def test_reset(one: Person) -> None:
    one.type("configure terminal\ninterface loopback5\nend\n")
    one.after(1)
    assert "Start it again without? [no]: " in one.type("/reset R1\n")
    shown = one.type("yes\n")
    assert shown.endswith("Press RETURN to get started!\n\n\nR1 starts with its saved configuration\n")
    assert "interface Loopback5" not in one.rack.lab["R1"].running_config()
    old = one.rack.lab
    one.type("\n")
    assert one.type("/reset\n").endswith("Load the whole lab again? [no]: ")
    assert one.type("yes\n").endswith("Press RETURN to get started!\n\n\n")
    assert one.rack.lab is not old and one.rack.lab.now == 0
    assert one.type("\nenable\nshow clock\n").count("*00:00:00.000 UTC") == 1


def test_a_saved_lab_is_no_startup_config(one: Person, tmp_path: Path) -> None:
    """What `/save` has written a router does not start with."""
    one.type("configure terminal\ninterface loopback5\nend\n")
    one.after(1)
    one.type(f"/save {tmp_path / 'mine'}\n")
    assert "Start it again without? [no]: " in one.type("/reset R1\n")
    assert "Switch it off? [no]: " in one.type("\n/power off R1\n")
    one.type("\nwrite memory\n")
    one.after(1)
    assert "R1 starts with its saved configuration" in one.type("/reset R1\n")
    assert "interface Loopback5" in one.rack.lab["R1"].running_config()


def test_save_and_quit(one: Person, two: Path, tmp_path: Path) -> None:
    one.type("configure terminal\ninterface loopback5\nip address 5.5.5.5 255.255.255.255\nend\n/loss R1 R2 5%\n")
    one.after(1)
    asked = one.type("/quit\n")
    told = "Configuration changed and not written: R1\nLab not saved (/save): link R1:FastEthernet0/0--R2:FastEthernet0/0\n"
    assert f"{told}Leave all the same? [no]: " in asked
    assert one.type("\n").endswith("R1#") and not one.desk.done
    folder = tmp_path / "mine"
    assert f"{folder}: 3 files written; iosemu run {folder} loads it\n" in one.type(f"/save {folder}\n")
    again = Lab.load(folder)
    assert again.refused_lines() == []
    assert [node.running_config() for node in again] == [node.running_config() for node in one.rack.lab]
    assert [link.loss for link in again.links.values()] == [0.05]
    one.type("/quit\n")
    assert one.desk.done


def test_leaving_where_nothing_can_be_asked(one: Person) -> None:
    one.type("configure terminal\nhostname Other\nend\n")
    one.after(1)
    one.type("clear counters\n")
    assert one.press("c-]", "q").endswith("not written: R1\nCtrl-] q again leaves all the same.\n") and not one.desk.done
    one.press("c-]", "q")
    assert one.desk.done


def test_saving_in_place_keeps_what_the_file_says(one: Person, two: Path) -> None:
    before = (two / "lab.yaml").read_text()
    one.type("write memory\n")
    assert f"{two}: 2 files written" in one.type("/save\n")
    assert (two / "lab.yaml").read_text() == before and not (two / "lab.yaml.old").exists()
    one.type("/delay R1 R2 7ms\n/save\n")
    assert "    delay: 7ms\n" in (two / "lab.yaml").read_text()
    assert (two / "lab.yaml.old").read_text() == before
    assert Lab.load(two).links["R1:FastEthernet0/0--R2:FastEthernet0/0"].delay == 0.007


def test_a_shipped_lab_is_saved_elsewhere() -> None:
    person = Person(Lab.load("dmvpn-ipsec"), "R1")
    person.type("\n")
    assert "dmvpn-ipsec came with iosemu: write /save FOLDER\n" in person.type("/save\n")
    assert "/dev/null/x: Not a directory\n" in person.type("/save /dev/null/x\n")


def test_two_at_one_console(one: Person) -> None:
    """Both see what either types; each has a place of its own elsewhere."""
    other = Person(one.rack, "R1", ends_lab=False)
    assert other.press().endswith("R1#")
    one.type("show pri")
    assert other.press().endswith("show pri")
    assert other.type("vilege\n").endswith("Current privilege level is 15\nR1#")
    assert one.press() == "vilege\nCurrent privilege level is 15\nR1#"
    other.press("c-]", "n")
    assert other.desk.front == "R2" and one.desk.front == "R1"
    other.type("\n")
    assert one.press() == ""
    other.press("c-]", "l")
    assert other.desk.front == "R1"
    other.type("/quit\n")
    assert other.desk.done and not one.desk.done


def test_topology_and_tunnels() -> None:
    lab = Lab.load("dmvpn-ipsec")
    lab.settle()
    person = Person(lab, "R1")
    person.type("\n/cut R6 ISP\n/loss R7 ISP 10%\n")
    shown = person.type("/topology\n")
    assert shown.split("\n")[1:-1] == [
        " R1       R6       R7       R8       ISP",
        " ├Fa0/0───┼────────┼────────┼────────┤Fa0/0    4 ms",
        " │        ├Fa0/0───┼────────┼────────┤Fa1/0    8 ms, cut",
        " │        │        ├Fa0/0───┼────────┤Fa2/0    6 ms, 10% loss",
        " │        │        │        ├Fa0/0───┤Fa3/0    10 ms",
    ]
    person.type("/repair all\n/loss R7 ISP 0\n/settle\n")
    rows = [line.split() for line in person.type("/tunnels R8\n").split("\n")[1:-1]]
    assert rows == [
        ["router", "interface", "protocol", "peer", "state"],
        ["R8", "Tunnel0", "NHRP", "192.168.1.1", "at", "1.1.1.1", "(R1)", "UP"],
        ["Tunnel0", "IKE", "1.1.1.1", "(R1)", "active"],
        ["Tunnel0", "IPsec", "1.1.1.1", "(R1)", "UP-ACTIVE"],
    ]


def test_a_wide_lab_is_listed() -> None:
    person = Person(Lab.load("dmvpn-dual-hub"), "R5")
    person.desk.columns = 40
    person.type("\n")
    shown = person.type("/topology\n").split("\n")
    assert shown[1] == "R1" and shown[2].startswith("└─Gi1── R2 Gi1, R3 Gi1, R4 Gi1, R5 Gi1 and 2 more")


def test_a_saved_lab_brings_its_consoles_along(one: Person) -> None:
    """Its sessions are where they were: the mode, the line being typed, the history; who sat there sits there."""
    one.type("configure terminal\ninterface loopback 9\n")
    one.type("descr")
    saved = pickle.dumps(one.rack.lab)
    one.type("iption gone\nend\n/cut R1 R2\n")
    one.after(30)
    one.rack.replace(pickle.loads(saved))
    one.press()
    assert one.type("iption kept\n") == "iption kept\nR1(config-if)#"
    assert " description kept" in one.rack.lab["R1"].running_config()
    assert one.press("up").endswith("description kept")
    one.press("c-c")
    assert one.type("/links\n").endswith("  5 ms    up\nR1#")
    assert [session.line for session in one.rack.lab["R1"].device.sessions] == ["con 0"]


def test_trace(one: Person) -> None:
    """What would happen to a packet, without a packet; what is wrong; and with colours where there are some."""
    shown = one.type("/trace R1 R2\n")
    assert "icmp echo 10.0.0.1 -> 10.0.0.2, 100 bytes\nR1\n  made       here: " in shown
    assert "\n=> arrives at R2\n   the answer arrives at R1\n" in shown
    assert one.type("/trace\n").endswith(": all that ought to be up is up\nR1#")
    one.type("/cut R1 R2\n")
    shown = one.type("/trace R1\n")
    assert "link: the cable at FastEthernet0/0 of R1 is cut" in shown and "-> /repair R1:FastEthernet0/0\n" in shown
    assert "/trace R1 10.2.2.1 [tcp" in one.type("/help trace\n")
    assert one.type("/trace R1 R3\n").count('"R3" is no address; write one like 10.2.2.1') == 1
    assert "\x1b[" in drawing.explained(one.rack.lab.trace("R1", "10.0.0.2"), 80, True)
