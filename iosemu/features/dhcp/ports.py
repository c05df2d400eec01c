"""UDP ports as `ip forward-protocol udp` names them."""

NAMES = {
    512: "biff", 68: "bootpc", 67: "bootps", 9: "discard", 195: "dnsix", 53: "domain", 7: "echo", 500: "isakmp",
    434: "mobile-ip", 42: "nameserver", 138: "netbios-dgm", 137: "netbios-ns", 139: "netbios-ss",
    4500: "non500-isakmp", 123: "ntp", 496: "pim-auto-rp", 520: "rip", 161: "snmp", 162: "snmptrap", 111: "sunrpc",
    514: "syslog", 49: "tacacs", 517: "talk", 69: "tftp", 37: "time", 513: "who", 177: "xdmcp",
}  # fmt: skip
