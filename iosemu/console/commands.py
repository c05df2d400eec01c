"""Commands of the lab, typed behind `/` at a local console: which router, how fast, which cable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from iosemu.cli.context import Ask, Interrupted, Process, ProcessBody, Wait, Write
from iosemu.lab.durations import seconds_of
from iosemu.lab.errors import LabError
from iosemu.lab.tables import clock_text, columns

if TYPE_CHECKING:
    from iosemu.console.rack import Rack
    from iosemu.console.router import RouterConsole, Seat
    from iosemu.lab.lab import Lab
    from iosemu.lab.node import Node
    from iosemu.sim.link import Link

_LONGEST_DELAY = 3600.0
_HISTORY = 100


class Typed(NamedTuple):
    """A command as it was typed: what stands behind its word, and by whom."""

    rest: str
    console: RouterConsole
    seat: Seat

    @property
    def words(self) -> list[str]:
        return self.rest.split()


Answer = str | ProcessBody


class Command(NamedTuple):
    usage: str  # behind the word; NODE, WHERE and CHOICE|CHOICE are completed
    help: str
    more: str
    run: Callable[[Typed], Answer]


class Commands:
    """Carries out a line at a time. What is wrong with it is an answer, too."""

    def __init__(self, rack: Rack) -> None:
        self.rack = rack
        self.history: list[str] = []
        self.current: Process | None = None  # the one that was begun last
        self._stopped_at = 1.0  # the speed before /pause
        self.commands: dict[str, Command] = {
            "nodes": Command("", "all routers", "Interfaces up, and what is not saved.", self._nodes),
            "topology": Command("", "a drawing of routers and links", "One line for each link.", self._topology),
            "links": Command("", "all links", "Delay, loss, and which cables are cut.", self._links),
            "tunnels": Command(
                "[NODE]", "who has IKE, IPsec and NHRP with whom",
                "As the routers know it: one line for each peer of each.", self._tunnels,
            ),
            "trace": Command(
                "[NODE] [ADDRESS|INTERFACE]", "what would happen to a packet, and why; or what is wrong",
                "/trace R1 10.2.2.1 [tcp [PORT] PORT|udp [PORT] PORT|PROTOCOL] [from A] [vrf V] [size N] [df] [ttl N]\n"
                "follows a packet that R1 sends now (from A: that comes in from there), and changes nothing.\n"
                "A place may be an address, R2, R2:Lo0, or Lo0 of R1. Without one: what ought to be up and is not,\n"
                "on an interface, a router or in the whole lab, and what the two ends do not agree on.", self._trace,
            ),
            "attach": Command("NODE", "the console of another router", "Its name, or a beginning.", self._attach),
            "cut": Command(
                "WHERE", "pull a cable",
                "WHERE is R1:Fa0/0, or two nodes; of a shared segment R1:Fa0/0 is\n"
                "that station's cable, two nodes or the link's name are all of them.", self._cut,
            ),
            "repair": Command("WHERE|all", "plug it in again", "As /cut; all mends whatever is cut.", self._repair),
            "loss": Command("WHERE SHARE", "lose a share of the frames of a link", "2%, 0.5; 0 ends it.", self._loss),
            "delay": Command("WHERE TIME", "the delay of a link", "250us, 20ms, 0.1s.", self._delay),
            "power": Command(
                "on|off NODE", "switch a router off, or on again",
                "Off is pulling the cord; it asks if the configuration is not written.", self._power,
            ),
            "speed": Command("[N]", "virtual seconds per second", "1, 10, 0.5; 0 stops time.", self._speed),
            "pause": Command("", "stop time, or let it go on", "Routers answer to what needs no time.", self._pause),
            "advance": Command("TIME", "move forward in time", "90s, 5m, 1h; Ctrl-C stops it.", self._advance),
            "settle": Command(
                "", "move forward until nothing is due",
                "But periodic work; an hour at most; Ctrl-C stops it.", self._settle,
            ),
            "capture": Command(
                "FOLDER|off", "write a capture file per link", "With the keys that let Wireshark decrypt it.",
                self._capture,
            ),
            "checkpoint": Command(
                "NAME", "keep the running lab, to come back to this moment",
                "SAs, timers and connections, too, in the file LAB.NAME.checkpoint of the lab's folder (of a\n"
                "shipped lab: the current one). iosemu run --restore FILE goes on with it elsewhere.", self._checkpoint,
            ),
            "restore": Command(
                "[SAVED]", "go on from a checkpoint",
                "It asks when something is not saved; without a name it lists those that are there.", self._restore,
            ),
            "save": Command(
                "[FOLDER]", "write the lab: topology and configurations",
                "Running-configurations as they are; the routers' NVRAM is left alone.", self._save,
            ),
            "reset": Command(
                "[NODE]", "start again from the saved configuration",
                "Without NODE the whole lab as it was loaded, at time zero.", self._reset,
            ),
            "help": Command("[WORD]", "this list, or more of one command", "", self._help),
            "quit": Command("", "leave", "It asks when something is not saved.", self._quit),
        }  # fmt: skip

    @property
    def lab(self) -> Lab:
        return self.rack.lab

    # lines

    def run(self, line: str, console: RouterConsole, seat: Seat) -> Answer:
        """The answer to a line that begins with `/`: a text, or a process that goes on."""
        text = line.strip().removeprefix("/").strip()
        if not text:
            return ""
        if not self.history or self.history[-1] != line:
            self.history.append(line)
            del self.history[:-_HISTORY]
        word, _, rest = text.partition(" ")
        try:
            typed = Typed(rest.strip(), console, seat)
            answer = self.commands[self._meant(word)].run(typed)
        except LabError as error:
            return f"{error}\n"
        return answer if isinstance(answer, str) else _guarded(answer)

    def _meant(self, word: str) -> str:
        word = word.lower()
        found = [word] if word in self.commands else [name for name in self.commands if name.startswith(word)]
        if not found:
            raise LabError(f"/{word} is no command of the lab; /help lists them")
        if len(found) > 1:
            raise LabError(f"/{word} may be: {' '.join(f'/{name}' for name in found)}")
        return found[0]

    def completed(self, text: str) -> str | None:
        """Tab: the line completed as far as it is unique; None where nothing fits."""
        head, _, last = text.rpartition(" ")
        found = [each for each in self._offers(text) if each.lower().startswith(last.lower())]
        if not found:
            return None
        common = found[0]
        for each in found[1:]:
            while not each.startswith(common):
                common = common[:-1]
        whole = f"{head} {common}" if head else common
        if len(found) == 1 and not common.endswith(":"):
            whole += " "
        return whole if len(common) >= len(last) else None

    def helped(self, text: str) -> list[str]:
        """`?`: what may stand there."""
        _, _, last = text.rpartition(" ")
        if " " not in text:
            return [
                f"  /{name:<11} {self.commands[name].help}" for name in self.commands if f"/{name}".startswith(text)
            ]
        found = [each for each in self._offers(text) if each.lower().startswith(last.lower())]
        return [f"  {each}" for each in found] or ["  <cr>"]

    def _offers(self, text: str) -> Iterator[str]:
        """Words that the last one of `text` may be."""
        word, *before = text.split(" ")[:-1] or [""]
        if not word:
            yield from (f"/{name}" for name in self.commands)
            return
        try:
            name = self._meant(word.removeprefix("/"))
        except LabError:
            return
        places = self.commands[name].usage.replace("[", "").replace("]", "").split()
        at = len([each for each in before if each])
        last = text.rpartition(" ")[2]
        if places[:1] and places[0].startswith("WHERE") and at == 1 and ":" not in before[0]:
            places.insert(1, "NODE")  # the second end of a link
        if at >= len(places):
            return
        for choice in places[at].split("|"):
            if choice == "NODE":
                yield from self.lab.nodes
            elif choice == "SAVED":
                from iosemu.console.checkpoints import names_of

                yield from names_of(self.lab)
            elif choice == "WORD":
                yield from self.commands
            elif choice == "WHERE":
                yield from self._ends(last)
            elif choice.islower():
                yield choice

    def _ends(self, typed: str) -> Iterator[str]:
        """Ends of links, or at first the nodes that they are of."""
        if ":" not in typed:
            yield from (f"{name}:" for name in self.lab.nodes)
            return
        for spec in self.lab.topology.links:
            yield from map(str, spec.endpoints)

    # naming things

    def _node(self, name: str) -> Node:
        if name in self.lab:
            return self.lab[name]
        found = [node for node in self.lab if node.name.lower().startswith(name.lower())]
        same = [node for node in found if node.name.lower() == name.lower()]
        if same:
            return same[0]
        if not name or len(found) != 1:
            raise LabError(f"which router? {', '.join(node.name for node in found) or ', '.join(self.lab.nodes)}")
        return found[0]

    @staticmethod
    def _where(words: list[str]) -> list[str]:
        where = words
        if any("--" in word for word in words):  # the name of a link, maybe with the spaces that /links shows it with
            where = ["".join(words)]
        if not 1 <= len(where) <= 2:
            raise LabError("which link? write an end like R1:FastEthernet0/0, or two nodes; /links lists them")
        return where

    # what there is

    def _nodes(self, typed: Typed) -> Answer:
        rows = []
        for node in self.lab:
            device = node.device
            up = sum(iface.line_up for iface in device.interfaces.values())
            state = f"{up} of {len(device.interfaces)} interfaces up" if device.running else "off"
            if node.shell.starting:
                state = "starting"
            mark = "*" if node.name == typed.console.node.name else " "
            unsaved = "configuration not written" if self.rack.unwritten(node) else ""
            rows.append((f"{mark} {node.name}", device.platform.name, state, unsaved))
        return columns(rows) + f"{self.status()}\n"

    def _links(self, _: Typed) -> Answer:
        rows = []
        for link in self.lab.links.values():
            loss = f"{link.loss * 100:g}% loss" if link.loss else ""
            speed = f", {link.rate / 1000:g} kbit/s" if link.rate else ""
            rows.append((link.name.replace("--", "  --  "), f"{link.delay * 1000:g} ms{speed}", loss, link_state(link)))
        return columns(rows) or "no links\n"

    def _topology(self, typed: Typed) -> Answer:
        from iosemu.console.drawing import topology

        return topology(self.lab, typed.console.node.name, typed.seat.columns, typed.seat.colours)

    def _tunnels(self, typed: Typed) -> Answer:
        from iosemu.console.drawing import tunnels

        nodes = [self._node(typed.rest)] if typed.rest else list(self.lab)
        return tunnels(self.lab, nodes, typed.seat.columns, typed.seat.colours)

    def _trace(self, typed: Typed) -> Answer:
        from iosemu.console.drawing import explained
        from iosemu.lab.trace.words import carried_out

        return explained(carried_out(self.lab, typed.words), typed.seat.columns, typed.seat.colours)

    def status(self) -> str:
        """``dmvpn-ipsec  00:12:34  speed 1``"""
        return f"{self.lab.name}  {clock_text(self.lab.now)}  speed {self.rack.pace.speed:g}"

    # cables and power

    def _cut(self, typed: Typed) -> Answer:
        where = self._where(typed.words)
        link, station = self.lab.cable(*where)
        self.lab.cut(*where)
        return f"{station or link.name} is cut\n"

    def _repair(self, typed: Typed) -> Answer:
        if typed.rest == "all":
            broken = [link for link in self.lab.links.values() if link.is_cut or link.unplugged]
            for link in broken:
                link.repair()
            return "".join(f"{link.name} is whole\n" for link in broken) or "nothing is cut\n"
        where = self._where(typed.words)
        link, station = self.lab.cable(*where)
        self.lab.repair(*where)
        return f"{station or link.name} is whole\n"

    def _loss(self, typed: Typed) -> Answer:
        *where, text = typed.words or [""]
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise LabError(f'"{text}" is no share of the frames; write 2% or 0.02')
        link = self.lab.link(*self._where(where))
        link.loss = share
        return f"{link.name} loses {share * 100:g}% of its frames\n"

    def _delay(self, typed: Typed) -> Answer:
        *where, text = typed.words or [""]
        seconds = seconds_of(text)
        if seconds > _LONGEST_DELAY:
            raise LabError(f"a delay can be {_LONGEST_DELAY:.0f}s at most")
        link = self.lab.link(*self._where(where))
        link.delay = seconds
        return f"{link.name} takes {seconds * 1000:g} ms\n"

    def _power(self, typed: Typed) -> Answer:
        words = typed.words
        if len(words) != 2 or words[0] not in ("on", "off"):
            raise LabError("write /power on NODE or /power off NODE")
        node = self._node(words[1])
        if words[0] == "on":
            if node.device.running or node.shell.starting:
                return f"{node.name} is on\n"
            node.power_on()
            return f"{node.name} is on\n"
        return self._power_off(node)

    def _power_off(self, node: Node) -> ProcessBody:
        if not node.device.running:
            yield Write(f"{node.name} is off\n")
            return
        if self.rack.forgotten(node):
            yield Write(f"The configuration of {node.name} was changed and is not written.\n")
            if not (yield from _sure("Switch it off?")):
                return
        node.power_off()
        yield Write(f"{node.name} is off\n")

    # time

    def _speed(self, typed: Typed) -> Answer:
        rest, pace = typed.rest, self.rack.pace
        try:
            value = float(rest.removeprefix("×").removeprefix("x")) if rest else pace.speed
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1e6:
            raise LabError(f'"{rest}" is no speed; write a number like 1, 10 or 0.5')
        if rest:
            pace.speed = value
        return f"{self.status()}\n"

    def _pause(self, _: Typed) -> Answer:
        pace = self.rack.pace
        if pace.speed:
            self._stopped_at, pace.speed = pace.speed, 0.0
            return "time stands still; /pause lets it go on\n"
        pace.speed = self._stopped_at
        return f"{self.status()}\n"

    def _advance(self, typed: Typed) -> Answer:
        return self._ahead(seconds_of(typed.rest), settling=False)

    def _settle(self, _: Typed) -> Answer:
        return self._ahead(3600.0, settling=True)

    def _ahead(self, seconds: float, settling: bool) -> ProcessBody:
        pace = self.rack.pace
        if settling:
            pace.settle(seconds)
        else:
            pace.advance(seconds)
        assert self.current is not None  # it is this process
        self.rack.arrivals.append(self.current)
        try:
            while pace.ahead:
                yield Wait(None)
        except Interrupted:
            pace.stop()
        finally:
            self.rack.arrivals.clear()
        yield Write(f"{self.status()}\n")

    # captures, saving, starting again

    def _capture(self, typed: Typed) -> Answer:
        if not typed.rest:
            raise LabError("write /capture FOLDER, or /capture off")
        if typed.rest == "off":
            self.lab.close()
            return "captures are complete\n"
        self.lab.capture(folder=typed.rest)
        return f"capturing to {typed.rest}\n"

    def _checkpoint(self, typed: Typed) -> Answer:
        from iosemu.console.checkpoints import write

        if not typed.rest:
            raise LabError("write /checkpoint NAME")
        return f"{write(self.lab, typed.rest)}: the lab at {clock_text(self.lab.now)}\n"

    def _restore(self, typed: Typed) -> Answer:
        from iosemu.console.checkpoints import names_of, path_of

        there = names_of(self.lab)
        if not typed.rest:
            return "".join(f"{name}\n" for name in there) or "no checkpoints; /checkpoint NAME makes one\n"
        path = path_of(self.lab, typed.rest)
        if typed.rest not in there:
            raise LabError(f"no checkpoint {typed.rest} ({path}); there are: {', '.join(there) or 'none'}")
        return self._restored(path)

    def _restored(self, path: str) -> ProcessBody:
        unsaved = self.unsaved_text()
        if unsaved:
            yield Write(unsaved)
            if not (yield from _sure("Go back all the same?")):
                return
        self.rack.restore(path)

    def _save(self, typed: Typed) -> Answer:
        from iosemu.lab.save import home_of

        where = typed.rest or home_of(self.lab)
        if not where:
            raise LabError(f"{self.lab.name} came with iosemu: write /save FOLDER")
        files = self.rack.save(where)
        told = [f"{where}: {len(files)} files written; iosemu run {where} loads it\n"]
        off = [link.name for link in self.lab.links.values() if link.is_cut or link.unplugged]
        told += [f"{name} is cut, which a lab.yaml does not say\n" for name in off]
        return "".join(told)

    def _reset(self, typed: Typed) -> Answer:
        return self._reset_node(self._node(typed.rest)) if typed.rest else self._reset_lab()

    def _reset_node(self, node: Node) -> ProcessBody:
        if self.rack.forgotten(node):
            yield Write(f"The configuration of {node.name} was changed and is not written.\n")
            if not (yield from _sure("Start it again without?")):
                return
        node.power_off()
        node.power_on()
        yield Write(f"{node.name} starts with its saved configuration\n")

    def _reset_lab(self) -> ProcessBody:
        yield Write(self.unsaved_text())
        if (yield from _sure("Load the whole lab again?")):
            self.rack.reload()

    def unsaved_text(self) -> str:
        """What leaving would lose, "" for nothing."""
        names = [node.name for node in self.lab if self.rack.unwritten(node)]
        text = f"Configuration changed and not written: {', '.join(names)}\n" if names else ""
        changed = self.rack.unsaved()
        return text + (f"Lab not saved (/save): {', '.join(changed)}\n" if changed else "")

    def _quit(self, typed: Typed) -> Answer:
        if not typed.seat.ends_lab:
            return typed.seat.leave()
        return self._leave(typed.seat)

    def _leave(self, seat: Seat) -> ProcessBody:
        unsaved = self.unsaved_text()
        if unsaved:
            yield Write(unsaved)
            if not (yield from _sure("Leave all the same?")):
                return
        yield Write(seat.leave())

    def _attach(self, typed: Typed) -> Answer:
        typed.seat.go(self._node(typed.rest).name)
        return ""

    def _help(self, typed: Typed) -> Answer:
        if typed.rest:
            name = self._meant(typed.rest.removeprefix("/"))
            command = self.commands[name]
            return (
                f"/{name} {command.usage}".rstrip()
                + f"\n{command.help}\n"
                + (f"{command.more}\n" if command.more else "")
            )
        return columns([(f"/{name} {command.usage}", command.help) for name, command in self.commands.items()])


def _sure(question: str) -> ProcessBody:
    """Yes or no; no without an answer."""
    answer = yield Ask(f"{question} [no]: ")
    word = (answer or "").strip().lower()
    return bool(word) and "yes".startswith(word)


def _guarded(body: ProcessBody) -> ProcessBody:
    """What goes wrong on the way is told."""
    try:
        yield from body
    except LabError as error:
        yield Write(f"{error}\n")


def link_state(link: Link) -> str:
    """``up``, ``cut``, or which stations of a shared segment are cut."""
    if link.is_cut:
        return "cut"
    return f"up, but {', '.join(sorted(link.unplugged))} cut" if link.unplugged else "up"
