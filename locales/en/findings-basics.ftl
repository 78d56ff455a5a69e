# Checks of the course of experiments (lb-basics).


## Targets and ways

targets-behind =
    .expected = One target group behind "{ $load_balancer }" has at least { $min } targets
    .actual = It does ({ $groups })
targets-behind-too-few =
    .expected = One target group behind "{ $load_balancer }" has at least { $min } targets
    .actual = Too few ({ $groups })
    .hint = A lone target has nobody to stand in for it. In "Target groups", on the "Targets" tab, choose "Register targets" and add one more instance that serves the same page.
targets-behind-no-group =
    .expected = One target group behind "{ $load_balancer }" has at least { $min } targets
    .actual = This load balancer uses no target group
    .hint = In "Load balancers", choose "{ $load_balancer }" and, on the "Listeners and rules" tab, add a listener that forwards to a target group.
map-drawn =
    .expected = The way of "{ $load_balancer }" from listener to rule to target group to target can be drawn
    .actual = { $ways }
map-without-listener =
    .expected = The way of "{ $load_balancer }" from listener to rule to target group to target can be drawn
    .actual = There is no listener yet: the map is the load balancer alone ({ $ways })
nlb-none =
    .expected = If there is an NLB, its listeners and targets are shown
    .actual = There is no NLB in this region. Reading is enough
nlb-shown =
    .expected = If there is an NLB, its listeners and targets are shown
    .actual = { $names }: { $ways }

## Requests of an experiment

requests-nowhere =
    .expected = Requests can be sent to "{ $load_balancer }"
    .actual = No HTTP or HTTPS listener forwards to a target group
    .hint = On the "Listeners and rules" tab, make the default action of the HTTP:80 listener forward to a target group.
requests-balancer-answered =
    .expected = A target answers { $url }
    .actual = The load balancer answered by itself with status { $status }
    .hint = A fixed response, a redirect or a firewall answers first. On the "Listeners and rules" tab of "{ $load_balancer }", look at the action of the rule that this request meets.
marker-unusable =
    .expected = The marker that tells the target (value { $key }) can be read
    .actual = "{ $given }" is neither a header's name nor a regular expression that can be used
    .hint = Give a header's name, such as `--set { $key }=X-Served-By`, or a regular expression, such as `--set { $key }='host: (.+)'`. Headers that carry secrets, such as cookies, are not used.
marker-absent =
    .expected = The answers hold the marker "{ $given }"
    .actual = None of the { $good } good answers does
    .hint = Give a header or a text of the page that differs by target with `--set { $key }=…`. `curl -i` shows what an answer holds.
marker-not-of-targets =
    .expected = The marker is one for each target
    .actual = There are { $marks } marks, more than the { $registered } registered targets
    .hint = That marker seems to change with every request or process. Choose one that is the same for all answers of a target, such as the server's name.

## Rules

rule-forwards =
    .expected = A listener of "{ $load_balancer }" has a rule with a condition that forwards to a target group
    .actual = { $rules }
rule-forwards-nowhere =
    .expected = A listener of "{ $load_balancer }" has a rule with a condition that forwards to a target group
    .actual = There are rules, but none forwards to a target group ({ $rules })
    .hint = Choose the rule, open "Edit rule", make its action "Forward to target groups" and pick a target group with a weight above 0.
rule-none =
    .expected = A listener of "{ $load_balancer }" has a rule with a condition that forwards to a target group
    .actual = There is only the default rule
    .hint = On the "Listeners and rules" tab open "HTTP:80" and choose "Add rule": condition "Path", action "Forward to target groups".
rule-reached-target =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = { $url } was answered by { $targets } of { $groups }
rule-reached =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = { $url } was answered by a target of { $groups } with status { $status }
rule-shadowed =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = None does: the rule with priority { $by } is evaluated first and takes them all
    .hint = Rules are evaluated from the lowest priority number, and the first match wins. With "Reprioritize rules", give this rule a number below { $by }.
rule-never =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = No request can meet these conditions
    .hint = A path begins with `/` (such as `/api/*`). See too that the rule does not join conditions that cannot hold at once.
rule-not-tried =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = These conditions cannot be tried from here (a method that may change things, a regular expression…)
    .hint = This is not held against your settings. Add one rule with a path, such as `/api/*`, and it can be tried from here.
rule-unsure =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = There was an answer, but which target group gave it (it should be { $groups }) cannot be told
    .hint = A condition that cannot be known from here takes part, such as the source address. Try a rule with a path alone, or give a `marker` that shows the target's id.
rule-other-group =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = { $url } was answered by a target that is not in { $groups }
    .hint = If the rule is new, wait some seconds and check again. Otherwise look at its priority and at where it forwards.
rule-targets-starting =
    .expected = A request that meets the rule "{ $rule }" reaches its target group
    .actual = The targets of { $groups } are in their first health check
    .hint = They become healthy after about one interval. Just wait.
rule-gone =
    .expected = No rule with the path "{ $path }" is left
    .actual = None is left
rule-gone-with-all =
    .expected = No rule with the path "{ $path }" is left
    .actual = Neither is the load balancer "{ $name }"
rule-left =
    .expected = No rule with the path "{ $path }" is left
    .actual = It is still there ({ $left })
    .hint = On the "Listeners and rules" tab of "{ $name }" open "HTTP:80", choose the rule, then "Actions" and "Delete rule".

## The health-check experiment

health-kept-serving =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = While { $targets } of { $group } was unhealthy ({ $reasons }: { $descriptions }), { $good } of { $of } requests succeeded
health-one-target =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = No target group has two targets or more ({ $groups })
    .hint = A lone target has nobody to stand in for it. Register one more.
health-not-seen =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = All { $healthy } targets are healthy now; none was seen unhealthy yet
    .hint = Make one fail on purpose and check again meanwhile. Keep this screen open, or use `--watch`, and the moment is recorded.
health-unused =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = A target is `unused`, which is not the same as unhealthy
    .hint = A stopped instance becomes `unused` (Target.InvalidState) and is not checked at all. Leave it running and swap its security group instead, so that the health check fails.
health-initial =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = A target is in its first health check
    .hint = The result comes after about one interval. Just wait.
health-none-healthy =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = Every target of { $group } is unhealthy
    .hint = Then the ALB sends requests to all of them (it fails open), and answers prove nothing. Mend one first, so that only one is unhealthy.
health-requests-failed =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = While { $targets } was unhealthy, { $failed } requests failed ({ $good } of { $of } succeeded)
    .hint = The other targets do not answer this request well either. Look at the page that they serve.
health-requests-silent =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = While { $targets } was unhealthy, { $silent } requests got no answer ({ $good } of { $of } succeeded)
    .hint = It may be the network on your side. Check again.
health-group-unasked =
    .expected = Requests to "{ $load_balancer }" go on succeeding while one target is unhealthy
    .actual = No request from here reaches { $group }, which has the unhealthy target
    .hint = Do the experiment with a target group behind the default rule or a rule by path.
health-recovered =
    .expected = The target that was unhealthy is healthy again
    .actual = { $target } is { $state } again
health-recovering =
    .expected = The target that was unhealthy is healthy again
    .actual = { $target } is being checked
    .hint = It becomes healthy once enough checks in a row have succeeded. Just wait.
health-still-broken =
    .expected = The target that was unhealthy is healthy again
    .actual = { $target } is still { $state } ({ $reason })
    .hint = Undo what you changed (the security group that you swapped, for example). Recovery then takes interval times healthy threshold.
health-target-gone =
    .expected = The target that was unhealthy is healthy again
    .actual = { $target } is no longer in the target group ({ $state })
    .hint = The experiment is to see the same target come back. Begin again with a target that stays.
health-not-seen-before =
    .expected = The target that was unhealthy is healthy again
    .actual = No target of "{ $load_balancer }" was seen unhealthy yet
    .hint = Make one fail on purpose first, and check.

## Distribution

spread =
    .expected = Requests to "{ $load_balancer }" reach at least two targets
    .actual = { $sent } requests were split so: { $shares }
spread-by-hand =
    .expected = See for yourself that requests reach at least two targets
    .actual = AWS does not say which target answered
    .hint = Reload the page some times, and confirm once you saw the server change. If a header or a text of the page differs by target, `--set { $key }=…` lets this be checked by itself.
spread-one-registered =
    .expected = Requests to "{ $load_balancer }" reach at least two targets
    .actual = { $registered } target is registered ({ $shares })
    .hint = There is nothing to split. Register one more target.
spread-one-healthy =
    .expected = Requests to "{ $load_balancer }" reach at least two targets
    .actual = { $registered } are registered, { $healthy } healthy ({ $shares })
    .hint = An ALB sends requests to healthy targets only. On the "Targets" tab read why the others are not.
spread-one-mark =
    .expected = Requests to "{ $load_balancer }" reach at least two targets
    .actual = { $healthy } are healthy, but there was one mark only ({ $shares })
    .hint = Perhaps the marker does not differ by target. Choose one that does, such as the server's name.

## Stickiness

stickiness-on =
    .expected = A target group of "{ $load_balancer }" has stickiness turned on
    .actual = It is on for { $groups }
stickiness-not-on =
    .expected = A target group of "{ $load_balancer }" has stickiness turned on
    .actual = It is off ({ $all })
    .hint = In "Target groups" choose one, on the "Attributes" tab choose "Edit", turn on stickiness and save.
stickiness-no-group =
    .expected = A target group of "{ $load_balancer }" has stickiness turned on
    .actual = This load balancer uses no target group
    .hint = First let a listener forward to a target group.
stickiness-between-groups =
    .expected = A target group of "{ $load_balancer }" has stickiness turned on
    .actual = What is on is stickiness between target groups ({ $all }: off)
    .hint = The setting of the listener's action keeps a visitor with one group, not with one server. Turn stickiness on in the target group's "Attributes" tab.
sticky-unreached =
    .expected = Requests from here reach the target group with stickiness
    .actual = No request to "{ $load_balancer }" can be made that reaches it
    .hint = Turn it on for a target group behind the default rule or a rule by path.
sticky-cookie =
    .expected = Answers of { $group } set the stickiness cookie
    .actual = { $cookie } was set (cookies: { $names })
sticky-no-cookie =
    .expected = Answers of { $group } set the stickiness cookie
    .actual = There was no AWSALB (cookies: { $names })
    .hint = If you have just turned it on, wait a little and check again. Otherwise see that { $url } reaches that target group.
sticky-no-application-cookie =
    .expected = Answers of { $group } set the stickiness cookie
    .actual = There was no AWSALBAPP-… (cookies: { $names })
    .hint = The ALB adds its cookie only when the application itself sets "{ $wanted }". See that the name is right.
sticky-stays =
    .expected = In { $group }, requests with the cookie stay on one target and requests without it spread
    .actual = All { $sent } with the cookie went to { $target }; without it they were split: { $shares }
sticky-moves =
    .expected = In { $group }, requests with the cookie stay on one target and requests without it spread
    .actual = They were split in spite of the cookie: { $kept }
    .hint = A target may have become unhealthy meanwhile, or the cookie lasts a very short time. Look at the "Attributes" tab and try again.
sticky-moves-unhealthy =
    .expected = In { $group }, requests with the cookie stay on one target and requests without it spread
    .actual = They were split in spite of the cookie ({ $kept }), but not every target is healthy now
    .hint = When the target of a cookie becomes unhealthy, the ALB sends the client to another one. Wait until all are healthy, then check again.
sticky-unmarked =
    .expected = In { $group }, requests with the cookie stay on one target and requests without it spread
    .actual = The answers with the cookie showed no mark
    .hint = Check again.
sticky-by-hand =
    .expected = See for yourself that the cookie keeps you on one target
    .actual = AWS does not say which target answered
    .hint = Reload some times and see the same server, open a private window and see another, then confirm.
stickiness-off =
    .expected = Stickiness is off again for the target groups of "{ $name }"
    .actual = It is off
stickiness-gone =
    .expected = Stickiness is off again for the target groups of "{ $name }"
    .actual = The load balancer itself is gone
stickiness-left =
    .expected = Stickiness is off again for the target groups of "{ $name }"
    .actual = It is still on ({ $groups })
    .hint = Turn it off on the target group's "Attributes" tab and save.

## Questions

quiz-step-open =
    .expected = All questions of the "Questions" tab are answered rightly
    .actual = { $given } of { $of } answered
    .hint = Open the "Questions" tab of the page (Right key) and answer. A wrong answer can be given again after its explanation.
quiz-step-wrong =
    .expected = All questions of the "Questions" tab are answered rightly
    .actual = { $right } of { $of } right ({ $at })
    .hint = Read the explanation of the others and answer again.

## Advice

advice-map-without-listener = A listener would give requests a way in.
advice-nlb-without-group = The NLB "{ $name }" has no security group. One that was created without any cannot take one later (since August 2023 it can when it was created with one).
advice-rule-status = The answer to { $url } had status { $status }: it reached a target, which seems to have no such page.
advice-load-balancer-costs = The load balancer "{ $name }" is still there and costs money by the hour, used or not. If you made it for this course alone, read "What to keep" on the page and delete it.
