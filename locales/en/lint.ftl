# What `hanamaru lint` says about a course directory.

## Types, as TOML has them

lint-type-string = a text
lint-type-integer = a whole number
lint-type-number = a number
lint-type-boolean = true or false
lint-type-array = a list
lint-type-object = a table
lint-type-date = a date

## course.toml: its shape

lint-no-course-file = There is no course.toml in this directory. A course needs course.toml and a page for every step in ja/ and en/.
lint-toml-syntax = This is not valid TOML: { $detail }
lint-unknown-key = There is no key "{ $given }" here. Did you mean "{ $nearest }"?
lint-unknown-key-of = There is no key "{ $given }" here. Keys: { $candidates }.
lint-missing-key = The key "{ $name }" is missing.
lint-wrong-type = This must be { $expected }, but it is { $found }.
lint-out-of-range = This must be a number from { $least } to { $most }.
lint-unknown-kind = There is no kind of check "{ $given }". Did you mean "{ $nearest }"?
lint-unknown-kind-of = There is no kind of check "{ $given }". Kinds: { $candidates }.
lint-unknown-choice = "{ $given }" is not possible here. Did you mean "{ $nearest }"?
lint-unknown-choice-of = "{ $given }" is not possible here. Possible: { $candidates }.

## course.toml: its meaning

lint-schema-version = schema must be 1, but it is { $given }.
lint-id-directory = The id "{ $given }" is not the name of the directory, "{ $directory }".
lint-bad-region = "{ $given }" does not look like the name of a region, such as us-east-1.
lint-empty-text = This text is empty. Write it in both languages.
lint-not-japanese = "{ $given }" holds no Japanese. The ja edition is for readers of Japanese.
lint-missing-step = The step "{ $step }" is missing. Every course has prereq, quiz, diagram and cleanup.
lint-bad-value-name = "{ $given }" cannot be a name here. Use lower-case letters, digits and _, beginning with a letter.
lint-text-not-shared = The text value "{ $value }" needs shared = true: a suffix is never appended to a text.
lint-name-too-long = "{ $given }" is too long. AWS allows { $limit } characters.
lint-name-characters = "{ $given }" holds characters that AWS does not allow in this name.
lint-bad-id = "{ $given }" cannot be an id. Use lower-case letters, digits and single hyphens, beginning with a letter.
lint-duplicate-id = The id "{ $given }" is already in use.
lint-unknown-value = There is no value "{ $given }". Did you mean "{ $nearest }"?
lint-unknown-value-of = There is no value "{ $given }". Values: { $candidates }.
lint-value-kind = The value "{ $given }" is of kind { $found }, but { $expected } is needed here.
lint-unknown-step = There is no step "{ $given }". Did you mean "{ $nearest }"?
lint-unknown-step-of = There is no step "{ $given }". Steps: { $candidates }.
lint-unknown-check = There is no check "{ $given }". Did you mean "{ $nearest }"?
lint-unknown-check-of = There is no check "{ $given }". Checks: { $candidates }.
lint-later-check = The check "{ $given }" does not come before this one. A check can only need earlier ones.
lint-later-provider = This check needs "{ $check }", which proves that its resource exists but comes later. Move one of them.
lint-quiz-without-questions = This check counts the answers of the quiz, but the course has no [[quiz]] questions.
lint-bad-pattern = "{ $given }" is not a valid regular expression.
lint-bad-cidr = "{ $given }" is not a CIDR block, such as 0.0.0.0/0 or ::/0.
lint-bad-port = A port is a number from 1 to 65535.
lint-bad-status = An HTTP status is a number from 100 to 599.
lint-bad-version = "{ $given }" is not a template version. Use $Latest, $Default or a number.
lint-bad-url = "{ $given }" is not a URL. Use http:// or https://, with {"{dns}"} for the load balancer's DNS name.
lint-empty-list = This list is empty.
lint-query-and-capture = "{ $option }" is added for what is captured. Remove it from run, or do not capture.
lint-not-captured = "{ $given }" has not been captured by a command before this one.

## The pages

lint-no-page = The page { $path } is missing. Every step has one in ja/ and one in en/.
lint-stray-page = There is no step "{ $given }" for this page. Did you mean "{ $nearest }"?
lint-stray-page-of = There is no step "{ $given }" for this page. Steps: { $candidates }.
lint-no-anchor = The heading "{ $title }" has no anchor. Write {"{#goal}"}, {"{#why}"} or another one after it.
lint-unknown-anchor = There is no section "{ $given }". Did you mean "{ $nearest }"?
lint-unknown-anchor-of = There is no section "{ $given }". Sections: { $candidates }.
lint-duplicate-anchor = The section "{ $given }" is already on this page.
lint-empty-section = The section "{ $given }" is empty.
lint-missing-section = The section {"{#"}{ $anchor }{"}"} is missing.
lint-hints-without-list = Hints are the items of a list, one for each hint. There is no list here.
lint-unknown-placeholder = There is no placeholder "{ $given }". Did you mean "{ $nearest }"?
lint-unknown-placeholder-of = There is no placeholder "{ $given }". There are: { $candidates }.
lint-unknown-command = This step has no command "{ $given }". Did you mean "{ $nearest }"?
lint-unknown-command-of = This step has no command "{ $given }". Commands: { $candidates }.
lint-command-not-alone = The command "{ $given }" must stand on a line of its own.
lint-command-not-shown = The command "{ $given }" of this step is not shown on this page.

## The quiz

lint-why-with-answers = "{ $question }" is a why-question. It has no answers to choose.
lint-single-answer = "{ $question }" is a single-choice question. It has exactly one answer.
lint-no-answers = "{ $question }" has no answers.
lint-duplicate-answer = "{ $question }" names an answer twice.
lint-unknown-question = There is no question "{ $given }" in course.toml. Did you mean "{ $nearest }"?
lint-unknown-question-of = There is no question "{ $given }" in course.toml. Questions: { $candidates }.
lint-no-question = The question "{ $question }" is missing. Write it under a heading with the anchor {"{#"}{ $question }{"}"}.
lint-no-answer-section = The answer to "{ $question }" is missing. Write it under a heading of level 3 with the anchor {"{#"}{ $question }-answer{"}"}.
lint-no-choices = "{ $question }" needs at least two choices, as an ordered list.
lint-answer-beyond-choices = Choice { $answer } is the right answer by course.toml, but there are { $choices } choices here.
lint-choices-differ = "{ $question }" has { $en } choices in English and { $ja } in Japanese.

## The course in a practice account

lint-unproven-before = The step "{ $step }" passes before its commands have changed anything (tried in a practice account).
lint-unproven-after = After the commands of the step "{ $step }" the check "{ $check }" does not pass: { $status } (tried in a practice account).
lint-unproven-fault = The check "{ $check }" passed with every fault that was put into the practice account. It proves nothing.
lint-answer-by-number = The explanation of "{ $question }" names the choice { $number } by its number. Every learner sees the choices in another order: say it in words.
