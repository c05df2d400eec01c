"""ICMP redirects of multipoint tunnels. Origin: reference ios-behaviour/defaults-timers.md."""

from __future__ import annotations

from tests.features.wired import chain


def test_multipoint_switches_redirects_off() -> None:
    """IOS writes `no ip redirects` by itself with the mode; it can be taken back."""
    lab = chain(2, "")
    r1 = lab["R1"]
    r1.configure("interface Tunnel9\n ip address 10.9.9.1 255.255.255.0\n")
    assert "no ip redirects" not in r1.cli("show running-config interface Tunnel9")
    r1.configure("interface Tunnel9\n tunnel mode gre multipoint\n")
    assert " no ip redirects\n" in r1.cli("show running-config interface Tunnel9")
    r1.configure("interface Tunnel9\n ip redirects\n")
    assert "no ip redirects" not in r1.cli("show running-config interface Tunnel9")
    assert " tunnel mode gre multipoint\n ip redirects\n" in r1.cli("show running-config interface Tunnel9")  # comes back so
