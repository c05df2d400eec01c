feature view  Views: what some users have of the commands

words
    parser          Configure parser
    show parser     Display parser information

mode config : ViewConfig
parser view WORD:name [inclusive:inclusive] => enter config-view views[name], superview = false
    check: view
    view            View Commands
    WORD            View Name (Max 256 chars)
    inclusive       Inclusive view: all commands but those that are excluded
    no: parser view WORD:name
    sort: none
    level: partial "no views of single interfaces; no view for lawful intercept"
parser view WORD:name superview => enter config-superview views[name], superview = true
    check: view
    view            View Commands
    WORD            View Name (Max 256 chars)
    superview       SuperView Commands
    no: parser view WORD:name superview
    sort: none
    level: partial "what is said where AAA is off, or there are fifteen views already, is not known to be IOS's wording"

define VIEW-SECRET secret [0:kind=0 | 5:kind=5] LINE:text
    secret          Set a secret for the current view
    0               Specifies an UNENCRYPTED password will follow
    5               Specifies an ENCRYPTED secret will follow
    LINE            The UNENCRYPTED (cleartext) view secret string

mode config-view : ViewRecord
    prompt: config-view
    title: View commands:
    exit: Exit from view configuration mode
    separator: after
@VIEW-SECRET => call secret
    no: secret
    > secret 5 $1$GL2J$8njLecwTaLAc0UuWo1/Fv0
commands @privilege-mode:mode {include | include-exclusive | exclude}:how [all:everything] LINE:command => call commands
    check: commands
    commands        Configure commands for a view
    include         Add command to the view
    include-exclusive  Include in this view but exclude from others
    exclude         Exclude the command from the view
    all             Wild card support
    LINE            Keywords of the command
    no: commands @privilege-mode:mode {include | include-exclusive | exclude} [all] LINE:command

mode config-superview : ViewRecord
    prompt: config-view
    title: View commands:
    exit: Exit from view configuration mode
    separator: after
@VIEW-SECRET => call secret
    no: secret
    > secret 5 $1$GL2J$8njLecwTaLAc0UuWo1/Fv0
view WORD:view => call member
    view            Associate a view to the superview
    WORD            View name
    no: view WORD:view

mode exec
enable view [WORD:name] => do enable_view
    view            Set into the existing view
    WORD            View Name
    privilege 0
    > enable view
    > enable view SUPPORT
show parser view => show view
    view            Display current view name
    privilege 1
    > show parser view
show parser view all => show views
    view            Display current view name
    all             Display all the views
    > show parser view all
