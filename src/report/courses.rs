//! The list of courses: `courses --format json` and for people.

use serde::Serialize;

use crate::course::Course;
use crate::text::{Ambiguous, Catalog, FluentValue, Lang, width};

/// The contract's shape of `courses --format json`.
#[derive(Clone, Debug, Serialize)]
pub struct Courses {
    pub schema: u32,
    pub courses: Vec<CourseEntry>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CourseEntry {
    pub id: String,
    pub title: String,
    pub region: String,
    pub values: Vec<ValueEntry>,
    pub steps: Vec<StepEntry>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ValueEntry {
    pub name: String,
    pub default: String,
    pub shared: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct StepEntry {
    pub id: String,
    pub title: String,
    pub checks: Vec<CheckEntry>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CheckEntry {
    /// `<step>.<check>`, as in the documents of `verify`.
    pub id: String,
    pub title: String,
}

impl Courses {
    #[must_use]
    pub fn new<'a>(courses: impl IntoIterator<Item = &'a Course>, lang: Lang) -> Self {
        Self { schema: 1, courses: courses.into_iter().map(|course| entry(course, lang)).collect() }
    }

    /// For people: each course with its steps.
    #[must_use]
    pub fn human(&self, lang: Lang) -> String {
        let catalog = Catalog::get(lang);
        let mut out = String::new();
        for course in &self.courses {
            let checks: usize = course.steps.iter().map(|step| step.checks.len()).sum();
            let line = catalog.with(
                "courses-line",
                [
                    ("title", FluentValue::from(course.title.as_str())),
                    ("region", FluentValue::from(course.region.as_str())),
                    ("steps", FluentValue::from(course.steps.len())),
                    ("checks", FluentValue::from(checks)),
                ],
            );
            out += &format!("{}\n  {line}\n", course.id);
            let widest = course.steps.iter().map(|step| step.id.len()).max().unwrap_or(0);
            for step in &course.steps {
                let id = width::pad_right(&step.id, widest, Ambiguous::Narrow);
                out += &format!("    {id}  {}\n", step.title);
            }
            out.push('\n');
        }
        out += &catalog.text("courses-next");
        out.push('\n');
        out
    }
}

fn entry(course: &Course, lang: Lang) -> CourseEntry {
    let value = |(name, value): (&String, &crate::course::model::Value)| ValueEntry {
        name: name.clone(),
        default: value.default.clone(),
        shared: value.shared,
    };
    let step = |step: &crate::course::Step| StepEntry {
        id: step.id.clone(),
        title: lang.pick(&step.title).to_owned(),
        checks: step
            .checks
            .iter()
            .map(|check| CheckEntry {
                id: format!("{}.{}", step.id, check.id),
                title: lang.pick(&check.title).to_owned(),
            })
            .collect(),
    };
    CourseEntry {
        id: course.id.clone(),
        title: lang.pick(&course.title).to_owned(),
        region: course.region.clone(),
        values: course.values.iter().map(value).collect(),
        steps: course.steps.iter().map(step).collect(),
    }
}
