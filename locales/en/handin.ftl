# Words of what is handed in (hanamaru report) and of judging it again (hanamaru grade --reports).

command-report =
    .about = Makes a report to hand in: the checklist with its verdicts, and the facts from which anybody can judge again.
    .usage = hanamaru report [OPTIONS] COURSE

arg-name = The name that the report bears
arg-nonce = The word of the class; put the same into the load balancer's tag "hanamaru-class"
arg-hand-in = Hand in to the class board: of the class that you are in, or of the joining code (needs --name)
arg-board = The class board's state file, or the day saved as JSON on the instructor's page: proved identities and the class's word are read from it
arg-show-account = Writes the whole account id (else its last four digits only)

handin-title = Report: { $course }
handin-learner = Handed in by
handin-caller = Identity used
handin-made-at = Made at
handin-course = Course
handin-program = Program
handin-digest = Digest of the report
handin-points = Checklist
handin-point = Point
handin-seen = What was seen
handin-when = When
handin-by-hand = Confirmed by the learner (not verified)
handin-unconfirmed = not confirmed yet
handin-all-steps = All steps
handin-diagram = The architecture, as it was seen
handin-diagram-goal = The architecture that the course leads to
handin-class-identity = Class and identity
handin-identity-by-board = By this file alone the identity is not proved. Handed in to a class board (--hand-in), the board asks AWS.
handin-identity-not-proved = The identity is not proved (no class board has vouched for this report).
handin-identity-proved = The identity is proved: { $arn } (the class board asked AWS at { $at })
handin-identity-other-account = Whoever handed in belongs to account { $account }, which is not the account that the report is about
handin-identity-shared = { $others } handed in as the same identity ({ $arn })

handin-proves = What this report shows
handin-proves-verdicts = The facts in it come to these verdicts by this course (anybody can judge again with hanamaru grade --reports).
handin-proves-whole = It was not changed or cut by accident after it was made (its digest fits).
handin-proves-class = Whether, by its facts, the load balancer's tag holds the word of the class.
handin-cannot = What this report alone cannot show
handin-cannot-facts = That the facts are true. They come from the learner's machine and can be made up. To be sure, grade the account itself: hanamaru grade ROSTER.
handin-cannot-manual = That what the learner confirmed, or what was recorded earlier, really happened.
handin-cannot-class = That it was made for this class (no word was given).
handin-cannot-identity = Whose account it is.

nonce-title = The word of the class is in a tag of the load balancer
nonce-there =
    .expected = The tag { $tag } of the load balancer { $name } is "{ $nonce }"
    .actual = The tag { $tag } is "{ $nonce }"
nonce-other =
    .expected = The tag { $tag } of the load balancer { $name } is "{ $nonce }"
    .actual = The tag { $tag } is "{ $seen }"
    .hint = In the EC2 console, under Load Balancers, choose { $name }, open its Tags tab, choose Manage tags, and set { $tag } to "{ $nonce }".
nonce-missing =
    .expected = The tag { $tag } of the load balancer { $name } is "{ $nonce }"
    .actual = There is no tag { $tag }
    .hint = In the EC2 console, under Load Balancers, choose { $name }, open its Tags tab, choose Manage tags, and add { $tag } with the value "{ $nonce }".
nonce-no-load-balancer =
    .expected = The tag { $tag } of the load balancer { $name } is "{ $nonce }"
    .actual = There is no load balancer { $name }
    .hint = Create the load balancer, then tag it.
nonce-no-place =
    .expected = There is a load balancer for the word of the class
    .actual = This course names no load balancer
    .hint = Name one with --set.

handin-bad-nonce = "{ $given }" cannot be the word of a class.
    .remedy = Use up to 64 letters, digits, spaces and _ . : / = + - @ (what AWS allows in a tag).
handin-none = There is no report (.json) in { $path }.
    .remedy = Collect the files that learners made with `hanamaru report COURSE --format json --out FILE`.
handin-foreign = { $path } is not a report of hanamaru.
handin-damaged = The report { $path } is cut off or damaged (line { $line }, column { $column }).
    .remedy = Ask for it again.
handin-newer = The report { $path } was made by a newer version of hanamaru (format { $schema }).
    .remedy = Use a newer hanamaru.
handin-too-large = { $path } is too large to be a report.
handin-unknown-course = The course { $course } of the report { $path } is not here.
    .remedy = Give your own courses with --lessons.
handin-edited = It was edited after it was made (its digest does not fit), so it does not count
handin-other-edition = It was made with another edition of the course; differences may come from that
handin-settings = It was made with other settings of the course: { $settings }
handin-identity-several = The same report was handed in by more than one: { $names }
handin-contradicts = Parts of the report contradict each other (it may have been made up): { $parts }
handin-copied = The facts are exactly those of { $others }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    } (it may be a copy)
handin-same-resources = It shows the same resources as { $others }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    } (they worked in one account, or it may be a copy)
handin-steps-left-out = Steps of the course are not in the report (and not in the score): { $steps }
handin-not-a-file = { $path } is no file and is not judged.
handin-others-passed-over = Names that do not end in .json, and hidden files, are not judged: { $names }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }
    .remedy = What can be judged again are reports of `hanamaru report COURSE --format json`.
handin-nonce-not = The word of the class, "{ $nonce }", is not in the load balancer's tag { $tag }
handin-no-board-file = { $path } is neither the state file of a class board nor a saved day.
    .remedy = Give the state file that hanamaru board names when it opens, or the file that “Save the record (JSON)” makes on the instructor’s page.

handin-bad-code = “{ $given }” cannot be read as a joining code.
    .remedy = Type all of “address:port/code” as the board shows it.
handin-no-name = There is no name to use in the class.
    .remedy = Give one of at most 24 characters with --name.
handin-no-class = You are in no class.
    .remedy = Join with “hanamaru --join CODE”, or add --hand-in=CODE --name NAME.
handin-other-course = This class takes the course “{ $course }”. Check which course you are handing in.
handin-no-account = No account can be seen, so there is nothing to hand in. Choose an account first.
handin-not-delivered = Nothing was handed in: { $why }
    .remedy = Try again later. A report in a file (--format json) can be handed over as well, but then the identity cannot be proved.
handin-sending = Handing in to the class as “{ $name }”. What is sent: this report (with the facts that were seen; of account ids the last four digits only) and a signed question (GetCallerIdentity), which the board asks AWS once to learn whose it is. No secret key is sent.
handin-sending-account = Handing in to the class as “{ $name }”. What is sent: this report (with the facts that were seen and the account id) and a signed question (GetCallerIdentity), which the board asks AWS once to learn whose it is. No secret key is sent.
handin-done-proved = Handed in. The identity is proved, too: { $arn }
handin-done-unproved = Handed in. The identity is not proved ({ $why }).
handin-unproved-not-signed = there are no credentials to sign with
handin-unproved-form = the signed question is malformed
handin-unproved-expired = the signature’s time is off by 15 minutes or more: check this machine’s clock and hand in again
handin-unproved-used = the same signature was handed in by somebody else
handin-unproved-unreachable = the board could not reach AWS’s STS; you can hand in again later
handin-unproved-refused = AWS did not accept the signature: the credentials are not those of an AWS account, or have expired
