feature ssh  Secure Shell: server and client

words
    ip ssh          Configure ssh options
    ip ssh server   SSH server configuration
    ip ssh server algorithm  Algorithm configuration
    ip ssh dh       Diffie-Hellman
    ip ssh dh min   Minimum
    ip ssh logging  Configure logging for SSH
    ip ssh rsa      Configure RSA keypair name for SSH
    ip scp          Scp commands

define ssh-cipher {aes128-ctr | aes192-ctr | aes256-ctr | aes128-cbc | aes192-cbc | aes256-cbc | 3des-cbc}
    aes128-ctr      Advanced Encryption Standard with 128 bits key length in CTR mode
    aes192-ctr      Advanced Encryption Standard with 192 bits key length in CTR mode
    aes256-ctr      Advanced Encryption Standard with 256 bits key length in CTR mode
    aes128-cbc      Advanced Encryption Standard with 128 bits key length in CBC mode
    aes192-cbc      Advanced Encryption Standard with 192 bits key length in CBC mode
    aes256-cbc      Advanced Encryption Standard with 256 bits key length in CBC mode
    3des-cbc        Three-key 3DES in CBC mode
define ssh-mac {hmac-sha1 | hmac-sha1-96 | hmac-sha2-256 | hmac-sha2-512}
    hmac-sha1       HMAC-SHA1 (digest length = key length = 160 bits)
    hmac-sha1-96    HMAC-SHA1-96 (digest length = 96 bits, key length = 160 bits)
    hmac-sha2-256   HMAC-SHA2-256 (digest length = 256 bits, key length = 256 bits)
    hmac-sha2-512   HMAC-SHA2-512 (digest length = 512 bits, key length = 512 bits)
define ssh-kex {curve25519-sha256 | ecdh-sha2-nistp256 | ecdh-sha2-nistp384 | ecdh-sha2-nistp521 | diffie-hellman-group14-sha1 | diffie-hellman-group14-sha256 | diffie-hellman-group16-sha512}
    curve25519-sha256   Curve25519 key exchange algorithm
    ecdh-sha2-nistp256  ECDH_SHA2_P256 ecdh key exchange algorithm
    ecdh-sha2-nistp384  ECDH_SHA2_P384 ecdh key exchange algorithm
    ecdh-sha2-nistp521  ECDH_SHA2_P521 ecdh key exchange algorithm
    diffie-hellman-group14-sha1    DH_GRP14_SHA1 diffie-hellman key exchange algorithm
    diffie-hellman-group14-sha256  DH_GRP14_SHA256 diffie-hellman key exchange algorithm
    diffie-hellman-group16-sha512  DH_GRP16_SHA512 diffie-hellman key exchange algorithm

mode config : SshConfig
ip ssh time-out <1-120>:timeout
    time-out        Specify SSH time-out interval
    <1-120>         SSH time-out interval (secs)
    > ip ssh time-out 60
ip ssh authentication-retries <0-5>:retries
    authentication-retries  Specify number of authentication retries
    <0-5>           Number of authentication retries
    > ip ssh authentication-retries 2
ip ssh source-interface NEW-INTERFACE:source
    source-interface  Specify interface for source address in SSH connections
    > ip ssh source-interface Loopback0
ip ssh rsa keypair-name WORD:keypair
    keypair-name    Specify RSA keypair name for SSH
    WORD            RSA keypair name
    check: keypair
    > ip ssh rsa keypair-name VPN
ip ssh logging events => logging_events
    events          Log SSH events
    > ip ssh logging events
ip ssh version {1 | 2}:version
    version         Specify protocol version to be supported
    1               Protocol version 1
    2               Protocol version 2
    before 17.11: 1
    check: version
    level: partial "version 1 is not spoken: with `ip ssh version 1` nobody gets in"
    > ip ssh version 2
ip ssh dh min size {1024 | 2048 | 4096}:dh_min
    size            Minimum size of the key
    1024            Diffie Group 1 1024-bit key
    2048            Diffie Group 14 2048-bit key
    4096            Diffie Group 16 4096-bit key
    before 17.11: 1024
    > ip ssh dh min size 2048
ip ssh server algorithm encryption @ssh-cipher:ciphers...
    encryption      Encryption algorithms
    since: 15.5
    > ip ssh server algorithm encryption aes256-ctr aes128-ctr
ip ssh server algorithm mac @ssh-mac:macs...
    mac             Message authentication code algorithms
    since: 15.5
    > ip ssh server algorithm mac hmac-sha2-256
ip ssh server algorithm kex @ssh-kex:kex...
    kex             Key exchange algorithms
    since: 16
    > ip ssh server algorithm kex ecdh-sha2-nistp256
ip scp server enable => scp
    server          Scp server
    enable          Enable scp server
    level: partial "files of the flash and the configurations; other file systems are not here"
    > ip scp server enable

mode exec
ssh [[-v {1 | 2}:version | -l WORD:user | -c @ssh-cipher:cipher | -m @ssh-mac:mac | -p <1-65535>:port | -vrf WORD:vrf]] HOST:host [LINE:command] => do ssh
    privilege 1
    ssh             Open a secure shell client connection
    -v              Specify SSH Protocol Version
    1               Protocol Version 1
    2               Protocol Version 2
    -l              Log in using this user name
    -c              Select encryption algorithm
    -m              Select HMAC algorithm
    -p              Connect to this port
    -vrf            Specify vrf name
    :user           Login name
    <1-65535>       Port number
    :vrf            VPN Routing/Forwarding instance name
    HOST            IP address or hostname of a remote system
    LINE            Command to be carried out there
    > ssh -l admin 192.0.2.1
    > ssh -v 2 -l admin -c aes256-ctr -m hmac-sha1 -p 2222 r2
    > ssh -l admin r2 show clock
    level: partial "version 2 and passwords only; the host's key is believed, as IOS does where no chain of keys was told"
show ip ssh => show ip_ssh
    ssh             Information on SSH
    privilege 1
    > show ip ssh
show ssh => show ssh
    ssh             Status of SSH server connections
    privilege 1
    > show ssh
disconnect ssh <0-15>:number => do disconnect_ssh
    ssh             Disconnect an active SSH connection
    <0-15>          The number of the active SSH connection
    privilege 1
    > disconnect ssh 0
