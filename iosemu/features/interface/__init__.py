"""Interfaces as the configuration and the operator see them: state messages, counters, rates, `show interfaces`."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="interface",
    needs=("acl",),
    config=("InterfaceOptions",),
    engine="InterfaceEngine",
    always=True,
    tells=("ip interface",),
    process="Net Background",
)
