"""Enhanced object tracking: one state of what many want to know: lines, routes, operations of IP SLA, lists."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="track",
    needs=("sla", "interface"),
    config=("TrackConfig",),
    engine="TrackEngine",
    tells=("track state",),
    process="Track",
)
