feature tftp  Trivial File Transfer Protocol

words
    tftp-server     Provide TFTP service for netload requests
    ip tftp         tftp configuration commands
    debug tftp      TFTP debugging

mode config : TftpConfig
ip tftp source-interface INTERFACE:source
    source-interface  Specify interface for source address in TFTP connections
    >> no ip tftp source-interface
ip tftp blocksize <512-8192>:blocksize
    blocksize       Specify TFTP client blocksize
    <512-8192>      TFTP blocksize
    > ip tftp blocksize 8192
tftp-server WORD:url [alias WORD:alias] [{<1-99> | <1300-1999>}:acl] => served[url]
    WORD            URL of the file
    alias           file alias
    alias WORD      file name alias
    <1-99>          IP standard access list
    <1300-1999>     IP expanded access list
    check: served
    sort: none
    > tftp-server flash:backup.cfg
    > tftp-server flash:backup.cfg alias first 7
    >> no tftp-server flash:backup.cfg

mode exec
debug tftp events => do debug_events
    events          TFTP events
    level: partial "what the server says"
debug tftp packets => do debug_packets
    packets         TFTP packets
    level: partial "what the server says"
