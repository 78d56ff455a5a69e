//! AWS's errors, as a request gets them.

use std::borrow::Cow;
use std::fmt;

/// An operation's refusal: AWS's own code and wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// `InvalidGroup.NotFound`, `ValidationError`, …
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: String,
    /// HTTP status: 400 unless AWS gives another.
    pub(crate) status: u16,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code: Cow::Borrowed(code), message: message.into(), status: 400 }
    }

    /// EC2's form for an id that names nothing: `The vpc ID 'vpc-1' does not exist`.
    pub(crate) fn not_found(code: &'static str, what: &str, id: &str) -> Self {
        Self::new(code, format!("The {what} '{id}' does not exist"))
    }

    /// EC2's answer to an id that does not look like one.
    pub(crate) fn malformed_id(code: &'static str, id: &str) -> Self {
        Self::new(code, format!("Invalid id: \"{id}\""))
    }

    /// EC2's `InvalidParameterValue`.
    pub(crate) fn invalid_value(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterValue", message)
    }

    /// EC2's `MissingParameter`.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new("MissingParameter", format!("The request must contain the parameter {name}"))
    }

    /// The `ValidationError` of `ELBv2`, Auto Scaling and IAM.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationError", message)
    }

    /// Something of this account depends on it.
    pub(crate) fn dependency(message: impl Into<String>) -> Self {
        Self::new("DependencyViolation", message)
    }

    /// A request that would have been carried out, had `DryRun` not been set.
    pub(crate) fn dry_run() -> Self {
        let message = "Request would have succeeded, but DryRun flag is set.";
        Self { status: 412, ..Self::new("DryRunOperation", message) }
    }

    /// An operation, or a part of one, that the practice account does not have.
    pub(crate) fn not_here(operation: &str) -> Self {
        let message = format!("The action {operation} is not available in the practice account.");
        Self::new("InvalidAction", message)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Fault {}
