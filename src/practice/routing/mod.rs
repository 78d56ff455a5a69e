//! What a load balancer does with a request: the listener's rules in order, the action, the target group, the
//! target by algorithm, stickiness and zones.
