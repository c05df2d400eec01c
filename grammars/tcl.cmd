feature tcl  Tcl shell

mode exec
tclsh => do tclsh
    tclsh           Tool Command Language shell
