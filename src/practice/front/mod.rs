//! The listening sockets: the API, the load balancers, the instances.
