# Words of the trainer's screens.

## Top of the screen

tui-tagline = Work through each hands-on yourself, and earn a flower for every step
tui-badge-real = REAL
tui-badge-practice = practice
tui-badge-reading = reading
tui-reading = Not connected to an account (press A to choose one)
tui-connecting = Looking up the account
tui-practice-clock = { $now }  ×{ $speed }
tui-practice-in-use = another hanamaru has it open; waiting for it to close
tui-practice-closed = it could not be opened (r tries again)
tui-region-differs = the course is for { $region }
tui-login-sso = SSO login expired. Elsewhere, run: aws sso login --profile { $profile }
tui-login-profile = Credentials refused. Check: aws configure --profile { $profile }
tui-login-none = No credentials: choose the practice account with A, or run aws configure
tui-login-unreachable = { $host } cannot be reached: check the network
tui-login-failed = The account could not be looked up ({ $code })

## List of courses

tui-courses-heading = Choose a course
tui-no-courses = There is no course to read. Examine the directory given with --lessons with hanamaru lint.
tui-card-facts = { $steps } steps   about { $time }
tui-broken-course = { $directory } cannot be read: hanamaru lint { $directory } says why

## Choice of account

tui-accounts-heading = In which account do you want to work?
tui-accounts-note = Hanamaru only looks at a real account. It changes nothing there.
tui-account-practice = Practice account
tui-account-practice-note = no AWS account, no cost
tui-account-standard = Standard configuration (as for the AWS CLI)
tui-account-none = Read without an account
tui-region-from-course = { $region } (course)

## An open course

tui-pane-steps = Steps
tui-pane-page = Page
tui-pane-checks = Checks
tui-tab-console = Console
tui-tab-cli = AWS CLI
tui-tab-why = Why
tui-tab-mistakes = Common mistakes
tui-tab-more = More
tui-tab-quiz = Questions
tui-about-minutes = about { $n } min
tui-no-page = This step has no page yet.
tui-empty-tab = There is nothing written in this tab.
tui-shell-note = For { $shell } (s changes it). Choose by number, copy with y. If your terminal does not copy, p shows the commands without frames.
tui-practice-shell-note = To run them on the practice account, first copy its environment with e and paste it. d runs them from here.
tui-hint-first = Stuck? Press h for a hint ({ $left } in all)
tui-hint-next = Press h for the next hint ({ $left } left)
tui-hint-of = Hint { $n } of { $all }
tui-more-below = more below

## Checks

tui-observed = observed { $time }  { $ago }
tui-ago-seconds = { $n } s ago
tui-ago-minutes = { $n } min ago
tui-ago-hours = { $n } h ago
tui-asking = Checking { $done }/{ $total } (Esc cancels)
tui-next-look = Next look in { $seconds } s
tui-auto-is-off = Automatic re-checks are off (a turns them on)
tui-label-expected = expected
tui-label-found = found
tui-label-hint = hint
tui-label-advice = advice
tui-held-elsewhere = First “{ $check }” in step { $number }, “{ $title }”. Once that passes, this is checked as well.
tui-label-evidence = evidence
tui-no-checks = This step has no automatic checks.
tui-checks-need-account = Choose an account (A), and automatic checks start here.
tui-press-to-confirm = Press m once you have made sure yourself
tui-confirmed-by = Confirmed by { $who } ({ $time }); u takes it back
tui-recorded = seen and kept at { $time }
tui-cleared-away = The clean-up is done: this step keeps its flower. Once you make things again, they are checked again.
tui-broken-since = This step had its flower, but since the look of { $time } it no longer passes.

## Quiz

tui-quiz-of = question { $n } of { $of }
tui-quiz-single = Choose one (Space or its number), then press Enter to answer.
tui-quiz-multiple = Choose all that apply (Space or their numbers), then press Enter to answer.
tui-quiz-own = Your own words
tui-quiz-write = Press Enter to write. Think it through in your own words first.
tui-quiz-writing = Press Ctrl-D to open the model answer when you are done. Esc stops writing.
tui-quiz-model = Model answer
tui-quiz-right = That is right
tui-quiz-wrong = Not quite
tui-quiz-next = Press Enter for the next question.
tui-quiz-again = Press Enter to answer again, or Right for the next question.
tui-quiz-done = All questions are answered: { $right } of { $of } graded ones right.

## The flower

tui-flower-title = “{ $title }” is done
tui-flower-next = Enter goes on: { $title }
tui-flower-last = That was the last step

## The practice account

tui-ask-show-me = Show me: { $title }
tui-ask-show-me-text = Runs the commands of this step ({ $count }) on the practice account. You learn more if you try by yourself first.
tui-ask-reset = Reset the practice account
tui-ask-reset-text = What is in the practice account now will be gone for good. Every step before the one that you choose will be done.
tui-answer-run = Run them
tui-answer-step = Back to the start of “{ $title }”
tui-answer-beginning = Begin with the first step
tui-answer-never = Leave it as it is
tui-environment-heading = Environment for using the practice account ({ $shell })
tui-environment-note = Paste this in another terminal, and the AWS CLI and SDKs reach the practice account there, as long as hanamaru is open.
tui-environment-detour = HANAMARU_CONNECT_TO is for hanamaru. Give curl the same value with --connect-to.
tui-trouble-opening = The practice account could not be opened
tui-trouble-doing = This could not be carried out to the end
tui-trouble-in-use-next = Close the other one, and this one connects by itself.
tui-trouble-cannot-listen-next = Close the program that uses the port, then press r to try again.
tui-trouble-command-next = What ran before it stays. If an earlier step is not done yet, or something was half made, z takes you back to the start of this step.
tui-trouble-next = Press r to try again.

## Notices

tui-ime-on = Your Japanese input method (日本語入力) is on: switch it to plain letters
tui-nothing-to-confirm = Nothing is left to confirm in this step
tui-confirmed = Confirmed: { $title } (u takes it back)
tui-nothing-to-undo = There is no confirmation to take back in this step
tui-unconfirmed = No longer confirmed: { $title }
tui-no-account-recheck = Nothing can be checked without an account: press A to choose one
tui-auto-on = Automatic re-checks are on
tui-auto-off = Automatic re-checks are off
tui-no-hints = This step has no hints
tui-no-more-hints = All hints are open
tui-sent-command = Command { $n } of { $count } was sent to the terminal. If it does not paste, press p
tui-sent = Sent to the terminal
tui-nothing-to-copy = This step has no command to copy
tui-shell-now = Commands are now written for { $shell }
tui-cancelled = The check was cancelled
tui-quiz-last = This is the last question
tui-quiz-left = Questions still open: { $left }
tui-quiz-choose-first = Choose an answer first
tui-quiz-score = { $right } of { $of } graded questions right
tui-values-refused = Some values of --set do not fit this course, so it was opened with its default names
tui-practice-not-open = The practice account is not open yet
tui-practice-nothing-to-show = This step has no commands to run
tui-practice-showing = Running the step's commands
tui-practice-resetting = Resetting the practice account
tui-practice-setting = Setting the practice clock
tui-practice-shown = Shown: { $title }
tui-practice-shown-part = First part of "{ $title }" done. See what the checks say, then press d again
tui-practice-reset = Back at the start of “{ $title }”
tui-practice-speed = Practice time now runs at ×{ $speed }
tui-practice-passed = { $minutes } minutes of practice time have passed
tui-practice-set-aside = Damaged: set aside as { $backup }, begun anew
tui-practice-newer = { $path } was written by a newer hanamaru. It is left alone, and nothing is saved this time
tui-practice-unwritable = { $path } cannot be written ({ $reason }). The practice account is lost when this window closes
tui-store-set-aside = Saved progress was damaged. It was set aside as { $backup }, and a new start was made
tui-store-newer = { $path } was written by a newer hanamaru (format { $version }). It is left alone, and nothing is saved this time
tui-store-unwritable = { $path } cannot be written ({ $reason }). Progress is lost when this window closes
tui-too-small = The terminal is too small. Make it at least { $width }×{ $height } (it is { $w }×{ $h } now).
tui-plain-note = Select the lines below and copy them. Esc returns to the screen.

## Keys

tui-key-close = close
tui-key-down = down
tui-key-up = up
tui-key-page-down = one page down
tui-key-page-up = one page up
tui-key-top = to the start
tui-key-bottom = to the end
tui-key-copy = copy
tui-key-show-model = open the model answer
tui-key-leave-field = stop writing
tui-key-choose = choose
tui-key-choose-number = choose this number
tui-key-write = write your answer
tui-key-submit = answer, go on
tui-key-next-question = next question
tui-key-previous-question = previous question
tui-key-next-step = next step
    .short = next
tui-key-previous-step = previous step
tui-key-next-pane = next pane
    .short = pane
tui-key-previous-pane = previous pane
tui-key-next-tab = next tab
    .short = tab
tui-key-previous-tab = previous tab
tui-key-recheck = re-check
    .short = check
tui-key-recheck-all = re-check every step
tui-key-auto = automatic re-checks on or off
tui-key-hint = hint
tui-key-confirm = confirm
tui-key-undo = take a confirmation back
tui-key-pick = select the command of this number
tui-key-plain = show the commands without frames
tui-key-other-shell = bash, PowerShell
tui-key-frameless = without frames
tui-key-shell = bash or PowerShell
tui-key-account = choose another account
tui-key-back = back
tui-key-back-or-cancel = back, cancel
tui-key-open = open
tui-key-show-me = show me
    .short = show me
tui-key-environment = environment
tui-key-diagram = architecture
tui-key-diagram-turn = now or goal
tui-key-diagram-copy = copy the picture
tui-diagram-sent = Sent to the terminal (as SVG: hanamaru diagram { $course } --format svg)
tui-key-speed = speed
tui-key-pass = pass 10 min
tui-key-reset = reset
tui-key-answer = take this answer
tui-key-answer-number = go to the answer of this number
tui-key-help = help
tui-key-language = 日本語
tui-key-theme = light or dark colours
tui-key-redraw = draw the screen again
tui-key-suspend = suspend to the shell (fg returns)
tui-key-quit = quit

## Help

tui-help-heading = Keys
tui-help-course = In a course
tui-help-practice = On the practice account
tui-help-environment = While the environment is open
tui-help-diagram = While the architecture is open
tui-help-asking = When asked something
tui-help-quiz = In the quiz
tui-help-choosing = A question with choices
tui-help-reasoning = A question that asks why
tui-help-writing = While writing
tui-help-lists = In the lists of courses and accounts
tui-help-accounts = In the choice of account
tui-help-plain = While the view without frames is open
tui-help-overlay = While help or the like is open
tui-help-everywhere = Everywhere
tui-help-signs = What the signs mean
tui-help-note = Letters and digits typed in full width work as their plain keys. Clicks and the mouse wheel work, too. Progress is saved by itself.
tui-sign-done = flower: the whole step is done
tui-sign-pass = passes
tui-sign-fail = fails
tui-sign-waiting = in transition; looked at again by itself
tui-sign-inconclusive = cannot be told; counts neither as pass nor as fail
tui-sign-blocked = waits for an earlier check
tui-sign-manual = for you to confirm
tui-sign-unseen = not looked at yet
