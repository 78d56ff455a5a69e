//! JUnit XML, as the common consumers read it: one suite a step, one case a check.
//!
//! A failing check is a `failure`; whatever is neither pass nor fail is `skipped` with its reason, so that
//! it counts as neither. A manual check is skipped even when confirmed: the learner said it, nobody
//! verified it.

use std::fmt::Write as _;

use super::document::{CheckReport, Document, StepReport};
use super::status_word;
use crate::check::Status;

/// The document as JUnit XML.
#[must_use]
pub fn junit(document: &Document) -> String {
    let total: usize = document.steps.iter().map(|step| step.checks.len()).sum();
    let failures = document.summary.fail;
    let seconds = document.finished_at.duration_since(document.started_at).as_secs();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // The schema by which Jenkins judges a file knows `skipped` of suites alone.
    let _ = writeln!(
        out,
        "<testsuites name=\"hanamaru {}\" tests=\"{total}\" failures=\"{failures}\" errors=\"0\" time=\"{seconds}\">",
        escape(&document.course)
    );
    for step in &document.steps {
        suite(&mut out, document, step);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(out: &mut String, document: &Document, step: &StepReport) {
    let count = |status| step.checks.iter().filter(|check| check.status == status).count();
    let (passed, failed) = (count(Status::Pass), count(Status::Fail));
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"{}\" time=\"0\" \
         timestamp=\"{}\">",
        escape(&format!("{}.{}", document.course, step.id)),
        step.checks.len(),
        step.checks.len() - passed - failed,
        document.started_at.strftime("%Y-%m-%dT%H:%M:%S"),
    );
    let _ = writeln!(out, "    <properties>");
    let account = document.account.as_deref().unwrap_or("");
    for (name, value) in [("title", step.title.as_str()), ("account", account), ("region", document.region.as_str())] {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", escape(value));
    }
    let _ = writeln!(out, "    </properties>");
    for check in &step.checks {
        case(out, &format!("{}.{}", document.course, step.id), check);
    }
    let _ = writeln!(out, "  </testsuite>");
}

/// One check as a case of this class.
pub(crate) fn case(out: &mut String, class: &str, check: &CheckReport) {
    let _ = write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
        escape(class),
        escape(&format!("{} {}", check.id, check.title)),
    );
    let message = escape(&check.actual);
    match check.status {
        Status::Pass => {
            let _ = writeln!(out, "/>");
        }
        Status::Fail => {
            let _ = writeln!(out, ">");
            let kind = escape(&check.message);
            let _ = writeln!(out, "      <failure message=\"{message}\" type=\"{kind}\">{}</failure>", body(check));
            let _ = writeln!(out, "    </testcase>");
        }
        status => {
            let _ = writeln!(out, ">");
            let _ = writeln!(out, "      <skipped message=\"{}: {message}\"/>", status_word(status));
            let _ = writeln!(out, "    </testcase>");
        }
    }
}

/// What stands inside a failure: expectation, observation, hint and the resources looked at.
fn body(check: &CheckReport) -> String {
    let mut lines = vec![check.expected.clone(), check.actual.clone()];
    lines.extend(check.hint.clone());
    lines.extend(check.advice.iter().cloned());
    lines.extend(check.evidence.iter().map(|piece| format!("{} {}", piece.resource, piece.fact)));
    escape(&lines.join("\n")).replace("&#10;", "\n")
}

/// Escapes for text and attributes alike. Characters that XML 1.0 cannot hold become U+FFFD.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
