feature dmvpn  Dynamic Multipoint VPN

words
    show dmvpn      Display DMVPN information
    clear dmvpn     Dynamic Multipoint Virtual Private Network
    debug dmvpn     Dynamic Multipoint VPN

mode exec
show dmvpn [detail:detail] => show dmvpn
    detail          Display DMVPN detail information
    > show dmvpn
    > show dmvpn detail
show dmvpn ipv4 [detail:detail] => show dmvpn
    ipv4            Display IPv4 DMVPN information
    detail          Display DMVPN detail information
show dmvpn interface INTERFACE:interface [detail:detail] => show dmvpn
    interface       Display DMVPN information based on a specific interface
    detail          Display DMVPN detail information
show dmvpn peer {nbma A.B.C.D:nbma | tunnel A.B.C.D:tunnel} [detail:detail] => show dmvpn
    peer            Display DMVPN peer information
    nbma            Display DMVPN information based on NBMA
    :nbma           NBMA address
    tunnel          Display DMVPN information based on peer VPN address
    :tunnel         Tunnel address
    detail          Display DMVPN detail information
    > show dmvpn peer nbma 192.0.2.1 detail
show dmvpn static:static [detail:detail] => show dmvpn
    static          Display only static DMVPN information
    detail          Display DMVPN detail information
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
