"""System message logging: timestamps, console, monitor, buffer, and syslog servers."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="logging",
    needs=("clock",),
    config=("LoggingConfig", "StampConfig"),
    engine="LoggingEngine",
    always=True,
    tells=("processes memory",),
    process="Logger",
)
