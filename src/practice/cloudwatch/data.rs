//! `GetMetricData`: several metrics and expressions over them, in pages.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::fault::Fault;
use super::super::page;
use super::count;
use super::expression::{Math, Values};
use super::metrics::{at_minute, end_minute, first_minute};
use super::queries::{self, Query, Span};

pub(super) const OPERATIONS: Table = &[("GetMetricData", get)];

/// Datapoints of one answer.
const MOST_POINTS: usize = 100_800;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    metric_data_queries: Vec<Query>,
    start_time: Timestamp,
    end_time: Timestamp,
    next_token: Option<String>,
    scan_by: Option<String>,
    max_datapoints: Option<usize>,
}

/// One series of the answer.
struct Found {
    id: String,
    label: String,
    points: Vec<(Timestamp, f64)>,
}

fn get(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    queries::check(&input.metric_data_queries)?;
    if input.start_time >= input.end_time {
        return Err(Fault::validation("The parameter StartTime must be less than the parameter EndTime."));
    }
    if let Some(asked) = input.max_datapoints.filter(|asked| !(1..=MOST_POINTS).contains(asked)) {
        let message = format!("The value {asked} for parameter MaxDatapoints must be between 1 and {MOST_POINTS}.");
        return Err(Fault::validation(message));
    }
    let ascending = input.scan_by.as_deref() == Some("TimestampAscending");
    let returned = |query: &&Query| query.return_data != Some(false);
    let mut found: Vec<Found> = Vec::new();
    for query in input.metric_data_queries.iter().filter(returned) {
        found.extend(answered(call, &input, query)?);
    }
    if !ascending {
        found.iter_mut().for_each(|one| one.points.reverse());
    }
    let flat: Vec<(usize, (Timestamp, f64))> =
        found.iter().enumerate().flat_map(|(n, one)| one.points.iter().map(move |point| (n, *point))).collect();
    let size = input.max_datapoints.unwrap_or(MOST_POINTS);
    let (points, next) = page::page(flat, Some(size), input.next_token.as_deref(), "InvalidNextToken")?;
    let last = points.last().map(|(n, _)| *n);
    let results: Vec<Value> = found
        .iter()
        .enumerate()
        .map(|(n, one)| {
            let own = points.iter().filter(|(of, _)| *of == n).map(|(_, point)| point);
            let (times, values): (Vec<Timestamp>, Vec<f64>) = own.copied().unzip();
            let partial = next.is_some() && last.is_some_and(|last| n >= last);
            json!({
                "Id": one.id,
                "Label": one.label,
                "Timestamps": times,
                "Values": values,
                "StatusCode": if partial { "PartialData" } else { "Complete" },
            })
        })
        .collect();
    Ok(answer(json!({ "MetricDataResults": results, "Messages": [], "NextToken": next })))
}

fn answered(call: &mut Call<'_>, input: &Input, query: &Query) -> Result<Vec<Found>, Fault> {
    let period_minutes = queries::minutes(&input.metric_data_queries, query);
    let from = first_minute(input.start_time, period_minutes);
    let span = Span { from, to: end_minute(input.end_time).max(from), period_minutes }.kept(count::minute(call.now));
    let from = span.from;
    let math = queries::compute(&call.region().monitoring, &input.metric_data_queries, query, span)?;
    let label = query.label.clone().unwrap_or_else(|| match &query.metric_stat {
        Some(of) => of.metric.name.clone(),
        None => query.id.clone(),
    });
    let series = |values: &Values| Found {
        id: query.id.clone(),
        label: label.clone(),
        points: values.iter().map(|(n, value)| (at_minute(from + n * period_minutes), *value)).collect(),
    };
    Ok(match math {
        Math::Series(values) => vec![series(&values)],
        Math::Many(all) => all.iter().map(series).collect(),
        Math::Number(_) => {
            let message = format!("Error in expression '{}': a number alone is not a series", query.id);
            return Err(Fault::validation(message));
        }
    })
}
