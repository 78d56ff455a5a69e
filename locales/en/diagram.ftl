# The architecture, drawn

diagram-client = client (internet)
diagram-client-inside = client inside the VPC
diagram-no-listener = no listener
diagram-target-group = target group
diagram-scaling-group = Auto Scaling group
diagram-sizes = min { $min }, desired { $desired }, max { $max }
diagram-sizes-goal = min { $min }, max { $max }
diagram-public = public
diagram-private = private
diagram-subnet = subnet
diagram-node = load balancer
diagram-admits-nobody = admits nobody
diagram-admits-none = allows nothing here
diagram-stops-at = Requests stop at: { $hop } (“explain”, x in the trainer, tells why and the remedy)
diagram-nothing = There is nothing to draw yet.
diagram-unseen = Not seen:

# On screen
diagram-title = Architecture
diagram-now = now
diagram-goal = goal
diagram-looking = looking…
diagram-seen-at = seen at { $time }

# The command
command-diagram =
    .about = Draws the architecture of the account as it is now (with --goal, what the course leads to).
    .usage = hanamaru diagram [--goal] [--format human|svg] [--out FILE] COURSE
arg-goal = draws what the course leads to, without looking at an account
error-no-goal = The course { $course } has no picture of its goal.
