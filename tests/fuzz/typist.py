"""Somebody who types at the routers of a running lab: mostly valid commands of the mode, in any order."""

from __future__ import annotations

from collections import deque
from difflib import unified_diff
from random import Random

from iosemu import Lab
from iosemu.cli.context import Ask
from iosemu.cli.session import Session
from iosemu.device.device import Device
from iosemu.device.interface import VIRTUAL
from iosemu.device.shell import DeviceShell
from iosemu.lab.node import Node
from iosemu.sim.scheduler import Scheduler
from tests.fuzz.test_lines import typed

_REMEMBERED = 12


class Typist:
    def __init__(self, lab: Lab, chance: Random) -> None:
        self.lab, self.chance = lab, chance
        self._sessions: dict[str, Session] = {}
        self._node: Node = next(iter(lab))
        self._left = 0  # lines until the next router
        self._recent: deque[tuple[str, str]] = deque(maxlen=_REMEMBERED)
        self._entering = [line for node in lab for line in node.running_config() if not line.startswith((" ", "!"))]
        self._own = [line.strip() for node in lab for line in node.running_config() if line.startswith(" ")]

    def next(self) -> str:
        """A line for the router whose turn it is."""
        chance = self.chance
        if not self._left:
            self._node = chance.choice(list(self.lab))
            self._left = chance.randint(1, 25)
        self._left -= 1
        session = self._session()
        mode = "exec" if session.config is None else session.config.frame.mode
        kind = chance.random()
        if mode == "exec" and kind < 0.45:
            return "configure terminal"
        if mode != "exec":
            if kind < 0.02:
                return "end"
            if kind < 0.05:
                return "exit"
            if kind < 0.30:
                return chance.choice(self._entering)
            if kind < 0.40:
                return chance.choice(("", "no ")) + chance.choice(self._own)
        if kind > 0.985:
            codes = (chance.choice((chance.randrange(32, 127), chance.randrange(0x300))) for _ in range(chance.randrange(60)))
            return "".join(map(chr, codes)).translate({10: None, 13: None})
        language = self._node.shell.language
        command = chance.choice(language.commands(mode) or language.commands("config"))
        words = typed(command.syntax, chance)
        if chance.random() < 0.05:
            words = words[: chance.randint(0, len(words))]
        return chance.choice(("", "", "", "", "no ", "no ", "default ", "do ")) + " ".join(words)

    def type(self, line: str) -> None:
        """Type it and let some time pass; questions are answered somehow, what takes long is interrupted."""
        chance, session = self.chance, self._session()
        self._recent.append((self._node.name, line))
        session.feed_line(line)
        for _ in range(4):
            if not session.busy or session.closed:
                break
            question = session.question
            if isinstance(question, Ask):
                session.feed_line(chance.choice(("", "y", "n", "x", "10")))
            elif question is not None:
                session.key(chance.choice(("\r", "y", "n")))
            else:
                self.lab.run(chance.choice((0.1, 2.0)))
        if session.busy and not session.closed:
            session.interrupt()
        if chance.random() < 0.15:
            self.lab.run(chance.random() * chance.choice((0.1, 1, 10)))

    def read_back(self) -> str:
        """How the configuration of this router differs when another one starts with it; "" if not at all."""
        node = self._node
        if not node.device.running:
            return ""
        before = node.running_config()
        old = node.device
        spec = self.lab.topology.nodes[node.name]
        twin = Device(node.name, spec.platform, Scheduler(), 1, old.number, spec.release)
        for iface in old.interfaces.values():
            if iface.kind not in VIRTUAL and not iface.subinterface:
                twin.install(iface.name)
        twin.startup_config = "\n".join(before)
        shell = DeviceShell(twin)
        shell.boot()
        after = shell.running_config()
        refused = [f"{number}: {line}: {reason}" for number, line, reason in shell.boot_refused]
        if after == before and not refused:
            return ""
        lines = [line for line in unified_diff(before, after, lineterm="", n=0) if line[:3] not in ("---", "+++", "@@ ")]
        return "\n".join(lines[:6] + refused[:3])

    def recent(self) -> str:
        return " | ".join(f"{node}: {line!r}" for node, line in self._recent)

    def start_again(self) -> None:
        """After a failure: new sessions."""
        self._sessions.clear()
        self._left = 0

    def _session(self) -> Session:
        node = self._node
        if not node.device.running:
            self.lab.run(60)
            node.power_on()
        session = self._sessions.get(node.name)
        if session is None or session.closed:
            written: deque[str] = deque(maxlen=50)
            session = Session(node.shell, written.append, self.lab.scheduler, privilege=15, length=0)
            self._sessions[node.name] = session
        return session

