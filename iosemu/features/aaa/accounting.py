"""Accounting: servers are told of shells, of conversations with other hosts, and of the router's own start and end.

The groups of a list are told one after the other until one has answered; a record that nobody takes is lost. RADIUS has
no records of commands: a group of such servers is told nothing of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.cli.session import Session
from iosemu.features.aaa.groups import ask, port_of
from iosemu.features.line.model import LinesConfig
from iosemu.features.login.contract import Admission
from iosemu.features.radius.engine import Query
from iosemu.features.telnet.events import ConversationBegun, ConversationEnded
from iosemu.records import dataclass
from iosemu.types import IPv4
from iosemu.wire.radius import Attr, Authentic, Cause, Code, Service, Status

if TYPE_CHECKING:
    from iosemu.device.events import Subscription
    from iosemu.device.shell import DeviceShell
    from iosemu.features.aaa.engine import AaaEngine
    from iosemu.features.radius.engine import Transaction

_CAUSES = {
    "idle": Cause.IDLE_TIMEOUT,
    "cleared": Cause.ADMIN_RESET,
    "lost": Cause.LOST_CARRIER,
    "reload": Cause.ADMIN_REBOOT,
}
TELNET = 0  # Login-Service
LAST_WORDS = 1.0  # seconds that a reload waits for records to be taken


@dataclass(slots=True)
class Entry:
    """A shell, or a conversation that began in one."""

    number: int  # Acct-Session-Id
    ident: int
    line: str
    name: str
    peer: str
    authentic: int
    since: float
    methods: list[str]
    remote: tuple[IPv4, int] | None = None  # of a conversation
    ended: str = ""  # the word for why


class Record:
    """One record on its way."""

    def __init__(self, accounting: Accounting, query: Query, groups: list[str]) -> None:
        self.accounting = accounting
        self.query = query
        self.groups = groups

    def send(self) -> None:
        self.accounting.told += 1
        while self.groups:
            if ask(self.accounting.device, self.groups[0], self.query, self) is not None:
                return
            self.groups = self.groups[1:]

    def answered(self, transaction: Transaction) -> None:
        if transaction.reply is None:
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

    def _exec_methods(self, line_name: str) -> list[str]:
        line, lists = self.device[LinesConfig].by_name(line_name), self.engine.config.exec_accounting
        return lists.get(line.exec_accounting) or lists.get("default") or []

    def _connection_methods(self, line_name: str) -> list[str]:
        line, lists = self.device[LinesConfig].by_name(line_name), self.engine.config.connection_accounting
        return lists.get(line.connection_accounting) or lists.get("default") or []

    # shells

    def entered(self, session: Session, admission: Admission) -> None:
        self.numbers += 1
        authentic = Authentic.RADIUS if admission.remote else Authentic.LOCAL
        methods = self._exec_methods(session.line)
        entry = Entry(
            self.numbers, admission.ident, session.line, session.username, session.peer, authentic,
            self.engine.host.now, methods,
        )  # fmt: skip
        self.shells[session.line] = entry
        if methods[:1] == ["start-stop"]:
            self._tell(entry, Status.START)
        self.agree()

    def _left(self, session: Session) -> None:
        entry = self.shells.pop(session.line, None)
        shell = self.device.shell
        if shell is not None and shell.halting:  # without power there is no word to say
            return
        if entry is not None and entry.methods[:1] in (["start-stop"], ["stop-only"]):
            entry.ended = session.ended
            self._tell(entry, Status.STOP)

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
            if entry.methods[:1] == ["start-stop"]:
                self._tell(entry, Status.INTERIM)
        self.agree()

    # conversations

    def _begun(self, event: ConversationBegun) -> None:
        methods, shell = self._connection_methods(event.line), self.shells.get(event.line)
        if methods[:1] not in (["start-stop"], ["stop-only"]):
            return
        self.numbers += 1
        name, peer, authentic, ident = "", "", int(Authentic.LOCAL), 0
        if shell is not None:
            name, peer, authentic, ident = shell.name, shell.peer, shell.authentic, shell.ident
        entry = Entry(
            self.numbers, ident, event.line, name, peer, authentic, self.engine.host.now, methods,
            (event.address, event.port),
        )  # fmt: skip
        self.conversations[event.line, event.number] = entry
        if methods[0] == "start-stop":
            self._tell(entry, Status.START)

    def _over(self, event: ConversationEnded) -> None:
        entry = self.conversations.pop((event.line, event.number), None)
        if entry is not None:
            self._tell(entry, Status.STOP)

    # the router

    def _booted(self, shell: DeviceShell) -> None:
        if self.engine.config.system_accounting[:1] == ["start-stop"] and not self.announced:
            self.announced = True
            self._system(Status.ON)

    def _reloading(self, shell: DeviceShell) -> float:
        before = self.told
        for table in (self.conversations, self.shells):
            for entry in table.values():
                entry.ended = "reload"
                if entry.methods[:1] in (["start-stop"], ["stop-only"]):
                    self._tell(entry, Status.STOP)
        self.conversations.clear()
        self.shells.clear()
        if self.announced:
            self._system(Status.OFF)
        return LAST_WORDS if self.told > before else 0.0

    def _system(self, status: Status) -> None:
        self.numbers += 1
        attributes: list[tuple[int, bytes]] = [
            (Attr.ACCT_SESSION_ID, f"{self.numbers:08X}".encode()),
            (Attr.ACCT_AUTHENTIC, Authentic.LOCAL.to_bytes(4, "big")),
            (Attr.ACCT_STATUS_TYPE, status.to_bytes(4, "big")),
            (Attr.NAS_IP_ADDRESS, b""),
            (Attr.ACCT_DELAY_TIME, bytes(4)),
        ]
        query = Query(Code.ACCOUNTING_REQUEST, attributes, session=self.numbers)
        Record(self, query, self.engine.config.system_accounting[1:]).send()

    # records

    def _tell(self, entry: Entry, status: Status) -> None:
        line = self.device[LinesConfig].by_name(entry.line)
        attributes: list[tuple[int, bytes]] = [
            (Attr.ACCT_SESSION_ID, f"{entry.number:08X}".encode()),
            (Attr.USER_NAME, entry.name.encode("utf-8", "surrogateescape")[:253]),
            (Attr.ACCT_AUTHENTIC, entry.authentic.to_bytes(4, "big")),
        ]
        if not entry.name:
            del attributes[1]
        if status is not Status.START:
            seconds = int(self.engine.host.now - entry.since)
            attributes.append((Attr.ACCT_SESSION_TIME, seconds.to_bytes(4, "big")))
        if status is Status.STOP:
            cause = _CAUSES.get(entry.ended, Cause.USER_REQUEST)
            attributes.append((Attr.ACCT_TERMINATE_CAUSE, cause.to_bytes(4, "big")))
        attributes.append((Attr.ACCT_STATUS_TYPE, status.to_bytes(4, "big")))
        attributes += port_of(line, entry.peer)
        service = Service.NAS_PROMPT
        if entry.remote is not None:
            service = Service.LOGIN
            attributes += [
                (Attr.LOGIN_SERVICE, TELNET.to_bytes(4, "big")),
                (Attr.LOGIN_IP_HOST, entry.remote[0].to_bytes(4, "big")),
                (Attr.LOGIN_TCP_PORT, entry.remote[1].to_bytes(4, "big")),
            ]
        attributes += [
            (Attr.SERVICE_TYPE, service.to_bytes(4, "big")),
            (Attr.NAS_IP_ADDRESS, b""),
            (Attr.ACCT_DELAY_TIME, bytes(4)),
        ]
        query = Query(Code.ACCOUNTING_REQUEST, attributes, entry.ident, session=entry.number)
        Record(self, query, entry.methods[1:]).send()
