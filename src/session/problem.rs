//! A configuration that cannot be used, as a message for people.

use crate::check::verdict::Finding;
use crate::collect::OpenProblem;
use crate::facts::{Gap, GapKind};

/// One Fluent message: its value says what is wrong, its attribute `.remedy` what to do.
#[must_use]
pub fn finding(problem: &OpenProblem) -> Finding {
    match problem {
        OpenProblem::UnknownProfile { name, known } => {
            let nearest = crate::text::nearest(name, known.iter().map(String::as_str));
            if known.is_empty() {
                return Finding::new("open-no-profiles").arg("name", name);
            }
            let finding = match nearest {
                Some(nearest) => Finding::new("open-unknown-profile-near").arg("nearest", nearest),
                None => Finding::new("open-unknown-profile"),
            };
            finding.arg("name", name).arg("known", known.clone())
        }
        OpenProblem::ConfigFile { reason } => Finding::new("open-config-file").arg("reason", reason),
        OpenProblem::NoPractice => Finding::new("open-no-practice"),
        OpenProblem::NoRegion => Finding::new("open-no-region"),
        OpenProblem::BadRegion { region } => Finding::new("open-bad-region").arg("region", region),
        OpenProblem::BadEndpointUrl { url } => Finding::new("open-bad-endpoint").arg("url", url),
        OpenProblem::BadCaFile { path, reason } => Finding::new("open-bad-ca-file")
            .arg("path", path.display().to_string())
            .arg("reason", reason.as_deref().unwrap_or("-")),
        OpenProblem::UnwritableLog { path, reason } => {
            Finding::new("open-unwritable-log").arg("path", path.display().to_string()).arg("reason", reason)
        }
    }
}

/// A configuration that cannot be used, as the gap that a face shows.
#[must_use]
pub fn gap(problem: &OpenProblem) -> Gap {
    Gap {
        kind: GapKind::Credentials,
        action: "sts:GetCallerIdentity".to_owned(),
        host: None,
        code: Some(finding(problem).id.into_owned()),
    }
}
