"""Names that IOS knows for numbers in entries of IPv6 access lists."""

from __future__ import annotations

PROTOCOLS = {"ahp": 51, "esp": 50, "icmp": 58, "ipv6": 0, "pcp": 108, "sctp": 132, "tcp": 6, "udp": 17}

# name -> (type, code); code None: any
ICMP_MESSAGES: dict[str, tuple[int, int | None]] = {
    "beyond-scope": (1, 2), "destination-unreachable": (1, 3), "echo-reply": (129, None), "echo-request": (128, None),
    "header": (4, 0), "hop-limit": (3, 0), "mld-query": (130, None), "mld-reduction": (132, None),
    "mld-report": (131, None), "nd-na": (136, None), "nd-ns": (135, None), "next-header": (4, 1), "no-admin": (1, 1),
    "no-route": (1, 0), "packet-too-big": (2, None), "parameter-option": (4, 2), "parameter-problem": (4, None),
    "port-unreachable": (1, 4), "reassembly-timeout": (3, 1), "redirect": (137, None),
    "router-advertisement": (134, None), "router-renumbering": (138, None), "router-solicitation": (133, None),
    "time-exceeded": (3, None), "unreachable": (1, None),
}  # fmt: skip
