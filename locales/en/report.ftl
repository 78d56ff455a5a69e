# Reports of a verification (terminal, Markdown, HTML) and the list of courses.

report-head = Account { $account }, region { $region }
report-observed = Observed at { $at } ({ $calls ->
    [one] 1 call
   *[other] { $calls } calls
} to AWS)

summary-count = { $n } { $status }
summary-joint =
    .text = {", "}
summary-good = Hanamaru! Every automatic check passes ({ $counts }).
summary-failed = Something needs mending ({ $counts }).
summary-open = Nothing fails, but some checks cannot be decided yet ({ $counts }).

confirmed-by = { $by } ({ $at })
evidence-list = { $items }

column-step = Step
column-status = Verdict

courses-line = { $title } ({ $region }, { $steps } steps, { $checks } checks)
courses-next = To check one: hanamaru verify COURSE
