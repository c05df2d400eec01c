"""Thin, vector-tested cryptography; the one user of the library `cryptography`. Knows no packet format."""
