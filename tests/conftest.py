"""Shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# how fast examples come is the machine's affair, which others use too
settings.register_profile("iosemu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("iosemu")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def reference() -> Path:
    """The collected real-device material; tests that judge by it are skipped where it is not present."""
    path = Path(os.environ.get("IOSEMU_REFERENCE", ROOT.parent / "shared" / "reference"))
    if not path.is_dir():
        pytest.skip("no reference material here (set IOSEMU_REFERENCE)")
    return path
