//! Operations: what is refused, what is shown, how an alarm follows its metric.

use serde_json::{Value, json};

use super::super::super::trial::Trial;

fn alarm(more: &Value) -> Value {
    let mut input = json!({
        "AlarmName": "busy", "Namespace": "Shop", "MetricName": "Orders", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 2, "Threshold": 5.0, "ComparisonOperator": "GreaterThanThreshold",
    });
    for (name, value) in more.as_object().cloned().unwrap_or_default() {
        input[name] = value;
    }
    input
}

fn put(trial: &mut Trial, value: f64) {
    trial.ok(
        "PutMetricData",
        json!({ "Namespace": "Shop", "MetricData": [
        { "MetricName": "Orders", "Value": value, "Unit": "Count" },
    ] }),
    );
}

fn state(trial: &mut Trial) -> String {
    let shown = trial.ok("DescribeAlarms", json!({ "AlarmNames": ["busy"] }));
    shown["MetricAlarms"][0]["StateValue"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_alarm_goes_through_its_states_and_remembers() {
    let mut trial = Trial::new();
    trial.ok("PutMetricAlarm", alarm(&json!({})));
    assert_eq!(state(&mut trial), "INSUFFICIENT_DATA");
    trial.pass(180);
    assert_eq!(state(&mut trial), "INSUFFICIENT_DATA");
    for value in [1.0, 9.0, 9.0] {
        put(&mut trial, value);
        trial.pass(60);
        let expected = if value > 5.0 { "ALARM" } else { "OK" };
        if value < 5.0 {
            assert_eq!(state(&mut trial), expected);
        }
    }
    assert_eq!(state(&mut trial), "ALARM");
    let shown = trial.ok("DescribeAlarms", json!({ "StateValue": "ALARM" }));
    assert_eq!(
        shown["MetricAlarms"][0]["StateReason"],
        "Threshold Crossed: 2 datapoints [9.0 (22/11/26 01:05:00), 9.0 (22/11/26 01:04:00)] were greater than the \
         threshold (5.0)."
    );
    let history = trial.ok("DescribeAlarmHistory", json!({ "AlarmName": "busy" }));
    let summaries: Vec<&str> = history["AlarmHistoryItems"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item["HistorySummary"].as_str())
        .collect();
    assert_eq!(
        summaries,
        ["Alarm updated from OK to ALARM", "Alarm updated from INSUFFICIENT_DATA to OK", "Alarm \"busy\" created"]
    );
    let data = history["AlarmHistoryItems"][0]["HistoryData"].as_str().expect("text");
    let data: Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["oldState"]["stateValue"], "OK");
    assert_eq!(data["newState"]["stateReasonData"]["recentDatapoints"], json!([9.0, 9.0]));
    trial.pass(600);
    assert_eq!(state(&mut trial), "INSUFFICIENT_DATA");
    trial.ok("SetAlarmState", json!({ "AlarmName": "busy", "StateValue": "ALARM", "StateReason": "by hand" }));
    assert_eq!(state(&mut trial), "ALARM");
    trial.pass(60);
    assert_eq!(state(&mut trial), "INSUFFICIENT_DATA");
    trial.ok("DeleteAlarms", json!({ "AlarmNames": ["busy"] }));
    let history = trial.ok("DescribeAlarmHistory", json!({ "AlarmName": "busy", "MaxRecords": 1 }));
    assert_eq!(history["AlarmHistoryItems"][0]["HistorySummary"], "Alarm \"busy\" deleted");
    assert!(history["NextToken"].is_string());
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let mut trial = Trial::new();
    for (more, code) in [
        (json!({ "EvaluationPeriods": null }), "MissingParameter"),
        (json!({ "Threshold": null }), "MissingParameter"),
        (json!({ "Statistic": null }), "MissingParameter"),
        (json!({ "ExtendedStatistic": "p99" }), "InvalidParameterCombination"),
        (json!({ "Period": 61 }), "InvalidParameterValue"),
        (json!({ "EvaluationPeriods": 2000 }), "ValidationError"),
        (json!({ "DatapointsToAlarm": 3 }), "ValidationError"),
        (json!({ "TreatMissingData": "sometimes" }), "ValidationError"),
        (json!({ "AlarmActions": ["nothing"] }), "ValidationError"),
        (json!({ "Metrics": [{ "Id": "m1", "Expression": "1" }] }), "InvalidParameterCombination"),
        (
            json!({ "Metrics": [{ "Id": "e1", "Expression": "m9 / 2" }], "MetricName": null, "Namespace": null,
                "Statistic": null, "Period": null }),
            "ValidationError",
        ),
    ] {
        assert_eq!(trial.code("PutMetricAlarm", alarm(&more)), code, "{more}");
    }
    assert!(trial.world.account.regions.values().all(|region| region.monitoring.alarms.is_empty()));
    for (operation, input, code) in [
        ("DeleteAlarms", json!({ "AlarmNames": ["no"] }), "ResourceNotFound"),
        ("SetAlarmState", json!({ "AlarmName": "no", "StateValue": "OK", "StateReason": "" }), "ResourceNotFound"),
        ("DescribeAlarms", json!({ "AlarmNames": ["a"], "AlarmNamePrefix": "a" }), "InvalidParameterCombination"),
        ("DescribeAlarms", json!({ "NextToken": "forged" }), "InvalidNextToken"),
        ("PutMetricData", json!({ "Namespace": "AWS/EC2", "MetricData": [] }), "InvalidParameterValue"),
        (
            "GetMetricStatistics",
            json!({ "Namespace": "N", "MetricName": "M", "Period": 60, "Statistics": ["Sum"],
                "StartTime": "2026-11-01T00:00:00Z", "EndTime": "2026-11-03T00:00:00Z" }),
            "InvalidParameterCombination",
        ),
        (
            "GetMetricData",
            json!({ "MetricDataQueries": [{ "Id": "e1", "Expression": "m9 * 2" }],
                "StartTime": "2026-11-01T00:00:00Z", "EndTime": "2026-11-03T00:00:00Z" }),
            "ValidationError",
        ),
    ] {
        assert_eq!(trial.code(operation, input.clone()), code, "{operation} {input}");
    }
}

#[test]
fn metric_data_comes_in_pages_that_join() {
    let mut trial = Trial::new();
    for value in [1.0, 2.0, 3.0, 4.0, 5.0] {
        put(&mut trial, value);
        trial.pass(60);
    }
    let metric = json!({ "Namespace": "Shop", "MetricName": "Orders" });
    let queries = json!([
        { "Id": "m1", "MetricStat": { "Metric": metric, "Period": 60, "Stat": "Sum" } },
        { "Id": "e1", "Expression": "m1 * 10", "Label": "tenfold" },
    ]);
    let (mut seen, mut token) = (Vec::new(), Value::Null);
    loop {
        let mut input = json!({ "MetricDataQueries": queries, "ScanBy": "TimestampAscending", "MaxDatapoints": 3,
            "StartTime": "2026-11-22T01:00:00Z", "EndTime": "2026-11-22T02:00:00Z" });
        if token.is_string() {
            input["NextToken"] = token;
        }
        let answer = trial.ok("GetMetricData", input);
        for result in answer["MetricDataResults"].as_array().into_iter().flatten() {
            let values = result["Values"].as_array().into_iter().flatten();
            seen.extend(values.map(|value| (result["Id"].to_string(), value.as_f64().expect("a number"))));
        }
        token = answer["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    let of = |id: &str| seen.iter().filter(|(of, _)| of.contains(id)).map(|(_, value)| *value).collect::<Vec<_>>();
    assert_eq!(of("m1"), [1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(of("e1"), [10.0, 20.0, 30.0, 40.0, 50.0]);
    let listed = trial.ok("ListMetrics", json!({ "Namespace": "Shop" }));
    assert_eq!(listed["Metrics"], json!([{ "Namespace": "Shop", "MetricName": "Orders", "Dimensions": [] }]));
}

#[test]
fn a_question_about_all_of_time_is_answered_for_what_is_kept() {
    let mut trial = Trial::new();
    put(&mut trial, 1.0);
    trial.pass(60);
    let metric = json!({ "Namespace": "Shop", "MetricName": "Orders" });
    let answer = trial.ok(
        "GetMetricData",
        json!({ "StartTime": "0001-01-01T00:00:00Z", "EndTime": "9999-01-01T00:00:00Z", "MetricDataQueries": [
            { "Id": "m1", "ReturnData": false, "MetricStat": { "Metric": metric, "Period": 60, "Stat": "Sum" } },
            { "Id": "e1", "Expression": "FILL(m1, 0)" },
        ] }),
    );
    let result = &answer["MetricDataResults"][0];
    let count = result["Timestamps"].as_array().map_or(0, Vec::len);
    assert!((21_600..22_000).contains(&count), "{count}");
    assert_eq!(result["StatusCode"], "Complete");
}

#[test]
fn an_alarm_of_m_out_of_n_says_so() {
    let mut trial = Trial::new();
    let input = alarm(&json!({ "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "TreatMissingData": "notBreaching" }));
    trial.ok("PutMetricAlarm", input);
    trial.pass(60);
    assert_eq!(state(&mut trial), "OK");
    for value in [9.0, 1.0, 9.0] {
        put(&mut trial, value);
        trial.pass(60);
    }
    let shown = trial.ok("DescribeAlarmsForMetric", json!({ "Namespace": "Shop", "MetricName": "Orders" }));
    assert_eq!(
        shown["MetricAlarms"][0]["StateReason"],
        "Threshold Crossed: 2 out of the last 3 datapoints [9.0 (22/11/26 01:03:00), 9.0 (22/11/26 01:01:00)] were \
         greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition)."
    );
}
