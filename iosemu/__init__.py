"""Cisco-IOS-style routers in pure Python."""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, without importing it

if TYPE_CHECKING:
    from iosemu.api import Builder, Capture, Events, Frame, Happened, Lab, LabError, Node

__version__ = "0.1.0"
__all__ = ["Builder", "Capture", "Events", "Frame", "Happened", "Lab", "LabError", "Node", "__version__"]


def __getattr__(name: str) -> object:
    """The public names come with the first use, so that `iosemu --version` imports nothing."""
    if name in __all__:
        from iosemu import api

        return getattr(api, name)
    raise AttributeError(f"module 'iosemu' has no attribute {name!r}")
