"""The virtual lines of a router: who may use them, and the conversations that its own users have elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.engine import Engine, Host
from iosemu.features.line.model import Line
from iosemu.features.login.engine import Address, LoginEngine, first_packet
from iosemu.types import MAX_IPV4, IPv4

if TYPE_CHECKING:
    from iosemu.cli.context import Context, Output, ProcessBody
    from iosemu.cli.session import Session
    from iosemu.device.sockets.tcp import Connection, TcpUser
    from iosemu.device.vrf import Vrf
    from iosemu.features.acl.engine import AclEngine
    from iosemu.features.telnet.client import Conversation
    from iosemu.features.telnet.server import VirtualTerminal

PORT = 23


class TelnetEngine(Engine):
    """Also the service on port 23."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.conversations: dict[Session, list[Conversation]] = {}

    def start(self) -> None:
        device = self.host.device
        if device.shell is None:
            return  # nobody to talk to
        device.ip.tcp.listen(PORT, self, dual=True)
        device.shell.leaving = self.leaving
        device.shell.empty_line = self.resumed
        device.shell.unknown_word = self.unknown_word
        device.shell.session_closed.append(self.closed)

    def stop(self) -> None:
        shell = self.host.device.shell
        if shell is not None:
            shell.session_closed.remove(self.closed)

    @property
    def login(self) -> LoginEngine:
        login: LoginEngine = self.host.peer("login")
        return login

    # the service

    def admits(self, connection: Connection) -> bool:
        return self.login.line_for("telnet", connection, counted=True) is not None

    def accept(self, connection: Connection) -> TcpUser | None:
        from iosemu.features.telnet.server import VirtualTerminal

        line = self.login.line_for("telnet", connection, counted=False)
        if line is None:
            return None
        terminal = VirtualTerminal(self, line, connection)
        self.login.take(line, terminal)
        return terminal

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return None

    def lets_out(self, line: Line, remote: Address, src: IPv4) -> bool:
        """Does `access-class … out` let the line's user call there? A standard list looks at where, not from where."""
        if remote[0] > MAX_IPV4:
            return self.login.permits6(line.access_out6, first_packet((src, 0), remote), True)
        if not line.access_out:
            return True
        acl: AclEngine = self.host.peer("acl")
        compiled = acl.get(line.access_out)
        if compiled is not None and not compiled.config.extended:
            src = remote[0]
        return acl.matches(line.access_out, first_packet((src, 0), remote)) is not False

    def hung_up(self, terminal: VirtualTerminal) -> None:
        self.login.free(terminal.line, terminal)

    # the client

    def of(self, session: Session) -> list[Conversation]:
        """The conversations that a session has, by their numbers."""
        return self.conversations.get(session, [])

    def watch(self, conversation: Conversation) -> None:
        """It has the keyboard: `session-timeout` of the line counts from now on."""
        conversation.typed_at = self.host.now
        self._watched(conversation)

    def _watched(self, conversation: Conversation) -> None:
        session = conversation.session
        if conversation.end is not None or conversation.process is None or session.closed:
            return
        line = self.login.line_of(session)
        if not line.session_minutes:
            return
        since = conversation.used_at if line.session_output else conversation.typed_at
        left = since + line.session_minutes * 60 - self.host.now
        if left > 0:
            self.host.after(left, self._watched, conversation, background=True)
        else:
            conversation.time_out()

    def closed(self, session: Session) -> None:
        """Whoever leaves hangs up."""
        if session in self.conversations:
            from iosemu.features.telnet.client import hang_up

            hang_up(self, session)

    def unknown_word(self, ctx: Context, word: str) -> Output:
        """A host's name or address at the prompt calls it, unless the line says `transport preferred none`."""
        from iosemu.features.dns.lookup import unknown_word
        from iosemu.features.ping.target import address6
        from iosemu.features.telnet.client import call

        answer = unknown_word(ctx, word)
        if isinstance(answer, str):
            return answer
        return self._call(ctx, word, answer) if address6(word) is None else call(ctx, word)

    @staticmethod
    def _call(ctx: Context, word: str, looks_up: ProcessBody) -> ProcessBody:
        from iosemu.features.telnet.client import call

        address = yield from looks_up
        if address is not None:
            yield from call(ctx, word, address=address)

    def leaving(self, session: Session) -> ProcessBody | None:
        """`exit` while there are conversations asks first."""
        from iosemu.features.telnet.client import leave

        return leave(self, session) if self.of(session) else None

    def resumed(self, session: Session) -> ProcessBody | None:
        """An empty line goes back to the last conversation."""
        from iosemu.features.telnet.client import resume

        return resume(self, session, self.of(session)[-1]) if self.of(session) else None
