feature keychain  Key chains

words
    key             Key management

mode config : KeyChainConfig
key chain WORD:name => enter config-keychain chains[name]
    chain           Key-chain management
    WORD            Key-chain name
    > key chain DMVPN

mode config-keychain : KeyChain
    prompt: config-keychain
    title: Key-chain configuration commands:
    exit: Exit from key-chain configuration mode
key <0-2147483647>:number => enter config-keychain-key keys[number]
    key             Configure a key
    <0-2147483647>  Key identifier
    > key 1
description LINE:description
    description     Provide a description of the key chain
    LINE            Up to 80 characters describing this key chain

mode config-keychain-key : Key
    prompt: config-keychain-key
    title: Key-chain key configuration commands:
    indent: 2
    parent: config-keychain
    exit: Exit from key-chain key configuration mode
cryptographic-algorithm {md5 | hmac-sha-1 | hmac-sha-256 | hmac-sha-384 | hmac-sha-512}:algorithm
    cryptographic-algorithm  Set cryptographic authentication algorithm
    md5             MD5 algorithm
    hmac-sha-1      HMAC-SHA-1 authentication algorithm
    hmac-sha-256    HMAC-SHA-256 authentication algorithm
    hmac-sha-384    HMAC-SHA-384 authentication algorithm
    hmac-sha-512    HMAC-SHA-512 authentication algorithm
    no: cryptographic-algorithm
    since: 15.4
    > cryptographic-algorithm hmac-sha-256
key-string [0:kind=0 | 6:kind=6 | 7:kind=7] LINE:text => call key_string
    key-string      Set key string
    0               Specifies an UNENCRYPTED password will follow
    6               Specifies an ENCRYPTED password will follow
    7               Specifies a HIDDEN password will follow
    LINE            The UNENCRYPTED (cleartext) user password
    since 16: 6
    no: key-string
    > key-string cisco
    > key-string 7 0822455D0A16
    >> key-string 0 cisco

define lifetime [local:local] hh:mm:ss:time {WORD:month <1-31>:day | <1-31>:day WORD:month} <1993-2035>:year {infinite:infinite | duration <1-2147483646>:duration | hh:mm:ss:end_time {WORD:end_month <1-31>:end_day | <1-31>:end_day WORD:end_month} <1993-2035>:end_year}
    local           Specify time in local timezone
    hh:mm:ss        Time to start
    :end_time       Time to stop
    WORD            Month of the year
    <1-31>          Day of the month
    <1993-2035>     Year
    infinite        Never expires
    duration        Set key lifetime duration
    <1-2147483646>  Duration seconds
accept-lifetime @lifetime => call accept_lifetime
    accept-lifetime  Set accept lifetime of key
    no: accept-lifetime
    > accept-lifetime 11:11:11 Mar 1 2001 infinite
    > accept-lifetime local 10:00:00 Jan 1 2026 12:00:00 Feb 28 2026
send-lifetime @lifetime => call send_lifetime
    send-lifetime   Set send lifetime of key
    no: send-lifetime
    > send-lifetime 11:11:11 Mar 1 2001 duration 3600

mode exec
show key chain [WORD:name] => show key_chain
    key             Key information
    chain           Key-chain key
    WORD            Key-chain name
