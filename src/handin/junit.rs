//! The report as JUnit XML: the steps as `verify` writes them, and the class's word as a suite of its own.

use super::report::HandIn;
use crate::report::document::StepReport;
use crate::report::junit;
use crate::text::Catalog;

/// The report.
#[must_use]
pub fn junit(report: &HandIn, catalog: &Catalog) -> String {
    let mut document = report.document.clone();
    if let Some(class) = &report.class {
        document.summary.add(class.check.status);
        document.steps.push(StepReport {
            id: "class".to_owned(),
            title: catalog.text("handin-class-identity"),
            status: class.check.status,
            checks: vec![class.check.clone()],
        });
    }
    junit::junit(&document)
}
