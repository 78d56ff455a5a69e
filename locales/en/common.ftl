# Words used on every screen and in every output.

## Time

duration-day = { $n } d
duration-hour = { $n } h
duration-minute = { $n } min
duration-second = { $n } s
# What stands between two units.
duration-joint =
    .text = {" "}

## Verdicts

status-pass = pass
status-fail = fail
status-inconclusive = could not tell
status-blocked = blocked
status-manual = yours to confirm
status-manual-confirmed = confirmed by you
status-waiting = waiting

## Headings of the parts

label-expected = expected
label-actual = seen
label-hint = hint
label-advice = advice
label-evidence = evidence
label-observed-at = observed at
label-held-by = held by
label-until = ready around
label-confirmed = confirmed by the learner
label-recorded-at = recorded at
label-account = account
label-region = region
label-account-unknown = unknown
person-unnamed = the learner
