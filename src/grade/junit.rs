//! The class as JUnit XML: one suite a learner, one case a check.

use std::fmt::Write as _;

use super::document::{GradeDocument, LearnerGrade};
use crate::check::Status;
use crate::report::junit::{case, escape};

/// The document as JUnit XML. A learner about whom nothing could be judged has one case more: an error.
#[must_use]
pub fn junit(document: &GradeDocument) -> String {
    let counts: Vec<[usize; 4]> = document.learners.iter().map(counts).collect();
    // The root tells no skipped ones: the schema by which Jenkins judges a file knows that of suites alone.
    let [tests, failures, errors, _] =
        counts.iter().fold([0; 4], |sum, more| std::array::from_fn(|at| sum[at] + more[at]));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"hanamaru grade {}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" \
         time=\"0\">",
        escape(&document.course)
    );
    for (learner, counts) in document.learners.iter().zip(counts) {
        suite(&mut out, document, learner, counts);
    }
    out.push_str("</testsuites>\n");
    out
}

/// Tests, failures, errors, skipped.
fn counts(learner: &LearnerGrade) -> [usize; 4] {
    let checks: usize = learner.steps.iter().map(|step| step.checks.len()).sum();
    let summary = &learner.summary;
    let errors = usize::from(learner.error.is_some());
    let skipped = checks - summary.count(Status::Pass) - summary.count(Status::Fail);
    [checks + errors, summary.fail, errors, skipped]
}

fn suite(out: &mut String, document: &GradeDocument, learner: &LearnerGrade, counts: [usize; 4]) {
    let [tests, failures, errors, skipped] = counts;
    let at = learner.observed_at.map(|at| at.strftime(" timestamp=\"%Y-%m-%dT%H:%M:%S\"").to_string());
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" \
         skipped=\"{skipped}\" time=\"0\"{}>",
        escape(&learner.id),
        at.unwrap_or_default(),
    );
    let score = learner.mark();
    let facts = [
        ("name", learner.name.as_deref().unwrap_or_default()),
        ("score", if learner.determined > 0.0 { &score } else { "" }),
        ("account", learner.account.as_deref().unwrap_or_default()),
        ("region", learner.region.as_deref().unwrap_or_default()),
    ];
    let _ = writeln!(out, "    <properties>");
    for (name, value) in facts {
        let _ = writeln!(out, "      <property name=\"{name}\" value=\"{}\"/>", escape(value));
    }
    let _ = writeln!(out, "    </properties>");
    let class = |step: &str| format!("{}.{}.{step}", document.course, learner.id);
    if let Some(error) = &learner.error {
        let _ = writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"account\" time=\"0\">\n      <error message=\"{}\" \
             type=\"not-judged\"/>\n    </testcase>",
            escape(&class("account")),
            escape(error),
        );
    }
    for step in &learner.steps {
        for check in &step.checks {
            case(out, &class(&step.id), check);
        }
    }
    let _ = writeln!(out, "  </testsuite>");
}
