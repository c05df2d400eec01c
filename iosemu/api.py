"""What scripts and tests import: `from iosemu import Lab`."""

from iosemu.lab.capture import Capture, Frame
from iosemu.lab.errors import LabError
from iosemu.lab.lab import Lab
from iosemu.lab.node import Node

__all__ = ["Capture", "Frame", "Lab", "LabError", "Node"]
