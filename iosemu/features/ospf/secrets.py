"""Passwords and keys as they are kept and shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.cli.context import Refused
from iosemu.crypto import passwords
from iosemu.features.ospf.model import OspfConfig, OspfInterface, Secret

if TYPE_CHECKING:
    from iosemu.device.device import Device


def secret(device: Device, kind: int, text: str, longest: int) -> tuple[Secret, bool]:
    """What is kept of a password typed as type 0 or 7, and whether it was cut to its `longest` characters.

    Raises Refused for a type 7 text that is none.
    """
    try:
        kept = device.vault.keep(kind, text, six=False)
    except ValueError:
        raise Refused(f"Invalid encrypted password: {text}") from None
    cut = kept.plain[:longest]
    if kept.kind and cut != kept.plain:
        kept.text = passwords.type7(cut, device.rng("passwords", cut))
    return Secret(cut, kept.text if kept.kind else ""), cut != kept.plain


def shown(found: Secret) -> str:
    """As the running-config says it."""
    return f"7 {found.hidden}" if found.hidden else found.text


def _all(device: Device) -> Iterator[Secret]:
    for iface in device:
        slot = iface.get(OspfInterface)
        if slot is not None:
            yield from ([slot.key] if slot.key is not None else [])
            yield from slot.md5_keys.values()
    for process in device[OspfConfig].processes.values():
        for area in process.areas.values():
            for link in area.virtual_links.values():
                yield from ([link.key] if link.key is not None else [])
                yield from link.md5_keys.values()


def hide(device: Device) -> None:
    """`service password-encryption` was switched on: plain ones are shown as type 7 from now on."""
    for found in _all(device):
        if not found.hidden:
            found.hidden = passwords.type7(found.text, device.rng("passwords", found.text))


def key_exists(device: Device, number: int) -> str:
    """A message digest key is never replaced: the old one must go first."""
    return f"{device.software.ospf_says}Key {number} already exists"


def too_long(cut: bool, longest: int) -> str | None:
    """What IOS says of a password that it has cut."""
    return f"% OSPF: Warning: The password/key will be truncated to {longest} characters" if cut else None
