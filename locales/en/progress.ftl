# Progress, the question which of several is meant, and links to the console.

## Progress (on screen and hanamaru progress)

progress-key = progress
progress-heading = Progress
progress-time = time
progress-hints = hints
progress-retries = retries
progress-shown = shown
progress-sum = { $done }/{ $of } steps  { $time }
progress-sum-quiz = {"  "}quiz { $right }/{ $of }
progress-fell = passed at { $passed }, fails since { $since }
progress-since = { $status } (since { $since })
progress-counted = Time counts while there are signs of life: a key, a click, a check that changed. A pause of 20 minutes or more (away, or a night) does not count. A retry is another look after a failure.
progress-elsewhere = To another machine: hanamaru progress --export FILE here, --import FILE there.
progress-n-hints = hints { $n }
progress-n-retries = retries { $n }
progress-n-shown = shown { $n }
progress-empty = Nothing is saved yet. Open a course with hanamaru, and its progress shows here.
progress-other-place = In account { $account }, region { $region }, this course is { $steps } steps on. If this is the wrong account or region, choose again with A.
progress-other-account = In account { $account }, region { $region }, this course is { $steps } steps on. If that is the one meant, choose it with --profile or --region.
progress-other-suffix = With the suffix "{ $suffix }" (account { $account }, region { $region }) this course is { $steps } steps on. To go on there, start with --suffix { $suffix }.

progress-file =
    What the file holds: course, account number (12 digits), region and suffix; the last verdict of each check,
    recorded passes with their evidence (ids and ARNs of resources), what was confirmed by hand, answers and texts
    of the quiz, hints opened, time, retries. No credentials, no user data, no cookies.
    On import the newer of two wins, and what only one side has is kept.
progress-exported = Exported { $count } course(s) to { $path } (account numbers and resource ids are in it, credentials are not).
progress-imported = Imported { $count } course(s) from { $path }. What was here is kept, too.
progress-unknown-course = This program has no course "{ $course }"; its progress was imported all the same (add the course with --lessons).

progress-unread = { $path } is damaged or cannot be opened and was passed over (nothing was deleted).
progress-unread-newer = { $path } was written by a newer hanamaru and was passed over.

error-progress-none = There is nothing to export.
    .remedy = Check the course's name, or open the trainer first.
error-progress-damaged = { $path } is cut off or damaged (line { $line }, column { $column }). Nothing was imported.
    .remedy = Use a file freshly written with --export.
error-progress-foreign = { $path } was not written by hanamaru progress --export. Nothing was imported.
error-progress-newer = { $path } was written by a newer hanamaru (format { $version }). Nothing was imported.
    .remedy = Bring hanamaru on this machine up to date first.
error-progress-key = In { $path }, entry { $number } has a course, account or region that cannot be one. Nothing was imported.
error-progress-not-in-file = { $path } has no progress of the course "{ $course }".

command-progress =
    .about = Show how far each course is, and take it to another machine.
    .usage = hanamaru progress [COURSE] [--export FILE | --import FILE] [--format human|json]
arg-export = Write the progress to this file
arg-import = Bring in a file that another machine exported (what is here is kept)

## Several of one name

which-key = choose which
which-key-choose = this one
which-help-several = Where several carry one name
which-help = While choosing which is meant
which-heading = Several carry the name "{ $name }"
which-text = Which of them does this course use? The answer is remembered for this account and region. On the command line it is --set { $key }=ID.
which-kept = "{ $name }" now means { $id }; i chooses again (on the command line: --set { $key }={ $id })
which-key-again = choose again among things of one name
which-none = Nothing was chosen among things of one name
which-again = Taken back; looking again
which-picked = Chosen among things of one name: { $picked } (i chooses again)
which-gone = What was chosen is gone; looking it up by name again

## Pages of the console

console-key = links to the AWS console
console-not-yet = The account was not looked at yet; press r
console-none-here = There is no AWS console here (a practice account, or an endpoint that is not AWS)
console-nothing = No page to open for this step

## Quiz

quiz-answers = The right answer: { $rows }
