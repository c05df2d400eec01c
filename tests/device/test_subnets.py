"""The index of configured subnets gives what a look at every interface gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iosemu.device.device import Device
from iosemu.device.interface import Interface
from iosemu.types import InterfaceName, Prefix

ADDRESSES = st.tuples(st.integers(0x0A000000, 0x0A00003F), st.integers(24, 32))


def share(one: Prefix, other: Prefix) -> bool:
    return one.network <= other.broadcast and other.network <= one.broadcast


@given(st.lists(st.tuples(st.integers(0, 5), ADDRESSES, st.booleans()), max_size=20), ADDRESSES)
def test_sharing_is_what_a_look_at_all_finds(
    steps: list[tuple[int, tuple[int, int], bool]], asked: tuple[int, int]
) -> None:
    device = Device("R1")
    ports = [Interface(device, InterfaceName("Loopback", (number,))) for number in range(6)]
    for number, (address, length), more in steps:
        config = ports[number].config
        if more and config.address is not None:
            config.secondaries[address] = length
        else:
            config.address = (address, length)
        device.subnets.follow(ports[number])
    wanted = Prefix.of(*asked)
    found = {port for port in ports if any(share(Prefix.of(*own), wanted) for own in port.addresses)}
    assert set(device.subnets.sharing(wanted)) == found


def test_a_removed_interface_is_forgotten() -> None:
    device = Device("R1")
    port = Interface(device, InterfaceName("Loopback", (0,)))
    port.config.address = (0x0A000001, 24)
    device.subnets.follow(port)
    port.removed = True
    device.subnets.follow(port)
    assert device.subnets.sharing(Prefix(0x0A000000, 8)) == []
    assert device.subnets._sorted == {}
