# "explain": the way of a request, and where it stops.

## Names of the hops

explain-hop-dns = name (DNS)
explain-hop-load-balancer = state and scheme
explain-hop-load-balancer-subnet = subnets and routes
explain-hop-load-balancer-group = ALB's security groups
explain-hop-listener = listener
explain-hop-rule = rule
explain-hop-target-group = target group
explain-hop-target = server
explain-hop-target-az = Availability Zone
explain-hop-target-group-membership = registration
explain-hop-target-security-group = server's security groups
explain-hop-health-check = health check
explain-hop-application = application
explain-node-client = client
explain-node-load-balancer = load balancer
explain-node-target-group = target group
explain-node-server = server

## Headings

explain-title = The way of a request ({ $door })
explain-here = ◀ it stops here
explain-here-partly = ◀ some stop here
explain-good = Nothing is broken: a request gets all the way to the application.
explain-unsure = Nothing broken was found, but some of the way could not be seen.
explain-where = Where it stops
explain-why = What was seen
explain-fix = How to mend it
explain-commands = With the CLI (to mend it, or to look closer)
explain-next = Where it would stop next
explain-not-seen = What could not be seen
explain-targets = Targets
explain-target-line = { $target }  { $zone }  { $state }  { $reason }
explain-affected = Targets concerned: { $targets } ({ $count } of { $total })
explain-no-way = This course has no load balancer, so there is no way to explain.
explain-beyond = cannot be judged yet: something before it is broken or was not seen
explain-proved = not seen directly, but the wanted page came back, so requests pass

## Name

explain-dns = “{ $host }” resolves to { $addresses }
explain-dns-other-region = There is no load balancer “{ $name }” in { $region }; this course is usually taken in { $home }
    .fix = If you made it in { $home }, look again with “--region { $home }”. If you take the course in { $region }, open “Load Balancers” in the EC2 console with the region { $region } at the top right; if it is not listed, create “{ $name }” with “Create load balancer”.
explain-dns-no-load-balancer = there is no load balancer “{ $name }” in { $region }, so there is no DNS name to open
    .fix = Open “Load Balancers” in the EC2 console and make sure that the region at the top right is { $region }. If it is not in the list, create “{ $name }” with “Create load balancer”. If yours has another name, say so with --set.
explain-dns-untold = AWS's answer does not tell the load balancer's DNS name
explain-dns-not-yet = “{ $host }” does not resolve yet: the name of a new load balancer takes a few minutes
explain-dns-no-such-name = the answer is that no name “{ $host }” exists
    .fix = Copy the “DNS name” from the load balancer's details in the EC2 console again. If it is the same, your DNS server may remember an old answer: wait a few minutes or try another connection.
explain-dns-proved = the wanted page came back from “{ $host }”, so the name resolves
explain-dns-silent = no DNS answer for “{ $host }” ({ $code })

## Load balancer

explain-lb = “{ $name }” is { $state } and internet-facing
explain-lb-provisioning = “{ $name }” is still being made ready (provisioning)
    .fix = Wait: it usually becomes “Active” within 2 to 5 minutes. Watch “State” under “Load Balancers” in the EC2 console. If nothing has changed after 10 minutes, look at the free IP addresses of its subnets.
explain-lb-failed = “{ $name }” could not be created ({ $reason })
    .fix = Select “{ $name }” under “Load Balancers” in the EC2 console, delete it with “Actions → Delete load balancer”, mend the reason ({ $reason }) and create it again.
explain-lb-internal = “{ $name }” is internal: it has no address that the internet reaches
    .fix = The scheme cannot be changed later. Delete “{ $name }” and create it again with the scheme “Internet-facing”, with a listener to the same target group.
explain-lb-state-unknown = the state of “{ $name }” ({ $state }) is one that this program does not know

## The load balancer's subnets

explain-subnet = { $subnets } have a way to an internet gateway
explain-subnet-unlisted = a subnet, route table or network ACL is not in the lists
explain-subnet-gateway-detached = route table { $table } of { $subnets } points to internet gateway { $gateway }, which is detached from the VPC (blackhole)
    .fix = Select { $gateway } under “Internet gateways” in the VPC console and attach it to this VPC again with “Actions → Attach to VPC”.
explain-subnet-private = { $subnets } have no route to an internet gateway (route table { $table }): the load balancer is in private subnets
    .fix = Select “{ $name }” under “Load Balancers” in the EC2 console and change to the public subnets ({ $public }) with “Edit subnets” on the “Network mapping” tab.
explain-subnet-no-route = { $subnets } have no route to an internet gateway (route table { $table })
    .fix = Select { $table } under “Route tables” in the VPC console and, with “Edit routes” on the “Routes” tab, add a route with destination 0.0.0.0/0 and an internet gateway as its target.
explain-subnet-acl-in = network ACL { $acl } of subnet { $subnet } denies TCP { $ports } from clients (rule { $rule })
    .fix = Select { $acl } under “Network ACLs” in the VPC console and allow TCP { $ports } with “Edit inbound rules”. Rules with lower numbers win.
explain-subnet-acl-out = network ACL { $acl } of subnet { $subnet } denies the answers to clients (TCP { $ports }, rule { $rule })
    .fix = A network ACL judges each direction alone. Select { $acl } under “Network ACLs” in the VPC console and allow TCP { $ports } with “Edit outbound rules”.

## The load balancer's security groups

explain-lb-group = { $groups } let anybody in on TCP { $port }
explain-lb-group-none = “{ $name }” has no security group
explain-lb-group-unlisted = not all of { $groups } are in the list
explain-lb-group-closed = { $groups } have no inbound rule that lets TCP { $port } in
    .fix = Select “{ $group }” under “Security Groups” in the EC2 console and, with “Edit inbound rules → Add rule”, add TCP { $port } (for port 80 “HTTP”) with the source “Anywhere-IPv4”, then “Save rules”.
explain-lb-group-narrow = { $groups } let in only { $sources } on TCP { $port }; nobody else's requests arrive
    .fix = Select “{ $group }” under “Security Groups” in the EC2 console and, with “Edit inbound rules → Add rule”, add TCP { $port } (for port 80 “HTTP”) with the source “Anywhere-IPv4” (0.0.0.0/0), then “Save rules”.
explain-lb-group-other = { $groups }, attached to “{ $name }”, do not let everybody in on TCP { $port }. { $meant } does, and is not attached to “{ $name }”
    .fix = Select “{ $name }” under “Load Balancers” in the EC2 console and, with “Edit” on the “Security” tab, remove the present groups, add { $meant }, then “Save changes”.

## Listener

explain-some-target-group = the target group that should get the requests
explain-listener = listener { $listener } forwards to “{ $found }”
explain-listener-by-rule = a rule of listener { $listener } forwards to “{ $target_group }”
explain-listener-none = “{ $name }” has no listener at all
    .fix = Select “{ $name }” under “Load Balancers” in the EC2 console and, with “Add listener” on the “Listeners and rules” tab, add { $protocol }:{ $port } with the default action “Forward to target groups” and “{ $target_group }”.
explain-listener-port = “{ $name }” has no listener on { $protocol }:{ $port } (it has { $others })
    .fix = Select “{ $name }” under “Load Balancers” in the EC2 console and make the listener { $protocol }:{ $port } on the “Listeners and rules” tab. It forwards to “{ $target_group }”.
explain-listener-protocol = listener { $listener } speaks another protocol (wanted: { $wanted })
    .fix = Select { $listener } on the “Listeners and rules” tab of “{ $name }” and change its protocol to { $wanted } with “Manage listener → Edit listener”.
explain-listener-unknown = where the action of listener { $listener } sends requests could not be told
explain-listener-weight-zero = listener { $listener } forwards to “{ $target_group }” with weight 0: no request arrives
    .fix = Select { $listener } on the “Listeners and rules” tab of “{ $name }” and give “{ $target_group }” a weight of at least 1 with “Edit listener”.
explain-listener-other = listener { $listener } forwards to { $found } instead of “{ $target_group }”
    .fix = Select { $listener } on the “Listeners and rules” tab of “{ $name }” and choose “{ $target_group }” with “Edit listener”.
explain-listener-fixed = listener { $listener } answers { $status } by itself instead of forwarding to “{ $target_group }”
    .fix = Select { $listener } on the “Listeners and rules” tab of “{ $name }” and, with “Edit listener”, make the default action “Forward to target groups” with “{ $target_group }”.
explain-listener-redirect = listener { $listener } redirects to { $to }, where no listener waits
    .fix = Select { $listener } on the “Listeners and rules” tab of “{ $name }” and, with “Edit listener”, forward to “{ $target_group }” again, or create the listener that it redirects to.

## Rule

explain-rule-default = only the default action
explain-rule-none = none of { $count } rules takes “{ $path }” away
explain-rule = the rule of priority { $priority } sends “{ $path }” to the right place
explain-rule-unknown = what the rule of priority { $priority } does with “{ $path }” could not be told
explain-rule-fixed = the rule of priority { $priority } matches “{ $path }” and answers { $status }: the default action is never reached
    .fix = Open the listener on the “Listeners and rules” tab of the load balancer in the EC2 console, select the rule of priority { $priority } and delete it with “Actions → Delete rule”, or make its condition narrower.
explain-rule-redirect = the rule of priority { $priority } matches “{ $path }” and redirects to { $to }
    .fix = Open the listener on the “Listeners and rules” tab of the load balancer and delete the rule of priority { $priority }, or make its condition narrower.
explain-rule-other = the rule of priority { $priority } matches “{ $path }” and forwards to { $found }
    .fix = Open the listener on the “Listeners and rules” tab of the load balancer and delete the rule of priority { $priority }, or make its condition narrower.
explain-rule-weight-zero = the rule of priority { $priority } matches “{ $path }” and forwards with weight 0
    .fix = Open the listener on the “Listeners and rules” tab of the load balancer and give the rule of priority { $priority } a weight of at least 1, or delete it.

## Target group

explain-tg = “{ $name }” ({ $protocol }:{ $port })
explain-tg-missing = there is no target group “{ $name }” in { $region }
    .fix = Create “{ $name }” with “Create target group” under “Target Groups” in the EC2 console, then choose it in the listener.
explain-tg-protocol = “{ $name }” speaks { $protocol } to the servers, which speak { $wanted }
    .fix = The protocol cannot be changed later. Create a target group with the protocol { $wanted }, register the targets and choose it in the listener.
explain-tg-port = “{ $name }” sends to port { $port }, but the servers wait on port { $wanted }
    .fix = The port of a target group cannot be changed later. Create one with port { $wanted }, register the targets and choose it in the listener.

## Server

explain-target = { $target } is registered on port { $port }
explain-target-candidates = { $instances } are running
explain-target-unlisted = which instance { $target } is could not be told
explain-target-ip-unusable = { $target } is an address of a load balancer itself and cannot be a target (Target.IpUnusable)
    .fix = Open the “Targets” tab of “{ $name }” under “Target Groups” in the EC2 console, deregister { $target } and register the server itself.
explain-target-gone = { $target } no longer exists (it is not in the list)
    .fix = Open the “Targets” tab of “{ $name }” under “Target Groups”, deregister { $target } and register an instance that runs.
explain-target-invalid = { $target } cannot be used because it is not running (Target.InvalidState, { $state })
    .fix = Look at the state of { $target } under “Instances” in the EC2 console; if it is stopped, “Instance state → Start instance”. It can stay registered in “{ $name }”.
explain-target-port = { $target } is registered on port { $port }, but the server waits on port { $wanted }
    .fix = Open the “Targets” tab of “{ $name }” under “Target Groups”, register it again with port { $wanted }, and deregister the one on port { $port }.
explain-target-stopped = { $target } is stopped ({ $state })
    .fix = Select { $target } under “Instances” in the EC2 console and press “Instance state → Start instance”. It can stay registered in “{ $name }”.
explain-target-starting = { $target } is starting ({ $state })
    .fix = Wait: it takes a few minutes until it is “Running” under “Instances” and “Healthy” in “{ $name }”.
explain-target-terminated = { $target } is terminated ({ $state }) and cannot come back
    .fix = If it belongs to an Auto Scaling group, wait a few minutes for its replacement and look at the “Activity” tab. If it was made by hand, launch a new one and register it in “{ $name }”.
explain-target-draining = { $target } is being deregistered from “{ $name }” (draining): no new request is sent to it
    .fix = Open the “Targets” tab of “{ $name }” under “Target Groups” and register the same instance again (“Include as pending below”, then register).
explain-target-desired-zero = the desired capacity of Auto Scaling group “{ $group }” is 0: there is no instance
    .fix = Select “{ $group }” under “Auto Scaling Groups” in the EC2 console and, with “Edit” under “Capacity overview” on the “Details” tab, set the desired capacity to at least 1.
explain-target-launch-suspended = launching is suspended in Auto Scaling group “{ $group }”: there is no instance
    .fix = Select “{ $group }” under “Auto Scaling Groups”, edit “Advanced configurations” on the “Details” tab and take Launch out of “Suspended processes”.
explain-target-launch-failed = Auto Scaling group “{ $group }” fails to launch instances: { $message }
    .fix = Open the “Activity” tab of “{ $group }” under “Auto Scaling Groups” and read the reason. A new version of the launch template with the AMI, security groups or instance profile put right is used at the next launch.
explain-target-launching = Auto Scaling group “{ $group }” has no instance that can be used yet
    .fix = Wait a few minutes, then look at the “Activity” tab of “{ $group }” under “Auto Scaling Groups”. If launches fail, the reason is there.
explain-target-acl-in = network ACL { $acl } of the server's subnet { $subnet } denies TCP { $ports } from the load balancer to { $target } (rule { $rule })
    .fix = Select { $acl } under “Network ACLs” in the VPC console and, with “Edit inbound rules”, allow TCP { $ports } from the load balancer's subnets.
explain-target-acl-out = network ACL { $acl } of the server's subnet { $subnet } denies the answers of { $target } (TCP { $ports }, rule { $rule })
    .fix = A network ACL judges each direction alone. Select { $acl } under “Network ACLs” in the VPC console and allow TCP { $ports } with “Edit outbound rules”.
explain-target-acl-node = network ACL { $acl } of the load balancer's subnet { $subnet } denies TCP { $ports } between it and { $target } (rule { $rule })
    .fix = Select { $acl } under “Network ACLs” in the VPC console and allow TCP { $ports } to the server (outbound) and its answers (inbound).
explain-target-acl-partly = the network ACL of { $subnet } lets only some peers or ports through, so nothing certain can be said

## Availability Zone

explain-az = { $target } is in { $zone }, one of the zones enabled on “{ $name }” ({ $zones })
explain-az-off = { $target } is in { $zone }, but only { $zones } are enabled on “{ $name }”
    .fix = Select “{ $name }” under “Load Balancers” in the EC2 console and add a public subnet of { $zone } with “Edit subnets” on the “Network mapping” tab.
explain-az-proved = { $target } is healthy, so its zone is enabled
explain-az-unknown = the zone of the target could not be told

## Registration

explain-membership = registered in “{ $name }”
explain-membership-group = Auto Scaling group “{ $group }” is attached to “{ $name }” and its instances are registered
explain-membership-attached = Auto Scaling group “{ $group }” is attached to “{ $name }”
explain-membership-not-attached = Auto Scaling group “{ $group }” is not attached to “{ $name }”: the instances it launches are not registered
    .fix = Select “{ $group }” under “Auto Scaling Groups” in the EC2 console and, with “Edit” of “Load balancing” on the “Integrations” tab (“Details” where there is no such tab), choose the target group “{ $name }”, then “Update”.
explain-membership-suspended = adding to the load balancer (AddToLoadBalancer) is suspended in Auto Scaling group “{ $group }”: nobody is in “{ $name }”
    .fix = Select “{ $group }” under “Auto Scaling Groups” and take AddToLoadBalancer out of “Suspended processes” under “Advanced configurations”.
explain-membership-none = no target is registered in “{ $name }” (could be: { $instances })
    .fix = Open the “Targets” tab of “{ $name }” under “Target Groups” in the EC2 console, choose the instance with “Register targets”, press “Include as pending below” and register.
explain-membership-nobody = no target is registered in “{ $name }”
    .fix = Open the “Targets” tab of “{ $name }” under “Target Groups” in the EC2 console, choose the instance with “Register targets”, press “Include as pending below” and register.
explain-membership-no-address = no IP address is registered in “{ $name }”
    .fix = With ECS, create the service with this target group: ECS then registers the addresses of its tasks. To register by hand, open the “Targets” tab of “{ $name }” under “Target Groups”, enter the IP address with “Register targets”, press “Include as pending below” and register.
explain-membership-some = { $instances } run, but are not registered in “{ $name }”
    .fix = Open the “Targets” tab of “{ $name }” under “Target Groups” and register them with “Register targets”.

## The server's security groups

explain-tsg = { $groups } let TCP { $port } in from { $sources }
explain-tsg-proved = not all rules were seen, but { $target } answers on port { $port }, so they let it through
explain-tsg-unlisted = whether the load balancer may talk to the server could not be told
explain-tsg-egress = the outbound rules of the load balancer's “{ $group }” do not let TCP { $port } out to { $target }
    .fix = Select “{ $group }” under “Security Groups” in the EC2 console and, with “Edit outbound rules → Add rule”, add TCP { $port } to the server's security group, then “Save rules”.
explain-tsg-closed = the server's “{ $group }” has no inbound rule that lets TCP { $port } in
    .fix = Select “{ $group }” under “Security Groups” in the EC2 console and, with “Edit inbound rules → Add rule”, add TCP { $port } with the custom source “{ $source }”, then “Save rules”.
explain-tsg-port = the server's “{ $group }” lets “{ $source }” in, but not on TCP { $port }
    .fix = Select “{ $group }” under “Security Groups” and, with “Edit inbound rules”, make the rule from “{ $source }” TCP { $port }, then “Save rules”.
explain-tsg-source = the server's “{ $group }” lets { $from } in on TCP { $port }, not the load balancer's “{ $source }”
    .fix = Select “{ $group }” under “Security Groups” and, with “Edit inbound rules”, delete the present rule for TCP { $port } and, with “Add rule”, add TCP { $port } with the custom source “{ $source }”, then “Save rules” (a rule for addresses cannot be turned into one for a group).

## Health check

explain-health = { $target } is healthy
explain-health-settings = nothing wrong in its settings ({ $protocol } { $path }, code { $matcher }); { $target } is { $state } ({ $reason })
explain-health-internal = there is no result, because of a problem on AWS's side (Elb.InternalError)
explain-health-unknown = the state of { $target } ({ $state }, { $reason }) tells nothing
explain-health-disabled = the health check of “{ $name }” is turned off (Target.HealthCheckDisabled)
    .fix = Select “{ $name }” under “Target Groups” in the EC2 console and turn it on with “Edit” on the “Health checks” tab.
explain-health-initial = { $target } has not passed its first health check yet ({ $state }, { $reason })
    .fix = If the application runs, it becomes “Healthy” after about one interval. If nothing changes after a few intervals, look on the server whether the application waits on port { $port }.
explain-health-port = the health check asks on port { $port }, which is not the port of the requests, and { $target } does not pass it ({ $reason })
    .fix = Select “{ $name }” under “Target Groups” and, with “Edit → Advanced health check settings” on the “Health checks” tab, set the port to “Traffic port” ({ $wanted }).
explain-health-port-closed = the health check asks on port { $port }, which the server's security groups do not open ({ $target }, { $reason })
    .fix = Select “{ $name }” under “Target Groups” and, with “Edit → Advanced health check settings” on the “Health checks” tab, set the port to “Traffic port” ({ $wanted }).
explain-health-protocol = the health check speaks { $protocol }, which is not the protocol of the requests, and { $target } does not pass it ({ $reason })
    .fix = Select “{ $name }” under “Target Groups” and change the protocol to { $wanted } with “Edit” on the “Health checks” tab.
explain-health-path = the health check asks for “{ $path }”, and { $target } does not pass it ({ $reason }, codes: { $codes })
    .fix = Select “{ $name }” under “Target Groups” and change the path to “{ $wanted }” with “Edit” on the “Health checks” tab.
explain-health-matcher = the health check accepts only code { $matcher }, which a good page does not have ({ $target }, codes: { $codes })
    .fix = Select “{ $name }” under “Target Groups” and put the success codes right ({ $wanted }) with “Edit → Advanced health check settings” on the “Health checks” tab.

## Application

explain-app = { $url } answers { $status } with the wanted page
explain-app-healthy = { $target } answers its health check
explain-app-unknown = the state of { $target } ({ $state }, { $reason }) tells nothing
explain-app-silent = no answer from { $url }; the settings show no cause, so look at your own connection or proxy too
explain-app-not-asked = { $url } was not opened
explain-app-not-listening = { $target } is reached, but the application does not listen or breaks connections off ({ $reason })
    .fix = Enter { $target } with Session Manager and look with “sudo ss -ltnp” for a process that waits on port { $port }. If there is none, start the application. If it ends right away, read its log and what the user data did (/var/log/cloud-init-output.log).
explain-app-no-answer = { $target } is reached, but the application does not answer in time ({ $reason })
    .fix = Enter { $target } with Session Manager and see with “curl -v http://localhost:{ $port }{ $path }” how long an answer takes. Look in the log for slow work or for waiting on the database.
explain-app-bad-request = the application answers { $codes } (bad request) ({ $target })
    .fix = With Django, make sure that ALLOWED_HOSTS in settings.py holds the load balancer's DNS name and the server's IP address (health checks come by the address). Restart the application afterwards.
explain-app-forbidden = the application answers { $codes } (not allowed) ({ $target })
    .fix = Enter { $target } with Session Manager and look at the permissions of the page's files and at the application's access rules.
explain-app-not-found = the application answers { $codes } (no such page) ({ $target })
    .fix = Enter { $target } with Session Manager and make sure that the right application runs and has a page at this path.
explain-app-error = the application answers { $codes } (an error inside the server) ({ $target })
    .fix = Enter { $target } with Session Manager and read the application's log (with pm2, “pm2 logs”). If it cannot reach its database, look at the database's security group and at the groups of the instance (such as ec2-rds-1).
explain-app-other-code = the application does not answer with the expected code ({ $codes }, { $target })
    .fix = Enter { $target } with Session Manager, look at the answer with “curl -i http://localhost/” and check the application's settings (redirects, for example).
explain-app-502 = { $url } answers 502: the load balancer gets no proper answer from the server ({ $target }, { $codes })
    .fix = Look in the log whether the application ends or breaks connections off. Make sure, too, that the protocol of “{ $name }” is the application's.
explain-app-503 = { $url } answers 503 ({ $codes })
    .fix = Look on the “Targets” tab of “{ $name }” whether there is a target that can be used. If they are healthy, it is the application ({ $target }) that answers 503: read its log.
explain-app-504 = { $url } answers 504: the answer of the server ({ $target }) does not come in time ({ $codes })
    .fix = Look in the log for slow work or for waiting on the database. The health check of “{ $name }” may be quick all the same.
explain-app-page = { $url } opens, but it is not the wanted page (missing: { $texts })
    .fix = Look with a browser whether another application or the server's first page shows. Make sure, too, that the instance registered in “{ $name }” ({ $target }) is the right one.

## The command

command-explain =
    .about = Walks the way of a request and shows the first place where it stops, why, and how to mend it. It only reads and changes nothing.
    .usage = hanamaru explain [OPTIONS] COURSE
arg-explain-step = Explain the way through the listener that this step is about
explain-exit =
    Exit status:
      0  nothing is broken
      1  something is broken
      2  what was typed is wrong
      3  nothing broken was found, but some of the way could not be seen

## The trainer

tui-way-offer = Press x to see on a drawing where it stops
tui-way-asking = asking…
tui-way-needs-account = Choose an account to see the way of a request
tui-key-explain = the way
tui-key-way-again = look again
tui-key-way-copy = copy the commands
tui-help-way = While the way is open
