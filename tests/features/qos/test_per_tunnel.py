"""Per-tunnel QoS of DMVPN: the hub has a policy for each spoke, by the group that it registers with."""

from __future__ import annotations

import re

from iosemu import Lab

POLICIES = """policy-map CHILD
 class class-default
  set dscp af11
policy-map P-LOW
 class class-default
  shape average 64000
  service-policy CHILD
policy-map P-HIGH
 class class-default
  shape average 1000000
policy-map P-FLAT
 class class-default
  bandwidth percent 10
interface Tunnel0
 ip nhrp map group LOW service-policy output P-LOW
 ip nhrp map group HIGH service-policy output P-HIGH
"""


def test_each_spoke_has_the_policy_of_its_group() -> None:
    lab = Lab.load("dmvpn-ipsec", seed=1)
    lab.settle()
    hub, slow, quick = lab["R1"], lab["R6"], lab["R7"]
    assert hub.configure(POLICIES) == ""
    assert "  Tunnels using the QoS policy: None\n" in hub.cli("show ip nhrp group-map LOW")
    assert "Class Based Weighted Fair Queueing not supported" in hub.configure(
        "interface Tunnel0\n ip nhrp map group FLAT service-policy output P-FLAT\n"
    )
    assert "% policy map NONE not configured" in hub.configure(
        "interface Tunnel0\n ip nhrp map group X service-policy output NONE\n"
    )
    slow.configure("interface Tunnel0\n ip nhrp group LOW\n")
    quick.configure("interface Tunnel0\n ip nhrp group HIGH\n")
    assert hub.cli("show policy-map multipoint") == ""  # nobody has registered since
    lab.run(2500)
    assert hub.cli("show ip nhrp group-map LOW") == (
        "Interface: Tunnel0\n NHRP group: LOW\n  QoS policy: P-LOW\n  Tunnels using the QoS policy:\n"
        "  Tunnel destination overlay/transport address\n  192.168.1.6/6.6.6.6\n\n"
    )
    assert "NHRP group: LOW\n Output QoS service-policy applied: P-LOW\n" in hub.cli("show dmvpn detail")
    trips = [average(hub.cli(f"ping {address} size 1000 repeat 10 timeout 1")) for address in ("192.168.1.6", "192.168.1.7")]
    assert trips[0] >= 100 > 30 > trips[1]  # 1024 bytes take 128 ms at 64 kbit/s, 8 ms at 1 Mbit/s
    shown = hub.cli("show policy-map multipoint Tunnel0 6.6.6.6")
    assert shown.startswith("Interface Tunnel0 <--> 6.6.6.6\n\n  Service-policy output: P-LOW\n\n")
    assert "      (pkts output/bytes output) 10/10240\n" in shown
    assert "              Packets marked 10\n" in shown
    # another group counts from the next registration on
    slow.configure("interface Tunnel0\n ip nhrp group HIGH\n")
    assert "P-LOW" in hub.cli("show policy-map multipoint Tunnel0 6.6.6.6")
    lab.run(2500)
    assert "P-HIGH" in hub.cli("show policy-map multipoint Tunnel0 6.6.6.6")
    again = Lab.restore(lab.checkpoint())
    assert again["R1"].cli("show policy-map multipoint") == hub.cli("show policy-map multipoint")
    # a policy goes with the cache entry, and with its line
    hub.cli("clear ip nhrp")
    assert hub.cli("show policy-map multipoint") == ""
    lab.run(2500)
    assert "P-HIGH" in hub.cli("show policy-map multipoint Tunnel0 7.7.7.7")
    hub.configure("interface Tunnel0\n no ip nhrp map group HIGH service-policy output P-HIGH\n")
    assert hub.cli("show policy-map multipoint") == ""


def test_what_the_tunnel_hands_to_the_cable_has_left_its_queue() -> None:
    """IKE of a spoke comes from an address behind another one's tunnel: the answers go beneath it, past what its policy
    has shaped."""
    lab = Lab.load("dmvpn-per-tunnel-qos", seed=1)
    lab.settle()
    hub, spoke = lab["R1"], lab["R7"]
    spoke.configure("interface Loopback9\n ip address 66.66.66.9 255.255.255.255\n")
    spoke.configure("interface Tunnel0\n tunnel source Loopback9\n")
    lab.run(30)
    assert "66.66.66.9" in hub.cli("show crypto isakmp sa")
    sent = re.findall(r"pkts output/bytes output\) (\d+)/", hub.cli("show policy-map multipoint Tunnel0 6.6.6.6"))
    assert 0 < max(map(int, sent)) < 100


def average(text: str) -> int:
    found = re.search(r"min/avg/max = \d+/(\d+)/", text)
    assert found is not None, text
    return int(found[1])
