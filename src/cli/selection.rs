//! Which course and which steps were meant.

use super::Problem;
use crate::check::Finding;
use crate::course::{CLEANUP, Course, Library, LoadedCourse};
use crate::text::nearest;

/// The course of this id.
///
/// # Errors
/// There is none, or its file cannot be read.
pub fn course<'a>(library: &'a Library, id: &str) -> Result<&'a LoadedCourse, Problem> {
    if let Some(found) = library.get(id) {
        return Ok(found);
    }
    if library.broken.iter().any(|broken| broken.directory == id) {
        return Err(Finding::new("error-broken-course").arg("course", id).into());
    }
    let known = library.courses.iter().map(|course| course.course.id.as_str());
    let list: Vec<String> = known.clone().map(str::to_owned).collect();
    let finding = Finding::new("error-unknown-course").arg("given", id).arg("known", list);
    Err(Problem::with_nearest(finding, nearest(id, known)))
}

/// The ids of the steps to verify, in the course's order; none named means all but `cleanup`.
///
/// # Errors
/// A name that is no step of the course.
pub fn steps(course: &Course, named: &[String]) -> Result<Vec<String>, Problem> {
    if let Some(unknown) = named.iter().find(|id| course.step(id).is_none()) {
        let near = nearest(unknown, course.steps.iter().map(|step| step.id.as_str()));
        let known: Vec<String> = course.steps.iter().map(|step| step.id.clone()).collect();
        let finding = Finding::new("error-unknown-step").arg("given", unknown).arg("course", course.id.as_str());
        return Err(Problem::with_nearest(finding.arg("known", known), near));
    }
    let chosen = |id: &String| if named.is_empty() { id != CLEANUP } else { named.contains(id) };
    Ok(course.steps.iter().map(|step| step.id.clone()).filter(chosen).collect())
}
