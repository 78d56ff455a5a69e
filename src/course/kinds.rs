//! The kinds of check that a course can ask for, with their parameters.
//!
//! Parameters of type [`ValueRef`] name a value of the course (a key of `[values]`), never a resource.
//! What each kind proves is implemented in `check`; the table there is the only place that joins both.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::want::ResourceKind;

/// A key of the course's `[values]`.
pub type ValueRef = String;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident { $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
            #[serde(deny_unknown_fields, rename_all = "kebab-case")]
            pub struct $variant { $($(#[$fdoc])* pub $field: $type),* }
        )*
        /// What a check proves: one of the kinds below, chosen by `kind`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        pub enum CheckKind { $($(#[$doc])* $variant($variant)),* }
    };
}

kinds! {
    // --- network -------------------------------------------------------------------------------
    /// The VPC of this name exists (and only one does); `default` is also the region's default VPC. Where no
    /// VPC has the name and `instance` is given, the VPC of that instance is meant.
    VpcExists {
        vpc: ValueRef,
        #[serde(default)]
        instance: Option<ValueRef>,
    }
    /// The VPC has at least `min` public subnets (effective default route to an internet gateway) in
    /// different Availability Zones, and one in each of `zones` (a zone's letter, as in `ap-northeast-1a`).
    PublicSubnets {
        vpc: ValueRef,
        min: usize,
        #[serde(default)]
        zones: Vec<String>,
    }
    /// These subnets exist in the VPC, and their effective route table has no default route to an
    /// internet gateway. No way out at all (NAT or the like) is advice.
    PrivateSubnets { vpc: ValueRef, subnets: Vec<ValueRef> }
    /// The security group exists in the VPC. Another description is advice.
    SecurityGroupExists {
        vpc: ValueRef,
        group: ValueRef,
        #[serde(default)]
        description: Option<String>,
    }
    /// Inbound: every one of `ports` (TCP) is open to every one of the CIDR blocks `from`, by the union of
    /// the group's permissions. Anything else that is open is advice.
    IngressAllows { vpc: ValueRef, group: ValueRef, ports: Vec<u16>, from: Vec<String> }
    /// Inbound: every one of `ports` (TCP) is allowed from the security group `source`.
    IngressAllowsGroup { vpc: ValueRef, group: ValueRef, ports: Vec<u16>, source: ValueRef }
    /// Inbound: none of `ports` (TCP) is reachable from any source but the security group `source`: no IPv4
    /// or IPv6 block, no prefix list, no other group, no all-traffic permission. Other ports that are
    /// open to the world are advice.
    IngressOnlyFrom { vpc: ValueRef, group: ValueRef, ports: Vec<u16>, source: ValueRef }
    /// Outbound: TCP `port` is allowed to the security group `target`, by a reference to it or by blocks that
    /// together cover the VPC's IPv4 addresses. The rule that allows everything is advice.
    EgressReachesGroup { vpc: ValueRef, group: ValueRef, port: u16, target: ValueRef }

    // --- compute -------------------------------------------------------------------------------
    /// The instance exists in the VPC, stopped or not. Terminated after `image` was made is advice. Where no
    /// instance has the name, the only live one that carries the security group `carrying` is meant.
    InstanceExists {
        vpc: ValueRef,
        instance: ValueRef,
        #[serde(default)]
        image: Option<ValueRef>,
        #[serde(default)]
        carrying: Option<ValueRef>,
    }
    /// The instance is stopped (`stopping` is waiting, terminated is advice).
    InstanceStopped { vpc: ValueRef, instance: ValueRef }
    /// An image of that name, owned by the account, is available. Another description or source instance
    /// is advice.
    ImageAvailable {
        image: ValueRef,
        #[serde(default)]
        description: Option<String>,
        #[serde(default)]
        source: Option<ValueRef>,
    }
    /// The launch template exists. Another description of its latest version is advice.
    LaunchTemplateExists {
        template: ValueRef,
        #[serde(default)]
        version_description: Option<String>,
    }
    /// The latest version uses the image.
    LaunchTemplateImage { template: ValueRef, image: ValueRef }
    /// The latest version uses the instance type.
    LaunchTemplateInstanceType { template: ValueRef, instance_type: String }
    /// The latest version has no key pair.
    LaunchTemplateNoKey { template: ValueRef }
    /// The latest version has exactly these groups (top level or in its network interface).
    LaunchTemplateGroups { vpc: ValueRef, template: ValueRef, groups: Vec<ValueRef> }
    /// The latest version tags instances `key` = the value `value`.
    LaunchTemplateTag { template: ValueRef, key: String, value: ValueRef }
    /// The latest version has an instance profile named `profile` or one of `also`, by name or ARN.
    LaunchTemplateProfile {
        template: ValueRef,
        profile: ValueRef,
        #[serde(default)]
        also: Vec<String>,
    }
    /// The latest version has user data that names a Secrets Manager secret (ARN with a 12-digit account),
    /// has no placeholder left, and holds `start_pattern` (a regular expression) in an uncommented line.
    LaunchTemplateUserData {
        template: ValueRef,
        /// A regular expression, or the value that holds one.
        start_pattern: ValueRef,
        /// Values whose text should occur in it where they are set; else advice.
        #[serde(default)]
        mentions: Vec<ValueRef>,
    }

    // --- balancing -----------------------------------------------------------------------------
    /// A load balancer of that name exists, of this type, in the VPC.
    LoadBalancerExists {
        load_balancer: ValueRef,
        #[serde(default)]
        vpc: Option<ValueRef>,
        /// `application`, `network` or `gateway`.
        r#type: String,
    }
    /// It is `internet-facing` (or `internal`).
    LoadBalancerScheme { load_balancer: ValueRef, scheme: String }
    /// Its subnets are in at least `min_zones` Availability Zones and every one is public.
    LoadBalancerPublicSubnets { load_balancer: ValueRef, min_zones: usize }
    /// It is enabled in every one of these Availability Zones (a zone's letter, as in `ap-northeast-1a`).
    LoadBalancerZones { load_balancer: ValueRef, zones: Vec<String> }
    /// It is in every one of these subnets. Further ones are advice.
    LoadBalancerSubnets { vpc: ValueRef, load_balancer: ValueRef, subnets: Vec<ValueRef> }
    /// Its address type: `ipv4`, `dualstack` or `dualstack-without-public-ipv4`.
    LoadBalancerAddressType { load_balancer: ValueRef, address_type: String }
    /// Its security groups, taken together, open every one of `ports` (TCP) to every one of the CIDR blocks
    /// `from`. Where no group is named as the value `group` says, the only one of its groups that opens them
    /// is meant by that value; that is advice.
    LoadBalancerAdmits { load_balancer: ValueRef, ports: Vec<u16>, from: Vec<String>, group: ValueRef }
    /// The group is one of its security groups. Others beside it are advice.
    LoadBalancerHasGroup { vpc: ValueRef, load_balancer: ValueRef, group: ValueRef }
    /// Its security groups are exactly these.
    LoadBalancerGroups { vpc: ValueRef, load_balancer: ValueRef, groups: Vec<ValueRef> }
    /// Its state is `active` (`provisioning` is waiting).
    LoadBalancerActive { load_balancer: ValueRef }
    /// The target group exists.
    TargetGroupExists { target_group: ValueRef }
    /// The target group has this protocol, port (where one is asked for) and target type, in the VPC; and this
    /// protocol version and address type, where those are asked for.
    TargetGroupSettings {
        target_group: ValueRef,
        #[serde(default)]
        vpc: Option<ValueRef>,
        protocol: String,
        #[serde(default)]
        port: Option<u16>,
        target_type: String,
        /// `HTTP1`, `HTTP2` or `GRPC`.
        #[serde(default)]
        protocol_version: Option<String>,
        /// `ipv4` or `ipv6`.
        #[serde(default)]
        address_type: Option<String>,
    }
    /// Its health check asks `path` by `protocol`, on the port that gets the traffic. Other intervals,
    /// thresholds, timeouts and codes than AWS's own are advice.
    TargetGroupHealthCheck { target_group: ValueRef, protocol: String, path: String }
    /// The instance is registered and gets its requests on `port`: the target's own, else the group's.
    TargetRegistered { vpc: ValueRef, target_group: ValueRef, instance: ValueRef, port: u16 }
    /// The load balancer has a listener `protocol`:`port`, whatever it does.
    ListenerExists { load_balancer: ValueRef, protocol: String, port: u16 }
    /// The default action of the listener `protocol`:`port` forwards to the target group (with a weight above 0).
    ListenerForwards {
        load_balancer: ValueRef,
        protocol: String,
        port: u16,
        target_group: ValueRef,
        /// It may as well redirect to HTTPS on port 443 of the same host; that is advice.
        #[serde(default)]
        or_redirects_to_https: bool,
        /// The host that counts as the same, where a redirect names one.
        #[serde(default)]
        domain: Option<ValueRef>,
    }
    /// At least one target is registered and every registered one is healthy, draining ones set aside.
    TargetsHealthy {
        load_balancer: ValueRef,
        target_group: ValueRef,
        /// Its grace period makes `unhealthy` wait while user data still builds.
        #[serde(default)]
        group: Option<ValueRef>,
        /// The targets come in a later chapter: without any, nothing can be said yet.
        #[serde(default)]
        later: bool,
    }
    /// The registered targets are the Auto Scaling group's instances, and those are `InService`.
    TargetsAreGroupInstances { target_group: ValueRef, group: ValueRef }
    /// The Availability Zones of the targets are enabled on the load balancer.
    TargetZonesEnabled { load_balancer: ValueRef, target_group: ValueRef }

    // --- certificates --------------------------------------------------------------------------
    /// ACM has a certificate for the domain in this region that is issued and not expired.
    CertificateIssued { domain: ValueRef }
    /// The security policy of the HTTPS listener on `port` allows TLS 1.2 and later only.
    ListenerTlsPolicy { load_balancer: ValueRef, port: u16 }
    /// A certificate of the HTTPS listener on `port` covers the domain (a wildcard stands for exactly one label), is
    /// issued and not expired. One that is not the default is advice.
    ListenerCertificate { load_balancer: ValueRef, port: u16, domain: ValueRef }
    /// A TLS handshake with the load balancer on `port`, asking for the domain, presents a certificate that covers
    /// it, with a valid chain and dates.
    TlsHandshake { load_balancer: ValueRef, port: u16, domain: ValueRef }

    // --- scaling -------------------------------------------------------------------------------
    /// The Auto Scaling group exists.
    AutoScalingGroupExists { group: ValueRef }
    /// It launches from the template (directly or as the base of a mixed-instances policy) at this
    /// version (`$Latest`).
    AutoScalingGroupTemplate { group: ValueRef, template: ValueRef, version: String }
    /// Its subnets are exactly these.
    AutoScalingGroupSubnets { vpc: ValueRef, group: ValueRef, subnets: Vec<ValueRef> }
    /// Its minimum and maximum are these and the desired capacity lies within.
    AutoScalingGroupSize { group: ValueRef, min: i32, max: i32 }
    /// The target group is attached to it.
    AutoScalingGroupTargetGroup { group: ValueRef, target_group: ValueRef }
    /// Every instance of the group is running (none stopped).
    GroupInstancesRunning { group: ValueRef }
    /// At least `min` instances are in service now, or were at once by the activity history. Recorded.
    GroupInstancesAtLeast { group: ValueRef, min: i32 }
    /// The group has a target-tracking policy on `ALBRequestCountPerTarget`. Another name is advice.
    TrackingPolicy { group: ValueRef, policy: ValueRef }
    /// Its resource label names this load balancer and this target group.
    TrackingPolicyLabel { group: ValueRef, policy: ValueRef, load_balancer: ValueRef, target_group: ValueRef }
    /// Its target value.
    TrackingPolicyTarget { group: ValueRef, policy: ValueRef, target: f64 }
    /// Scale-in is not disabled.
    TrackingPolicyScaleIn { group: ValueRef, policy: ValueRef }
    /// `RequestCountPerTarget` went over the policy's value. Recorded.
    RequestsExceededTarget { group: ValueRef, policy: ValueRef, target_group: ValueRef }
    /// An activity caused by the policy's alarm raised the capacity above the minimum, up to `max`. Recorded.
    ScaledOutByAlarm { group: ValueRef, policy: ValueRef, max: i32 }
    /// The policy's alarm that scales out (`high`) or in (`low`) exists with the policy as action.
    ScalingAlarm { group: ValueRef, policy: ValueRef, side: AlarmSide }
    /// The alarm that scales out went into ALARM. Recorded.
    ScalingAlarmFired { group: ValueRef, policy: ValueRef }
    /// At least one successful launch was caused by the policy's alarm. Recorded.
    LaunchedByAlarm { group: ValueRef, policy: ValueRef }

    // --- reachability --------------------------------------------------------------------------
    /// The load balancer's DNS name resolves.
    DnsResolves { load_balancer: ValueRef }
    /// `url` (with `{dns}` for the load balancer's DNS name) answers `status`, after redirects, with a
    /// page that holds every one of `contains`.
    HttpAnswers {
        load_balancer: ValueRef,
        url: String,
        status: u16,
        #[serde(default)]
        contains: Vec<String>,
    }
    /// An instructor's HTTP scenario: send a request, then fetch a page that must show its trace. Manual
    /// while the value `path` is empty. `{nonce}` in body and text is replaced by a fresh word.
    HttpScenario {
        load_balancer: ValueRef,
        method: ValueRef,
        path: ValueRef,
        content_type: ValueRef,
        body: ValueRef,
        expect_status: ValueRef,
        expect_text: ValueRef,
        then_path: ValueRef,
        then_text: ValueRef,
    }

    /// Nobody on the learner's side of the network can complete a TCP handshake with the instance's public
    /// address on `port`. Without a public address, or on silence, nothing contradicts it.
    InstancePortClosed { vpc: ValueRef, instance: ValueRef, port: u16 }

    // --- experiments ---------------------------------------------------------------------------
    // Requests go to the learner's own load balancer, in bounded numbers. `marker` is a value: a header's name, or
    // a pattern in the page, that differs by target.
    /// At least `min` targets are registered in one target group behind the load balancer.
    TargetsBehind { load_balancer: ValueRef, min: usize }
    /// What leads where: listeners, rules, target groups and targets were seen, and are shown.
    LoadBalancerMap { load_balancer: ValueRef }
    /// The account's Network Load Balancers with listeners and targets are shown. Having none passes.
    NetworkLoadBalancers { load_balancer: ValueRef }
    /// At least one rule beside the default one has conditions and forwards to a target group.
    ListenerRule { load_balancer: ValueRef }
    /// A request that such a rule takes is answered by a target of its target group.
    RuleReached { load_balancer: ValueRef, marker: ValueRef }
    /// No rule with the value `path` as its path condition is left. Recorded.
    RuleGone { load_balancer: ValueRef, path: ValueRef }
    /// Of at least two targets one was unhealthy while another was healthy and requests succeeded. Recorded.
    KeptServing { load_balancer: ValueRef, marker: ValueRef }
    /// The target that was seen unhealthy is healthy again. Recorded.
    HealthRecovered { load_balancer: ValueRef }
    /// Requests reached at least two targets. Manual without a marker.
    RequestsSpread { load_balancer: ValueRef, marker: ValueRef }
    /// A target group behind the load balancer has stickiness (a cookie of the load balancer's or the application's).
    StickinessOn { load_balancer: ValueRef }
    /// The load balancer sets its stickiness cookie.
    StickyCookie { load_balancer: ValueRef, marker: ValueRef }
    /// Requests with the cookie stay on one target, requests without it spread. Manual without a marker.
    StickyStays { load_balancer: ValueRef, marker: ValueRef }
    /// No target group behind the load balancer has stickiness. Recorded.
    StickinessOff { load_balancer: ValueRef }

    // --- by hand, and composed -----------------------------------------------------------------
    /// Only the learner can say.
    Manual { }
    /// The questions that this step asks ([`Question::step`](super::model::Question::step)), with their score.
    Quiz { }
    /// Every one of these checks (full ids): the heaviest of their verdicts.
    AllOf { checks: Vec<String> }
    /// No resource of this name is left. Recorded.
    Gone {
        resource: ResourceKind,
        name: ValueRef,
        #[serde(default)]
        vpc: Option<ValueRef>,
    }
    /// No snapshot is left that was made for the image (or for one of that name that is deregistered). Recorded.
    ImageSnapshotsGone { image: ValueRef, instance: ValueRef }
}

/// Which of the two alarms of a target-tracking policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmSide {
    /// `AlarmHigh`: scales out.
    High,
    /// `AlarmLow`: scales in.
    Low,
}
