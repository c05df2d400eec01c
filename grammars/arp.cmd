feature arp  Address Resolution Protocol

mode config : ArpConfig
arp A.B.C.D:address H.H.H:mac arpa => static[address]
    arp             Set a static ARP entry
    A.B.C.D         IP address of ARP entry
    H.H.H           48-bit hardware address of ARP entry
    arpa            ARP type ARPA
    no: arp A.B.C.D:address [H.H.H:mac [arpa]]
    > arp 192.0.2.9 0000.0c12.3456 arpa
arp vrf WORD:vrf A.B.C.D:address H.H.H:mac arpa => vrf_static[vrf, address]
    arp             Set a static ARP entry
    vrf             Configure static ARP for a VPN Routing/Forwarding instance
    WORD            VPN Routing/Forwarding instance name
    A.B.C.D         IP address of ARP entry
    H.H.H           48-bit hardware address of ARP entry
    arpa            ARP type ARPA
    check: vrf
    no: arp vrf WORD:vrf A.B.C.D:address [H.H.H:mac [arpa]]

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet : ArpTiming
arp timeout <1-2147483>:timeout
    arp             Set arp type (arpa, probe, snap), timeout, log options or packet priority
    timeout         Set ARP cache timeout
    <1-2147483>     Seconds
    > arp timeout 300
    >> no arp timeout

mode exec
show arp [vrf WORD:vrf] [A.B.C.D:address | INTERFACE:iface | H.H.H:mac] => show arp
    privilege 1
    arp             ARP table
    vrf             Display entries in a specific VRF
    WORD            VPN Routing/Forwarding instance name
    A.B.C.D         IP address or hostname of ARP entry
    H.H.H           48-bit hardware address of ARP entry
    > show arp
show ip arp [vrf WORD:vrf] [A.B.C.D:address | INTERFACE:iface | H.H.H:mac] => show arp
    privilege 1
    arp             IP ARP table
    vrf             Show the ARP table of a VRF
    WORD            VPN Routing/Forwarding instance name
    A.B.C.D         IP address or hostname of ARP entry
    H.H.H           48-bit hardware address of ARP entry
    > show ip arp
clear arp-cache [interface INTERFACE:iface | vrf WORD:vrf [A.B.C.D:address] | A.B.C.D:address] => do clear_arp
    arp-cache       Clear the entire ARP cache
    interface       Clear the ARP entries of an interface
    vrf             Clear the ARP entries of a VRF
    WORD            VPN Routing/Forwarding instance name
    A.B.C.D         IP address of dynamic ARP entry
    > clear arp-cache
clear ip arp [vrf WORD:vrf] A.B.C.D:address => do clear_arp
    arp             Clear an ARP entry
    vrf             Of a VRF
    WORD            VPN Routing/Forwarding instance name
    A.B.C.D         IP address of the entry
    > clear ip arp 192.0.2.9
debug arp => do debug_arp
    arp             IP ARP and HP Probe transactions
    no: debug arp
    > debug arp
