"""What an application of a router talks through: TCP connections over the IP stack."""

from iosemu.device.claims import Taken


class PortInUse(Taken):
    """Somebody listens there already, or has that connection."""
