"""Cisco-IOS-style routers in pure Python."""

__version__ = "0.1.0"
