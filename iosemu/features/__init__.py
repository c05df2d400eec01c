"""The features: one folder each, found by scanning."""
