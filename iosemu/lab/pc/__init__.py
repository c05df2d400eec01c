"""A PC: the end of a LAN, with the commands of VPCS and of a plain shell."""
