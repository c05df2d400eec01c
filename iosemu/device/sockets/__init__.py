"""What an application of a router talks through: TCP connections over the IP stack."""


class PortInUse(Exception):
    """Somebody listens there already, or has that connection."""
