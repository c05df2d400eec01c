"""`log` of IPv6 entries."""

from __future__ import annotations

import re

from tests.features.acl6.test_acl6 import line
from tests.features.wired import log_of


def test_a_flow_is_told_when_it_is_new_and_after_five_minutes() -> None:
    lab = line()
    lines = "ipv6 access-list NOTED\n deny udp any any log\n permit icmp any any log-input\n permit ipv6 any any log\n"
    assert lab["R2"].configure(f"{lines}interface Fa0/0\n ipv6 traffic-filter NOTED in\n") == ""
    assert " deny udp any any log\n permit icmp any any log-input\n permit ipv6 any any log\n" in "\n".join(lab["R2"].running_config())
    heard = log_of(lab, "R2", "IPV6_ACL")
    lab["R1"].cli("ping 2001:db8:3::3")
    lab["R1"].cli("traceroute 2001:db8:3::3 probe 1 timeout 1 ttl 1 1")
    texts = [text for _, text in heard]
    way = r"\(FastEthernet0/0 \w{4}\.\w{4}\.\w{4}\) -> 2001:DB8:3::3 \(128/0\), 1 packet"
    assert any(re.search(rf"^list NOTED/20 permitted icmpv6 2001:DB8:12::1 {way}$", text) for text in texts), texts
    assert any(re.search(r"^list NOTED/10 denied udp 2001:DB8:12::1\(\d+\) -> 2001:DB8:3::3\(33434\), 1 packet$", text) for text in texts)
    lab.run(301)
    again = [text for _, text in heard if "4 packets" in text]
    assert len(again) == 1 and "(128/0), 4 packets" in again[0]
