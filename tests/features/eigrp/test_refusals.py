"""What EIGRP does not take: router IDs that are none, neighbours with other K-values."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.features.wired import chain, log_of, network

ROUTER = "interface Fa0/0\n ip address 10.0.0.{0} 255.255.255.0\n no shutdown\nrouter eigrp 1\n network 10.0.0.0\n"


@pytest.mark.parametrize("text", ["0.0.0.0", "255.255.255.255"])
def test_router_id_that_is_none(text: str) -> None:
    lab = network({"R1": ROUTER.format(1), "R2": ""}, "R1:Fa0/0 R2:Fa0/0")
    assert "Invalid input" in lab["R1"].configure(f"router eigrp 1\n eigrp router-id {text}")
    assert "router-id" not in lab["R1"].cli("show running-config")
    assert lab["R1"].configure("router eigrp 1\n eigrp router-id 9.9.9.9\n no eigrp router-id") == ""


def test_other_k_values_are_told_with_every_hello() -> None:
    lab = network(
        {"R1": ROUTER.format(1), "R2": ROUTER.format(2) + " metric weights 0 1 1 1 0 0\n"}, "R1:Fa0/0 R2:Fa0/0"
    )
    log = log_of(lab, "R1", "DUAL")
    lab.run(60)
    times = [time for time, text in log if "10.0.0.2 (FastEthernet0/0) is down: K-value mismatch" in text]
    assert 11 <= len(times) <= 16
    assert all(4 < later - sooner < 6 for sooner, later in pairwise(times[2:]))


def test_every_network_by_a_mask_of_no_bits() -> None:
    lab = chain(2)
    lab["R1"].configure("router eigrp 9\n network 0.0.0.0 0.0.0.0\n")
    assert " network 0.0.0.0" in lab["R1"].running_config()
    assert {line.split()[0] for line in lab["R1"].cli("show ip eigrp interfaces").splitlines()[3:] if line} == {"Fa0/0", "Lo0"}
    lab["R1"].configure("router eigrp 9\n no network 0.0.0.0 0.0.0.0\n")
    assert not any("network" in line for line in lab["R1"].running_config())
