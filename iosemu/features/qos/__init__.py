"""Modular QoS: class maps, policy maps, and what they do to datagrams: marks, policers, queues, shapers."""

from iosemu.device.feature import Feature

FEATURE = Feature(
    name="qos",
    needs=("acl", "interface", "nhrp"),
    config=("QosConfig", "QosInterface"),
    engine="QosEngine",
    tells=("queueing strategy", "dmvpn policy"),
    process="QOS_MODULE_MAIN",
)
