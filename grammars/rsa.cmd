feature rsa  RSA key pairs

words
    crypto key      Long term key operations
    crypto key generate  Generate new keys
    crypto key zeroize  Remove keys
    crypto key export  Export keys
    crypto key import  Import keys

mode config : Device
crypto key generate rsa [[{general-keys:usage=general | usage-keys:usage=usage} | label WORD:label | modulus {<360-4096> | <2048-4096>}:modulus | exportable:exportable]] => do generate
    rsa             Generate RSA keys
    general-keys    Generate a general purpose RSA key pair for signing and encryption
    usage-keys      Generate separate RSA key pairs for signing and encryption
    label           Provide a label
    WORD            RSA keypair label
    modulus         Provide number of modulus bits on the command line
    <360-4096>      size of the key modulus [360-4096]
    <2048-4096>     size of the key modulus [2048-4096]
    exportable      Allow the key to be exported
    before 17.11: <360-4096>
    since 17.11: <2048-4096>
    > crypto key generate rsa
    > crypto key generate rsa modulus 2048
    > crypto key generate rsa general-keys label VPN modulus 2048 exportable
    > crypto key generate rsa usage-keys
crypto key generate ec keysize {256 | 384 | 521}:bits [[label WORD:label | exportable:exportable]] => do generate_ec
    ec              Generate EC keys
    keysize         Provide the EC Key Size
    256             256 bit EC key
    384             384 bit EC key
    521             521 bit EC key
    label           Provide a label
    WORD            EC keypair label
    exportable      Allow the key to be exported
    since: 15.1
    > crypto key generate ec keysize 256
    > crypto key generate ec keysize 384 label SITE exportable
crypto key zeroize ec [WORD:label] => do zeroize_ec
    ec              Remove EC keys
    WORD            EC keypair label
    since: 15.1
    > crypto key zeroize ec
    > crypto key zeroize ec SITE
crypto key zeroize rsa [WORD:label] => do zeroize
    rsa             Remove RSA keys
    WORD            RSA keypair label
    > crypto key zeroize rsa
    > crypto key zeroize rsa VPN
crypto key export rsa WORD:label pem terminal {3des | des}:cipher LINE:passphrase => do export
    rsa             Export RSA keys
    :label          RSA keypair label
    pem             PEM file export
    terminal        Export via the terminal (cut-and-paste)
    3des            Encrypt the private key using 3DES encryption
    des             Encrypt the private key using DES encryption
    :passphrase     Passphrase used to protect the private key
    > crypto key export rsa VPN pem terminal 3des S3cretpass
crypto key import rsa WORD:label pem [exportable:exportable] terminal LINE:passphrase => do import
    rsa             Import RSA keys
    :label          RSA keypair label
    pem             PEM file import
    exportable      Allow the key to be exported
    terminal        Import via the terminal (cut-and-paste)
    :passphrase     Passphrase used to protect the private key
    level: partial "a general purpose pair in PEM from the terminal; the public key is read and not compared"
    > crypto key import rsa VPN pem terminal S3cretpass
    > crypto key import rsa VPN pem exportable terminal S3cretpass

mode config : PubkeyChain
crypto key pubkey-chain rsa => enter config-pubkey-chain
    pubkey-chain    Peer public key chain management
    rsa             RSA keys
    >> crypto key pubkey-chain rsa

mode config-pubkey-chain : PubkeyChain
named-key WORD:name [{encryption | signature}:use] => enter config-pubkey-key named[name, use]
    named-key       Specify a peer's key by name
    WORD            Name of the key
    encryption      Key is used for encryption
    signature       Key is used for signatures
    > named-key r2.example.com
    > named-key r2.example.com signature
    >> no named-key r2.example.com
addressed-key A.B.C.D:address [{encryption | signature}:use] => enter config-pubkey-key addressed[address, use]
    addressed-key   Specify a peer's key by address
    A.B.C.D         Address of the peer
    encryption      Key is used for encryption
    signature       Key is used for signatures
    > addressed-key 192.0.2.1
    > addressed-key 192.0.2.1 encryption
    >> no addressed-key 192.0.2.1

mode config-pubkey-key : PeerKey
address A.B.C.D:address
    address         Specify IP address of the peer
    A.B.C.D         IP address of the peer
    > address 192.0.2.1
key-string => enter config-pubkey text
    key-string      Specify the key
    check: key_string
    no: key-string

mode config-pubkey : KeyText
HEX-DIGITS:words... => call key_words
    HEX-DIGITS      Octets of the key
    no: none

mode exec
show crypto key pubkey-chain rsa [name WORD:name | address A.B.C.D:address] => show pubkey_chain
    key             Show long term public keys
    pubkey-chain    Show peer public keys
    rsa             Show peer RSA public keys
    name            Show the keys of a name
    WORD            Name of the key
    address         Show the keys of an address
    A.B.C.D         Address of the peer
    > show crypto key pubkey-chain rsa
    > show crypto key pubkey-chain rsa name r2.example.com
    > show crypto key pubkey-chain rsa address 192.0.2.1
show crypto key mypubkey rsa [WORD:label] => show mypubkey
    key             Show long term public keys
    mypubkey        Show public keys associated with this router
    rsa             Show RSA public keys
    WORD            RSA keypair label
    > show crypto key mypubkey rsa
show crypto key mypubkey ec [WORD:label] => show mypubkey_ec
    key             Show long term public keys
    mypubkey        Show public keys associated with this router
    ec              Show ec public keys
    WORD            EC keypair label
    since: 15.1
    > show crypto key mypubkey ec
    > show crypto key mypubkey ec SITE
show crypto key mypubkey all => show mypubkey_all
    key             Show long term public keys
    mypubkey        Show public keys associated with this router
    all             Show all public keys
    > show crypto key mypubkey all
