"""Configuration of terminal lines."""

from __future__ import annotations

from iosemu.records import dataclass, field

VTYS = 5  # lines that are there without being configured


@dataclass(slots=True)
class Line:
    kind: str = "vty"  # con, aux, vty
    number: int = 0  # within its kind
    minutes: int = 10  # exec-timeout
    seconds: int = 0
    login_response: int = 30  # timeout login response, seconds; 0: no limit
    privilege: int = 1
    password: str = ""
    password_kind: int = 0  # 0 plain, 6 or 7 encrypted
    synchronous: bool = False
    login: str = ""  # "" nobody is asked, "line" the line's password, "local" a user name, "lists": as AAA says
    exec: bool = True
    length: int = 24
    width: int = 80
    history_size: int | None = None  # None: as the release has it
    stopbits: str = ""
    speed: int | None = None
    preferred: str = ""  # transport preferred
    inbound: list[str] = field(default_factory=list)  # transport input; [] as the release has it
    outbound: list[str] = field(default_factory=list)
    access_in: str | None = None  # access-class in
    access_vrf_also: bool = False  # it lets callers of a VRF in, too
    access_out: str | None = None  # access-class out
    access_in6: str = ""  # ipv6 access-class in; "": none
    access_out6: str = ""
    motd: bool = True
    exec_banner: bool = True
    location: str = ""
    autocommand: str = ""
    authentication: str = "default"  # lists of AAA
    exec_authorization: str = "default"
    exec_accounting: str = "default"
    command_lists: dict[int, str] = field(default_factory=dict)  # authorization of commands, by their level
    connection_accounting: str = "default"
    command_accounting: dict[int, str] = field(default_factory=dict)
    session_minutes: int = 0  # session-timeout of conversations with other hosts; 0: none
    session_output: bool = False  # what comes from there counts, too
    session_limit: int = 0  # conversations at once; 0: no limit of its own
    absolute_minutes: int = 0  # absolute-timeout; 0: none
    logout_warning: int | None = None  # seconds before; None: as long as IOS warns by itself
    escape: str = ""  # escape-character: a decimal number, BREAK, NONE; "" Ctrl-^
    stamped: bool = False  # exec prompt timestamp
    databits: str = ""
    parity: str = ""
    flowcontrol: str = ""
    rxspeed: int | None = None
    txspeed: int | None = None
    exec_bits: str = ""  # exec-character-bits
    special_bits: str = ""
    data_bits: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind} {self.number}"

    def takes(self, protocol: str) -> bool:
        """Does `transport input` let it in?"""
        return not self.inbound or bool({"all", protocol} & set(self.inbound))

    def allows(self, protocol: str) -> bool:
        """Does `transport output` let its user call out by it?"""
        return not self.outbound or bool({"all", protocol} & set(self.outbound))

    def settings(self) -> tuple[object, ...]:
        """Everything but the number: lines with equal settings are written together."""
        return (
            self.kind,
            (self.minutes, self.seconds, self.login_response),
            (self.privilege, self.password, self.password_kind, self.synchronous),
            (self.login, self.exec, self.length, self.width, self.history_size, self.stopbits, self.speed),
            (self.preferred, tuple(self.inbound), tuple(self.outbound), self.access_in, self.access_out,
             self.access_vrf_also, self.access_in6, self.access_out6),
            (self.motd, self.exec_banner, self.location, self.autocommand),
            (self.session_minutes, self.session_output, self.session_limit),
            (self.absolute_minutes, self.logout_warning, self.escape, self.stamped),
            (self.databits, self.parity, self.flowcontrol, self.rxspeed, self.txspeed),
            (self.exec_bits, self.special_bits, self.data_bits),
            (self.authentication, self.exec_authorization, self.exec_accounting, tuple(self.command_lists.items())),
            (self.connection_accounting, tuple(self.command_accounting.items())),
        )


def _vtys() -> dict[int, Line]:
    return {number: new_vty(number) for number in range(VTYS)}


def new_vty(number: int) -> Line:
    """A vty as it comes: it asks for a password."""
    return Line("vty", number, login="line")


@dataclass(slots=True)
class LinesConfig:
    console: Line = field(default_factory=lambda: Line("con"))
    aux: Line = field(default_factory=lambda: Line("aux"))
    vtys: dict[int, Line] = field(default_factory=_vtys)

    def by_name(self, name: str) -> Line:
        """"con 0", "aux 0", "vty 3". Raises KeyError."""
        kind, _, number = name.partition(" ")
        return {"con": self.console, "aux": self.aux}[kind] if kind != "vty" else self.vtys[int(number)]

    def in_order(self) -> list[Line]:
        return [self.console, self.aux, *(self.vtys[number] for number in sorted(self.vtys))]
