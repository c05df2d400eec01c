"""What an application of a router talks through: TCP connections over the IP stack."""
