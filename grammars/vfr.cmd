feature vfr  Virtual fragment reassembly

define vfr-limits [[max-reassemblies <1-1024>:reassemblies | max-fragments <1-64>:fragments | timeout <1-64>:timeout | drop-fragments:drop]]
    max-reassemblies  Maximum number of IP datagrams that can be reassembled at any given time
    <1-1024>        Number of datagrams
    max-fragments   Maximum number of fragments that are allowed per IP datagram (fragment set)
    <1-64>          Number of fragments
    timeout         Timeout value for an IP datagram that is being reassembled
    :timeout        Seconds
    drop-fragments  Drop all fragments that arrive on the interface

words
    show ip virtual-reassembly  Virtual fragment reassembly information

mode config-if : VfrInterface
ip virtual-reassembly in @vfr-limits => call vfr
    virtual-reassembly  Enable virtual fragment reassembly
    in              Ingress
    no: ip virtual-reassembly in @vfr-limits
    render: vfr_in
    since: 15.1
    > ip virtual-reassembly in
    > ip virtual-reassembly in max-reassemblies 64 timeout 5
    >> no ip virtual-reassembly in
ip virtual-reassembly @vfr-limits => call vfr
    virtual-reassembly  Enable virtual fragment reassembly
    no: ip virtual-reassembly @vfr-limits
    render: none
    since: 15.1
    >> ip virtual-reassembly max-fragments 8
ip virtual-reassembly @vfr-limits => call vfr
    virtual-reassembly  Enable virtual fragment reassembly
    no: ip virtual-reassembly @vfr-limits
    render: vfr
    before: 15.1

mode exec
show ip virtual-reassembly [INTERFACE:iface] => show vfr
    virtual-reassembly  Virtual fragment reassembly information
    privilege 1
    > show ip virtual-reassembly
    > show ip virtual-reassembly FastEthernet0/0
