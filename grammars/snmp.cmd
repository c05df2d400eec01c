feature snmp  SNMP, kept but not spoken

words
    snmp-server     Modify SNMP engine parameters

mode config : SnmpConfig
snmp-server community WORD:name [{RO | RW | ro=RO | rw=RW}:access] [{<1-99> | <1300-1999> | WORD}:acl] => call community
    community       Enable SNMP; set community string and access privs
    :name           SNMP community string
    RO              Read-only access with this community string
    RW              Read-write access with this community string
    ro              Read-only access with this community string
    rw              Read-write access with this community string
    <1-99>          Std IP accesslist allowing access with this community string
    <1300-1999>     Expanded IP accesslist allowing access with this community string
    :acl            Access-list name
    no: snmp-server community WORD:name
    level: stored
    > snmp-server community public RO
    > snmp-server community secret RW 10
    >> snmp-server community public
    >> no snmp-server community public
snmp-server location LINE:location
    location        Text for mib object sysLocation
    LINE            The physical location of this node
    level: stored
    > snmp-server location Rack 7
snmp-server contact LINE:contact
    contact         Text for mib object sysContact
    LINE            identification of the contact person for this managed node
    level: stored
    > snmp-server contact noc@example.com
snmp-server host A.B.C.D:address [version {1 | 2c}:version] WORD:community => call host
    host            Specify hosts to receive SNMP notifications
    A.B.C.D         IP address of SNMP notification host
    version         SNMP version to use for notification messages
    1               Use SNMPv1
    2c              Use SNMPv2c
    WORD            SNMPv1/v2c community string
    no: snmp-server host A.B.C.D:address [version {1 | 2c}] WORD:community
    level: stored
    > snmp-server host 192.0.2.9 version 2c public
    >> no snmp-server host 192.0.2.9 public
