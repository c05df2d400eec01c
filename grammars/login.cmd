feature login  Who may come in, and by which privilege

mode exec
enable [<0-15>:level] => do enable
    enable          Turn on privileged commands
    <0-15>          Enable level
    privilege 1
disable [<0-15>:level] => do disable
    disable         Turn off privileged commands
    <0-15>          Privilege level to go to
    privilege 1
