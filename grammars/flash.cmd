feature flash  Files in the flash of the router

words
    dir             List files on a filesystem
    more            Display the contents of a file
    delete          Delete a file
    verify          Verify a file

mode exec
dir [WORD:url] => do dir
    WORD            Directory or file name
    > dir
    > dir flash:
    > dir nvram:
show file systems => show file_systems
    file            Show filesystem information
    systems         List filesystems
    > show file systems
show flash: => show flash
    flash:          display information about flash: file system
    > show flash:
show flash0: => show flash
    flash0:         display information about flash0: file system
    platform: iosv
    > show flash0:
show disk0: => show flash
    disk0:          display information about disk0: file system
    platform: c7200 generic
    > show disk0:
show bootflash: => show flash
    bootflash:      display information about bootflash: file system
    platform: csr1000v c8000v
more WORD:url => do more
    WORD            File name
    > more flash:notes.txt
delete WORD:url => do delete
    WORD            File to be deleted
    > delete flash:notes.txt
copy running-config WORD:url => do copy_running
    WORD            Destination file
    running-config  Copy from current system configuration
    > copy running-config flash:backup.cfg
copy startup-config WORD:url => do copy_startup
    WORD            Destination file
    startup-config  Copy from startup configuration
    > copy startup-config flash:backup.cfg
copy WORD:url running-config => do copy_to_running
    WORD            Source file
    running-config  Update (merge with) current system configuration
    > copy flash:backup.cfg running-config
copy WORD:url startup-config => do copy_to_startup
    WORD            Source file
    startup-config  Copy to startup configuration
    > copy flash:backup.cfg startup-config
copy WORD:source WORD:target => do copy_file
    :source         Source file
    :target         Destination file
    > copy flash:backup.cfg flash:old.cfg
    > copy null: flash:empty.txt
    > copy tftp: flash:
    > copy flash:backup.cfg tftp:
    > copy tftp://192.0.2.9/x flash:x
verify /md5 WORD:url [WORD:expected] => do verify
    /md5            Verify an md5 signature for a file
    :url            File to be verified
    :expected       Required md5 signature
    > verify /md5 flash:backup.cfg
    > verify /md5 flash:backup.cfg 0f369ed9e98756f179d4f29d6e7755d3
