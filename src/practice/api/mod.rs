//! What AWS's operations look like on the wire, from tables; nothing about behaviour.

/// A service of AWS that the practice account speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    Ec2,
    ElasticLoadBalancingV2,
    AutoScaling,
    Iam,
    Sts,
    CloudWatch,
    Acm,
    Ssm,
    SecretsManager,
    Rds,
}

/// One operation of a service.
#[derive(Debug)]
pub struct Operation {
    service: Service,
    name: &'static str,
}

impl Operation {
    #[must_use]
    pub const fn service(&self) -> Service {
        self.service
    }

    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}
