//! The six observing clients of one account and region, each behind the read-only guard.

use aws_sdk_ec2::config::retry::{ClientRateLimiter, RetryPartition, TokenBucket};
use aws_types::SdkConfig;

use super::guard::Guard;

/// Built together from one configuration: one HTTP client, one identity cache, one retry partition.
#[derive(Debug)]
pub(super) struct Clients {
    pub(super) ec2: aws_sdk_ec2::Client,
    pub(super) balancing: aws_sdk_elasticloadbalancingv2::Client,
    pub(super) scaling: aws_sdk_autoscaling::Client,
    pub(super) monitoring: aws_sdk_cloudwatch::Client,
    pub(super) certificates: aws_sdk_acm::Client,
    pub(super) sts: aws_sdk_sts::Client,
}

/// What makes retries of one account slow down together, and leaves every other account alone.
pub(super) fn retry_partition() -> RetryPartition {
    RetryPartition::custom("observed account")
        .token_bucket(TokenBucket::default())
        .client_rate_limiter(ClientRateLimiter::default())
        .build()
}

macro_rules! guarded {
    ($service:ident, $config:expr, $partition:expr) => {
        $service::Client::from_conf(
            $service::config::Builder::from($config).interceptor(Guard).retry_partition($partition.clone()).build(),
        )
    };
}

impl Clients {
    pub(super) fn new(config: &SdkConfig, partition: &RetryPartition) -> Self {
        Self {
            ec2: guarded!(aws_sdk_ec2, config, partition),
            balancing: guarded!(aws_sdk_elasticloadbalancingv2, config, partition),
            scaling: guarded!(aws_sdk_autoscaling, config, partition),
            monitoring: guarded!(aws_sdk_cloudwatch, config, partition),
            certificates: guarded!(aws_sdk_acm, config, partition),
            sts: guarded!(aws_sdk_sts, config, partition),
        }
    }
}
