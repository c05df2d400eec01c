"""Lines of `router odr` that the notation cannot say."""

from iosemu.features.policy.shared import render_distribute_list, set_distribute_list, set_distribute_prefix

__all__ = ["render_distribute_list", "set_distribute_list", "set_distribute_prefix"]
