"""Views (role-based CLI): what some users have of the commands."""

from iosemu.device.feature import Feature

FEATURE = Feature(name="view", needs=("system", "line", "login", "aaa"), config=("ViewConfig",), engine="ViewEngine")
