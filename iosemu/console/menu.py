"""The lab's own commands, behind Ctrl-]: which router, how fast, which cable."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from iosemu.lab.errors import LabError

if TYPE_CHECKING:
    from iosemu.console.pace import Pace
    from iosemu.lab.lab import Lab
    from iosemu.sim.link import Link

_DURATION = r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|)\Z"
_YEAR = 365 * 86400.0
_UNITS = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}

HELP = """\
NODE              the console of that router (a beginning of its name is enough)
nodes             all routers
links             all links
speed N           virtual seconds per second: 1, 10, 0.5; 0 stops time
advance TIME      move forward: 90s, 5m, 1h; Ctrl-C stops it
settle            move forward until nothing is due but periodic timers
cut WHERE         pull a cable: R1:Fa0/0, or two nodes; of a shared segment
                  R1:Fa0/0 is that station's, two nodes or its name all
repair WHERE      plug it in again
power NODE        switch a router off, or on again
pcap FOLDER       from now on write a capture file per link; pcap off ends it
help              this list
quit              leave the lab
Enter             back to the console
"""


def seconds_of(text: str) -> float:
    """``90s``, ``5m``, ``1h``, ``250ms``, ``2d``; a bare number is seconds; a year at most. Raises LabError."""
    match = re.match(_DURATION, text.strip())
    if match is None:
        raise LabError(f'"{text}" is no time; write it like 90s, 5m or 1h')
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds > _YEAR:
        raise LabError(f'"{text}" is too long; 365d is the most')
    return seconds


def clock_text(seconds: float) -> str:
    """``1d02:03:04`` of virtual time."""
    days, rest = divmod(int(seconds), 86400)
    text = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{days}d{text}" if days else text


class Menu:
    """Carries out one line at a time. `connect` shows a router's console, `leave` ends the program."""

    def __init__(self, lab: Lab, pace: Pace, connect: Callable[[str], None], leave: Callable[[], None]) -> None:
        self.lab = lab
        self.pace = pace
        self.connect = connect
        self.leave = leave
        self.current = ""
        self.moves = False  # the last command set the lab moving forward

    def run(self, line: str) -> str:
        """The answer to a line; what is wrong with it is an answer, too."""
        self.moves = False
        word, _, rest = line.strip().partition(" ")
        if not word:
            return ""
        try:
            return self._run(word, rest.strip())
        except LabError as error:
            return f"{error}\n"

    def _run(self, word: str, rest: str) -> str:
        commands: dict[str, Callable[[str], str]] = {
            "nodes": self._nodes,
            "links": self._links,
            "speed": self._speed,
            "advance": self._advance,
            "settle": self._settle,
            "cut": self._cut,
            "repair": self._repair,
            "power": self._power,
            "pcap": self._pcap,
            "help": lambda _: HELP,
            "?": lambda _: HELP,
            "quit": self._quit,
            "exit": self._quit,
            "connect": self._connect,
        }
        if word in self.lab:
            return self._connect(word)
        if word in commands:
            return commands[word](rest)
        found = [name for name in commands if name.startswith(word.lower())]
        nodes = [node.name for node in self.lab if node.name.lower().startswith(word.lower())]
        if len(found) + len(nodes) > 1:
            return f'"{word}" may be: {", ".join(found + nodes)}\n'
        if found:
            return commands[found[0]](rest)
        if nodes:
            return self._connect(nodes[0])
        return f'"{word}" is no command and no router of this lab; help lists the commands\n'

    def _node(self, name: str) -> str:
        if name in self.lab:
            return name
        found = [node.name for node in self.lab if node.name.lower().startswith(name.lower())]
        if not name or len(found) != 1:
            raise LabError(f"which router? {', '.join(self.lab.nodes)}")
        return found[0]

    def _connect(self, rest: str) -> str:
        name = self._node(rest)
        self.current = name
        self.connect(name)
        return ""

    def _nodes(self, _: str) -> str:
        rows = []
        for node in self.lab:
            device = node.device
            up = sum(iface.line_up for iface in device.interfaces.values())
            state = f"{up} of {len(device.interfaces)} interfaces up" if device.running else "off"
            mark = "*" if node.name == self.current else " "
            rows.append((f"{mark} {node.name}", device.platform.name, state))
        return _table(rows) + f"{self.status()}\n"

    def _links(self, _: str) -> str:
        rows = []
        for link in self.lab.links.values():
            delay = f"{link.delay * 1000:g} ms"
            loss = f"{link.loss * 100:g}% loss" if link.loss else ""
            rows.append((link.name.replace("--", "  --  "), delay, loss, _state(link)))
        return _table(rows)

    def status(self) -> str:
        """``dmvpn-ipsec  00:12:34  speed 1``"""
        return f"{self.lab.name}  {clock_text(self.lab.now)}  speed {self.pace.speed:g}"

    def _speed(self, rest: str) -> str:
        try:
            value = float(rest.removeprefix("×").removeprefix("x")) if rest else self.pace.speed
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1e6:
            raise LabError(f'"{rest}" is no speed; write a number like 1, 10 or 0.5')
        if rest:
            self.pace.speed = value
        return f"{self.status()}\n"

    def _advance(self, rest: str) -> str:
        self.pace.advance(seconds_of(rest))
        self.moves = True
        return ""

    def _settle(self, _: str) -> str:
        self.pace.settle(3600.0)
        self.moves = True
        return ""

    def _cut(self, rest: str) -> str:
        where = _where(rest)
        link, station = self.lab.cable(*where)
        self.lab.cut(*where)
        return f"{station or link.name} is cut\n"

    def _repair(self, rest: str) -> str:
        where = _where(rest)
        link, station = self.lab.cable(*where)
        self.lab.repair(*where)
        return f"{station or link.name} is whole\n"

    def _power(self, rest: str) -> str:
        node = self.lab[self._node(rest)]
        if node.device.running:
            node.power_off()
            return f"{node.name} is off\n"
        node.power_on()
        return f"{node.name} is on\n"

    def _pcap(self, rest: str) -> str:
        if not rest or rest == "off":
            self.lab.close()
            return "captures are complete\n"
        self.lab.capture(folder=rest)
        return f"capturing to {rest}\n"

    def _quit(self, _: str) -> str:
        self.leave()
        return ""


def _where(rest: str) -> list[str]:
    where = rest.split()
    if "--" in rest:  # the name of a link, maybe with the spaces that `links` shows it with
        where = ["".join(where)]
    if not 1 <= len(where) <= 2:
        raise LabError("which link? write an endpoint like R1:FastEthernet0/0, or two nodes; links lists them")
    return where


def _state(link: Link) -> str:
    """``up``, ``cut``, or which stations of a shared segment are cut."""
    if link.is_cut:
        return "cut"
    return f"up, but {', '.join(sorted(link.unplugged))} cut" if link.unplugged else "up"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "".join(f"{line}\n" for line in lines)
