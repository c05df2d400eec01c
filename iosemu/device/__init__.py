"""One router: interfaces, typed slots, routing tables, forwarding, event bus, syslog. It knows no feature by name."""
