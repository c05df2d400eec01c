"""What nodes may be called and which ports may be wired, whoever says it: lab.yaml, a script, an importer.

All functions raise ValueError, in words.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from iosemu.device.platform import HOST, PLATFORMS, Platform, platform_of
from iosemu.lab.topology import Endpoint, Topology
from iosemu.types import InterfaceName

NODE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}\Z")


def check_name(name: str, topology: Topology) -> None:
    """Of a new node."""
    twin = next((each for each in topology.nodes if each.lower() == name.lower()), None)
    if twin is not None:
        raise ValueError(f'node "{name}" and node "{twin}" differ by upper and lower case only')
    if not NODE_NAME.match(name):
        raise ValueError(f'"{name}" is no name for a node; use letters, digits, "-", "_" and "."')


def check_platform(platform: str) -> None:
    if platform not in PLATFORMS:
        raise ValueError(f'unknown platform "{platform}"; known: {", ".join(sorted(PLATFORMS))}')


def check_release(platform: str, release: str) -> None:
    releases = PLATFORMS[platform].releases
    if release not in releases:
        raise ValueError(f'{platform} has no release "{release}"; it has: {", ".join(releases)}')


def endpoint(text: str, topology: Topology) -> Endpoint:
    """``R1:FastEthernet0/0``"""
    name, colon, port = text.partition(":")
    if not colon:
        raise ValueError(f'endpoint "{text}" must be written NODE:INTERFACE, like R1:FastEthernet0/0')
    name = name.strip()
    spec = topology.nodes.get(name)
    if spec is None:
        raise ValueError(f'endpoint "{text}": no node "{name}"; nodes: {", ".join(topology.nodes)}')
    platform = platform_of(spec.platform)
    try:
        interface = _port(port.strip(), platform)
    except ValueError:
        raise ValueError(f'endpoint "{text}": "{port.strip()}" is no interface name') from None
    if interface.sub is not None:
        raise ValueError(f'endpoint "{text}": wire the interface {interface.parent}, not a subinterface')
    if not platform.has_port(interface):
        ports = platform.ports_text() if platform is not HOST else "eth0-7"
        raise ValueError(f'endpoint "{text}": {platform.name} has no such port; its ports: {ports}')
    return Endpoint(name, interface)


def check_free(end: Endpoint, taken: Container[Endpoint], where: str = "") -> None:
    """`where`: of the other link, in words."""
    if end in taken:
        raise ValueError(f"{end} is in two links{where}")


def check_ends(ends: Sequence[Endpoint]) -> None:
    """Of one link."""
    if len(ends) < 2:
        raise ValueError("a link needs two endpoints, or more for a shared segment")
    serial = [end.interface.kind == "Serial" for end in ends]
    if any(serial) and not all(serial):
        raise ValueError("a Serial interface cannot be wired to another kind of interface")
    if all(serial) and len(serial) > 2:
        raise ValueError("a shared segment needs Ethernet interfaces")


def _port(text: str, platform: Platform) -> InterfaceName:
    """By the name that a lab file gives it."""
    if platform is HOST:
        text = re.sub(r"eth(?=\d+$)", "Ethernet", text)
    return InterfaceName.parse(text)
