"""Configurations kept as files, compared and put in place of the running one; a log of what was configured."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="archive", needs=("system", "clock", "flash"), config=("ArchiveConfig",), engine="ArchiveEngine"
)
