"""Console logs typed again, and what is different."""
