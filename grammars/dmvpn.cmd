feature dmvpn  Dynamic Multipoint VPN

words
    show dmvpn      Display DMVPN information
    clear dmvpn     Dynamic Multipoint Virtual Private Network
    debug dmvpn     Dynamic Multipoint VPN

define DMVPN-VRF [vrf WORD:vrf]
    vrf             Display DMVPN information based on a VRF
    :vrf            VRF name

mode exec
show dmvpn @DMVPN-VRF [detail:detail] => show dmvpn
    detail          Display DMVPN detail information
    > show dmvpn
    > show dmvpn detail
    > show dmvpn vrf RED detail
show dmvpn ipv4 @DMVPN-VRF [detail:detail] => show dmvpn
    ipv4            Display IPv4 DMVPN information
    detail          Display DMVPN detail information
show dmvpn @DMVPN-VRF interface INTERFACE:interface [detail:detail] => show dmvpn
    interface       Display DMVPN information based on a specific interface
    detail          Display DMVPN detail information
show dmvpn @DMVPN-VRF peer {nbma A.B.C.D:nbma | tunnel A.B.C.D:tunnel} [detail:detail] => show dmvpn
    peer            Display DMVPN peer information
    nbma            Display DMVPN information based on NBMA
    :nbma           NBMA address
    tunnel          Display DMVPN information based on peer VPN address
    :tunnel         Tunnel address
    detail          Display DMVPN detail information
    > show dmvpn peer nbma 192.0.2.1 detail
show dmvpn @DMVPN-VRF static:static [detail:detail] => show dmvpn
    static          Display only static DMVPN information
    detail          Display DMVPN detail information
show dmvpn debug-condition => show dmvpn_condition
    debug-condition  Display the conditions of DMVPN debugging
    > show dmvpn debug-condition
clear dmvpn session [interface INTERFACE:interface] [peer {nbma A.B.C.D:nbma | tunnel A.B.C.D:tunnel}] [static:static] => do clear_dmvpn_session
    session         Clear dmvpn session(s)
    interface       Clear sessions of one interface
    peer            Clear the session of one peer
    nbma            NBMA address of the peer
    :nbma           NBMA address
    tunnel          Tunnel address of the peer
    :tunnel         Tunnel address
    static          Clear static entries too
    > clear dmvpn session peer nbma 192.0.2.1 static
clear dmvpn session vrf WORD:vrf [static:static] => do clear_dmvpn_session
    session         Clear dmvpn session(s)
    vrf             Clear sessions of one VRF
    WORD            VRF name
    static          Clear static entries too
    > clear dmvpn session vrf RED
clear dmvpn statistics [interface INTERFACE:interface] => do clear_dmvpn_statistics
    statistics      Clear dmvpn statistics
    interface       Clear statistics of one interface
    > clear dmvpn statistics
debug dmvpn {all | detail | error | packet}:level {all | crypto | nhrp | socket | tunnel}:facility => do debug_dmvpn
    all             enable all level debugging
    detail          detailed reports
    error           error reports
    packet          packet level debugging
    crypto          Crypto
    nhrp            NHRP
    socket          Crypto socket
    tunnel          Tunnel
    > debug dmvpn detail all
    > debug dmvpn all all
debug dmvpn condition interface INTERFACE:interface => do debug_dmvpn_condition
    condition       conditional debugging for enabled
    interface       Based on an interface
    no: debug dmvpn condition [interface INTERFACE:interface]
    level: partial "the debugs of ISAKMP and IPsec are narrowed by NBMA address only"
    > debug dmvpn condition interface Tunnel0
    >> no debug dmvpn condition
debug dmvpn condition peer {nbma A.B.C.D:nbma | tunnel A.B.C.D:tunnel} => do debug_dmvpn_condition
    condition       conditional debugging for enabled
    peer            Based on a peer
    nbma            NBMA address of the peer
    :nbma           NBMA address
    tunnel          Tunnel address of the peer
    :tunnel         Tunnel address
    no: debug dmvpn condition peer {nbma A.B.C.D:nbma | tunnel A.B.C.D:tunnel}
    > debug dmvpn condition peer nbma 192.0.2.1
