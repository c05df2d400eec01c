"""`no tunnel protection`, as short as IOS takes it, on releases that lack some of the words behind it."""

from __future__ import annotations

import pytest

from iosemu import Builder


@pytest.mark.parametrize("platform", ["c7200", "csr1000v"])
def test_a_form_of_no_has_what_the_release_has(platform: str) -> None:
    """`isakmp-profile` came with 15.4: before it the short forms are there all the same."""
    lab = Builder("old", seed=1).router("R1", "crypto ipsec profile P\n", platform=platform).lab()
    for short in ("", " ipsec", " ipsec profile", " ipsec profile P"):
        assert lab["R1"].configure(f"interface Tunnel0\n tunnel protection ipsec profile P\n no tunnel protection{short}\n") == ""
        assert not any("protection" in line for line in lab["R1"].running_config())
