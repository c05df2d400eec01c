"""Whatever is typed at whichever router: recorded and typed again it is the same, to the byte."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iosemu.__main__ import main

LAB = """
name: two
seed: 7
nodes: {R1: {config: R1.cfg}, R2: {config: R2.cfg}}
links:
  - {endpoints: ["R1:FastEthernet0/0", "R2:FastEthernet0/0"], delay: 5ms, loss: 0.1}
"""
CONFIG = """hostname {name}
interface FastEthernet0/0
 ip address 10.0.0.{number} 255.255.255.0
 no shutdown
router eigrp 1
 network 10.0.0.0
"""
LINES = [
    "{}#show clock", "{}#ping 10.0.0.2", "{}#ping 10.0.0.1 repeat 12", "{}#show ip eigrp neighbors", "{}#show xyz", "{}#debug ip icmp",
    "{}#undebug all", "{}(config)#no router eigrp 1", "{}(config)#router eigrp 1", "{}(config-router)#network 10.0.0.0",
    "{}(config)#interface FastEthernet0/0", "{}(config-if)#shutdown", "{}(config-if)#no shutdown", "{}(config-if)#end",
    "{}#copy running-config startup-config\nDestination filename [startup-config]?", "{}>show version", "{}#show ip?", "{}#",
    "{}#clear ip route *", "{}#show running-config | include ^ ip", "{}#traceroute 10.0.0.2",
]  # fmt: skip
TYPED = st.lists(st.builds(str.format, st.sampled_from(LINES), st.sampled_from(["R1", "R2"])), min_size=2, max_size=12)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_record_then_replay_is_clean(tmp_path: Path, typed: list[str]) -> None:
    (tmp_path / "lab.yaml").write_text(LAB)
    for number in (1, 2):
        (tmp_path / f"R{number}.cfg").write_text(CONFIG.format(name=f"R{number}", number=number))
    log, one, two = (tmp_path / name for name in ("log.txt", "one.log", "two.log"))
    log.write_text("R1#show clock\nR2#show clock\n" + "\n".join(typed) + "\n")
    main(["replay", str(log), "--lab", str(tmp_path), "--record", str(one)])
    assert main(["replay", str(one), "--strict", "--record", str(two)]) == 0
    assert one.read_text() == two.read_text()
