//! The AWS operations that observation may call, and the IAM action that each needs.
//!
//! This one table is the allowlist of the read-only guard in `collect`, the source of
//! `hanamaru policy`, and the map from a refused call to the IAM action that a message names.

use super::want::Want;

/// One allowed operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The SDK's service id: `EC2`, `Elastic Load Balancing v2`, `Auto Scaling`, `CloudWatch`, `ACM`, `STS`.
    pub service: &'static str,
    /// The API operation, for example `DescribeVpcs`.
    pub name: &'static str,
    /// The IAM action, for example `ec2:DescribeVpcs`. `None`: AWS needs no permission for it
    /// (`GetCallerIdentity`).
    pub action: Option<&'static str>,
}

macro_rules! operations {
    ($($const:ident = $service:literal $name:literal $action:expr;)*) => {
        $(
            #[doc = concat!($service, " `", $name, "`")]
            pub const $const: Operation = Operation { service: $service, name: $name, action: $action };
        )*
        /// Every allowed operation.
        pub const ALL: &[Operation] = &[$($const),*];
    };
}

operations! {
    GET_CALLER_IDENTITY = "STS" "GetCallerIdentity" None;
    DESCRIBE_VPCS = "EC2" "DescribeVpcs" Some("ec2:DescribeVpcs");
    DESCRIBE_SUBNETS = "EC2" "DescribeSubnets" Some("ec2:DescribeSubnets");
    DESCRIBE_ROUTE_TABLES = "EC2" "DescribeRouteTables" Some("ec2:DescribeRouteTables");
    DESCRIBE_NETWORK_ACLS = "EC2" "DescribeNetworkAcls" Some("ec2:DescribeNetworkAcls");
    DESCRIBE_SECURITY_GROUPS = "EC2" "DescribeSecurityGroups" Some("ec2:DescribeSecurityGroups");
    GET_MANAGED_PREFIX_LIST_ENTRIES = "EC2" "GetManagedPrefixListEntries" Some("ec2:GetManagedPrefixListEntries");
    DESCRIBE_INSTANCES = "EC2" "DescribeInstances" Some("ec2:DescribeInstances");
    DESCRIBE_IMAGES = "EC2" "DescribeImages" Some("ec2:DescribeImages");
    DESCRIBE_SNAPSHOTS = "EC2" "DescribeSnapshots" Some("ec2:DescribeSnapshots");
    DESCRIBE_VOLUMES = "EC2" "DescribeVolumes" Some("ec2:DescribeVolumes");
    DESCRIBE_ADDRESSES = "EC2" "DescribeAddresses" Some("ec2:DescribeAddresses");
    DESCRIBE_NAT_GATEWAYS = "EC2" "DescribeNatGateways" Some("ec2:DescribeNatGateways");
    DESCRIBE_NETWORK_INTERFACES = "EC2" "DescribeNetworkInterfaces" Some("ec2:DescribeNetworkInterfaces");
    DESCRIBE_LAUNCH_TEMPLATE_VERSIONS = "EC2" "DescribeLaunchTemplateVersions" Some("ec2:DescribeLaunchTemplateVersions");
    DESCRIBE_LAUNCH_TEMPLATES = "EC2" "DescribeLaunchTemplates" Some("ec2:DescribeLaunchTemplates");
    DESCRIBE_REGIONS = "EC2" "DescribeRegions" Some("ec2:DescribeRegions");
    DESCRIBE_LOAD_BALANCERS = "Elastic Load Balancing v2" "DescribeLoadBalancers" Some("elasticloadbalancing:DescribeLoadBalancers");
    DESCRIBE_LOAD_BALANCER_ATTRIBUTES = "Elastic Load Balancing v2" "DescribeLoadBalancerAttributes" Some("elasticloadbalancing:DescribeLoadBalancerAttributes");
    DESCRIBE_TARGET_GROUPS = "Elastic Load Balancing v2" "DescribeTargetGroups" Some("elasticloadbalancing:DescribeTargetGroups");
    DESCRIBE_TAGS = "Elastic Load Balancing v2" "DescribeTags" Some("elasticloadbalancing:DescribeTags");
    DESCRIBE_LISTENERS = "Elastic Load Balancing v2" "DescribeListeners" Some("elasticloadbalancing:DescribeListeners");
    DESCRIBE_RULES = "Elastic Load Balancing v2" "DescribeRules" Some("elasticloadbalancing:DescribeRules");
    DESCRIBE_TARGET_HEALTH = "Elastic Load Balancing v2" "DescribeTargetHealth" Some("elasticloadbalancing:DescribeTargetHealth");
    DESCRIBE_LISTENER_CERTIFICATES = "Elastic Load Balancing v2" "DescribeListenerCertificates" Some("elasticloadbalancing:DescribeListenerCertificates");
    DESCRIBE_SSL_POLICIES = "Elastic Load Balancing v2" "DescribeSSLPolicies" Some("elasticloadbalancing:DescribeSSLPolicies");
    LIST_CERTIFICATES = "ACM" "ListCertificates" Some("acm:ListCertificates");
    DESCRIBE_CERTIFICATE = "ACM" "DescribeCertificate" Some("acm:DescribeCertificate");
    DESCRIBE_TARGET_GROUP_ATTRIBUTES = "Elastic Load Balancing v2" "DescribeTargetGroupAttributes" Some("elasticloadbalancing:DescribeTargetGroupAttributes");
    DESCRIBE_AUTO_SCALING_GROUPS = "Auto Scaling" "DescribeAutoScalingGroups" Some("autoscaling:DescribeAutoScalingGroups");
    DESCRIBE_POLICIES = "Auto Scaling" "DescribePolicies" Some("autoscaling:DescribePolicies");
    DESCRIBE_SCALING_ACTIVITIES = "Auto Scaling" "DescribeScalingActivities" Some("autoscaling:DescribeScalingActivities");
    DESCRIBE_ALARMS = "CloudWatch" "DescribeAlarms" Some("cloudwatch:DescribeAlarms");
    DESCRIBE_ALARM_HISTORY = "CloudWatch" "DescribeAlarmHistory" Some("cloudwatch:DescribeAlarmHistory");
    GET_METRIC_DATA = "CloudWatch" "GetMetricData" Some("cloudwatch:GetMetricData");
}

/// What credential providers themselves call to obtain credentials. They run outside the observing
/// clients, never with the observed account's permissions, and are therefore listed apart from [`ALL`].
pub const CREDENTIAL_PROVIDER_CALLS: &[(&str, &str)] = &[
    ("STS", "AssumeRole"),
    ("STS", "AssumeRoleWithWebIdentity"),
    ("SSO", "GetRoleCredentials"),
    ("SSO OIDC", "CreateToken"),
];

/// Looks an operation up by the SDK's service id and operation name.
#[must_use]
pub fn find(service: &str, name: &str) -> Option<&'static Operation> {
    ALL.iter().find(|operation| operation.service == service && operation.name == name)
}

/// The operations that one wanted fact may call, what it depends on included.
#[must_use]
pub fn for_want(want: &Want) -> &'static [Operation] {
    match want {
        Want::Identity => &[GET_CALLER_IDENTITY],
        Want::Vpcs => &[DESCRIBE_VPCS],
        Want::Subnets => &[DESCRIBE_SUBNETS],
        Want::RouteTables => &[DESCRIBE_ROUTE_TABLES],
        Want::NetworkAcls => &[DESCRIBE_NETWORK_ACLS],
        Want::SecurityGroups => &[DESCRIBE_SECURITY_GROUPS, GET_MANAGED_PREFIX_LIST_ENTRIES],
        Want::Instances | Want::TcpToInstance { .. } => &[DESCRIBE_INSTANCES],
        Want::Images => &[DESCRIBE_IMAGES],
        Want::Snapshots => &[DESCRIBE_SNAPSHOTS],
        Want::Volumes => &[DESCRIBE_VOLUMES],
        Want::Addresses => &[DESCRIBE_ADDRESSES],
        Want::NatGateways => &[DESCRIBE_NAT_GATEWAYS],
        Want::NetworkInterfaces => &[DESCRIBE_NETWORK_INTERFACES],
        // The list of names only when the template is not there.
        Want::LaunchTemplate { .. } => &[DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, DESCRIBE_LAUNCH_TEMPLATES],
        Want::LoadBalancers
        | Want::Dns { .. }
        | Want::Http { .. }
        | Want::HttpScenario { .. }
        | Want::Requests { .. } => &[DESCRIBE_LOAD_BALANCERS],
        Want::TargetGroups => &[DESCRIBE_TARGET_GROUPS],
        Want::LoadBalancerTags { .. } => &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_TAGS],
        Want::LoadBalancerAttributes { .. } => &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_LOAD_BALANCER_ATTRIBUTES],
        Want::Listeners { .. } | Want::Tls { .. } => &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_LISTENERS],
        Want::Certificates => &[LIST_CERTIFICATES],
        Want::ListenerCertificates { .. } => {
            &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_LISTENERS, DESCRIBE_LISTENER_CERTIFICATES, DESCRIBE_CERTIFICATE]
        }
        Want::SslPolicies { .. } => &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_LISTENERS, DESCRIBE_SSL_POLICIES],
        Want::Rules { .. } => &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_LISTENERS, DESCRIBE_RULES],
        Want::TargetHealth { .. } => &[DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_HEALTH],
        Want::TargetHealthBehind { .. } => &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_HEALTH],
        Want::TargetGroupAttributes { .. } => {
            &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_GROUP_ATTRIBUTES]
        }
        Want::NetworkLoadBalancers => {
            &[DESCRIBE_LOAD_BALANCERS, DESCRIBE_LISTENERS, DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_HEALTH]
        }
        Want::AutoScalingGroups => &[DESCRIBE_AUTO_SCALING_GROUPS],
        Want::Policies { .. } => &[DESCRIBE_POLICIES],
        Want::Activities { .. } => &[DESCRIBE_SCALING_ACTIVITIES],
        Want::Alarms { .. } => &[DESCRIBE_POLICIES, DESCRIBE_ALARMS],
        Want::AlarmHistory { .. } => &[DESCRIBE_POLICIES, DESCRIBE_ALARMS, DESCRIBE_ALARM_HISTORY],
        Want::RequestMetric { .. } => &[DESCRIBE_TARGET_GROUPS, GET_METRIC_DATA],
    }
}
