# Checks of the courses that put a load balancer in front of one instance.

## In place of a name

advice-vpc-of-instance = No VPC is named “{ $name }”, so the VPC of the instance “{ $instance }” is looked at: { $vpc }.
advice-instance-by-group = No instance has the Name tag “{ $name }”; { $instance } was found by its security group. Give it that name, or tell its name with `--set`, to be sure.

## Load balancers

load-balancer-subnets =
    .expected = “{ $name }” is in the subnets { $subnets }
    .actual = It is
load-balancer-subnets-absent =
    .expected = “{ $name }” is in the subnets { $subnets }
    .actual = Not chosen: { $absent }
    .hint = Under Load Balancers choose “{ $name }”, tab Network mapping, Edit subnets, and choose { $absent }. Each Availability Zone takes one subnet.
load-balancer-subnets-untold =
    .expected = “{ $name }” is in the subnets { $subnets }
    .actual = AWS's answer does not name all of its subnets
    .hint = This is not necessarily your doing. Wait a little and check again.
advice-load-balancer-more-subnets = “{ $name }” is in further subnets, too: { $others }. It works, but every Availability Zone adds the price of a public IPv4 address.
load-balancer-address-type =
    .expected = The IP address type of “{ $name }” is { $type }
    .actual = It is { $found }
load-balancer-wrong-address-type =
    .expected = The IP address type of “{ $name }” is { $type }
    .actual = It is { $found }
    .hint = Under Load Balancers choose “{ $name }”, Actions, Edit IP address type, choose { $type } and save.
load-balancer-address-type-untold =
    .expected = The IP address type of “{ $name }” is { $type }
    .actual = AWS's answer does not tell its IP address type
    .hint = This is not necessarily your doing. Wait a little and check again.
load-balancer-admits =
    .expected = TCP port { $ports } of “{ $name }” can be reached from { $from }
    .actual = It can, by { $groups } together
load-balancer-admits-no-group =
    .expected = TCP port { $ports } of “{ $name }” can be reached from { $from }
    .actual = No security group is attached
    .hint = In the tab Security of “{ $name }” press Edit, attach a group that opens port { $ports } and save.
load-balancer-admits-not =
    .expected = TCP port { $port } of “{ $name }” can be reached from { $source }
    .actual = None of the attached groups ({ $groups }) opens it
    .hint = Under Security Groups choose the load balancer's group, “Edit inbound rules”, “Add rule”: port { $port } (type HTTP for 80), source { $source } (“Anywhere-IPv4” for 0.0.0.0/0), then “Save rules”.
load-balancer-admits-unattached =
    .expected = TCP port { $port } of “{ $name }” can be reached from { $source }
    .actual = “{ $wanted }” exists, but is not attached to “{ $name }” (attached: { $groups })
    .hint = Under Load Balancers choose “{ $name }”, “Edit” in the tab Security, remove the present groups, choose “{ $wanted }” and “Save changes”.
load-balancer-admits-default =
    .expected = TCP port { $port } of “{ $name }” can be reached from { $source }
    .actual = Only the VPC's default group is attached ({ $groups }), and nothing gets in from outside
    .hint = Create “{ $wanted }” under Security Groups and open port { $port } to { $source }. Then choose “Edit” in the tab Security of “{ $name }”, remove the present group and attach “{ $wanted }”. The default group stays closed: other things wear it as well.
load-balancer-group-unlisted =
    .expected = TCP port { $port } of “{ $name }” can be reached from { $source }
    .actual = Some attached groups are not in the list: { $unlisted }
    .hint = AWS's answers contradict each other. Wait a little and check again.
advice-load-balancer-group-name = No attached group is named “{ $wanted }” (attached: { $groups }). A name that the wizard chose is fine: later steps look at the group that this load balancer really has.
load-balancer-has-group =
    .expected = { $group } is attached to “{ $name }”
    .actual = It is
load-balancer-lacks-group =
    .expected = { $group } is attached to “{ $name }”
    .actual = It is not (attached: { $others })
    .hint = Under Load Balancers choose “{ $name }”, tab Security, Edit, choose { $group } and save.
advice-load-balancer-more-groups = “{ $name }” has further groups: { $others }. Permissions add up, so remove what you do not need.

## Target groups

target-group-health =
    .expected = The health check of “{ $name }” asks { $path } by { $protocol }
    .actual = It does
target-group-health-off =
    .expected = The health check of “{ $name }” is enabled
    .actual = It is disabled
    .hint = Under Target Groups choose “{ $name }”, tab Health checks, Edit; enable it with protocol { $protocol } and path { $path }, and save.
target-group-health-protocol =
    .expected = The health check of “{ $name }” uses { $protocol }
    .actual = It uses { $found }
    .hint = Under Target Groups choose “{ $name }”, tab Health checks, Edit, set the protocol to { $protocol } and save.
target-group-health-path =
    .expected = The health check of “{ $name }” asks the path { $path }
    .actual = It asks { $found }
    .hint = Under Target Groups choose “{ $name }”, tab Health checks, Edit, set the path to { $path } and save.
target-group-health-port =
    .expected = The health check of “{ $name }” asks the port that gets the requests
    .actual = It asks another port, { $found }
    .hint = In the tab Health checks press Edit, open the advanced settings, set the health check port to Traffic port and save.
target-group-health-untold =
    .expected = The health check of “{ $name }” asks { $path } by { $protocol }
    .actual = AWS's answer does not tell these settings
    .hint = This is not necessarily your doing. Wait a little and check again.
advice-target-group-health-settings = The health check of “{ $name }” has settings other than AWS's own (those in brackets): { $settings }. That does no harm.
target-registered =
    .expected = { $instance } is registered with “{ $target_group }” on port { $port }
    .actual = It is
target-registered-none =
    .expected = { $instance } is registered with “{ $target_group }” on port { $port }
    .actual = Nothing is registered
    .hint = Under Target Groups choose “{ $target_group }”, tab Targets, Register targets. Tick { $instance }, port { $port }, press Include as pending below, then Register pending targets. As long as it is only pending, it is not registered.
target-registered-other =
    .expected = { $instance } is registered with “{ $target_group }” on port { $port }
    .actual = Something else is registered: { $found }
    .hint = Under Target Groups choose “{ $target_group }”, tab Targets, Register targets, and register { $instance } on port { $port }. Select what does not belong there and press Deregister.
target-registered-draining =
    .expected = { $instance } is registered with “{ $target_group }” on port { $port }
    .actual = It is being deregistered (draining)
    .hint = Register { $instance } once more with Register targets in the tab Targets.
target-registered-other-port =
    .expected = { $instance } is registered with “{ $target_group }” on port { $port }
    .actual = It is registered on port { $ports }
    .hint = In the tab Targets choose Register targets, tick { $instance }, set Ports for the selected instances to { $port }, Include as pending below, Register pending targets. Then select the row with port { $ports } and press Deregister.
target-registered-port-untold =
    .expected = { $instance } is registered with “{ $target_group }” on port { $port }
    .actual = AWS's answer does not tell the port
    .hint = This is not necessarily your doing. Wait a little and check again.

## Past the load balancer

instance-port-closed =
    .expected = Port { $port } at the public address of { $instance } does not accept connections
    .actual = No connection to { $address } on port { $port } came about
instance-port-no-address =
    .expected = Port { $port } at the public address of { $instance } does not accept connections
    .actual = It has no public address, so there is nothing to try
instance-port-unasked =
    .expected = Port { $port } at the public address of { $instance } does not accept connections
    .actual = No connection to { $address } was tried; nothing says that one would come about
instance-port-open =
    .expected = Port { $port } at the public address of { $instance } does not accept connections
    .actual = A connection to { $address } on port { $port } came about from here
    .hint = A back door leads past the ALB. Under Instances choose { $instance }, tab Security, and open each of its groups: with “Edit inbound rules”, remove every rule that lets anybody but the ALB's group reach port { $port }, then “Save rules”. What any of its groups allows is allowed.
