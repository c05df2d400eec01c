feature pki  Certificates

words
    crypto              Encryption module
    crypto pki          Public Key components
    crypto pki certificate  Configure certificates
    show crypto pki     Show PKI
    enrollment          Enrollment parameters
    debug crypto pki    PKI Client

mode config : PkiConfig
crypto pki trustpoint WORD:name => enter ca-trustpoint trustpoints[name]
    trustpoint      Define a CA trustpoint
    WORD            CA Server Name
    no: none
    sort: none
    > crypto pki trustpoint CA
crypto pki trustpoint WORD:name => do remove_trustpoint
    trustpoint      Define a CA trustpoint
    WORD            CA Server Name
    no: crypto pki trustpoint WORD:name
    positive: none
    >> no crypto pki trustpoint CA
crypto pki certificate map WORD:name <1-65535>:sequence => enter ca-certificate-map maps[name, sequence]
    map             Define certificate attributes map
    WORD            Certificate Attribute Map Tag
    <1-65535>       Sequence to insert to/delete from existing ca-certificate-map entry
    > crypto pki certificate map HUBS 10
    >> no crypto pki certificate map HUBS 10
crypto pki certificate chain WORD:name => enter config-cert-chain chains[name]
    chain           Identify certificates
    WORD            CA Server Name
    check: chain
    no: none
    sort: none
crypto pki certificate chain WORD:name => do remove_chain
    chain           Identify certificates
    WORD            CA Server Name
    no: crypto pki certificate chain WORD:name
    positive: none
    >> no crypto pki certificate chain CA

crypto pki authenticate WORD:name => do authenticate
    authenticate    Get the CA certificate
    WORD            CA Server Name
    > crypto pki authenticate CA
crypto pki enroll WORD:name => do enroll
    enroll          Request a certificate from a CA
    WORD            CA Server Name
    > crypto pki enroll CA
crypto pki import WORD:name certificate => do import_certificate
    import          Import certificate or pkcs12
    WORD            CA Server Name
    certificate     Import a certificate from a TFTP server or the terminal
    level: partial "from the terminal"
    > crypto pki import CA certificate
crypto pki export WORD:name pem terminal => do export_pem
    export          Export certificate or pkcs12
    WORD            CA Server Name
    pem             Export from the CA certificate and the identity certificate in PEM format
    terminal        Export via the terminal (cut-and-paste)
    level: partial "certificates; the private key is exported by `crypto key export`"
    > crypto pki export CA pem terminal

words ca-trustpoint
    no              Negate a command or set its defaults

mode ca-trustpoint : Trustpoint
    title: CertificateAuthority trustpoint configuration commands:
    exit: Exit from certificate authority trustpoint entry mode
    separator: after
enrollment terminal:enrollment=terminal [pem:pem]
    terminal        Enroll via the terminal (cut-and-paste)
    pem             Include PEM encapsulation boundaries
    no: enrollment terminal
    > enrollment terminal
    > enrollment terminal pem
    >> no enrollment terminal
enrollment selfsigned => enrollment = selfsigned
    selfsigned      Enroll this trustpoint as a self-signed certificate
    > enrollment selfsigned
    >> no enrollment selfsigned
serial-number => serial_number = "yes"
    serial-number   Include serial number
    > serial-number
    >> no serial-number
serial-number none => serial_number = "none"
    serial-number   Include serial number
    none            Do not include serial number
    > serial-number none
fqdn {none:fqdn_none | WORD:fqdn}
    fqdn            Include fully-qualified domain name
    none            Do not include fully-qualified domain name
    WORD            Fully-qualified domain name
    > fqdn none
    > fqdn r2.example.com
    >> no fqdn
ip-address {none:address_none | A.B.C.D:address | NEW-INTERFACE:address_interface}
    ip-address      Include ip address
    none            Do not include ip address
    A.B.C.D         IP address
    > ip-address none
    > ip-address 192.0.2.1
    > ip-address FastEthernet0/0
    >> no ip-address
fingerprint HEX-DIGITS:fingerprint
    fingerprint     Fingerprint of the CA certificate
    HEX-DIGITS      Hexadecimal digits of the fingerprint, MD5 or SHA1
    check: fingerprint
    > fingerprint 0813A2CDA3577F5BB8444C8F093BDB2E
    >> no fingerprint
subject-name LINE:subject
    subject-name    Subject Name
    LINE            LDAP-format name
    check: subject
    > subject-name CN=R2, OU=VPN, O=LAB
    >> no subject-name
revocation-check {crl | none}:revocation...
    revocation-check  Revocation checking options
    crl             Revocation check by CRL
    none            Ignore revocation check
    shown-when-default: yes
    > revocation-check none
    > revocation-check crl
    > revocation-check crl none
    >> no revocation-check
match certificate WORD:name => certificate_maps[name]
    match           Match a certificate attributes map
    certificate     Match a certificate attributes map
    WORD            Certificate Attribute Map Tag
    sort: none
    > match certificate HUBS
    >> no match certificate HUBS
rsakeypair WORD:key_label [<360-4096>:key_size]
    rsakeypair      Specify rsakeypair for this identity
    WORD            RSA keypair label
    <360-4096>      RSA key size
    no: rsakeypair
    > rsakeypair VPN
    > rsakeypair VPN 2048
    >> no rsakeypair
hash {md5 | sha1 | sha256 | sha384 | sha512}:hash
    hash            Specify hash for the certificate request
    md5             use md5 hash algorithm
    sha1            use sha1 hash algorithm
    sha256          use sha256 hash algorithm
    sha384          use sha384 hash algorithm
    sha512          use sha512 hash algorithm
    > hash sha256
    >> no hash

define CERTIFICATE-FIELD {alt-subject-name | issuer-name | name | serial-number | subject-name | unstructured-subject-name}
    alt-subject-name  Alternate Subject Name
    issuer-name     Issuer Name
    name            Subject Name or Unstructured Name or Alternate Subject Name
    serial-number   Serial Number
    subject-name    Subject Name
    unstructured-subject-name  Unstructured Subject Name

mode ca-certificate-map : MapEntry
    title: CA certificate map configuration commands:
    exit: Exit from the certificate map configuration mode
    separator: after
@CERTIFICATE-FIELD:of {co | eq | nc | ne}:operator LINE:value => rules[of, operator, value]
    co              contains
    eq              equal
    nc              does not contain
    ne              not equal
    LINE            Value
    sort: none
    > subject-name co cn = r2
    > issuer-name eq cn = ca, o = lab
    > serial-number ne 0a
    >> no subject-name co cn = r2

mode config-cert-chain : Chain
    title: Certificate chain configuration commands:
    exit: Exit from crypto certificate chain mode
certificate HEX-DIGITS:serial UNTIL-QUIT:text => call certificate
    certificate     add certificate
    HEX-DIGITS      Certificate serial number
    UNTIL-QUIT      Octets of the certificate
    no: certificate HEX-DIGITS:serial
    >> no certificate 02
certificate ca HEX-DIGITS:serial UNTIL-QUIT:text => call ca_certificate
    certificate     add certificate
    ca              Certificate is a CA certificate
    HEX-DIGITS      Certificate serial number
    UNTIL-QUIT      Octets of the certificate
    no: certificate ca HEX-DIGITS:serial
    render: none
    >> no certificate ca 01
certificate self-signed HEX-DIGITS:serial UNTIL-QUIT:text => call self_certificate
    certificate     add certificate
    self-signed     Certificate is a self-signed certificate
    HEX-DIGITS      Certificate serial number
    UNTIL-QUIT      Octets of the certificate
    no: certificate self-signed HEX-DIGITS:serial
    render: none
    >> no certificate self-signed 01

mode exec
show crypto pki certificates [verbose:verbose] [WORD:name] => show certificates
    certificates    Show certificates
    verbose         Show details of the certificates
    WORD            Trustpoint Name
    privilege 1
    > show crypto pki certificates
    > show crypto pki certificates CA
    > show crypto pki certificates verbose
    > show crypto pki certificates verbose CA
show crypto pki trustpoints [WORD:name] [status:status] => show trustpoints
    trustpoints     Show trustpoints
    WORD            Trustpoint Name
    status          Show trustpoint status
    privilege 1
    > show crypto pki trustpoints
    > show crypto pki trustpoints CA
    > show crypto pki trustpoints status
    > show crypto pki trustpoints CA status
show crypto pki counters => show counters
    counters        Show PKI Counters
    privilege 1
    > show crypto pki counters
debug crypto pki validation => do debug_validation
    validation      PKI Validation Path
    > debug crypto pki validation
