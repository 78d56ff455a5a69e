//! SHA-256 of courses and documents, as `sha256:…` in lower-case digits.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::course::Course;

/// Of a file's content.
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let digits: Vec<String> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", digits.concat())
}

/// Of a course as it is judged by: its checks and names. Another wording of a lesson's page is the same course.
#[must_use]
pub fn of_course(course: &Course) -> String {
    of_value(&serde_json::to_value(course).unwrap_or_default())
}

/// Of a JSON value, whatever its spacing and the order of its keys (which this map keeps sorted).
#[must_use]
pub fn of_value(value: &Value) -> String {
    of_bytes(value.to_string().as_bytes())
}
