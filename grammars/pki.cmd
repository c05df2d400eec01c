feature pki  Certificates

words
    crypto              Encryption module
    crypto pki          Public Key components
    crypto pki certificate  Configure certificates
    show crypto pki     Show PKI
    enrollment          Enrollment parameters
    debug crypto pki    PKI Client

mode config : PkiConfig
crypto pki server WORD:name => enter cs-server servers[name]
    server          Enable IOS Certificate server
    WORD            Certificate Server Name
    no: none
    sort: none
    > crypto pki server CA
crypto pki server WORD:name => do remove_server
    server          Enable IOS Certificate server
    WORD            Certificate Server Name
    no: crypto pki server WORD:name
    positive: none
    >> no crypto pki server CA
crypto pki crl request WORD:name => do crl_request
    crl             Certificate revocation list commands
    request         Query for latest CRL
    WORD            CA Server Name
    > crypto pki crl request CA
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
crypto pki profile enrollment WORD:name => enter ca-profile-enroll profiles[name]
    profile         Define a profile
    enrollment      Define an enrollment profile
    WORD            Enrollment profile name
    > crypto pki profile enrollment SITES
    >> no crypto pki profile enrollment SITES
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
crypto pki certificate validate WORD:name => do validate
    validate        Validate a certificate chain
    WORD            CA Server Name
    > crypto pki certificate validate CA
crypto pki import WORD:name pkcs12 {terminal | WORD:url} password WORD:password => do import_pkcs12
    import          Import certificate or pkcs12
    :name           CA Server Name
    pkcs12          Import from PKCS12 file
    terminal        Import via the terminal (cut-and-paste)
    :url            URL of the file (flash, tftp)
    password        Specify passphrase to protect PKCS12 file
    :password       Passphrase used to protect the pkcs12 file
    level: partial "from the terminal, the flash or TFTP"
    > crypto pki import CA pkcs12 terminal password S3cretpass
    > crypto pki import CA pkcs12 flash:CA.p12 password S3cretpass
crypto pki import WORD:name pem [exportable:exportable] {terminal | url WORD:url} password WORD:password => do import_pem
    import          Import certificate or pkcs12
    :name           CA Server Name
    pem             Import from PEM files
    exportable      Allow the imported key to be exported
    terminal        Import via the terminal (cut-and-paste)
    url             Import from a file system
    :url            URL of the files (flash, tftp)
    password        Specify passphrase of the private key
    :password       Passphrase used to protect the private key
    level: partial "an RSA key of OpenSSL's old PEM form; from the terminal, the flash or TFTP"
    > crypto pki import CA pem terminal password S3cretpass
    > crypto pki import CA pem exportable url flash:CA password S3cretpass
crypto pki import WORD:name certificate => do import_certificate
    import          Import certificate or pkcs12
    WORD            CA Server Name
    certificate     Import a certificate from a TFTP server or the terminal
    level: partial "from the terminal"
    > crypto pki import CA certificate
crypto pki export WORD:name pkcs12 {terminal | WORD:url} password WORD:password => do export_pkcs12
    export          Export certificate or pkcs12
    :name           CA Server Name
    pkcs12          Export to PKCS12 file
    terminal        Export via the terminal (cut-and-paste)
    :url            URL of the file (flash, tftp)
    password        Specify passphrase to protect PKCS12 file
    :password       Passphrase used to protect the pkcs12 file
    level: partial "to the terminal, the flash or TFTP"
    > crypto pki export CA pkcs12 terminal password S3cretpass
    > crypto pki export CA pkcs12 flash:CA.p12 password S3cretpass
crypto pki export WORD:name pem {terminal | url WORD:url} {3des | des | aes}:cipher password WORD:password => do export_pem_key
    export          Export certificate or pkcs12
    :name           CA Server Name
    pem             Export from the CA certificate and the identity certificate in PEM format
    terminal        Export via the terminal (cut-and-paste)
    url             Export to a file system
    :url            URL of the files (flash, tftp)
    3des            Encrypt the private key using 3DES encryption
    des             Encrypt the private key using DES encryption
    aes             Encrypt the private key using AES encryption
    password        Specify passphrase to protect the private key
    :password       Passphrase used to protect the private key
    level: partial "RSA keys; to the terminal, the flash or TFTP"
    > crypto pki export CA pem terminal 3des password S3cretpass
    > crypto pki export CA pem url flash:CA aes password S3cretpass
crypto pki export WORD:name pem terminal => do export_pem
    export          Export certificate or pkcs12
    WORD            CA Server Name
    pem             Export from the CA certificate and the identity certificate in PEM format
    terminal        Export via the terminal (cut-and-paste)
    > crypto pki export CA pem terminal

words ca-trustpoint
    no              Negate a command or set its defaults

mode ca-profile-enroll : EnrollmentProfile
    title: CA enrollment profile configuration commands:
    exit: Exit from enrollment profile entry mode
    separator: after
authentication url LINE:url => call authentication_url
    authentication  CA authentication parameters
    url             CA server authentication URL
    LINE            URL (http)
    no: authentication url
    > authentication url http://203.0.113.1:80
    >> no authentication url
authentication terminal:authentication_terminal
    authentication  CA authentication parameters
    terminal        Authenticate via the terminal (cut-and-paste)
    > authentication terminal
    >> no authentication terminal
enrollment url LINE:url => call profile_url
    url             CA server enrollment URL
    LINE            URL (http)
    no: enrollment url
    > enrollment url http://203.0.113.1:80
    >> no enrollment url
enrollment terminal:enrollment_terminal
    terminal        Enroll via the terminal (cut-and-paste)
    > enrollment terminal
    >> no enrollment terminal
enrollment credential WORD:credential
    credential      Specify the trustpoint credential to be used to sign the enrollment request
    WORD            CA Server Name
    > enrollment credential VENDOR
    >> no enrollment credential

mode ca-trustpoint : Trustpoint
    title: CertificateAuthority trustpoint configuration commands:
    exit: Exit from certificate authority trustpoint entry mode
    separator: after
enrollment retry count <1-100>:retry_count
    retry           Polling parameters
    count           How many times to poll CA for our certificate
    <1-100>         Polling count
    > enrollment retry count 5
    >> no enrollment retry count
enrollment retry period <1-60>:retry_minutes
    retry           Polling parameters
    period          How long to wait between requests to CA for our certificate
    <1-60>          Polling period (minutes)
    > enrollment retry period 5
    >> no enrollment retry period
enrollment url LINE:url => call enrollment_url
    url             CA server enrollment URL
    LINE            URL (http)
    no: enrollment url
    > enrollment url http://203.0.113.1:80
    > enrollment url http://ca.example.com:8080/scep
    >> enrollment url http://203.0.113.1
    >> no enrollment url
enrollment terminal:enrollment=terminal [pem:pem]
    terminal        Enroll via the terminal (cut-and-paste)
    pem             Include PEM encapsulation boundaries
    no: enrollment terminal
    > enrollment terminal
    > enrollment terminal pem
    >> no enrollment terminal
enrollment profile WORD:profile => call enrollment_profile
    profile         Specify an enrollment profile
    WORD            Enrollment profile name
    no: enrollment profile
    > enrollment profile SITES
    >> no enrollment profile
enrollment pkcs12 => enrollment = pkcs12
    pkcs12          Enroll this trustpoint by PKCS12
    > enrollment pkcs12
    >> no enrollment pkcs12
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
vrf WORD:vrf
    vrf             VRF to use for enrollment and obtaining CRLs
    WORD            VRF name
    > vrf INET
    >> no vrf
ocsp url LINE:url => call ocsp_url
    ocsp            OCSP parameters
    url             OCSP server URL
    LINE            URL (http)
    no: ocsp url
    > ocsp url http://203.0.113.1:8080/ocsp
    >> no ocsp url
ocsp disable-nonce:ocsp_nonce_off
    ocsp            OCSP parameters
    disable-nonce   Disable OCSP nonce extension
    > ocsp disable-nonce
    >> no ocsp disable-nonce
revocation-check {crl | none | ocsp}:revocation...
    revocation-check  Revocation checking options
    crl             Revocation check by CRL
    none            Ignore revocation check
    ocsp            Revocation check by OCSP
    shown-when-default: yes
    > revocation-check none
    > revocation-check crl
    > revocation-check crl none
    > revocation-check crl ocsp none
    >> no revocation-check
match certificate WORD:name [allow expired-certificate:expired | skip revocation-check:unchecked] => certificate_maps[name]
    match           Match a certificate attributes map
    certificate     Match a certificate attributes map
    WORD            Certificate Attribute Map Tag
    allow           Allow certificates that would be refused
    expired-certificate  Ignore the validity period of a certificate that matches
    skip            Skip a check
    revocation-check  Skip the revocation check of a certificate that matches
    sort: none
    > match certificate HUBS
    > match certificate OLD allow expired-certificate
    > match certificate HUBS skip revocation-check
    >> no match certificate HUBS
source interface NEW-INTERFACE:source
    source          Specify source
    interface       Specify source interface of the trustpoint
    > source interface Loopback0
    >> no source interface
rsakeypair WORD:key_label [<360-4096>:key_size]
    rsakeypair      Specify rsakeypair for this identity
    WORD            RSA keypair label
    <360-4096>      RSA key size
    no: rsakeypair
    > rsakeypair VPN
    > rsakeypair VPN 2048
    >> no rsakeypair
auto-enroll:auto_enroll [<1-100>:auto_percent] [regenerate:auto_regenerate]
    auto-enroll     Automatically enroll this router identity
    <1-100>         Percentage of validity period after which to request a new certificate
    regenerate      Regenerate keys on re-enrollment
    no: auto-enroll
    level: partial "over SCEP, once somebody has authenticated the authority; what was saved is not saved again by itself"
    > auto-enroll
    > auto-enroll 70
    > auto-enroll 70 regenerate
    >> no auto-enroll
regenerate:regenerate
    regenerate      Regenerate keys on re-enrollment
    level: partial "over SCEP only"
    > regenerate
    >> no regenerate
password WORD:password
    password        revocation password
    WORD            The password
    > password secret12
    >> no password
usage {ike | ssl-client | ssl-server}:usage...
    usage           Certificate Usage
    ike             IKE
    ssl-client      SSL client
    ssl-server      SSL server
    > usage ike
    > usage ssl-client ssl-server
    >> no usage
eckeypair WORD:ec_label
    eckeypair       Specify eckeypair for this identity
    WORD            EC keypair label
    since: 15.1
    > eckeypair SITE
    >> no eckeypair
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

mode cs-server : AuthorityConfig
    title: Certificate Server configuration commands:
    exit: Exit from Certificate Server entry mode
    separator: after
database level {complete | minimum | names}:level
    database        Certificate Server database config parameters
    level           Level of data stored in database
    complete        Each issued certificate is saved to the database
    minimum         Minimum certificate info is saved to the database
    names           The serial-number & subject name of each certificate is saved to the database
    level: partial "files are written where database url says, and none in NVRAM"
    check: locked
    > database level complete
    > database level names
    >> database level minimum
database archive => archive
    database        Certificate Server database config parameters
    archive         Archive the CA certificate and key
    positive: none
    level: partial "under the passphrase that is asked for, and where database url says; not in NVRAM"
    check: locked
    > no database archive
issuer-name LINE:issuer
    issuer-name     Issuer name
    LINE            Issuer name
    check: issuer
    > issuer-name CN=CA, O=LAB
mode sub-cs:mode=sub-cs
    mode            Mode
    sub-cs          Subordinate certificate server
    check: mode
    > mode sub-cs
    >> no mode sub-cs
database url WORD:url
    database        Certificate Server database config parameters
    url             URL of the database
    WORD            NVRAM, or a folder of the flash
    check: database
    level: partial "in the flash: serial number, list, names and certificates, the archive of the key; NVRAM shows no files"
    > database url flash:ca
    >> no database url
grant auto trustpoint WORD:trustpoint => grant_trustpoints[trustpoint]
    grant           Certificate granting options
    auto            Automatically grant incoming SCEP enrollment requests
    trustpoint      Of whom a certificate of the trustpoint speaks for
    WORD            Trustpoint Name
    check: locked
    > grant auto trustpoint VENDOR
    >> no grant auto trustpoint VENDOR
grant {auto | none}:grant
    grant           Certificate granting options
    auto            Automatically grant incoming SCEP enrollment requests
    none            Automatically reject any incoming SCEP enrollment request
    check: locked
    > grant auto
    > grant none
    >> no grant auto
lifetime crl <1-336>:crl_hours
    lifetime        Lifetime parameters
    crl             CRL lifetime
    <1-336>         Lifetime in hours
    check: locked
    > lifetime crl 24
    >> no lifetime crl
lifetime certificate <1-1825>:days
    lifetime        Lifetime parameters
    certificate     Certificate lifetime
    <1-1825>        Lifetime in days
    check: locked
    > lifetime certificate 30
lifetime ca-certificate <1-1825>:ca_days
    lifetime        Lifetime parameters
    ca-certificate  Certificate Server signing cert lifetime
    <1-1825>        Lifetime in days
    check: locked
    > lifetime ca-certificate 365
lifetime enrollment-request <1-1000>:request_hours
    lifetime        Lifetime parameters
    enrollment-request  Enrollment request lifetime
    <1-1000>        Lifetime in hours
    check: locked
    > lifetime enrollment-request 24
hash {md5 | sha1 | sha256 | sha384 | sha512}:hash
    hash            Hash algorithm
    md5             use md5 hash algorithm
    sha1            use sha1 hash algorithm
    sha256          use sha256 hash algorithm
    sha384          use sha384 hash algorithm
    sha512          use sha512 hash algorithm
    check: locked
    > hash sha256
cdp-url LINE:cdp_url
    cdp-url         CRL Distribution Point to be included in the issued certs
    LINE            CDP URL
    check: locked
    > cdp-url http://203.0.113.1/cgi-bin/pkiclient.exe?operation=GetCRL
shutdown => call server_shutdown
    shutdown        Shutdown the Certificate Server
    >> shutdown

mode exec
crypto pki server WORD:name {grant | reject}:what {all:all | <1-999>:number} => do server_decide
    crypto          Encryption related commands.
    pki             Public Key components
    server          Certificate Server related commands
    WORD            Certificate Server Name
    grant           Grant enrollment requests
    reject          Reject enrollment requests
    all             All pending requests
    <1-999>         Request identifier
    > crypto pki server CA grant all
    > crypto pki server CA reject 3
crypto pki server WORD:name unrevoke HEX:serial => do server_unrevoke
    crypto          Encryption related commands.
    pki             Public Key components
    server          Certificate Server related commands
    :name           Certificate Server Name
    unrevoke        Take a certificate off the list of revoked ones
    HEX             Serial number in hexadecimal
    > crypto pki server CA unrevoke 0x4
crypto pki server WORD:name remove {all:all | <1-999>:number} => do server_remove
    crypto          Encryption related commands.
    pki             Public Key components
    server          Certificate Server related commands
    WORD            Certificate Server Name
    remove          Remove enrollment requests from the database
    all             All requests
    <1-999>         Request identifier
    > crypto pki server CA remove all
crypto pki server WORD:name info crl => show server_crl
    crypto          Encryption related commands.
    pki             Public Key components
    server          Certificate Server related commands
    WORD            Certificate Server Name
    info            Display information
    crl             Certificate revocation list
    > crypto pki server CA info crl
crypto pki server WORD:name revoke HEX:serial => do server_revoke
    crypto          Encryption related commands.
    pki             Public Key components
    server          Certificate Server related commands
    :name           Certificate Server Name
    revoke          Revoke a certificate
    HEX             Serial number in hexadecimal
    > crypto pki server CA revoke 0x4
crypto pki server WORD:name info requests => show server_requests
    crypto          Encryption related commands.
    pki             Public Key components
    server          Certificate Server related commands
    WORD            Certificate Server Name
    info            Display information
    requests        Display enrollment requests
    > crypto pki server CA info requests
crypto pki server WORD:name request pkcs10 terminal => do server_request
    crypto          Encryption related commands.
    pki             Public Key components
    server          Certificate Server related commands
    WORD            Certificate Server Name
    request         Request a certificate
    pkcs10          A request in PKCS10 format
    terminal        Paste it at the terminal
    > crypto pki server CA request pkcs10 terminal
show crypto pki server [WORD:name] => show server
    server          Show certificate server
    WORD            Certificate Server Name
    privilege 1
    > show crypto pki server
    > show crypto pki server CA
show crypto pki server WORD:name requests => show server_requests
    server          Show certificate server
    WORD            Certificate Server Name
    requests        Enrollment requests
    privilege 1
    > show crypto pki server CA requests
show crypto pki server WORD:name certificates => show server_certificates
    server          Show certificate server
    WORD            Certificate Server Name
    certificates    Issued certificates
    privilege 1
    > show crypto pki server CA certificates
show crypto pki server WORD:name crl => show server_crl
    server          Show certificate server
    WORD            Certificate Server Name
    crl             Certificate revocation list
    privilege 1
    > show crypto pki server CA crl
show crypto pki crls => show crls
    crls            Show Certificate Revocation Lists
    privilege 1
    > show crypto pki crls
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
show crypto pki timers => show timers
    timers          Show PKI Timers
    level: partial "polls, renewals, lists of revoked certificates and the server's; not of alerts, nor of the clearing away of sessions"
    privilege 1
    > show crypto pki timers
show crypto pki counters => show counters
    counters        Show PKI Counters
    privilege 1
    > show crypto pki counters
debug crypto pki transactions => do debug_transactions
    transactions    PKI Transactions
    > debug crypto pki transactions
debug crypto pki messages => do debug_messages
    messages        PKI Input/Output Messages
    > debug crypto pki messages
debug crypto pki scep => do debug_scep
    scep            PKI SCEP
    > debug crypto pki scep
debug crypto pki server => do debug_server
    server          PKI Certificate Server
    > debug crypto pki server
debug crypto pki validation => do debug_validation
    validation      PKI Validation Path
    > debug crypto pki validation
