"""Configuration of the router as a whole."""

from __future__ import annotations

from iosemu.records import dataclass, field


@dataclass(slots=True)
class Secret:
    """`kind`: 0 plain, 4, 5, 7, 8, 9 as in iosemu.crypto.passwords, 6 as in iosemu.crypto.type6."""

    kind: int
    text: str


@dataclass(slots=True)
class User:
    privilege: int = 1
    password: Secret | None = None
    secret: Secret | None = None
    nopassword: bool = False  # the name is enough
    autocommand: str = ""  # carried out in place of a prompt; then the user has to go
    nohangup: bool = False  # … or not
    view: str = ""  # `parser view`: no more than that


@dataclass(slots=True)
class SystemConfig:
    hostname: str = "Router"
    prompt: str = ""  # "": the host name
    password_encryption: bool = False
    iomem: int | None = None  # memory-size iomem, percent of the memory
    min_length: int = 0  # of passwords
    file_prompt: str = "alert"  # "quiet": nobody is asked where a copy goes, or whether a file may be lost
    enable_secrets: dict[int, Secret] = field(default_factory=dict)  # by privilege level
    enable_passwords: dict[int, Secret] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    motd: str = ""
    login_banner: str = ""
    exec_banner: str = ""
    incoming_banner: str = ""
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)  # (mode, name) -> command


@dataclass(slots=True)
class Gatekeeper:
    shutdown: bool = False


@dataclass(slots=True)
class Furniture:
    """Lines that every configuration carries and that change nothing here."""

    multilink_bundle: bool = True
    forward_protocol_nd: bool = True
    mmi_polling: int = 60
    mmi_snmp_timeout: int = 180
    mmi_auto_configure: bool = True
    mmi_pvc: bool = True
    compress_config: bool = False
    call_home: bool = False
    pad: bool = True
    service_config: bool = False
    bootp_server: bool = True
    service_finger: bool = False
    tcp_small_servers: bool = False
    udp_small_servers: bool = False
    ip_finger: bool = False
    ip_identd: bool = False
    gratuitous_arps: bool = True
    spanning_tree_system_id: bool = False
    vlan_policy: str = ""
    iomem: int = 0
    subnet_zero: bool = True
    classless: bool = True
    punt_keepalive: bool = True
    platform_console: str = ""
    virtual_service: str = ""
    subscriber: bool = False
    license_pid: str = ""
    license_sn: str = ""
    upgrade: bool = False
    scheduler_allocate: bool = True
    diagnostic: str = ""
    low_watermark: int = 0
    qfp_load: int = 0
    cts_logging: bool = False
    gatekeeper: Gatekeeper | None = None
