//! `Filters` of the describe operations, as EC2 reads them.

use serde::Deserialize;

use super::account::Tags;
use super::fault::Fault;

/// One `Filter`: any of its values has to match; several filters all have to.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Filter {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) values: Vec<String>,
}

/// Whether something passes all filters.
///
/// `fields` gives the values that the resource has under a filter's name, or `None` for a name that this
/// operation does not know: then the request is refused, as EC2 does. Values may hold the wildcards `*` and `?`
/// (a backslash takes their meaning away); comparison is case-sensitive.
pub(crate) fn passes(
    filters: &[Filter],
    tags: &Tags,
    mut fields: impl FnMut(&str) -> Option<Vec<String>>,
) -> Result<bool, Fault> {
    let mut all = true;
    for filter in filters {
        let have = match of_tags(&filter.name, tags) {
            Some(have) => have,
            None => fields(&filter.name)
                .ok_or_else(|| Fault::invalid_value(format!("The filter '{}' is invalid", filter.name)))?,
        };
        all &= filter.values.iter().any(|want| have.iter().any(|one| matches(want, one)));
    }
    Ok(all)
}

/// The filters that every tagged resource has: `tag:KEY`, `tag-key`, `tag-value`.
fn of_tags(name: &str, tags: &Tags) -> Option<Vec<String>> {
    match name {
        "tag-key" => Some(tags.keys().cloned().collect()),
        "tag-value" => Some(tags.values().cloned().collect()),
        _ => name.strip_prefix("tag:").map(|key| tags.get(key).cloned().into_iter().collect()),
    }
}

/// Whether a filter's value, with its wildcards, matches a text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where the last `*` stood, and how far it has swallowed: on a mismatch it swallows one more.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
                continue;
            }
            Some('?') => {
                p += 1;
                t += 1;
                continue;
            }
            Some('\\') if pattern.get(p + 1) == Some(&text[t]) => {
                p += 2;
                t += 1;
                continue;
            }
            Some(literal) if *literal == text[t] => {
                p += 1;
                t += 1;
                continue;
            }
            _ => {}
        }
        let Some((at, swallowed)) = star else { return false };
        star = Some((at, swallowed + 1));
        p = at + 1;
        t = swallowed + 1;
    }
    pattern[p..].iter().all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_as_ec2_reads_them() {
        for (pattern, text, expected) in [
            ("ec-site-*", "ec-site-vpc", true),
            ("ec-site-*", "ec-sit", false),
            ("*", "", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*web*", "ec-site-web-sg", true),
            ("a\\*c", "a*c", true),
            ("a\\*c", "abc", false),
            ("*ab*ab", "ababab", true),
            ("Name", "name", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn values_are_alternatives_filters_add_up_and_unknown_names_are_refused() {
        let filter = |name: &str, values: &[&str]| Filter {
            name: name.into(),
            values: values.iter().map(|v| (*v).into()).collect(),
        };
        let tags = Tags::from([("Name".to_owned(), "shop".to_owned())]);
        let fields = |name: &str| (name == "state").then(|| vec!["running".to_owned()]);
        let pass = |filters: &[Filter]| passes(filters, &tags, fields);
        assert_eq!(pass(&[filter("state", &["stopped", "running"])]), Ok(true));
        assert_eq!(pass(&[filter("state", &["running"]), filter("tag:Name", &["other"])]), Ok(false));
        assert_eq!(pass(&[filter("tag:Gone", &["*"])]), Ok(false));
        assert!(pass(&[filter("no-such", &["x"])]).is_err());
    }
}
