"""All consoles of a lab, its pace, and the lab's own commands. It knows no terminal and no socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iosemu.cli.context import Process
from iosemu.console.commands import Commands
from iosemu.console.pace import SLICE, Pace
from iosemu.console.router import RouterConsole
from iosemu.lab.crash import attempt, crash
from iosemu.lab.lab import Lab
from iosemu.lab.tables import clock_text

if TYPE_CHECKING:
    from iosemu.lab.node import Node


class Rack:
    """`consoles` by name of router. `paging`: somebody is there to press a key at --More--."""

    def __init__(self, lab: Lab, pace: Pace | None = None, paging: bool = True) -> None:
        self.lab = lab
        self.pace = pace or Pace(lab.scheduler)
        self.pace.on_fault = self._fault
        self.paging = paging
        self.commands = Commands(self)
        self.arrivals: list[Process] = []  # commands that wait until the lab does not run ahead any more
        self.replaced: list[Callable[[], None]] = []  # told that there is another lab now, with other consoles
        self.consoles: dict[str, RouterConsole] = {}
        self.fresh: Callable[[], Lab] = self._as_loaded  # what /reset begins with
        self._saved: dict[str, str] = {}  # configurations as /save wrote them; those of PCs as they began
        self._connect()

    def _connect(self, words: str = "") -> None:
        self.consoles = {one.name: self._console(one, words) for one in self.lab}
        self._saved = {one.name: _script(one) for one in self.lab if not one.device.platform.router}

    def _console(self, node: Node, words: str) -> RouterConsole:
        """A lab that was saved brings its consoles along, as their users left them."""
        if not isinstance(node.port, RouterConsole):
            return RouterConsole(node, self.commands, self.paging)
        node.port.commands = self.commands
        node.port.paging = self.paging
        if not self.paging:
            node.port.session.length = 0
        node.port.goes_on(words)
        return node.port

    def _fault(self, error: Exception) -> None:
        crash(self.lab, error)

    def do(self, action: Callable[[], object], node: Node | None = None) -> None:
        """What a key does; what goes wrong in it is the crash of one router."""
        attempt(self.lab, action, node)

    def work(self, budget: float = SLICE) -> bool:
        """Carry out what is due; True when something is left over."""
        left_over = self.pace.work(budget)
        if self.arrivals and not self.pace.ahead:
            for process in tuple(self.arrivals):
                process.wake(None)
        return left_over

    def now(self) -> None:
        """Before a key is used the routers' time is that of the wall clock, as far as they keep up."""
        if not self.pace.ahead:
            self.work()

    # what would be lost

    def forgotten(self, node: Node) -> bool:
        """Was the running-config changed and not written (`write memory`), so that a restart would lose it?"""
        if not node.device.running:
            return False
        if not node.device.platform.router:
            return self._saved.get(node.name) != _script(node) != node.device.startup_config
        return bool(node.device.engine("system").modified)

    def unwritten(self, node: Node) -> bool:
        """… nor saved with the lab?"""
        if not self.forgotten(node):
            return False
        from iosemu.lab.save import configuration

        saved = self._saved.get(node.name)
        return saved is None or not node.device.platform.router or saved != configuration(node)

    def unsaved(self) -> list[str]:
        """What of the lab is otherwise than in its files."""
        from iosemu.lab.save import changed, configuration

        def kept(node: Node) -> bool:
            return node.name in self._saved and self._saved[node.name] == configuration(node)

        return [name for name, node in changed(self.lab) if node is None or not kept(node)]

    def save(self, folder: str) -> list[str]:
        """Write the lab; see `lab.save`. Raises LabError."""
        from iosemu.lab.save import configuration, save

        files = save(self.lab, folder)
        self._saved = {node.name: configuration(node) for node in self.lab}
        return files

    # another lab in its place

    def reload(self) -> None:
        """The lab as it began."""
        lab = self.fresh()
        self.lab.close()
        self.replace(lab)

    def _as_loaded(self) -> Lab:
        """The same lab as it was loaded or saved, at time zero."""
        return Lab(self.lab.topology, self.lab.seed)

    def restore(self, path: str) -> None:
        """Go on with the lab of a checkpoint. Raises LabError, and then nothing has happened."""
        from iosemu.console.checkpoints import read

        lab = read(path)
        if lab.name == self.lab.name and list(lab.nodes) == list(self.lab.nodes):
            lab.topology.path = self.lab.topology.path  # `/save` writes where it did
        self.lab.close()
        self.replace(lab, f"The lab is again as it was at {clock_text(lab.now)}: {path}")

    def replace(self, lab: Lab, words: str = "") -> None:
        """Go on with another lab; whoever sat at a console sits at the one of the same name, and reads `words`."""
        for console in self.consoles.values():
            console.screens.clear()
        self.lab = lab
        self.arrivals.clear()
        self.pace.scheduler = lab.scheduler
        self.pace.stop()
        self._connect(words)
        for told in tuple(self.replaced):
            told()


def _script(node: Node) -> str:
    """What a PC is made of now."""
    return "\n".join(node.running_config()) + "\n"
