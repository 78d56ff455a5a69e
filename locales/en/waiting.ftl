# Checks that wait: how long it normally takes (the value), and what to look at when it takes too long (-late).

wait-load-balancer = A load balancer is normally ready after two or three minutes, { $usual } at most
wait-load-balancer-late = This takes longer than usual. Open the load balancer's details in the EC2 console: is a reason shown, and does each of its subnets have at least 8 free addresses?
wait-dns = The DNS name of a new load balancer normally resolves after two or three minutes, { $usual } at most
wait-dns-late = This takes longer than usual. Is the load balancer active, is the name copied in full, and does this machine's DNS still remember "no such name" (it forgets within minutes)?
wait-first-check = A new target becomes healthy with its first passed health check. The interval is { $interval } s, so within { $usual } of the application's first answer
wait-first-check-late = This takes longer than usual. Read the status details in the target group's Targets tab; see whether the application runs on the server, and whether user data stopped half-way (/var/log/cloud-init-output.log).
wait-health-recovery = A target that was unhealthy comes back after { $healthy } passed health checks in a row, { $interval } s apart (about { $usual })
wait-health-recovery-late = This takes longer than usual. Read the reason in the target group's Targets tab: what was broken may not be mended yet.
wait-grace = During the group's grace period ({ $grace }) no instance is replaced for not answering
wait-grace-late = The grace period is over. Read the reason in the Targets tab.
wait-launch = An instance normally launches in one or two minutes; then come the application's preparation (user data) and the health check
wait-launch-late = This takes longer than usual. Read the launch's message in the Auto Scaling group's Activity tab. Where the lifecycle stays at Pending:Wait in the Instance management tab, a lifecycle hook waits to be completed.
wait-alarm-acts = The capacity normally begins to change about a minute after the alarm (just after another change it may wait until the warm-up of { $warmup } is over)
wait-alarm-acts-late = This takes longer than usual. See whether the Activity tab shows a failure, whether the group is at its maximum already, and whether AlarmNotification or Launch is among the suspended processes in the Details tab.
wait-requests = Request counts show up some minutes late, and the alarm goes off after { $datapoints } values in a row over the target, one per { $period } (about { $usual } in all)
wait-requests-late = This takes longer than usual. Is the load still running, and does it go to your own load balancer?
wait-instance-stop = Stopping normally takes about a minute
wait-instance-stop-late = This takes longer than usual. Where it does not end, choose Stop instance again: it then offers to force it.
wait-image = An image normally takes some minutes (about { $usual }), more for a large volume
wait-image-late = This takes longer than usual. See under Snapshots in the EC2 console whether the progress (%) still moves; if it does, waiting is enough.
wait-certificate = With the validation CNAME in your DNS, a certificate is normally issued within { $usual }
wait-certificate-late = This takes longer than usual. Compare the name and value of the validation CNAME in ACM with what your DNS holds (a domain appended twice to the name is the classic).
wait-leaving = This normally takes one or two minutes
wait-leaving-late = This takes longer than usual. Look at its state in the console for what holds it (deletion protection, something that refers to it).
wait-group-leaving = The group first deregisters its targets (deregistration delay { $delay }), then terminates its instances: normally about { $usual }
wait-group-leaving-late = This takes longer than usual. See in the Activity tab whether terminations go on, and in Instance management whether an instance is protected from scale-in or at Terminating:Wait.

label-usual = normally
label-look-at = late
tui-label-usual = normally
tui-label-late = late
tui-wait-left = about { $left } left (until { $time })
tui-wait-due = should be over any moment (expected for { $time })

## Pages of the console

label-console = console
console-open = open in the AWS console

## The right thing on the wrong resource

advice-rule-on-other-group = The rule that lets { $source } reach port { $port } is on another group, { $other }. If that was a slip, delete it there and add it under “Edit inbound rules” of { $group }.
advice-attached-to-other-group = { $target_group } is attached to another Auto Scaling group, { $other }. If that was a slip, detach it in the Integrations tab of { $other } and attach it to { $group }.
advice-group-on-other-load-balancer = That group is on another load balancer, { $other }. If that was a slip, choose { $load_balancer } and attach it in its Security tab.
advice-target-group-on-other-load-balancer = { $target_group } is in use by another load balancer, { $other }. A target group serves one load balancer only: forward the listener of { $other } elsewhere or delete it, then choose the target group in the listener of { $load_balancer }.
