# What is reached from outside, the order scenario, items confirmed by hand, the checklist, the clean-up.

## DNS

dns-resolves =
    .expected = DNS name { $host } resolves
    .actual = It resolves to { $addresses }
dns-name-unseen =
    .expected = Load balancer “{ $load_balancer }” has a DNS name
    .actual = AWS's answer holds no DNS name
    .hint = Wait a little and check again.
dns-not-yet =
    .expected = DNS name { $host } resolves
    .actual = Not yet: the load balancer has only just been created
    .hint = It takes some minutes from the creation of “{ $load_balancer }” until its name can be used. Just wait.
dns-no-such-name =
    .expected = DNS name { $host } resolves
    .actual = The answer is that there is no such name (NXDOMAIN)
    .hint = Compare it with the DNS name on the page of “{ $load_balancer }”. If it is the same, wait some minutes, or try another DNS server on your side.
dns-no-answer =
    .expected = DNS name { $host } resolves
    .actual = No answer from the DNS server ({ $code }, { $elapsed } s)
    .hint = Your own network may be the reason. See whether other sites open, then check again.
advice-dns-overridden = { $host } was replaced by a given address (--resolve, --connect-to or the like). The real DNS was not asked.

## HTTP

http-answers =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = { $status } with a page of { $bytes } bytes ({ $elapsed } s)
http-empty-page =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = The status is { $status }, but the page is empty
    .hint = The application returns nothing. Look at its log and at the files that were deployed.
http-page-lacks =
    .expected = The page at { $url } holds a certain text
    .actual = Not on the page: { $texts }
    .hint = It is another page. Open it in a browser and see which server it comes from.
http-page-unread =
    .expected = The page at { $url } holds a certain text
    .actual = The page could not be searched for: { $texts }
    .hint = Check again.
http-targets-starting =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = { $status }: the targets are still on their way to healthy
    .hint = Wait some minutes until they are healthy.
http-502 =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = 502 Bad Gateway{ $known ->
        [0] ; the targets' health was not seen
       *[other] {" "}({ $healthy } of { $registered } targets healthy{ $reason_count ->
            [0] {""}
           *[other] . { $reasons }
        })
    }
    .hint = The ALB reached a target, which closed the connection or did not speak HTTP. See whether the application runs, and whether port and protocol of the target group are the application's.
http-503 =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = 503 Service Unavailable{ $known ->
        [0] ; the targets' health was not seen
       *[other] {" "}({ $healthy } of { $registered } targets healthy{ $reason_count ->
            [0] {""}
           *[other] . { $reasons }
        })
    }
    .hint = The ALB has no target to send to, or the application itself answers 503. Look at the tab Targets of the target group.
http-503-no-target =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = 503 Service Unavailable: no target is registered with the target group
    .hint = Check that the Auto Scaling group's desired capacity is at least 1, and that the target group is attached in its tab Integrations.
http-504 =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = 504 Gateway Timeout{ $known ->
        [0] ; the targets' health was not seen
       *[other] {" "}({ $healthy } of { $registered } targets healthy{ $reason_count ->
            [0] {""}
           *[other] . { $reasons }
        })
    }
    .hint = The ALB could not connect to a target, or got no answer in time. First check that the web servers' security group allows the port from the ALB's group.
http-404 =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = 404 Not Found
    .hint = A server was reached. See whether the application has this path, and whether a rule of the listener returns a fixed response.
http-403 =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = 403 Forbidden
    .hint = The server or AWS WAF refuses. Check the permissions of the published directory and the web ACL of the ALB.
http-400 =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = 400 Bad Request
    .hint = Often the application does not allow this host name (ALLOWED_HOSTS in Django). Allow the ALB's DNS name.
http-5xx =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = { $status }{ $known ->
        [0] ; the targets' health was not seen
       *[other] {" "}({ $healthy } of { $registered } targets healthy{ $reason_count ->
            [0] {""}
           *[other] . { $reasons }
        })
    }
    .hint = Something goes wrong inside the application. Read its log (pm2 logs, for example); perhaps it cannot reach the database.
http-other-status =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = { $status }
    .hint = Open { $url } in a browser and see what comes back.
http-redirect-loop =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = The redirects never end
    .hint = A redirect leads back to where it began. Check the listener's redirect rules and the application's redirects.
http-load-balancer-provisioning =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = Load balancer “{ $load_balancer }” is still being created
    .hint = Wait two or three minutes until it is active.
http-load-balancer-failed =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = No answer, because the creation of “{ $load_balancer }” failed ({ $reason })
    .hint = Remove the reason, then create the load balancer again.
http-internal =
    .expected = { $url } opens from the internet
    .actual = No answer, because the scheme of “{ $load_balancer }” is internal
    .hint = The scheme cannot be changed. Create it again as Internet-facing.
http-no-listener =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = No answer, because “{ $load_balancer }” has no listener on port { $port }
    .hint = In the tab Listeners and rules of “{ $load_balancer }”, Add listener, make one on port { $port }.
http-closed-group =
    .expected = { $url } opens from the internet
    .actual = No answer, because the security groups of “{ $load_balancer }” ({ $groups }) do not allow port { $port } from the internet
    .hint = Check that the ALB's own group is attached to “{ $load_balancer }”, then Edit inbound rules of that group: add HTTP (port { $port }) with source Anywhere-IPv4.
http-no-route =
    .expected = { $url } opens from the internet
    .actual = No answer, because the subnets of “{ $load_balancer }” ({ $subnets }) have no route to an internet gateway
    .hint = In the tab Network mapping of “{ $load_balancer }”, Edit subnets, choose public subnets.
http-stopped =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = It stopped at: { $stage } ({ $stop }, { $elapsed } s)
    .hint = No cause is to be seen in the configuration. Look at your own network, too (a proxy, a company's restrictions), and check again. Whether { $url } opens in a browser on another line is a clue.
http-stopped-elsewhere =
    .expected = { $url } answers { $wanted_status } with a page
    .actual = It was redirected to { $host } and stopped there, so the end was not seen
    .hint = Open { $url } in a browser and see where it leads.
advice-http-redirected = Redirected { $count } times; the page at { $final_url } was looked at.

stage-dns = name resolution
stage-connect = TCP connection
stage-tls = TLS handshake
stage-request = sending the request
stage-response = waiting for the answer
stop-timed-out = timed out
stop-refused = connection refused
stop-reset = connection reset
stop-unreachable = unreachable
stop-no-such-name = no such name
stop-no-answer = no answer from DNS
stop-tls = TLS failed
stop-protocol = not an HTTP answer
stop-too-many-redirects = too many redirects
stop-proxy = the proxy failed
stop-other = another failure

## Order scenario

scenario-by-hand =
    .expected = An order goes through and is stored in the database
    .actual = No automatic check is configured: you try it yourself
    .hint = Order something on the site at the ALB's DNS name. Once it shows in the list of orders, mark this as confirmed.
scenario-status-unreadable =
    .expected = The expected status is set as a number
    .actual = “{ $given }” is not a number
    .hint = Give three digits such as 200 with --set.
scenario-sent =
    .expected = The order sent to { $url } is accepted with { $wanted_status }
    .actual = It was, with { $status } ({ $elapsed } s)
scenario-done =
    .expected = The order sent by { $method } { $path } shows at { $url }
    .actual = It does (status { $status })
scenario-trace-absent =
    .expected = The order shows at { $url }
    .actual = The order was accepted, but the page lacks: { $texts }
    .hint = Perhaps it was not stored. Check the application's log, the secret's ARN and the security group for the database connection.
scenario-then-unseen =
    .expected = The order shows at { $then_url }
    .actual = The page after the order could not be looked at
    .hint = Check again.

## By hand

manual-unconfirmed =
    .expected = You look for yourself and confirm it
    .actual = Not confirmed yet
    .hint = AWS's settings do not tell this one. When you have done what the step's page says, mark it as confirmed.
manual-confirmed =
    .expected = You look for yourself and confirm it
    .actual = Confirmed by { $by } at { $at } (not verified automatically)
quiz-open =
    .expected = The quiz is answered
    .actual = Not yet
    .hint = Open the quiz, think in your own words, then answer.
quiz-score =
    .expected = The quiz is answered
    .actual = { $right } of { $of } right ({ $at })

## Checklist

checklist-pass =
    .expected = All of these pass: { $checks }
    .actual = They do
checklist-confirmed =
    .expected = All of these are done: { $checks }
    .actual = They are, with items that { $by } confirmed by hand at { $at }
checklist-fail =
    .expected = All of these pass: { $checks }
    .actual = “{ $check }” does not
    .hint = Go back to the step of “{ $check }” and follow its hint.
checklist-inconclusive =
    .expected = All of these pass: { $checks }
    .actual = “{ $check }” could not be determined
    .hint = Read what “{ $check }” says and remove what stands in the way.
checklist-waiting =
    .expected = All of these pass: { $checks }
    .actual = “{ $check }” is still under way
    .hint = Wait a little and check again.
checklist-blocked =
    .expected = All of these pass: { $checks }
    .actual = “{ $check }” needs something that is not there
    .hint = Finish the step that it needs first.
checklist-manual =
    .expected = All of these are done: { $checks }
    .actual = “{ $check }” is not confirmed yet
    .hint = Look at “{ $check }” yourself and mark it as confirmed.
checklist-unjudged =
    .expected = “{ $check }” was judged
    .actual = There is no verdict about “{ $check }”
    .hint = Check the definition of the course.

## Clean-up

cleanup-kind-auto-scaling-group = Auto Scaling group
cleanup-kind-load-balancer = load balancer
cleanup-kind-target-group = target group
cleanup-kind-launch-template = launch template
cleanup-kind-image = AMI
cleanup-kind-security-group = security group
cleanup-kind-instance = instance
cleanup-kind-vpc = VPC
cleanup-kind-subnet = subnet
cleanup-kind-other = resource

gone =
    .expected = No { $kind } “{ $name }” is left
    .actual = None is left
gone-vpc-unknown =
    .expected = No { $kind } “{ $name }” is left
    .actual = The VPC “{ $vpc }” was not found, but something of this name is in another VPC: { $left }
    .hint = If it is yours, delete it in the console. If the VPC only has another name, say so with --set { $key }=NAME. If it is somebody else's, leave it alone.
gone-group-claimed =
    .expected = No Auto Scaling group “{ $name }” is left
    .actual = It is not in the list, yet instance { $instance } is running and says that it belongs to “{ $name }”
    .hint = AWS's answers contradict each other. Wait a little and check again; if the instance goes on running, it goes on costing money.
gone-leaving =
    .expected = No { $kind } “{ $name }” is left
    .actual = Being deleted: { $left }
    .hint = Wait some minutes until it is gone.
gone-not =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still there: { $left }
    .hint = Choose { $left } in the console and delete it.
gone-not-auto-scaling-group =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still there: { $left }
    .hint = Under Auto Scaling Groups in the EC2 console choose “{ $name }”, Actions, Delete. If you only terminate instances, the group launches new ones: it has to go first.
gone-not-load-balancer =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still there: { $left }
    .hint = It costs money even when idle. Under Load Balancers choose “{ $name }”, Actions, Delete load balancer.
gone-not-target-group =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still there: { $left }
    .hint = After the load balancer is gone, choose “{ $name }” under Target Groups, Actions, Delete.
gone-not-launch-template =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still there: { $left }
    .hint = Under Launch Templates choose “{ $name }”, Actions, Delete template.
gone-not-image =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still registered: { $left }
    .hint = Under AMIs choose { $left }, Actions, Deregister AMI. Its snapshots stay: delete them next.
gone-not-security-group =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still there: { $left }
    .hint = First remove what refers to it (the inbound rule of the web servers' group). Then choose { $left } under Security Groups, Actions, Delete security groups.
gone-not-instance =
    .expected = No { $kind } “{ $name }” is left
    .actual = Still there: { $left }
    .hint = Under Instances choose { $left }, Instance state, Terminate (delete) instance.
gone-not-asked =
    .expected = No { $kind } “{ $name }” is left
    .actual = This kind of thing cannot be looked for
    .hint = Look in the console.
snapshots-gone =
    .expected = No snapshot made for AMI “{ $image }” is left
    .actual = None is left
snapshots-left =
    .expected = No snapshot made for AMI “{ $image }” is left
    .actual = Still there: { $left }
    .hint = Keeping them costs money. After deregistering the AMI, choose { $left } under Snapshots, Actions, Delete snapshot.
advice-snapshots-orphaned = There are snapshots of other deregistered AMIs: { $snapshots }. Whose they are cannot be told: delete them if they are yours.
