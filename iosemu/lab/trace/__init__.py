"""What would happen to a packet, and why: a copy of the lab forwards it, and each step is told with its reasons."""
