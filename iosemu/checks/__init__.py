"""Declarative checks of a lab: what must be so, and until when."""
