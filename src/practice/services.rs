//! Which operations each service has: the tables, by service.

use super::api::Service;
use super::call::Table;
use super::{acm, autoscaling, cloudwatch, ec2, elbv2, iam, ssm, sts};

/// The operations of a service. One that is not in it is answered `InvalidAction`.
pub(crate) fn tables(service: Service) -> &'static [Table] {
    match service {
        Service::Ec2 => ec2::TABLES,
        Service::ElasticLoadBalancingV2 => elbv2::TABLES,
        Service::AutoScaling => autoscaling::TABLES,
        Service::CloudWatch => cloudwatch::TABLES,
        Service::Iam => iam::TABLES,
        Service::Acm => acm::TABLES,
        Service::Ssm => ssm::TABLES,
        Service::Sts => &[sts::OPERATIONS],
        _ => &[],
    }
}
