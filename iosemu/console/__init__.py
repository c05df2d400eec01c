"""Terminals: the IOS line editor, the consoles of a lab in one window, pacing of virtual time to the wall clock."""
