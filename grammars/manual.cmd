feature manual  Manual keys of crypto maps

words
    crypto              Encryption module
    crypto map          Enter a crypto map
    set                 Set values for encryption/decryption
    set session-key     security association parameters
    match               Match values.

mode config : IpsecConfig
crypto map WORD:name <1-65535>:seq ipsec-manual => enter config-crypto-map-manual maps[name, seq], kind = ipsec-manual
    WORD            Crypto map tag
    <1-65535>       Sequence to insert into crypto map entry
    ipsec-manual    IPSEC w/manual keying
    check: manual_entry
    says new: "% NOTE: This new crypto map will remain disabled until a peer\n	and a valid access list have been configured."
    trailing: " "
    > crypto map CM 10 ipsec-manual

mode config-crypto-map-manual : MapEntry
    prompt: config-crypto-map
    title: Crypto Map configuration commands:
    exit: Exit from crypto map configuration mode
description LINE:description
    description     Description of the crypto map statement policy
    LINE            Up to 80 characters describing this crypto map policy
    > description To the branches
set peer {A.B.C.D | HOST}:peer => call manual_peer
    peer            Allowed Encryption/Decryption peer.
    A.B.C.D         IP address of peer
    HOST            Host name of the peer
    > set peer 192.0.2.2
    >> no set peer 192.0.2.2
set transform-set WORD:transform => call manual_set
    transform-set   Specify list of transform sets in priority order
    WORD            Proposal tag
    no: set transform-set [WORD:transform]
    >> no set transform-set
match address {<100-199> | <2000-2699> | WORD}:acl
    address         Match address of packets to encrypt.
    <100-199>       IP access-list number
    <2000-2699>     IP access-list number (expanded range)
    WORD            Access-list name
    > match address 101
    > match address VPN
set ip access-group {<100-199> | <2000-2699> | WORD}:access_in in
    ip              Interface Internet Protocol config commands
    access-group    Specify access control for packets
    <100-199>       IP access list (extended)
    <2000-2699>     IP expanded access list (extended)
    WORD            Access-list name
    in              inbound packets
    no: set ip access-group [{<100-199> | <2000-2699> | WORD}] in
    > set ip access-group 110 in
    >> no set ip access-group 110 in
set ip access-group {<100-199> | <2000-2699> | WORD}:access_out out
    ip              Interface Internet Protocol config commands
    access-group    Specify access control for packets
    <100-199>       IP access list (extended)
    <2000-2699>     IP expanded access list (extended)
    WORD            Access-list name
    out             outbound packets
    no: set ip access-group [{<100-199> | <2000-2699> | WORD}] out
    > set ip access-group 111 out
    >> no set ip access-group 111 out

mode config-crypto-map-manual : ManualKeys
set session-key inbound ah <256-4294967295>:spi HEX-DIGITS:authenticator => call inbound_ah_key
    inbound         Specify inbound SA parameters
    ah              AH parameters
    <256-4294967295>  SPI value
    HEX-DIGITS      Key in hexadecimal
    no: set session-key inbound ah [LINE]
    > set session-key inbound ah 256 00112233445566778899AABBCCDDEEFF
    >> no set session-key inbound ah
set session-key inbound esp <256-4294967295>:spi cipher HEX-DIGITS:cipher [authenticator HEX-DIGITS:authenticator] => call inbound_key
    inbound         Specify inbound SA parameters
    esp             ESP parameters
    <256-4294967295>  SPI value
    cipher          Cipher key
    HEX-DIGITS      Key in hexadecimal
    authenticator   Authenticator key
    no: set session-key inbound esp [LINE]
    > set session-key inbound esp 12345 cipher 00112233445566778899AABBCCDDEEFF
    > set session-key inbound esp 12345 cipher 0011223344556677 authenticator 00112233445566778899AABBCCDDEEFF
    >> no set session-key inbound esp 12345 cipher 0011
set session-key outbound ah <256-4294967295>:spi HEX-DIGITS:authenticator => call outbound_ah_key
    outbound        Specify outbound SA parameters
    ah              AH parameters
    <256-4294967295>  SPI value
    HEX-DIGITS      Key in hexadecimal
    no: set session-key outbound ah [LINE]
    > set session-key outbound ah 256 00112233445566778899AABBCCDDEEFF
    >> no set session-key outbound ah
set session-key outbound esp <256-4294967295>:spi cipher HEX-DIGITS:cipher [authenticator HEX-DIGITS:authenticator] => call outbound_key
    outbound        Specify outbound SA parameters
    esp             ESP parameters
    <256-4294967295>  SPI value
    cipher          Cipher key
    HEX-DIGITS      Key in hexadecimal
    authenticator   Authenticator key
    no: set session-key outbound esp [LINE]
    > set session-key outbound esp 54321 cipher 00112233445566778899AABBCCDDEEFF
    >> no set session-key outbound esp
