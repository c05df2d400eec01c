feature arp  Address Resolution Protocol

mode config : ArpConfig
arp A.B.C.D:address H.H.H:mac arpa => static[address]
    arp             Set a static ARP entry
    A.B.C.D         IP address of ARP entry
    H.H.H           48-bit hardware address of ARP entry
    arpa            ARP type ARPA
    no: arp A.B.C.D:address [H.H.H:mac [arpa]]
    > arp 192.0.2.9 0000.0c12.3456 arpa

mode config-if on Ethernet, FastEthernet, GigabitEthernet, TenGigabitEthernet : ArpTiming
arp timeout <1-2147483>:timeout
    arp             Set arp type (arpa, probe, snap), timeout, log options or packet priority
    timeout         Set ARP cache timeout
    <1-2147483>     Seconds
    > arp timeout 300
    >> no arp timeout

mode exec
show arp [A.B.C.D:address | INTERFACE:iface | H.H.H:mac] => show arp
    privilege 1
    arp             ARP table
    A.B.C.D         IP address or hostname of ARP entry
    H.H.H           48-bit hardware address of ARP entry
    > show arp
show ip arp [A.B.C.D:address | INTERFACE:iface | H.H.H:mac] => show arp
    privilege 1
    arp             IP ARP table
    A.B.C.D         IP address or hostname of ARP entry
    H.H.H           48-bit hardware address of ARP entry
    > show ip arp
clear arp-cache [interface INTERFACE:iface | A.B.C.D:address] => do clear_arp
    arp-cache       Clear the entire ARP cache
    interface       Clear the ARP entries of an interface
    A.B.C.D         IP address of dynamic ARP entry
    > clear arp-cache
clear ip arp A.B.C.D:address => do clear_arp
    arp             Clear an ARP entry
    A.B.C.D         IP address of the entry
    > clear ip arp 192.0.2.9
debug arp => do debug_arp
    arp             IP ARP and HP Probe transactions
    no: debug arp
    > debug arp
