"""Lines of SNMP, kept as they are: nobody answers or sends traps."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="snmp", config=("SnmpConfig",))
