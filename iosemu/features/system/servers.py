"""What protocols to servers of users (RADIUS, TACACS+) have in common: keys that are shared with the servers, of one or
of all, and the interface whose address they see.

A model is `Servers` whose `servers` (by name) and `hosts` (by place) may have keys of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from iosemu.cli.context import Context, Refused, Warn
from iosemu.device.engine import Engine, Host
from iosemu.device.events import MasterKeyChanged, PasswordEncryption
from iosemu.device.vault import Kept
from iosemu.features.system.config import weak_password
from iosemu.types import InterfaceName, IPv4

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.device.events import Subscription


class Keyed(Protocol):
    key: Kept | None


class Servers(Keyed, Protocol):
    source: InterfaceName | None

    @property
    def servers(self) -> Mapping[str, Keyed]: ...

    @property
    def hosts(self) -> Mapping[Any, Keyed]: ...


# keys as they are typed


def kept(ctx: Context, kind: int, text: str) -> Kept:
    device: Device = ctx.device
    try:
        return device.vault.keep(kind, text, device.software.type6_servers)
    except ValueError:
        raise Refused(f"Invalid encrypted password: {text}") from None


def set_key(ctx: Context, negated: bool, kind: int = 0, text: str = "") -> Warn | None:
    """Of a server, or of all."""
    if negated or ctx.defaulted:
        ctx.change("key", None)
        return None
    key = kept(ctx, kind, text)
    ctx.change("key", key)
    return weak_password(ctx, key.kind) if key.kind != 6 else None


def rendered_key(words: str, record: Keyed) -> Iterator[str]:
    if record.key is not None:
        yield f"{words} {record.key.shown}"


# and as they are used


class ServersEngine(Engine):
    """Cares for the keys, while there are any."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.keyed: list[Subscription] = []  # while there are keys

    @property
    def config(self) -> Servers:
        """What is configured of the protocol."""
        raise NotImplementedError

    def _keyed(self) -> Iterator[Keyed]:
        config = self.config
        records = config, *config.servers.values(), *config.hosts.values()
        yield from (each for each in records if each.key is not None)

    def keys_agree(self) -> None:
        """The configuration has changed."""
        wanted, bus = next(self._keyed(), None) is not None, self.host.device.bus
        if wanted and not self.keyed:
            self.keyed = [bus.listen(PasswordEncryption, self._hide), bus.listen(MasterKeyChanged, self._go_over)]
        elif not wanted:
            for each in self.keyed:
                each()
            self.keyed = []

    def _hide(self, event: PasswordEncryption) -> None:
        """`service password-encryption` was switched on."""
        vault = self.host.device.vault
        for each in self._keyed():
            assert each.key is not None
            each.key = vault.hidden(each.key)

    def _go_over(self, event: MasterKeyChanged) -> None:
        """There is another master key."""
        device = self.host.device
        for each in self._keyed() if device.software.type6_servers else ():
            assert each.key is not None
            each.key = device.vault.again(each.key)

    def secret(self, own: Keyed) -> bytes:
        """What is shared with a server: its own key, else that of all."""
        key = own.key or self.config.key
        return key.plain.encode("utf-8", "surrogateescape") if key is not None else b""

    def source_of(self, group: InterfaceName | None) -> IPv4:
        """The address that a server shall see: of the interface of its group, else of that of all; 0: not said."""
        source = group or self.config.source
        iface = self.host.device.interfaces.get(source) if source is not None else None
        return iface.address or 0 if iface is not None and iface.line_up else 0
