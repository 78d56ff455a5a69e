//! What a metric is told apart by: namespace, name and dimensions, as one text.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// No name can hold it: CloudWatch takes printable characters only.
const BETWEEN: char = '\u{1f}';

/// `Dimension`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Dimension {
    pub(super) name: String,
    pub(super) value: String,
}

/// A metric as requests name it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Metric {
    pub(super) namespace: String,
    #[serde(rename = "MetricName")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) dimensions: Vec<Dimension>,
}

/// The text that a metric is kept under. The order of dimensions does not matter.
pub(super) fn text(namespace: &str, name: &str, dimensions: &[(&str, &str)]) -> String {
    let mut sorted = dimensions.to_vec();
    sorted.sort_unstable();
    let mut text = format!("{namespace}{BETWEEN}{name}");
    for (name, value) in sorted {
        text.push(BETWEEN);
        text.push_str(name);
        text.push(BETWEEN);
        text.push_str(value);
    }
    text
}

impl Metric {
    pub(super) fn text(&self) -> String {
        let dimensions: Vec<(&str, &str)> =
            self.dimensions.iter().map(|one| (one.name.as_str(), one.value.as_str())).collect();
        text(&self.namespace, &self.name, &dimensions)
    }

    /// The metric that is kept under a text.
    pub(super) fn parsed(text: &str) -> Self {
        let mut parts = text.split(BETWEEN).map(ToOwned::to_owned);
        let (namespace, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let mut dimensions = Vec::new();
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            dimensions.push(Dimension { name, value });
        }
        Self { namespace, name, dimensions }
    }

    pub(super) fn shown(&self) -> Value {
        json!({ "Namespace": self.namespace, "MetricName": self.name, "Dimensions": self.dimensions })
    }
}
