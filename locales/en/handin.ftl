# Words of what is handed in (hanamaru report) and of judging it again (hanamaru grade --reports).

command-report =
    .about = Makes a report to hand in: the checklist with its verdicts, and the facts from which anybody can judge again.
    .usage = hanamaru report [OPTIONS] COURSE

arg-name = The name that the report bears
arg-nonce = The word of the class; put the same into the load balancer's tag "hanamaru-class"
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
handin-diagram = Diagram
handin-class-identity = Class and identity
handin-identity-not-proved = The identity is not proved (this report did not come through a class board).

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
handin-nonce-not = The word of the class, "{ $nonce }", is not in the load balancer's tag { $tag }
