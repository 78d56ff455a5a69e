//! An endpoint in the same process: answers by operation, and a small complete account to answer with.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use minicbor::Encoder;

use super::*;
use crate::collect::http::Proving;
use crate::collect::whole::{Shape, shape};
use crate::facts::operations::Operation;

/// When everything in the played account happened.
pub(super) const DATE: &str = "Sun, 22 Nov 2026 01:02:03 GMT";

/// One answer.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Answer(u16, Vec<u8>),
    /// As with 200, but dated otherwise.
    Dated(&'static str, Vec<u8>),
    Reset,
    Hang,
}

impl Reply {
    pub(super) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Answer(200, body.into())
    }

    /// An error in the operation's own protocol.
    pub(super) fn error(operation: &Operation, status: u16, code: &str) -> Self {
        let body = match shape(operation) {
            Some(Shape::Cbor(_)) => cbor(|e| {
                e.map(1).expect("vec").str("__type").expect("vec").str(code).expect("vec");
            }),
            Some(Shape::Ec2(_)) => {
                format!("<Response><Errors><Error><Code>{code}</Code><Message>m</Message></Error></Errors></Response>")
                    .into_bytes()
            }
            Some(Shape::Json(_)) => format!(r#"{{"__type":"{code}","message":"m"}}"#).into_bytes(),
            _ => format!("<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>")
                .into_bytes(),
        };
        Self::Answer(status, body)
    }
}

pub(super) fn cbor(write: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut Encoder::new(&mut bytes));
    bytes
}

type Script = Arc<dyn Fn(&Operation, usize) -> Reply + Send + Sync>;

/// Plays a script: given the operation and how often it was asked before.
#[derive(Clone)]
pub(super) struct Play {
    script: Script,
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl std::fmt::Debug for Play {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Play")
    }
}

impl Play {
    pub(super) fn new(script: impl Fn(&Operation, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self { script: Arc::new(script), asked: Arc::default() }
    }

    /// Operations asked, retries included.
    pub(super) fn asked(&self) -> Vec<&'static str> {
        self.asked.lock().expect("no panic").clone()
    }

    fn client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(Proving::new(SharedHttpConnector::new(self.clone())));
        http_client_fn(move |_, _| connector.clone())
    }

    pub(super) fn connection(&self, limit: Duration) -> Connection {
        connection("http://127.0.0.1:1", self.client(), limit)
    }
}

/// A connection with credentials of its own that touches no configuration.
pub(super) fn connection(endpoint: &str, client: SharedHttpClient, limit: Duration) -> Connection {
    let limits = Limits::within(limit);
    let credentials = Credentials::new("AKIDEXAMPLE", "not-a-secret", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(client)
        .retry_config(limits.retries().with_max_attempts(2).with_initial_backoff(Duration::from_millis(1)))
        .timeout_config(limits.timeouts())
        .identity_cache(limits.identity_cache().build())
        .build();
    Connection::of(config, &Options { call_limit: limit, ..Options::default() }, false, None, Clock::system())
}

impl HttpConnector for Play {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = *request.extension::<&'static Operation>().expect("guarded");
        let before = {
            let mut asked = self.asked.lock().expect("no panic");
            let before = asked.iter().filter(|name| **name == operation.name).count();
            asked.push(operation.name);
            before
        };
        let reply = (self.script)(operation, before);
        HttpConnectorFuture::new(async move {
            match reply {
                Reply::Hang => std::future::pending().await,
                Reply::Reset => {
                    Err(ConnectorError::io(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into()))
                }
                Reply::Dated(date, body) => Ok(answer(operation, 200, body, date)),
                Reply::Answer(status, body) => Ok(answer(operation, status, body, DATE)),
            }
        })
    }
}

fn answer(operation: &Operation, status: u16, body: Vec<u8>, date: &'static str) -> HttpResponse {
    let status = StatusCode::try_from(status).expect("a status");
    let mut response = HttpResponse::new(status, SdkBody::from(body));
    response.headers_mut().insert("date", date);
    if matches!(shape(operation), Some(Shape::Cbor(_))) {
        response.headers_mut().insert("smithy-protocol", "rpc-v2-cbor");
        response.headers_mut().insert("content-type", "application/cbor");
    }
    response
}

/// A small complete account.
pub(super) fn account(operation: &Operation) -> Reply {
    Reply::ok(match (shape(operation).expect("every operation has one"), operation.name) {
        (Shape::Ec2(element), name) => {
            format!("<{name}Response><{element}>{}</{element}></{name}Response>", items(name))
        }
        (Shape::Query("Account"), name) => format!(
            "<{name}Response><{name}Result><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/a</Arn>\
             </{name}Result></{name}Response>"
        ),
        (Shape::Query(element), name) => format!(
            "<{name}Response><{name}Result><{element}>{}</{element}></{name}Result></{name}Response>",
            items(name)
        ),
        (Shape::Cbor(_), name) => return Reply::ok(monitoring(name)),
        (Shape::Json(member), name) => certificates(member, name),
    })
}

const LB: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/alb/1";
const TG: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/tg/1";
const CERTIFICATE: &str = "arn:aws:acm:us-east-1:123456789012:certificate/1";
const HIGH: &str = "TargetTracking-asg-AlarmHigh-1";

fn items(name: &str) -> String {
    let item = |inner: &str| format!("<item>{inner}</item>");
    let member = |inner: &str| format!("<member>{inner}</member>");
    match name {
        "DescribeVpcs" => item("<vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><state>available</state>"),
        "DescribeSubnets" => {
            item("<subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><availabilityZone>us-east-1a</availabilityZone>")
        }
        "DescribeRouteTables" => item("<routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId>"),
        "DescribeNetworkAcls" => item("<networkAclId>acl-1</networkAclId><vpcId>vpc-1</vpcId><default>true</default>"),
        "DescribeLoadBalancerAttributes" => member("<Key>deletion_protection.enabled</Key><Value>false</Value>"),
        "DescribeTargetGroupAttributes" => member("<Key>stickiness.enabled</Key><Value>false</Value>"),
        "DescribeSecurityGroups" => item(
            "<groupId>sg-1</groupId><groupName>web</groupName><vpcId>vpc-1</vpcId><ipPermissions><item>\
             <ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort><prefixListIds><item>\
             <prefixListId>pl-1</prefixListId></item></prefixListIds></item></ipPermissions>",
        ),
        "GetManagedPrefixListEntries" => item("<cidr>10.0.0.0/8</cidr>"),
        "DescribeInstances" => item(
            "<instancesSet><item><instanceId>i-1</instanceId><instanceState><name>running</name></instanceState>\
             </item></instancesSet>",
        ),
        "DescribeImages" => item("<imageId>ami-1</imageId><imageState>available</imageState><name>web</name>"),
        "DescribeSnapshots" => item("<snapshotId>snap-1</snapshotId>"),
        "DescribeVolumes" => item("<volumeId>vol-1</volumeId><status>in-use</status>"),
        "DescribeAddresses" => item("<allocationId>eipalloc-1</allocationId><publicIp>192.0.2.1</publicIp>"),
        "DescribeNatGateways" => item("<natGatewayId>nat-1</natGatewayId><state>available</state>"),
        "DescribeNetworkInterfaces" => item("<networkInterfaceId>eni-1</networkInterfaceId><status>in-use</status>"),
        "DescribeLaunchTemplateVersions" => item(
            "<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>lt</launchTemplateName>\
             <versionNumber>1</versionNumber><defaultVersion>true</defaultVersion><launchTemplateData>\
             <imageId>ami-1</imageId><userData>IyEvYmluL2Jhc2gKcG0yIHN0YXJ0IHgK</userData></launchTemplateData>",
        ),
        "DescribeLoadBalancers" => member(&format!(
            "<LoadBalancerArn>{LB}</LoadBalancerArn><LoadBalancerName>alb</LoadBalancerName><Type>application</Type>\
             <Scheme>internet-facing</Scheme><State><Code>active</Code></State>"
        )),
        "DescribeTargetGroups" => member(&format!(
            "<TargetGroupArn>{TG}</TargetGroupArn><TargetGroupName>tg</TargetGroupName>\
             <TargetType>instance</TargetType><LoadBalancerArns><member>{LB}</member></LoadBalancerArns>"
        )),
        "DescribeTags" => member(&format!(
            "<ResourceArn>{LB}</ResourceArn><Tags><member><Key>class</Key><Value>autumn</Value></member></Tags>"
        )),
        "DescribeLaunchTemplates" => {
            item("<launchTemplateId>lt-1</launchTemplateId><launchTemplateName>lt</launchTemplateName>")
        }
        "DescribeListeners" => member(&format!(
            "<ListenerArn>{LB}/l</ListenerArn><Port>443</Port><Protocol>HTTPS</Protocol><SslPolicy>p</SslPolicy>\
             <Certificates><member><CertificateArn>{CERTIFICATE}</CertificateArn></member></Certificates>\
             <DefaultActions><member><Type>forward</Type><TargetGroupArn>{TG}</TargetGroupArn></member></DefaultActions>"
        )),
        "DescribeRules" => member(&format!("<RuleArn>{LB}/r</RuleArn><Priority>default</Priority>")),
        "DescribeListenerCertificates" => {
            member(&format!("<CertificateArn>{CERTIFICATE}</CertificateArn><IsDefault>true</IsDefault>"))
        }
        "DescribeSSLPolicies" => member("<Name>p</Name><SslProtocols><member>TLSv1.3</member></SslProtocols>"),
        "DescribeTargetHealth" => {
            member("<Target><Id>i-1</Id><Port>80</Port></Target><TargetHealth><State>healthy</State></TargetHealth>")
        }
        "DescribeAutoScalingGroups" => member(
            "<AutoScalingGroupName>asg</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>4</MaxSize>\
             <DesiredCapacity>1</DesiredCapacity>",
        ),
        "DescribePolicies" => member(&format!(
            "<AutoScalingGroupName>asg</AutoScalingGroupName><PolicyName>p</PolicyName><PolicyType>TargetTrackingScaling</PolicyType><Alarms><member>\
             <AlarmName>{HIGH}</AlarmName></member></Alarms><TargetTrackingConfiguration><TargetValue>25</TargetValue>\
             </TargetTrackingConfiguration>"
        )),
        "DescribeScalingActivities" => member(
            "<ActivityId>a-1</ActivityId><AutoScalingGroupName>asg</AutoScalingGroupName>\
             <StatusCode>Successful</StatusCode>",
        ),
        _ => String::new(),
    }
}

/// The one certificate, as a list and as its own description show it.
fn certificates(member: &str, name: &str) -> String {
    let one = format!(
        r#"{{"CertificateArn":"{CERTIFICATE}","DomainName":"a.example","Status":"ISSUED","NotAfter":1795000000,
            "Serial":"0a:bc"}}"#
    );
    let shown = if name == "ListCertificates" { format!("[{one}]") } else { one };
    format!(r#"{{"{member}":{shown}}}"#)
}

fn monitoring(name: &str) -> Vec<u8> {
    let time = 1_795_000_000_i64;
    cbor(|e| {
        let e = e.map(1).expect("vec");
        match name {
            "DescribeAlarms" => {
                e.str("MetricAlarms").expect("vec").array(1).expect("vec").map(4).expect("vec");
                for (key, value) in [
                    ("AlarmName", HIGH),
                    ("AlarmArn", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"),
                    ("StateValue", "OK"),
                    ("ComparisonOperator", "GreaterThanThreshold"),
                ] {
                    e.str(key).expect("vec").str(value).expect("vec");
                }
            }
            "DescribeAlarmHistory" => {
                e.str("AlarmHistoryItems").expect("vec").array(1).expect("vec").map(4).expect("vec");
                e.str("AlarmName").expect("vec").str(HIGH).expect("vec");
                e.str("HistoryItemType").expect("vec").str("StateUpdate").expect("vec");
                e.str("HistoryData").expect("vec");
                e.str(r#"{"oldState":{"stateValue":"OK"},"newState":{"stateValue":"ALARM"}}"#).expect("vec");
                e.str("Timestamp").expect("vec").tag(minicbor::data::Tag::new(1)).expect("vec").i64(time).expect("vec");
            }
            _ => {
                e.str("MetricDataResults").expect("vec").array(1).expect("vec").map(4).expect("vec");
                e.str("Id").expect("vec").str("requests0").expect("vec");
                e.str("StatusCode").expect("vec").str("Complete").expect("vec");
                e.str("Timestamps").expect("vec").array(1).expect("vec");
                e.tag(minicbor::data::Tag::new(1)).expect("vec").i64(time).expect("vec");
                e.str("Values").expect("vec").array(1).expect("vec").f64(40.0).expect("vec");
            }
        }
    })
}
