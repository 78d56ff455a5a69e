# Words of grading a class (hanamaru grade, hanamaru doctor --class).

command-grade =
    .about = Checks the accounts of everybody in a roster and gives marks. It only reads and changes nothing.
    .usage = hanamaru grade [OPTIONS] ROSTER

arg-roster = The learners (TOML)
arg-parallel = How many accounts to look at at once (32 unless given)
arg-resume = A file that keeps what is done: with the same file, grading goes on where it stopped
arg-compare = Shows what changed since an earlier result (--format json)
arg-shard = Grades only part I (from 0) of N. With N alone, the index comes from the environment (AWS Batch, Kubernetes)
arg-merge = Puts results (--format json) of several parts together
arg-reports = Judges handed-in reports (report --format json) again from the facts in them
arg-role-template = Prints a template of the read-only role for a learner's account
arg-class = Examines a roster: name clashes and limits, before a class begins

## Mistakes in a roster

roster-refused = The roster has { $count ->
    [one] 1 mistake
   *[other] { $count } mistakes
}, so grading did not start.
roster-refused-class = { $count ->
        [one] There is a mistake
       *[other] There are { $count } mistakes
    } in the roster. Mend them and check again.
roster-unknown-course = There is no course "{ $given }". Did you mean "{ $nearest }"?
roster-unknown-course-far = There is no course "{ $given }". Courses: { $known }
roster-empty = There are no learners. Write one [[learner]] table for each.
roster-bad-id = The id is empty or holds an invisible character.
roster-duplicate = The id "{ $id }" is also that of the learner on line { $first }.
roster-two-ways = Both profile and role_arn are given. Choose one.
roster-external-id-alone = external_id goes only with role_arn.
roster-bad-role = "{ $arn }" is not the ARN of an IAM role. Write arn:aws:iam::123456789012:role/NAME.
roster-unknown-profile = There is no profile "{ $given }". Did you mean "{ $nearest }"?
roster-unknown-profile-far = There is no profile "{ $given }". Profiles: { $known }
roster-bad-region = "{ $region }" does not look like a region. Write it as in us-east-1.
roster-bad-endpoint = "{ $url }" cannot be asked. Write a URL that begins with http:// or https://.
roster-unknown-value = The course has no value "{ $given }". Did you mean "{ $nearest }"?
roster-unknown-value-far = The course has no value "{ $given }". Values: { $known }
roster-empty-value = { $name } is empty. Write its name in AWS, or remove the line.
roster-too-long = { $name } "{ $value }" has { $length } characters; AWS allows { $limit }. Use a shorter suffix, or give a short name by set.
roster-characters = { $name } "{ $value }" holds characters that AWS does not allow in names.
roster-unknown-weight = There is no step or check "{ $given }". Did you mean "{ $nearest }"?
roster-unknown-weight-far = There is no step or check "{ $given }". They are listed by `hanamaru courses --format json`.

## Progress and stopping

grade-progress = Grading… { $done }/{ $total } (looking at { $running }) { $slow }
grade-slow = { $id } { $seconds } s
grade-stopped = Stopped. Whoever was not reached is shown as not judged. With --resume FILE, the next run can be gone on with.
grade-stopped-resume = Stopped. Run it again with the same --resume to go on.
grade-not-reached = Grading was stopped before this account was looked at
grade-not-judged =
    .expected = The account is looked at
    .actual = It has not been looked at
    .hint = Grade again.
grade-bad-parallel = --parallel cannot be { $given }. Give a whole number from 1 to { $most }.
grade-bad-shard = --shard { $given } cannot be understood.
    .remedy = Write the index, from 0, and the number of parts, as in 2/8. With the number alone, the index comes from AWS_BATCH_JOB_ARRAY_INDEX or JOB_COMPLETION_INDEX.
grade-state-foreign = { $path } does not hold the state of a grading run.
    .remedy = Give --resume a new file, or one that --resume made.
grade-state-other = { $path } holds the state of a run over another course, edition or choice of steps.
    .remedy = Give another file name.

## The table

grade-learner = Learner
grade-score = Score
grade-steps = Steps
grade-learners = { $count ->
    [one] 1 learner
   *[other] { $count } learners
}
grade-most-failed = Checks that most learners fail
grade-changes = Changes since the earlier run
grade-changes-none = Nothing has changed.
grade-details = Learner by learner
grade-all-pass = Everything passes.
grade-totals = { $judged } of { $learners } learners have a score (mean { $mean }).
grade-score-rule = The score is the share that passes of what could be determined, out of 100. What could not be seen and what is still waiting count on neither side. What is held back by something missing counts as not done. What only the learner can say does not count unless the roster says so.
grade-difference = { $check }: the report says "{ $claimed }", its facts come to "{ $judged }"
grade-shares = Uses the same resources as { $others }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }

## Files

grade-file-broken = { $path } cannot be read as JSON (line { $line }, column { $column }).
grade-file-foreign = { $path } is not a result of `hanamaru grade --format json`.
grade-file-newer = { $path } was written by a newer version of hanamaru.
    .remedy = Use a newer hanamaru.
grade-merge-course = { $path } is about the course { $course } and cannot be put together with { $other }.
grade-merge-twice = The learner { $id } of { $path } is in another file as well.
grade-merge-shards = Parts of { $one } and parts of { $other } are mixed.
grade-merge-nothing = There is no file to put together.
grade-merge-missing = Parts are still missing: { $shards }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }

## Examining a roster (doctor --class)

class-good = The roster of { $learners } has no mistakes and no name clashes
class-clash = { $learners }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    } would work on the same resources ({ $names }; account { $account }; roster up to line { $line })
    .remedy = Give each learner a suffix of their own, or another name by set.
class-limit = { $learners } learners need { $wanted } of: { $kind }{ $others ->
        [0] { "" }
       *[other] { " " }(beside { $others } that are there)
    }. Account { $account } starts with { $limit } in a region
    .remedy = Look at the present limit in Service Quotas; ask for more, or spread the class over regions or accounts.
class-limit-vcpus = When all { $learners } learners scale out, account { $account } runs about { $wanted } vCPUs; a new account starts with { $limit }
    .remedy = Look at "Running On-Demand Standard instances" in Service Quotas and ask for more in good time.
class-kind-load-balancer = load balancers
class-kind-target-group = target groups
class-kind-auto-scaling-group = Auto Scaling groups
class-kind-security-group = security groups
class-kind-launch-template = launch templates
class-kind-vpc = VPCs
class-account-good = Account { $account } of { $learners }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    } can be reached
class-account-bad = The account of { $learners }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    } cannot be reached ({ $code })
    .remedy = Look at profile, role_arn and external_id in the roster. With a role, the learner's trust policy must name the instructor's ARN.
