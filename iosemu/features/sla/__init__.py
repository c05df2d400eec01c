"""IP SLA: operations that measure whether and how fast something answers, and the responder at the far end."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="sla",
    needs=("clock", "interface"),
    config=("SlaConfig",),
    engine="SlaEngine",
    process="IP SLAs XOS Event Processor",
)
