"""Terminal lines (console, auxiliary, vty) and the terminal commands of a session."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="line",
    needs=("clock", "logging"),
    config=("LinesConfig",),
    engine="LineEngine",
    always=True,
    tells=("processes memory",),
    process="Virtual Exec",
)
