"""Is SSH on, with which key, and who is there? Calls come from the network (`serving.py`), and from programs of the
host (`console/ssh.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iosemu.device.debug import Message
from iosemu.device.engine import Engine, Host
from iosemu.features.login.engine import LoginEngine
from iosemu.features.rsa.engine import ENCRYPTION, KeyPair, RsaEngine
from iosemu.features.rsa.events import KeysChanged
from iosemu.features.ssh.model import SshConfig

if TYPE_CHECKING:
    from iosemu.device.claims import Claim
    from iosemu.device.sockets.tcp import Connection, TcpUser
    from iosemu.device.vrf import Vrf
    from iosemu.features.ssh.call import Call, Caller
    from iosemu.types import IPv4

PORT = 22
LEAST_BITS = 768  # of a key


class SshEngine(Engine):
    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.calls: list[Call] = []
        self._told = ""  # the version that was told to be enabled, "" for none
        self._port: Claim | None = None  # while it is on

    def start(self) -> None:
        self.host.device.bus.listen(KeysChanged, self._keys_changed)
        self._agree()

    def stop(self) -> None:
        for call in tuple(self.calls):
            call.hang_up()

    def changed(self, change: object) -> None:
        self._agree()

    @property
    def config(self) -> SshConfig:
        return self.host.device[SshConfig]

    @property
    def login(self) -> LoginEngine:
        login: LoginEngine = self.host.peer("login")
        return login

    @property
    def pair(self) -> KeyPair | None:
        """The host key; None: SSH is off."""
        rsa: RsaEngine = self.host.peer("rsa")
        wanted = self.config.keypair
        fit = [pair for pair in rsa.pairs if pair.usage != ENCRYPTION and pair.key.bits >= LEAST_BITS]
        if wanted:
            return next((pair for pair in fit if pair.label == wanted), None)
        return next((pair for pair in fit if pair.label == rsa.default_label), fit[0] if fit else None)

    @property
    def version(self) -> str:
        version = self.config.version
        if version is None:
            return "2.0" if self.host.device.software.ssh_modern else "1.99"
        return "2.0" if version == 2 else "1.5"

    def _keys_changed(self, event: KeysChanged) -> None:
        self._agree()

    def _agree(self) -> None:
        """Open or close the port; tell what has become of SSH."""
        listens = self.answers() and self.host.device.shell is not None
        if listens and self._port is None:
            self._port = self.host.device.ip.tcp.listen(PORT, self)
        elif not listens and self._port is not None:
            self._port()
            self._port = None
        if self.host.device.booting:
            if self.host.due(self._agree) is None:
                self.host.after(0.0, self._agree)
            return
        on = self.pair is not None
        if on and not self._told:
            self._told = self.version
            self.log("ENABLED", f"SSH {self._told} has been enabled")
        elif not on and self._told:
            told, self._told = self.version, ""
            self.log("DISABLED", f"SSH {told} has been disabled")

    def log(self, mnemonic: str, text: str) -> None:
        """After the prompt, as on a real console."""
        self.host.after(0.0, self._log, mnemonic, text)

    def _log(self, mnemonic: str, text: str) -> None:
        self.host.device.debug.syslog(Message("SSH", 5, mnemonic, text))

    # callers

    def answers(self) -> bool:
        """Is anybody at the port?"""
        return self.pair is not None and self.config.version != 1

    def admits(self, connection: Connection) -> bool:
        return self.login.line_for("ssh", connection, counted=False) is not None

    def accept(self, connection: Connection) -> TcpUser | None:
        from iosemu.features.ssh.serving import Served

        if not self.answers():
            return None
        served = Served(self, connection)
        served.call = self.called(served)
        return served if served.call is not None else None

    def key(self, remote: IPv4, vrf: Vrf) -> bytes | None:
        return None

    def called(self, caller: Caller) -> Call | None:
        """None: as if nobody listened. No line is free, or none takes this caller."""
        from iosemu.features.ssh.call import Call

        line = self.login.line_for("ssh", caller, counted=True) if self.answers() else None
        if line is None:
            return None
        call = Call(self, caller, line)
        self.calls.append(call)
        return call
