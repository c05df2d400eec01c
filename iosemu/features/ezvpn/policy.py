"""What a group gives to its clients, attribute by attribute (draft-dukes-ike-mode-cfg section 3.4; Unity's own)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from iosemu.features.ezvpn.model import ClientGroup
from iosemu.types import IPv4
from iosemu.wire.isakmp import CfgAttribute, CfgValue

if TYPE_CHECKING:
    from iosemu.device.device import Device
    from iosemu.features.acl.engine import AclEngine

Sent = tuple[str, CfgValue]
"""What the log says of it, and the attribute."""

_NAMES = {
    CfgAttribute.ADDRESS: "IP4_ADDRESS", CfgAttribute.NETMASK: "IP4_NETMASK", CfgAttribute.DNS: "IP4_DNS",
    CfgAttribute.NBNS: "IP4_NBNS", CfgAttribute.EXPIRY: "ADDRESS_EXPIRY", CfgAttribute.DHCP: "IP4_DHCP",
    CfgAttribute.VERSION: "APPLICATION_VERSION", CfgAttribute.BANNER: "MODECFG_BANNER",
    CfgAttribute.SAVE_PASSWORD: "MODECFG_SAVEPWD", CfgAttribute.DEFAULT_DOMAIN: "DEFAULT_DOMAIN",
    CfgAttribute.SPLIT_DNS: "SPLIT_DNS", CfgAttribute.SPLIT_INCLUDE: "SPLIT_INCLUDE",
    CfgAttribute.LOCAL_LAN: "INCLUDE_LOCAL_LAN", CfgAttribute.PFS: "PFS", CfgAttribute.FIREWALL: "FW_RECORD",
    CfgAttribute.BACKUP_SERVERS: "BACKUP_SERVER",
}  # fmt: skip


def name_of(attribute: int) -> str:
    """As the log calls it; "" when nobody knows it."""
    return _NAMES[CfgAttribute(attribute)] if attribute in _NUMBERS else ""


_NUMBERS = frozenset(int(each) for each in _NAMES)


def _dotted(address: IPv4) -> str:
    return ".".join(str(octet) for octet in address.to_bytes(4, "big"))


def included(device: Device, group: ClientGroup) -> list[tuple[IPv4, IPv4]]:
    """(network, mask) of what goes through the tunnel; nothing: everything does."""
    acl: AclEngine = device.engine("acl")
    compiled = acl.get(group.acl) if group.acl else None
    rules = compiled.rules if compiled is not None else ()
    return [(each.entry.src, ~each.entry.src_wildcard & 0xFFFFFFFF) for each in rules if each.permit]


def values(device: Device, group: ClientGroup, asked: int) -> Iterator[Sent]:
    """The answer to one attribute of a question, the address aside."""
    match asked:
        case CfgAttribute.NETMASK if group.netmask is not None:
            yield f"subnet mask: {_dotted(group.netmask)}", CfgValue(asked, group.netmask.to_bytes(4, "big"))
        case CfgAttribute.DNS:
            for each in group.dns:
                yield f"IP4_DNS server address: {_dotted(each)}", CfgValue(asked, each.to_bytes(4, "big"))
        case CfgAttribute.NBNS:
            for each in group.wins:
                yield f"IP4_NBNS server address: {_dotted(each)}", CfgValue(asked, each.to_bytes(4, "big"))
        case CfgAttribute.VERSION:
            text = device.platform.image.banner()[-4]
            yield f"APPLICATION_VERSION string: {text}", CfgValue(asked, text.encode())
        case CfgAttribute.BANNER if group.banner:
            yield f"BANNER: {group.banner}", CfgValue(asked, group.banner.encode())
        case CfgAttribute.SAVE_PASSWORD:
            yield f"save password reply value {int(group.save_password)}", CfgValue.of(asked, group.save_password)
        case CfgAttribute.DEFAULT_DOMAIN if group.domain:
            yield f"DEFAULT_DOMAIN default domain name: {group.domain}", CfgValue(asked, group.domain.encode())
        case CfgAttribute.SPLIT_DNS if group.split_dns:
            names = ",".join(group.split_dns)
            yield f"split dns {names}", CfgValue(asked, names.encode())
        case CfgAttribute.SPLIT_INCLUDE:
            found = included(device, group)
            data = b"".join(net.to_bytes(4, "big") + mask.to_bytes(4, "big") + bytes(6) for net, mask in found)
            for net, mask in found:
                yield (
                    f"split include name {group.acl} network {_dotted(net)} mask {_dotted(mask)} protocol 0, "
                    "src port 0, dst port 0",
                    CfgValue(asked, data),
                )
                data = b""  # all of them are one attribute
        case CfgAttribute.LOCAL_LAN if group.local_lan:
            yield "include local lan", CfgValue.of(asked, 1)
        case CfgAttribute.BACKUP_SERVERS if group.backups:
            names = ",".join(group.backups)
            yield f"backup server {names}", CfgValue(asked, names.encode())
