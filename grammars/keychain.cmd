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
    parent: config-keychain
    exit: Exit from key-chain key configuration mode
key-string LINE:secret
    key-string      Set key string
    LINE            The UNENCRYPTED (cleartext) user password
    > key-string cisco

mode exec
show key chain [WORD:name] => show key_chain
    key             Key information
    chain           Key-chain key
    WORD            Key-chain name
