"""Labs of other programs, and folders of configurations, made into labs."""
