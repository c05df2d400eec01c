"""What scripts and tests import: `from iosemu import Lab`."""

from iosemu.lab.building import Builder
from iosemu.lab.capture import Capture, Frame
from iosemu.lab.errors import LabError
from iosemu.lab.events import Events, Happened
from iosemu.lab.lab import Lab
from iosemu.lab.node import Node

__all__ = ["Builder", "Capture", "Events", "Frame", "Happened", "Lab", "LabError", "Node"]
