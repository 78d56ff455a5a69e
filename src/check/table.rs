//! The one table: each kind of `course.toml` and the check that implements it.

use super::proof::Proof;
use crate::course::kinds::CheckKind;

macro_rules! table {
    ($($kind:ident),* $(,)?) => {
        /// The implementation of a kind.
        #[must_use]
        pub fn proof(kind: &CheckKind) -> &dyn Proof {
            match kind { $(CheckKind::$kind(check) => check),* }
        }
    };
}

table! {
    // check/network.rs, check/security_group.rs
    VpcExists, PublicSubnets, PrivateSubnets,
    SecurityGroupExists, IngressAllows, IngressAllowsGroup, IngressOnlyFrom,
    // check/egress.rs
    EgressReachesGroup,
    // check/compute.rs, check/launch_template.rs
    InstanceExists, InstanceStopped, ImageAvailable,
    LaunchTemplateExists, LaunchTemplateImage, LaunchTemplateInstanceType, LaunchTemplateNoKey,
    LaunchTemplateGroups, LaunchTemplateTag, LaunchTemplateProfile, LaunchTemplateUserData,
    // check/load_balancer.rs, check/target_group.rs, check/listener.rs, check/targets.rs
    LoadBalancerExists, LoadBalancerScheme, LoadBalancerPublicSubnets, LoadBalancerGroups, LoadBalancerActive,
    // check/load_balancer_place.rs, check/load_balancer_admits.rs
    LoadBalancerZones, LoadBalancerSubnets, LoadBalancerAddressType, LoadBalancerAdmits, LoadBalancerHasGroup,
    // check/target_group_health.rs, check/target_registered.rs
    TargetGroupHealthCheck, TargetRegistered,
    TargetGroupExists, TargetGroupSettings, ListenerExists, ListenerForwards, TargetsHealthy, TargetsAreGroupInstances, TargetZonesEnabled,
    // check/certificate.rs, check/tls_policy.rs, check/handshake.rs
    CertificateIssued, ListenerTlsPolicy, ListenerCertificate, TlsHandshake,
    // check/auto_scaling.rs, check/scaling_policy.rs, check/history.rs
    AutoScalingGroupExists, AutoScalingGroupTemplate, AutoScalingGroupSubnets, AutoScalingGroupSize,
    AutoScalingGroupTargetGroup, GroupInstancesRunning, GroupInstancesAtLeast,
    TrackingPolicy, TrackingPolicyLabel, TrackingPolicyTarget, TrackingPolicyScaleIn,
    RequestsExceededTarget, ScaledOutByAlarm, ScalingAlarm, ScalingAlarmFired, LaunchedByAlarm,
    // check/reachability.rs
    DnsResolves, HttpAnswers, HttpScenario,
    // check/instance_port.rs
    InstancePortClosed,
    // check/balancer_map.rs, check/listener_rule.rs
    TargetsBehind, LoadBalancerMap, NetworkLoadBalancers, ListenerRule, RuleReached, RuleGone,
    // check/health_experiment.rs, check/spread.rs, check/stickiness.rs
    KeptServing, HealthRecovered, RequestsSpread, StickinessOn, StickyCookie, StickyStays, StickinessOff,
    // check/composed.rs, check/cleanup.rs
    Manual, Quiz, AllOf, Gone, ImageSnapshotsGone,
}
