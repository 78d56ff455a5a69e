//! The services, their names in every place where a service has a name, and the protocols each is asked in.

/// A service of the practice account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the AWS service of that name")]
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

/// How a request and its answer are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Form parameters in, XML out: ec2Query for EC2, awsQuery for the others.
    Query,
    /// JSON with `X-Amz-Target`, `application/x-amz-json-1.0`.
    Json10,
    /// The same, `application/x-amz-json-1.1`.
    Json11,
    /// Smithy RPC v2 with CBOR: the operation is in the path.
    Cbor,
}

/// The names of one service.
struct Names {
    /// In the credential scope of a signature.
    signing: &'static str,
    /// The AWS CLI's word.
    cli: &'static str,
    version: &'static str,
    xmlns: &'static str,
    /// What stands before the dot in `X-Amz-Target`.
    target: Option<&'static str>,
    /// The namespace of its shapes, which `__type` carries.
    namespace: &'static str,
    protocols: &'static [Protocol],
}

const QUERY: &[Protocol] = &[Protocol::Query];
const JSON: &[Protocol] = &[Protocol::Json11];

impl Service {
    /// Every service.
    pub const ALL: [Service; 10] = [
        Service::Ec2,
        Service::ElasticLoadBalancingV2,
        Service::AutoScaling,
        Service::Iam,
        Service::Sts,
        Service::CloudWatch,
        Service::Acm,
        Service::Ssm,
        Service::SecretsManager,
        Service::Rds,
    ];

    const fn names(self) -> Names {
        match self {
            Service::Ec2 => query("ec2", "ec2", "2016-11-15", "http://ec2.amazonaws.com/doc/2016-11-15/"),
            Service::ElasticLoadBalancingV2 => query(
                "elasticloadbalancing",
                "elbv2",
                "2015-12-01",
                "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
            ),
            Service::AutoScaling => {
                query("autoscaling", "autoscaling", "2011-01-01", "http://autoscaling.amazonaws.com/doc/2011-01-01/")
            }
            Service::Iam => query("iam", "iam", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"),
            Service::Sts => query("sts", "sts", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"),
            Service::Rds => query("rds", "rds", "2014-10-31", "http://rds.amazonaws.com/doc/2014-10-31/"),
            Service::CloudWatch => Names {
                signing: "monitoring",
                cli: "cloudwatch",
                version: "2010-08-01",
                xmlns: "http://monitoring.amazonaws.com/doc/2010-08-01/",
                target: Some("GraniteServiceVersion20100801"),
                namespace: "com.amazonaws.cloudwatch",
                protocols: &[Protocol::Cbor, Protocol::Json10, Protocol::Query],
            },
            Service::Acm => json("acm", "2015-12-08", "CertificateManager", "com.amazonaws.acm"),
            Service::Ssm => json("ssm", "2014-11-06", "AmazonSSM", "com.amazonaws.ssm"),
            Service::SecretsManager => {
                json("secretsmanager", "2017-10-17", "secretsmanager", "com.amazonaws.secretsmanager")
            }
        }
    }

    /// The service's name in the credential scope of a signature: `monitoring` for CloudWatch.
    #[must_use]
    pub const fn signing_name(self) -> &'static str {
        self.names().signing
    }

    /// The service that signs under this name.
    #[must_use]
    pub fn from_signing_name(name: &str) -> Option<Service> {
        Service::ALL.into_iter().find(|service| service.signing_name() == name)
    }

    /// The AWS CLI's word for it: `elbv2`.
    #[must_use]
    pub const fn cli_name(self) -> &'static str {
        self.names().cli
    }

    /// The service of the AWS CLI's word.
    #[must_use]
    pub fn from_cli_name(word: &str) -> Option<Service> {
        Service::ALL.into_iter().find(|service| service.cli_name() == word)
    }

    /// The namespace of its XML answers; empty where it has none.
    #[must_use]
    pub const fn xmlns(self) -> &'static str {
        self.names().xmlns
    }

    /// The API's version, a date: the `Version` parameter of a query.
    #[must_use]
    pub const fn api_version(self) -> &'static str {
        self.names().version
    }

    /// What stands before the dot in `X-Amz-Target`, and after `/service/` in the path of RPC v2.
    #[must_use]
    pub const fn json_target_prefix(self) -> Option<&'static str> {
        self.names().target
    }

    /// The service of the part of `X-Amz-Target` before the dot.
    #[must_use]
    pub fn from_target_prefix(prefix: &str) -> Option<Service> {
        Service::ALL.into_iter().find(|service| service.json_target_prefix() == Some(prefix))
    }

    /// The protocols it may be asked in, the one that current clients prefer first.
    #[must_use]
    pub const fn protocols(self) -> &'static [Protocol] {
        self.names().protocols
    }

    /// The Smithy namespace of its shapes.
    pub(super) const fn namespace(self) -> &'static str {
        self.names().namespace
    }

    /// Its table of facts, as text.
    pub(super) const fn table_text(self) -> &'static str {
        match self {
            Service::Ec2 => include_str!("tables/ec2.txt"),
            Service::ElasticLoadBalancingV2 => include_str!("tables/elbv2.txt"),
            Service::AutoScaling => include_str!("tables/autoscaling.txt"),
            Service::Iam => include_str!("tables/iam.txt"),
            Service::Sts => include_str!("tables/sts.txt"),
            Service::CloudWatch => include_str!("tables/cloudwatch.txt"),
            Service::Acm => include_str!("tables/acm.txt"),
            Service::Ssm => include_str!("tables/ssm.txt"),
            Service::SecretsManager => include_str!("tables/secretsmanager.txt"),
            Service::Rds => include_str!("tables/rds.txt"),
        }
    }
}

const fn query(signing: &'static str, cli: &'static str, version: &'static str, xmlns: &'static str) -> Names {
    Names { signing, cli, version, xmlns, target: None, namespace: "", protocols: QUERY }
}

const fn json(name: &'static str, version: &'static str, target: &'static str, namespace: &'static str) -> Names {
    Names { signing: name, cli: name, version, xmlns: "", target: Some(target), namespace, protocols: JSON }
}
