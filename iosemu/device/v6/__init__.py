"""IPv6 of a router: the way of datagrams, neighbour discovery, addresses. `device.ip6` is made when somebody asks."""
