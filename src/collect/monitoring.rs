//! CloudWatch alarms, their history, and request metrics.

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::types as sdk;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::asker::{Asker, Malformed};
use super::convert::{all, need, need_text, sorted, time};
use super::network::by_id;
use crate::facts::balancing::TargetGroup;
use crate::facts::monitoring::{Alarm, AlarmStateChange, RequestMetric};
use crate::facts::operations::{DESCRIBE_ALARM_HISTORY, DESCRIBE_ALARMS, GET_METRIC_DATA};
use crate::facts::scaling::ScalingPolicy;
use crate::facts::{Gap, GapKind, Section};

const MOST_PAGES: usize = 100;
/// A hundred state changes a page, kept thirty days.
const MOST_HISTORY_PAGES: usize = 20;
/// `AlarmNames` takes at most a hundred.
const NAMES_AT_ONCE: usize = 100;
/// CloudWatch keeps one-minute data for 15 days; a little less, so that a window that moves on between
/// question and answer does not begin before it.
const KEPT: SignedDuration = SignedDuration::from_secs(15 * 86_400 - 600);
/// Series of one target group: by itself, and with each load balancer that uses it.
const MOST_SERIES: usize = 4;
/// One call takes five hundred series. 15 days are 21,600 minutes and a page gives at most 100,800 datapoints: all
/// that so many can have stays within [`MOST_PAGES`].
const GROUPS_A_CALL: usize = 100;
const MINUTE: i64 = 60;

impl Asker<'_> {
    /// Alarms named as target tracking names the group's.
    pub(super) async fn alarms_by_prefix(&self, group: &str) -> Section<Vec<Alarm>> {
        let prefix = format!("TargetTracking-{group}-");
        self.pages(
            DESCRIBE_ALARMS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.monitoring.describe_alarms().alarm_name_prefix(&prefix).max_records(100);
                call.set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.metric_alarms, alarm)?, page.next_token)),
        )
        .await
    }

    /// Every alarm that target tracking made in the region.
    pub(super) async fn all_tracking_alarms(&self) -> Result<(Timestamp, Vec<Alarm>), Gap> {
        self.try_pages(
            DESCRIBE_ALARMS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.monitoring.describe_alarms().alarm_name_prefix("TargetTracking-");
                call.max_records(100).set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.metric_alarms, alarm)?, page.next_token)),
        )
        .await
    }

    /// State changes of every alarm of the region, by alarm, newest first.
    pub(super) async fn all_alarm_history(&self) -> Result<(Timestamp, Vec<(String, Vec<AlarmStateChange>)>), Gap> {
        let asked = self.try_pages(
            DESCRIBE_ALARM_HISTORY,
            MOST_HISTORY_PAGES,
            |token, follow| {
                let call = self.clients.monitoring.describe_alarm_history().max_records(100);
                let call = call.history_item_type(sdk::HistoryItemType::StateUpdate);
                let call = call.scan_by(sdk::ScanBy::TimestampDescending).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| {
                let items = page.alarm_history_items.unwrap_or_default().into_iter();
                let changes = items.filter(|item| item.history_item_type == Some(sdk::HistoryItemType::StateUpdate));
                let one =
                    |item: sdk::AlarmHistoryItem| Ok((need_text(item.alarm_name.clone())?, vec![state_change(item)?]));
                Ok((changes.map(one).collect::<Result<Vec<_>, Malformed>>()?, page.next_token))
            },
        );
        let (at, mut changes) = asked.await?;
        changes.sort_by_key(|(_, one)| std::cmp::Reverse(one[0].at));
        Ok((at, changes))
    }

    /// `found`, and whatever alarms the policies name beyond it.
    pub(super) async fn alarms_of_policies(
        &self,
        found: Section<Vec<Alarm>>,
        policies: &Section<Vec<ScalingPolicy>>,
    ) -> Section<Vec<Alarm>> {
        let (at, mut alarms, policies) = match (found, policies) {
            (Section::Seen { at, value }, Section::Seen { value: policies, .. }) => (at, value, policies),
            // Without the policies nobody knows which other alarms are the group's.
            (_, Section::Gap { gap }) => return Section::Gap { gap: gap.clone() },
            (found, _) => return found,
        };
        let mut names: Vec<&str> = policies.iter().flat_map(|policy| &policy.alarms).map(|a| a.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| alarms.iter().all(|alarm| alarm.name != *name));
        for some in names.chunks(NAMES_AT_ONCE) {
            match self.alarms_by_name(some).await {
                Ok(more) => alarms.extend(more),
                Err(gap) => return Section::Gap { gap },
            }
        }
        by_id(Section::seen(at, alarms), |alarm| alarm.name.clone())
    }

    async fn alarms_by_name(&self, names: &[&str]) -> Result<Vec<Alarm>, Gap> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let asked = self.try_pages(
            DESCRIBE_ALARMS,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.monitoring.describe_alarms().set_alarm_names(Some(names.clone()));
                call.max_records(100).set_next_token(token).customize().interceptor(follow).send()
            },
            |page| Ok((all(page.metric_alarms, alarm)?, page.next_token)),
        );
        asked.await.map(|(_, alarms)| alarms)
    }

    /// State changes of an alarm, newest first.
    pub(super) async fn alarm_history(&self, name: &str) -> Section<Vec<AlarmStateChange>> {
        let section = self.pages(
            DESCRIBE_ALARM_HISTORY,
            MOST_HISTORY_PAGES,
            |token, follow| {
                let call = self.clients.monitoring.describe_alarm_history().alarm_name(name);
                let call = call.history_item_type(sdk::HistoryItemType::StateUpdate).max_records(100);
                let call = call.scan_by(sdk::ScanBy::TimestampDescending).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| {
                let items = page.alarm_history_items.unwrap_or_default().into_iter();
                let changes = items.filter(|item| item.history_item_type == Some(sdk::HistoryItemType::StateUpdate));
                Ok((changes.map(state_change).collect::<Result<_, _>>()?, page.next_token))
            },
        );
        match section.await {
            Section::Seen { at, mut value } => {
                value.sort_by_key(|change| std::cmp::Reverse(change.at));
                Section::seen(at, value)
            }
            gap => gap,
        }
    }

    /// `RequestCountPerTarget` of these target groups in the last 15 days, whole minutes, of many in one call.
    ///
    /// Elastic Load Balancing publishes it by target group, and by target group and load balancer; both are
    /// asked for. Each is a mean over targets, so the larger one counts.
    pub(super) async fn request_metrics(
        &self,
        groups: &[&TargetGroup],
        now: Timestamp,
    ) -> Vec<(String, Section<RequestMetric>)> {
        let calls = groups.chunks(GROUPS_A_CALL).map(|some| self.some_request_metrics(some, window(now)));
        join_all(calls).await.into_iter().flatten().collect()
    }

    async fn some_request_metrics(
        &self,
        groups: &[&TargetGroup],
        (from, to): (Timestamp, Timestamp),
    ) -> Vec<(String, Section<RequestMetric>)> {
        let series: Vec<Series<'_>> = groups.iter().flat_map(|group| series(group)).collect();
        let queries: Vec<sdk::MetricDataQuery> =
            series.iter().enumerate().map(|(index, one)| one.query(&id(index))).collect();
        let asked = self.try_pages(
            GET_METRIC_DATA,
            MOST_PAGES,
            |token, follow| {
                let call = self.clients.monitoring.get_metric_data().set_metric_data_queries(Some(queries.clone()));
                let call = call.start_time(aws_smithy_types::DateTime::from_secs(from.as_second()));
                let call = call.end_time(aws_smithy_types::DateTime::from_secs(to.as_second()));
                let call = call.scan_by(sdk::ScanBy::TimestampAscending).set_next_token(token);
                call.customize().interceptor(follow).send()
            },
            |page| Ok((page.metric_data_results.unwrap_or_default(), page.next_token)),
        );
        let (at, results) = match asked.await {
            Ok(answered) => answered,
            Err(gap) => {
                return groups.iter().map(|group| (group.arn.clone(), Section::Gap { gap: gap.clone() })).collect();
            }
        };
        let mut of_group: BTreeMap<&str, Vec<sdk::MetricDataResult>> = BTreeMap::new();
        let owners: BTreeMap<String, &str> =
            series.iter().enumerate().map(|(index, one)| (id(index), one.group.arn.as_str())).collect();
        for result in results {
            if let Some(owner) = result.id.as_deref().and_then(|id| owners.get(id)) {
                of_group.entry(owner).or_default().push(result);
            }
        }
        let section = |group: &&TargetGroup| {
            // Of a group that is not in the answer nothing was seen.
            let results = of_group.remove(group.arn.as_str()).ok_or_else(|| self.malformed(&GET_METRIC_DATA));
            let section = match results.and_then(|results| self.per_minute(results)) {
                Ok(per_minute) => Section::seen(at, RequestMetric { from, to, per_minute }),
                Err(gap) => Section::Gap { gap },
            };
            (group.arn.clone(), section)
        };
        groups.iter().map(section).collect()
    }

    /// Joins the pages and series of a target group; a series that CloudWatch itself calls unfinished is no
    /// observation.
    fn per_minute(&self, results: Vec<sdk::MetricDataResult>) -> Result<Vec<(Timestamp, f64)>, Gap> {
        let mut last: BTreeMap<String, Option<sdk::StatusCode>> = BTreeMap::new();
        let mut minutes: BTreeMap<Timestamp, f64> = BTreeMap::new();
        let malformed = || self.malformed(&GET_METRIC_DATA);
        for result in results {
            let (times, values) = (result.timestamps.unwrap_or_default(), result.values.unwrap_or_default());
            if times.len() != values.len() {
                return Err(malformed());
            }
            for (at, value) in times.into_iter().zip(values) {
                let at = time(Some(at)).ok_or_else(malformed)?;
                minutes.entry(at).and_modify(|sum| *sum = sum.max(value)).or_insert(value);
            }
            last.insert(result.id.unwrap_or_default(), result.status_code);
        }
        for status in last.into_values().flatten() {
            match status {
                sdk::StatusCode::Complete => {}
                sdk::StatusCode::Forbidden => return Err(self.gap(&GET_METRIC_DATA, GapKind::Denied, "Forbidden")),
                other => return Err(self.gap(&GET_METRIC_DATA, GapKind::Incomplete, other.as_str())),
            }
        }
        Ok(minutes.into_iter().collect())
    }
}

/// From the first whole minute that CloudWatch still keeps to the last that is over.
fn window(now: Timestamp) -> (Timestamp, Timestamp) {
    let whole = |at: Timestamp| Timestamp::from_second(at.as_second().div_euclid(MINUTE) * MINUTE).unwrap_or(at);
    let to = whole(now);
    (whole(to.checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH)), to)
}

/// How often each target of a target group was asked, through every load balancer or through this one.
struct Series<'a> {
    group: &'a TargetGroup,
    balancer: Option<&'a str>,
}

/// What CloudWatch calls a series in its answer.
fn id(index: usize) -> String {
    format!("requests{index}")
}

/// One series by target group, and one more with each load balancer that uses it.
fn series(group: &TargetGroup) -> impl Iterator<Item = Series<'_>> {
    let balancers = group.load_balancer_arns.iter().filter_map(|arn| arn.split_once(":loadbalancer/"));
    let balancers = std::iter::once(None).chain(balancers.map(|(_, balancer)| Some(balancer)));
    balancers.take(MOST_SERIES).map(move |balancer| Series { group, balancer })
}

impl Series<'_> {
    fn query(&self, id: &str) -> sdk::MetricDataQuery {
        let dimension = |name: &str, value: &str| sdk::Dimension::builder().name(name).value(value).build();
        let target_group = self.group.arn.rsplit(':').next().unwrap_or_default();
        let mut metric = sdk::Metric::builder()
            .namespace("AWS/ApplicationELB")
            .metric_name("RequestCountPerTarget")
            .dimensions(dimension("TargetGroup", target_group));
        if let Some(balancer) = self.balancer {
            metric = metric.dimensions(dimension("LoadBalancer", balancer));
        }
        let stat = sdk::MetricStat::builder().metric(metric.build()).period(60).stat("Sum").build();
        sdk::MetricDataQuery::builder().id(id).metric_stat(stat).build()
    }
}

fn alarm(item: sdk::MetricAlarm) -> Result<Alarm, Malformed> {
    let dimensions = item.dimensions.unwrap_or_default().into_iter();
    let dimensions = dimensions.filter_map(|dimension| Some((dimension.name?, dimension.value?))).collect();
    let statistic = item.statistic.map(|statistic| statistic.as_str().to_owned()).or(item.extended_statistic);
    Ok(Alarm {
        name: need_text(item.alarm_name)?,
        arn: need_text(item.alarm_arn)?,
        state: need_text(item.state_value.map(|state| state.as_str().to_owned()))?,
        state_updated_at: time(item.state_updated_timestamp),
        state_transitioned_at: time(item.state_transitioned_timestamp),
        namespace: item.namespace,
        metric: item.metric_name,
        dimensions: sorted(dimensions, |pair: &(String, String)| pair.clone()),
        statistic,
        comparison: item.comparison_operator.map(|operator| operator.as_str().to_owned()),
        threshold: item.threshold,
        period_seconds: item.period,
        evaluation_periods: item.evaluation_periods,
        datapoints_to_alarm: item.datapoints_to_alarm,
        actions_enabled: item.actions_enabled.unwrap_or(true),
        alarm_actions: item.alarm_actions.unwrap_or_default(),
    })
}

/// `HistoryData` is JSON with the old and the new state.
fn state_change(item: sdk::AlarmHistoryItem) -> Result<AlarmStateChange, Malformed> {
    let data: serde_json::Value = serde_json::from_str(&need(item.history_data)?).map_err(|_| Malformed)?;
    let state = |which: &str| data.get(which)?.get("stateValue")?.as_str().map(str::to_owned);
    Ok(AlarmStateChange { at: need(time(item.timestamp))?, from: state("oldState"), to: need_text(state("newState"))? })
}
