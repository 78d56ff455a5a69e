# Words of the command line.

## Headings of the help

help-usage = Usage
help-commands = Commands
help-command = COMMAND
help-options = Options
help-account-options = Account and course values
help-arguments = Arguments

## Commands

command-trainer =
    .about = hanamaru: learn AWS load balancing hands-on, in the terminal, and have it checked. Without a command it opens the trainer.
    .usage = hanamaru [OPTIONS] [COMMAND]
command-courses =
    .about = List courses, steps and checks.
    .usage = hanamaru courses [--format human|json]
command-verify =
    .about = Check an account and print the verdicts. It only reads; nothing is changed.
    .usage = hanamaru verify [OPTIONS] COURSE
command-policy =
    .about = Print the least IAM policy that verification needs, as JSON.
    .usage = hanamaru policy [COURSE]
command-doctor =
    .about = Examine credentials, region, permissions, clock and terminal: what is missing and how to mend it.
    .usage = hanamaru doctor [OPTIONS] [COURSE]
command-lint =
    .about = Check a course directory and name file, line and key of every mistake.
    .usage = hanamaru lint PATH
command-completions =
    .about = Print shell completions.
    .usage = hanamaru completions SHELL

## Arguments and options

arg-course = The course's name (hanamaru courses lists them)
arg-path = A directory with a course.toml, or one that holds several
arg-shell = One of bash, elvish, fish, powershell, zsh
arg-help = Show this help
arg-version = Show the version
arg-lang = Language (else LC_ALL and LANG decide)
arg-lessons = A directory with more courses
arg-ambiguous = Cells of characters such as ○ and … (narrow: one, wide: two)
arg-format = Output format
arg-step = Check only this step (repeatable)
arg-out = Write the report to a file instead of the screen
arg-watch = Look again and again until every automatic check passes
arg-timeout = Time limit of one look, in seconds (60 if not given)
arg-save-snapshot = Keep what was observed in a file
arg-offline = Judge from what was kept, without asking AWS
arg-log-calls = Append one line for every call to AWS to a file
arg-schema = Print the JSON Schema of --format json
arg-profile = AWS profile
arg-region = AWS region
arg-endpoint-url = A URL to ask instead of AWS
arg-set = Replace a value of the course, such as a resource's name (repeatable)
arg-suffix = A text appended to every name that is not shared
arg-connect-to = Connect elsewhere (as in curl)
arg-resolve = Connect to this address without looking the name up (as in curl)
arg-cacert = Certificates (PEM) to trust as well

## Progress

verify-progress = Looking… { $done }/{ $total }
watch-stop = Looking again only at what is still moving. Press Ctrl-C to end.

## The doctor's summary and the terminal

doctor-all-good = Everything is ready.
doctor-some-bad = { $count ->
    [one] 1 thing needs
   *[other] { $count } things need
} mending: follow the arrows.
doctor-terminal-good = The terminal is { $columns }×{ $rows }
doctor-terminal-small = The terminal is rather small ({ $columns }×{ $rows })
    .remedy = The trainer reads best from 80×24 on: make the window larger.
doctor-terminal-none = Standard output is not a terminal
    .remedy = To use the trainer, start it without a pipe or redirection.
doctor-colour-good = Colours can be used
doctor-colour-off = NO_COLOR is set: no colours
doctor-colour-none = The kind of terminal is unknown: no colours
    .remedy = For colours, set TERM to something like xterm-256color.
doctor-locale-good = Text is UTF-8 ({ $locale })
doctor-locale-unclear = The locale does not say whether text is UTF-8 ({ $locale })
    .remedy = If Japanese text is garbled, set LANG to ja_JP.UTF-8 or C.UTF-8.

## The summary of lint

lint-summary-none = No mistakes found ({ $courses ->
    [one] 1 course
   *[other] { $courses } courses
}).
lint-summary-count = { $count ->
    [one] 1 mistake
   *[other] { $count } mistakes
} found.

## Why a file cannot be used

io-not-found = no such file or directory
io-permission-denied = permission denied
io-read-only = it is read-only
io-full = no space left
io-is-directory = it is a directory
io-not-directory = it is not a directory
io-not-text = it is not UTF-8 text
io-too-large = it is too large

## What was typed wrongly

error-nearest = Did you mean { $nearest }?
error-unknown-argument = There is no option { $given }.
    .remedy = --help lists the options.
error-extra-argument = { $given } is one word too many.
    .remedy = --help shows how to write it.
error-watch-apart = The seconds of --watch are joined to it with an equals sign.
    .remedy = Write --watch={ $given }, or --watch alone.
error-unknown-command = There is no command { $given }.
    .remedy = hanamaru --help lists the commands.
error-invalid-value = { $argument } cannot be { $given } (it can be: { $valid }).
error-missing-value = { $argument } needs a value.
error-missing-argument = Missing: { $missing }.
    .remedy = --help shows how to write it.
error-conflict = { $argument } cannot be used together with { $others }.
error-repeated = { $argument } is given twice.
    .remedy = Keep only one of them.
error-no-equals = Write the value of { $argument } after an equals sign.
error-not-utf8 = An argument is not valid UTF-8.
error-arguments = Could not make sense of: { $given }.
    .remedy = --help shows how to write it.
error-seconds = { $flag } cannot be { $given }: give whole seconds from 1 to { $longest }.
error-unknown-course = There is no course { $given } (there are: { $known }).
error-broken-course = The course.toml of { $course } has mistakes and cannot be read.
    .remedy = hanamaru lint says where.
error-faulty-course = The course { $course } has mistakes, so nothing can be verified with it.
    .remedy = hanamaru lint says where.
error-config = The settings in { $path } cannot be understood (line { $line }, column { $column }: { $detail }).
    .remedy = Mend that line, or move the file away.
error-unknown-step = The course { $course } has no step { $given } (it has: { $known }).
error-set-malformed = --set { $given } is not of the form NAME=VALUE.
    .remedy = Write --set NAME=VALUE, for example --set alb=my-alb.
error-set-empty = The value of { $name } is empty.
    .remedy = Write the name used in AWS after the equals sign of --set { $name }=…; leave --set out if the course's own name will do.
error-set-unknown = The course has no value { $name }.
    .remedy = hanamaru courses --format json lists them under values.
error-value-too-long = { $name } is { $value }: { $length } characters, where AWS allows { $limit }.
    .remedy = Shorten --suffix, or give a shorter name with --set { $name }=…
error-value-characters = { $name } is { $value }, which holds characters that AWS refuses in a name.
    .remedy = Names of load balancers and target groups are letters, digits and hyphens, with no hyphen at either end.
error-value-control = { $name } is { $value }, which holds control characters such as a line break or a tab.
    .remedy = Type the name by hand, so that nothing invisible comes with it.
error-override-parts = { $flag } { $given } has the wrong number of parts between colons.
    .remedy = --connect-to takes HOST:PORT:TO_HOST:TO_PORT, --resolve takes HOST:PORT:ADDR; IPv6 addresses stand in brackets.
error-override-port = { $flag } { $given }: that is no port.
error-override-address = { $flag } { $given }: that is no IP address.
error-override-bracket = { $flag } { $given }: a bracket is not closed.
error-no-certificate = { $path } holds no certificate in PEM form.
error-unreadable = { $path } cannot be read ({ $reason }).
error-unwritable = { $path } cannot be written ({ $reason }).
    .remedy = Name a place that can be written.
error-stdout = Standard output cannot be written ({ $reason }).
    .remedy = See whether the disk is full, or write somewhere else with --out FILE.
error-runtime = Could not start ({ $reason }).
error-no-terminal = The trainer needs a terminal.
    .remedy = Start it without a pipe or redirection; to check without a terminal, use hanamaru verify.
error-terminal = The terminal cannot be used ({ $reason }).
error-log = No log can be kept (HANAMARU_LOG: { $reason }).
error-no-course-here = { $path } holds no course (course.toml).
store-set-aside = The saved progress ({ $path }) was damaged and has not been read.
    .remedy = The file is kept as { $backup }.
store-newer = { $path } was written by a newer hanamaru and is left alone. Nothing is recorded this time.
    .remedy = Update hanamaru to go on from there.
store-unwritable = Progress cannot be saved to { $path } ({ $reason }). The verdicts stand all the same.
    .remedy = Check the folder's permissions, or name a writable folder in the environment variable HANAMARU_STATE_DIR.
error-snapshot-foreign = { $path } is no snapshot of hanamaru's.
    .remedy = Name a file that --save-snapshot has made.
error-snapshot-damaged = The snapshot { $path } is damaged (line { $line }, column { $column }).
    .remedy = Make it again with --save-snapshot.
error-snapshot-newer = The snapshot { $path } was made by a newer hanamaru (shape { $schema }).
    .remedy = Update hanamaru.
error-snapshot-course = The snapshot { $path } is of the course { $other } and cannot be used for { $course }.
error-snapshot-values = The snapshot { $path } was made with other values (--set, --suffix).
    .remedy = With --offline the values are the snapshot's too: leave out --set and --suffix.
