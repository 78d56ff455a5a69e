//! JSON Schema of the documents that other programs read.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::document::Document;
use super::explain::ExplainDocument;
use super::leftover::LeftoverDocument;
use crate::grade::GradeDocument;
use crate::handin::HandIn;
use crate::progress::overview::Overviews;

/// The schema of `verify --format json` (draft 2020-12). Closed: no object has a property that is not
/// described, the free `fact` of a piece of evidence and the maps by name apart.
#[must_use]
pub fn verify() -> Value {
    of::<Document>()
}

/// The schema of `explain --format json`, closed in the same way.
#[must_use]
pub fn explain() -> Value {
    of::<ExplainDocument>()
}

/// The schema of `cleanup --format json`, closed in the same way.
#[must_use]
pub fn cleanup() -> Value {
    of::<LeftoverDocument>()
}

/// The schema of `progress --format json`, made as [`verify`] is.
#[must_use]
pub fn progress() -> Value {
    of::<Overviews>()
}

fn of<T: schemars::JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    close(&mut schema);
    schema
}

/// The schema of `grade --format json`, made as [`verify`] is.
#[must_use]
pub fn grade() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<GradeDocument>().to_value();
    close(&mut schema);
    schema
}

/// The schema of `report --format json`, made as [`verify`] is; facts and memory are free.
#[must_use]
pub fn report() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<HandIn>().to_value();
    close(&mut schema);
    schema
}

/// Refuses unknown properties in every object that lists its own.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties") && !object.contains_key("additionalProperties") {
                object.insert("additionalProperties".to_owned(), false.into());
            }
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
