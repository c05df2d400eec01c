"""Accounting: servers are told of shells, of conversations with other hosts, and of the router's own start and end.

The groups of a list are told one after the other until one has answered (`broadcast`: all of them); a record that
nobody takes is lost. RADIUS has no records of commands: a group of such servers is told nothing of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.session import Session
from iosemu.features.aaa.asking import About, Cause, Record, Said, Seat, Step
from iosemu.features.aaa.groups import ask
from iosemu.features.aaa.model import AccountingList
from iosemu.features.clock.engine import ClockEngine
from iosemu.features.line.model import LinesConfig
from iosemu.features.login.contract import Admission
from iosemu.features.telnet.events import ConversationBegun, ConversationEnded
from iosemu.records import dataclass
from iosemu.types import IPv4

if TYPE_CHECKING:
    from iosemu.device.events import Subscription
    from iosemu.device.shell import DeviceShell
    from iosemu.features.aaa.engine import AaaEngine

_CAUSES = {"idle": Cause.IDLE, "cleared": Cause.CLEARED, "lost": Cause.LOST, "reload": Cause.RELOAD}
LAST_WORDS = 1.0  # seconds that a reload waits for records to be taken


@dataclass(slots=True)
class Entry:
    """A shell, or a conversation that began in one."""

    number: int  # of its records
    ident: int
    line: str
    name: str
    peer: str
    by: str  # the protocol by which it is known who it is
    since: float
    told: AccountingList
    remote: tuple[IPv4, int] | None = None  # of a conversation
    ended: str = ""  # the word for why


class Telling:
    """One record on its way, to the first of the groups that takes it."""

    def __init__(self, accounting: Accounting, record: Record, groups: list[str]) -> None:
        self.accounting = accounting
        self.record = record
        self.groups = groups

    def send(self) -> None:
        while self.groups:
            if ask(self.accounting.device, self.groups[0], self.record, self):
                return
            self.groups = self.groups[1:]

    def said(self, said: Said) -> None:
        if said.passed is None:
            self.groups = self.groups[1:]
            self.send()


class Accounting:
    def __init__(self, engine: AaaEngine) -> None:
        self.engine = engine
        self.device = engine.host.device
        self.numbers = 0
        self.told = 0  # records
        self.shells: dict[str, Entry] = {}  # by line
        self.conversations: dict[tuple[str, int], Entry] = {}  # by line and number
        self.announced = False  # that the router runs
        self._heard: list[Subscription] = []  # while there is AAA

    def start(self) -> None:
        shell = self.device.shell
        if shell is not None:
            shell.session_closed.append(self._left)
            shell.booted.append(self._booted)
            shell.reloading.append(self._reloading)

    def stop(self) -> None:
        shell = self.device.shell
        if shell is not None:
            shell.session_closed.remove(self._left)
            shell.booted.remove(self._booted)
            shell.reloading.remove(self._reloading)

    # lists

    def _exec_list(self, line_name: str) -> AccountingList:
        line, lists = self.device[LinesConfig].by_name(line_name), self.engine.config.exec_accounting
        return lists.get(line.exec_accounting) or lists.get("default") or AccountingList()

    def _connection_list(self, line_name: str) -> AccountingList:
        line, lists = self.device[LinesConfig].by_name(line_name), self.engine.config.connection_accounting
        return lists.get(line.connection_accounting) or lists.get("default") or AccountingList()

    def _system_list(self) -> AccountingList:
        return self.engine.config.system_accounting.get("default") or AccountingList()

    # shells

    def entered(self, session: Session, admission: Admission) -> None:
        self.numbers += 1
        told = self._exec_list(session.line)
        entry = Entry(
            self.numbers, admission.ident, session.line, session.username, session.peer, admission.by,
            self.engine.host.now, told,
        )  # fmt: skip
        self.shells[session.line] = entry
        if told.begins:
            self._tell(entry, Step.START)
        self.agree()

    def _left(self, session: Session) -> None:
        entry = self.shells.pop(session.line, None)
        shell = self.device.shell
        if shell is not None and shell.halting:  # without power there is no word to say
            return
        if entry is not None and entry.told.tells:
            entry.ended = session.ended
            self._tell(entry, Step.STOP)

    def agree(self) -> None:
        """Conversations are heard of while there is AAA; interim records go out while there are shells, every so many
        minutes."""
        bus, wanted = self.device.bus, self.engine.config.new_model
        if wanted and not self._heard:
            self._heard = [bus.listen(ConversationBegun, self._begun), bus.listen(ConversationEnded, self._over)]
        elif not wanted:
            for each in self._heard:
                each()
            self._heard = []
        minutes, host = self.engine.config.update_minutes, self.engine.host
        if not minutes or not self.shells:
            host.cancel(self._interim)
        elif host.due(self._interim) is None:
            host.after(minutes * 60.0, self._interim, background=True)

    def _interim(self) -> None:
        for entry in (*self.shells.values(), *self.conversations.values()):
            if entry.told.begins:
                self._tell(entry, Step.INTERIM)
        self.agree()

    # conversations

    def _begun(self, event: ConversationBegun) -> None:
        told, shell = self._connection_list(event.line), self.shells.get(event.line)
        if not told.tells or not event.telnet:
            return
        self.numbers += 1
        name, peer, by, ident = "", "", "", 0
        if shell is not None:
            name, peer, by, ident = shell.name, shell.peer, shell.by, shell.ident
        entry = Entry(
            self.numbers, ident, event.line, name, peer, by, self.engine.host.now, told,
            (event.address, event.port),
        )  # fmt: skip
        self.conversations[event.line, event.number] = entry
        if told.begins:
            self._tell(entry, Step.START)

    def _over(self, event: ConversationEnded) -> None:
        entry = self.conversations.pop((event.line, event.number), None)
        if entry is not None:
            self._tell(entry, Step.STOP)

    # the router

    def _booted(self, shell: DeviceShell) -> None:
        if self._system_list().begins and not self.announced:
            self.announced = True
            self._system(Step.START)

    def _reloading(self, shell: DeviceShell) -> float:
        before = self.told
        for table in (self.conversations, self.shells):
            for entry in table.values():
                entry.ended = "reload"
                if entry.told.tells:
                    self._tell(entry, Step.STOP)
        self.conversations.clear()
        self.shells.clear()
        if self.announced:
            self._system(Step.STOP)
        return LAST_WORDS if self.told > before else 0.0

    def _system(self, step: Step) -> None:
        self.numbers += 1
        self._send(Record(About.ROUTER, step, self.numbers), self._system_list())

    # commands

    def commanded(self, session: Session, level: int, words: tuple[str, ...]) -> None:
        """One was carried out."""
        line, lists = self.device[LinesConfig].by_name(session.line), self.engine.config.commands_accounting
        named = line.command_accounting.get(level, "default")
        told = lists.get((level, named)) or lists.get((level, "default"))
        if told is None or not told.tells:
            return
        self.numbers += 1
        shell, begun = self.shells.get(session.line), self._unix(self.engine.host.now)
        by, ident = (shell.by, shell.ident) if shell is not None else ("", 0)
        record = Record(
            About.COMMAND, Step.STOP, self.numbers, session.username, by, Seat(line, session.peer, ident),
            begun=begun, level=level, words=words,
        )  # fmt: skip
        self._send(record, told)

    # records

    def _unix(self, at: float) -> int:
        clock: ClockEngine = self.engine.host.peer("clock")
        return int(clock.utc(at).timestamp())

    def _tell(self, entry: Entry, step: Step) -> None:
        line, now = self.device[LinesConfig].by_name(entry.line), self.engine.host.now
        record = Record(
            About.SHELL if entry.remote is None else About.CONVERSATION, step, entry.number, entry.name, entry.by,
            Seat(line, entry.peer, entry.ident), int(now - entry.since), self._unix(entry.since),
            _CAUSES.get(entry.ended, Cause.USER), entry.remote or (0, 0),
        )  # fmt: skip
        self._send(record, entry.told)

    def _send(self, record: Record, told: AccountingList) -> None:
        self.told += 1
        for groups in ([each] for each in told.methods) if told.broadcast else (told.methods,):
            Telling(self, record, groups).send()
