"""Virtual time, chance and cables: the only place where a clock may be read."""
