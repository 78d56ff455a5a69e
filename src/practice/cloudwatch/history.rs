//! `DescribeAlarmHistory`.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::account::HistoryItem;
use super::super::call::{Call, Outcome, Table, answer, read};
use super::super::page;

pub(super) const OPERATIONS: Table = &[("DescribeAlarmHistory", describe)];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    alarm_name: Option<String>,
    #[serde(default)]
    alarm_types: Vec<String>,
    history_item_type: Option<String>,
    start_date: Option<Timestamp>,
    end_date: Option<Timestamp>,
    max_records: Option<usize>,
    next_token: Option<String>,
    scan_by: Option<String>,
}

fn describe(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Input = read(input)?;
    let metric_alarms = input.alarm_types.is_empty() || input.alarm_types.iter().any(|kind| kind == "MetricAlarm");
    let wanted = |item: &HistoryItem| {
        metric_alarms
            && input.history_item_type.as_ref().is_none_or(|kind| item.kind == *kind)
            && input.start_date.is_none_or(|from| item.at >= from)
            && input.end_date.is_none_or(|to| item.at <= to)
    };
    let history = &call.region().monitoring.history;
    let of = history.iter().filter(|(name, _)| input.alarm_name.as_ref().is_none_or(|asked| asked == *name));
    let mut found: Vec<(&String, usize, &HistoryItem)> = of
        .flat_map(|(name, items)| items.iter().enumerate().map(move |(n, item)| (name, n, item)))
        .filter(|(_, _, item)| wanted(item))
        .collect();
    found.sort_by_key(|(_, n, item)| (item.at, *n));
    if input.scan_by.as_deref() != Some("TimestampAscending") {
        found.reverse();
    }
    let shown = |(name, _, item): (&String, usize, &HistoryItem)| {
        json!({
            "AlarmName": name,
            "AlarmType": "MetricAlarm",
            "Timestamp": item.at,
            "HistoryItemType": item.kind,
            "HistorySummary": item.summary,
            "HistoryData": item.data,
        })
    };
    let size = input.max_records.unwrap_or(100);
    let (items, next) = page::page(found, Some(size), input.next_token.as_deref(), "InvalidNextToken")?;
    let items: Vec<Value> = items.into_iter().map(shown).collect();
    Ok(answer(json!({ "AlarmHistoryItems": items, "NextToken": next })))
}
