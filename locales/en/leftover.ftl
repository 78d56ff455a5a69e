# `cleanup`: what is left, what it costs, the commands that remove it.

command-cleanup =
    .about = Show what of a course still exists, what it costs an hour (an estimate), and the commands that remove it. Deletes nothing.
    .usage = hanamaru cleanup [OPTIONS] COURSE
cleanup-exit = Exit status: 0 nothing is left, 1 something is, 2 a typing mistake, 3 it cannot be said that nothing is left (not seen, being deleted, or perhaps not the course's)
arg-cleanup-shell = Shell that the delete commands are written for (bash or powershell)

## Kinds

leftover-kind-auto-scaling-group = Auto Scaling group
leftover-kind-instance = instance
leftover-kind-alarm = CloudWatch alarm
leftover-kind-listener-rule = listener rule
leftover-kind-stickiness = stickiness
leftover-kind-load-balancer = load balancer
leftover-kind-target-group = target group
leftover-kind-launch-template = launch template
leftover-kind-image = AMI
leftover-kind-snapshot = snapshot
leftover-kind-volume = EBS volume
leftover-kind-nat-gateway = NAT gateway
leftover-kind-address = Elastic IP
leftover-kind-network-interface = network interface
leftover-kind-security-group = security group

## Why it is here

leftover-why-made = Made in this course.
leftover-why-made-on = Set on “{ $name }” in this course. The load balancer itself stays.
leftover-why-of-group = An instance of the Auto Scaling group “{ $group }”. It ends with the group.
leftover-why-group-gone = The Auto Scaling group “{ $group }” is gone, and this instance of it is not.
leftover-why-from-image = Launched from the AMI “{ $image }”.
leftover-why-alarm-of-group = An alarm of the group “{ $group }”. It goes with the group.
leftover-why-alarm = The group “{ $group }” is gone, and this alarm of it is not.
leftover-why-snapshot = The snapshot of the AMI “{ $image }”. It stays, and costs, when the AMI is deregistered.
leftover-why-snapshot-orphan = The snapshot of an AMI that is deregistered ({ $image }). Easily forgotten; it costs until it is deleted.
leftover-why-snapshot-unknown = The snapshot of an AMI that is deregistered; nobody can tell which instance it was made from.
leftover-why-volume = Made of this course's AMI and attached to no instance.
leftover-why-volume-loose = Attached to no instance. A waste of money unless somebody needs it.
leftover-why-interface = In a security group of this course and attached to nothing.
leftover-why-address = Associated with nothing. It costs whether or not it is used.
leftover-why-other-balancer = Of another name, but it uses a security group or target group of this course: perhaps left from an earlier attempt.
leftover-why-named = Named as the launch template names its instances, but of no group.
leftover-keep-before = There before the course: it stays.
leftover-keep-stopped = There before the course: it stays. While stopped, only its storage (and an Elastic IP) costs.
leftover-keep-nat = A NAT gateway of the course's VPC. There before the course, so it stays; it costs as long as it runs.

## Protection against deletion

leftover-protected-load-balancer = Deletion protection is on: AWS refuses to delete it (OperationNotPermitted). Switch it off first. In the EC2 console: “Load Balancers”, choose “{ $name }”, tab “Attributes”, “Edit”, “Deletion protection” off, “Save changes”.
leftover-protection-unseen = Whether deletion protection is on was not seen. If AWS refuses (OperationNotPermitted), switch it off first. In the EC2 console: “Load Balancers”, choose it, tab “Attributes”, “Edit”, “Deletion protection”.
leftover-protected-group = Deletion protection is set: AWS refuses to delete it (ResourceInUse). Take it off first. In the EC2 console: “Auto Scaling Groups”, open “{ $name }”, tab “Details”, deletion protection “None”.
leftover-protected-instance = Its launch template switches termination protection on. While it is on, AWS refuses (OperationNotPermitted), so switch it off first. In the EC2 console: “Instances”, choose it, “Actions > Instance settings > Change termination protection”.
leftover-protected-image = Deregistration protection is on; switch it off first. If it was on with a cooldown, the AMI can be deregistered only 24 hours after that. In the EC2 console: “AMIs”, choose it, “Actions > Manage AMI deregistration protection”.

## Money

leftover-cost-instance = { $type }
leftover-cost-volume = EBS { $type } { $gib } GiB
leftover-cost-snapshot = snapshot, up to { $gib } GiB
leftover-cost-address = { $count } public IPv4
leftover-cost-application-load-balancer = ALB (without LCUs)
leftover-cost-network-load-balancer = NLB (without LCUs)
leftover-cost-load-balancer = load balancer
leftover-cost-nat-gateway = NAT gateway (without traffic)
leftover-cost-alarm = alarm (free tier not counted)

leftover-hourly = about ${ $dollars }/h
leftover-hourly-least = ${ $dollars }/h or more
leftover-hourly-tiny = below $0.0001/h
leftover-hourly-unknown = price not known
leftover-sum = Together { $hourly } (if left: about ${ $day } a day, ${ $month } in 30 days)
leftover-sum-least = Together { $hourly } (if left: ${ $day } a day, ${ $month } in 30 days, or more)
leftover-sum-free = None of it costs anything.
leftover-since = since { $at } ({ $age })

## The list

leftover-title = what is left, and what it costs
leftover-left = Made in this course, in the order of deletion
leftover-left-none = Nothing that this course made is left.
leftover-left-none-unsure = Nothing that this course made is left, as far as could be seen.
leftover-leaving = It is being deleted.
leftover-goes-along = It goes with something above, so there is no command.
leftover-held = Still used by: { $names }
leftover-held-target-group = Still used by: { $names }. First delete its listener or rule, or let it forward elsewhere (until then: ResourceInUse).
leftover-held-security-group = Still worn by: { $names }. First take it off, or put another security group in its place (until then: DependencyViolation).
leftover-held-snapshot = Still used by: { $names }. First deregister that AMI (until then: InvalidSnapshot.InUse).
leftover-perhaps = Perhaps from this course (look before you delete)
leftover-kept = There before the course (stays)
leftover-unseen = Could not be seen
leftover-unseen-note = Whatever is left there does not show in this list.
leftover-estimate = An estimate: AWS's public price list as of { $asof }, { $region }, On-Demand, Linux, without LCUs, traffic, taxes, discounts and free tier. The true amount is in the Billing and Cost Management console.
leftover-estimate-none = The price table at hand does not have the region { $region }.
leftover-not-looked = Not looked at: Aurora/RDS, ECS, S3, Secrets Manager.
leftover-other-region = Only { $region } was looked at; this course is usually taken in { $home }. What is left in { $home } does not show here: look there, too, with “--region { $home }”.
leftover-commands-note = The commands are shown, not run. If deleting a security group ends in DependencyViolation, wait a minute or two until the load balancer has let go of it, and try again.

## The trainer

tui-tab-left = What is left
leftover-looking = Looking at the account…
leftover-not-yet = Not looked at yet. Press r to look.
leftover-practice = This is the practice account: nothing is charged. The amounts are what a real account would cost.
leftover-header = est. { $hourly }
leftover-quit = Still { $hourly }: see “Clean up”. q again to quit
