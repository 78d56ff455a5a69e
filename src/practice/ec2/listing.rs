//! What every describe operation of EC2 takes: ids, filters, `MaxResults`, `NextToken`.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Deserialize;
use serde_json::Value;

use super::super::account::Tags;
use super::super::fault::Fault;
use super::super::filter::{self, Filter};
use super::super::page;
use super::kind::Kind;

/// One describe request, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) ids: Vec<String>,
    pub(crate) filters: Vec<Filter>,
    size: Option<usize>,
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Common {
    #[serde(default, alias = "Filter")]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// The filters that every tagged resource has; the other names are each operation's own.
const OF_TAGS: [&str; 2] = ["tag-key", "tag-value"];

impl Listing {
    /// Reads a request whose ids come in the member `ids` and whose pages have 5 to 1000 entries.
    pub(crate) fn read(input: &Value, ids: &str) -> Result<Self, Fault> {
        Self::within(input, ids, 5..=1000)
    }

    /// The same, for operations that read nothing else of the input.
    #[expect(clippy::needless_pass_by_value, reason = "the operation has no further use for its input")]
    pub(crate) fn of(input: Value, ids: &str) -> Result<Self, Fault> {
        Self::read(&input, ids)
    }

    /// The same with other limits for `MaxResults`.
    pub(crate) fn within(input: &Value, ids: &str, limits: RangeInclusive<i64>) -> Result<Self, Fault> {
        let common: Common = super::super::call::read(input.clone())?;
        let given: Vec<String> = input.get(ids).map_or(Ok(Vec::new()), |ids| super::super::call::read(ids.clone()))?;
        let size = common.max_results.map(|size| of_page(size, &limits)).transpose()?;
        if size.is_some() && !given.is_empty() {
            let message = format!("The parameter {ids} cannot be used with the parameter maxResults");
            return Err(Fault::new("InvalidParameterCombination", message));
        }
        Ok(Self { ids: given, filters: common.filters, size, token: common.next_token })
    }

    /// The ids of this request alone, without its filters and pages.
    pub(crate) fn only_ids(&self) -> Self {
        Self { ids: self.ids.clone(), ..Self::default() }
    }

    /// What the request asked for: the named ones (every id has to name something) that pass the filters, a page
    /// of them, and the token for the next.
    ///
    /// `names` are the filters that the operation knows beside those of tags, `fields` their values.
    pub(crate) fn select<'a, T>(
        &self,
        kind: &Kind,
        all: &'a BTreeMap<String, T>,
        names: &[&str],
        tags: impl Fn(&T) -> &Tags,
        fields: impl Fn(&T, &str) -> Vec<String>,
    ) -> Result<(Vec<&'a T>, Option<String>), Fault> {
        self.ids.iter().try_for_each(|id| kind.check(id))?;
        let missing: Vec<&str> = self.ids.iter().map(String::as_str).filter(|id| !all.contains_key(*id)).collect();
        if !missing.is_empty() {
            return Err(kind.all_missing(&missing));
        }
        let named = all.iter().filter(|(id, _)| self.ids.is_empty() || self.ids.contains(*id)).map(|(_, one)| one);
        self.pick(named.collect(), names, tags, fields)
    }

    /// The same for things that are not looked up by their ids: what passes the filters, a page of it.
    pub(crate) fn pick<'a, T>(
        &self,
        all: Vec<&'a T>,
        names: &[&str],
        tags: impl Fn(&T) -> &Tags,
        fields: impl Fn(&T, &str) -> Vec<String>,
    ) -> Result<(Vec<&'a T>, Option<String>), Fault> {
        self.known(names)?;
        let mut found = Vec::new();
        for one in all {
            if filter::passes(&self.filters, tags(one), |name| Some(fields(one, name)))? {
                found.push(one);
            }
        }
        self.paged(found)
    }

    /// Refuses a filter that the operation does not know, also when there is nothing to filter.
    pub(crate) fn known(&self, names: &[&str]) -> Result<(), Fault> {
        for filter in &self.filters {
            let name = filter.name.as_str();
            if !names.contains(&name) && !OF_TAGS.contains(&name) && !name.starts_with("tag:") {
                return Err(Fault::invalid_value(format!("The filter '{name}' is invalid")));
            }
        }
        Ok(())
    }

    /// The page of a list that was asked for.
    pub(crate) fn paged<T>(&self, found: Vec<T>) -> Result<(Vec<T>, Option<String>), Fault> {
        page::page(found, self.size, self.token.as_deref(), "InvalidNextToken")
    }
}

fn of_page(size: i64, limits: &RangeInclusive<i64>) -> Result<usize, Fault> {
    let wrong = if size < *limits.start() {
        format!("greater than {}", limits.start())
    } else if size > *limits.end() {
        format!("less than {}", limits.end())
    } else {
        return Ok(usize::try_from(size).unwrap_or_default());
    };
    let message = format!("Value ( {size} ) for parameter maxResults is invalid. Expecting a value {wrong}.");
    Err(Fault::invalid_value(message))
}

/// One value of a filter, from anything that can be written.
#[expect(clippy::needless_pass_by_value, reason = "numbers and booleans come as they are, texts by reference")]
pub(crate) fn one(value: impl ToString) -> Vec<String> {
    vec![value.to_string()]
}
