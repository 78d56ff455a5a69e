//! What can be wrong with a request before its operation is asked, and what AWS says then.
//!
//! EC2 has codes and sentences of its own; the other services share those of the framework that AWS builds them with:
//! `ValidationError` (query) or `ValidationException` (JSON) with "1 validation error detected: …", and
//! `MalformedInput` or `SerializationException` for a value of the wrong type.

use super::service::{Protocol, Service};
pub use super::table::Kind;

/// A request that cannot be read. A path has API names and, in a list, places counted from 1: `Targets.2.Id`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// A parameter that the operation does not have, by its name on the wire.
    Unknown {
        /// As it was sent: `Filter.1.Colour`.
        name: String,
    },
    /// A required member is absent.
    Missing {
        /// Where it should be.
        path: String,
    },
    /// A member has a value that cannot be.
    Invalid {
        /// Where it is.
        path: String,
        /// The value as it was sent, cut to 256 characters.
        value: String,
        /// What it fails.
        constraint: Constraint,
    },
    /// The body is not in the protocol at all.
    Unreadable,
    /// More parameters, or deeper ones, than any real request has.
    TooLarge,
}

/// What a value has to satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// To be of this kind.
    Kind(Kind),
    /// To be a structure or a map.
    Structure,
    /// To be a list.
    List,
    /// To have at least this length (characters, bytes or members).
    LeastLength(i64),
    /// To have at most this length.
    MostLength(i64),
    /// To be at least this.
    LeastValue(i64),
    /// To be at most this.
    MostValue(i64),
    /// To be one of these.
    OneOf(&'static [&'static str]),
}

impl Malformed {
    pub(super) fn invalid(path: &str, value: &str, constraint: Constraint) -> Malformed {
        Malformed::Invalid { path: path.to_owned(), value: value.chars().take(256).collect(), constraint }
    }

    /// AWS's error code for it.
    #[must_use]
    pub fn code(&self, service: Service, protocol: Protocol) -> &'static str {
        let json = matches!(service.protocols(), [Protocol::Json11]);
        let type_of_value = matches!(
            self,
            Malformed::Invalid { constraint: Constraint::Kind(_) | Constraint::Structure | Constraint::List, .. }
        );
        match (service, self) {
            (Service::Ec2, Malformed::Unknown { .. }) => "UnknownParameter",
            (Service::Ec2, Malformed::Missing { .. }) => "MissingParameter",
            (Service::Ec2, Malformed::Invalid { .. }) => "InvalidParameterValue",
            (Service::Ec2, _) => "InvalidRequest",
            (_, Malformed::Unreadable | Malformed::TooLarge) if protocol != Protocol::Query => "SerializationException",
            (_, _) if type_of_value && protocol != Protocol::Query => "SerializationException",
            (_, Malformed::Unreadable | Malformed::TooLarge) => "MalformedInput",
            (_, _) if type_of_value => "MalformedInput",
            (_, _) if json => "ValidationException",
            (_, _) => "ValidationError",
        }
    }

    /// AWS's sentence for it.
    #[must_use]
    pub fn message(&self, service: Service) -> String {
        match (service, self) {
            (Service::Ec2, _) => self.ec2_message(),
            (_, Malformed::Unknown { name }) => format!("The parameter {name} is not recognized"),
            (_, Malformed::Missing { path }) => validation("null", path, "Member must not be null"),
            (_, Malformed::Invalid { path, value, constraint }) => match constraint {
                Constraint::Kind(kind) => format!("{value} can not be converted to {}", kind.noun()),
                Constraint::Structure => "Unexpected value where a structure was expected".to_owned(),
                Constraint::List => "Unexpected value where a list was expected".to_owned(),
                _ => validation(&format!("'{value}'"), path, &constraint.sentence()),
            },
            (_, Malformed::Unreadable) => "The request could not be parsed".to_owned(),
            (_, Malformed::TooLarge) => "The request is too large".to_owned(),
        }
    }

    fn ec2_message(&self) -> String {
        match self {
            Malformed::Unknown { name } => format!("The parameter {name} is not recognized"),
            Malformed::Missing { path } => format!("The request must contain the parameter {path}"),
            Malformed::Invalid { path, value, constraint } => {
                let head = format!("Value ( {value} ) for parameter {} is invalid.", lower_first(path));
                match constraint {
                    Constraint::Kind(Kind::Integer | Kind::Long) => format!("Invalid integer value {value}"),
                    Constraint::Kind(Kind::Boolean) => format!("Invalid boolean value {value}"),
                    Constraint::LeastValue(least) => format!("{head} Expecting a value greater than {least}."),
                    Constraint::MostValue(most) => format!("{head} Expecting a value less than {most}."),
                    Constraint::OneOf(_) => format!("Invalid value '{value}' for {}.", last(path)),
                    Constraint::Kind(kind) => format!("{head} Expecting {}.", kind.noun()),
                    _ => format!("{head} {}", constraint.sentence()),
                }
            }
            Malformed::Unreadable => "The request could not be parsed".to_owned(),
            Malformed::TooLarge => "The request has too many parameters".to_owned(),
        }
    }
}

impl Constraint {
    fn sentence(&self) -> String {
        match self {
            Constraint::Kind(kind) => format!("Member must be {}", kind.noun()),
            Constraint::Structure => "Member must be a structure".to_owned(),
            Constraint::List => "Member must be a list".to_owned(),
            Constraint::LeastLength(least) => format!("Member must have length greater than or equal to {least}"),
            Constraint::MostLength(most) => format!("Member must have length less than or equal to {most}"),
            Constraint::LeastValue(least) => format!("Member must have value greater than or equal to {least}"),
            Constraint::MostValue(most) => format!("Member must have value less than or equal to {most}"),
            Constraint::OneOf(values) => format!("Member must satisfy enum value set: [{}]", values.join(", ")),
        }
    }
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Kind::String => "a String",
            Kind::Integer => "an Integer",
            Kind::Long => "a Long",
            Kind::Boolean => "a Boolean",
            Kind::Double => "a Double",
            Kind::Float => "a Float",
            Kind::Timestamp => "a Timestamp",
            Kind::Blob => "a Blob",
        }
    }
}

/// The framework's sentence; its paths begin in lower case and say `member` after a place in a list.
fn validation(value: &str, path: &str, sentence: &str) -> String {
    let steps = path.split('.').map(|step| match step.parse::<u32>() {
        Ok(place) => format!("{place}.member"),
        Err(_) => lower_first(step),
    });
    let path = steps.collect::<Vec<_>>().join(".");
    format!("1 validation error detected: Value {value} at '{path}' failed to satisfy constraint: {sentence}")
}

fn last(path: &str) -> &str {
    path.rsplit('.').find(|step| step.parse::<u32>().is_err()).unwrap_or(path)
}

fn lower_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
