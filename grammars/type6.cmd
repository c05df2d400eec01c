feature type6  Passwords of type 6 and the master key that opens them

words
    key config-key  Set a private configuration key
    password        Configure encryption password (key)

mode config : Type6Config
key config-key password-encrypt [LINE:key] => do config_key
    key             Key management
    password-encrypt  Sets password encryption key (private)
    LINE            The config key, minimum 8 alphanumeric characters, not beginning with IOS special character(! # ;)
    no: key config-key password-encrypt
    level: partial "what is said of a key that is too short, or does not match, is not known to be IOS's wording"
    > key config-key password-encrypt
    > key config-key password-encrypt S3cretMaster
    >> no key config-key password-encrypt
password encryption aes => encryption
    encryption      Configure encryption for passwords
    aes             Configure aes encryption
    level: partial "IKE keys, and where the release has them keys of key chains and of RADIUS and TACACS+ servers and passwords of users, lines and `enable`; a text after 6 that has not the form of type 6 is taken as it is"
    > password encryption aes
    >> no password encryption aes
password logging => logging
    logging         Logging of type 6 passwords
    > password logging
    >> no password logging
