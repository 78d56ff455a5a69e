//! What was found in a launch template's user data. The text itself is kept nowhere.

use serde_json::json;

use super::find;
use super::launch_template::{on_latest, want};
use super::proof::{Context, Judged, Proof};
use super::verdict::{Finding, Verdict};
use crate::course::Values;
use crate::course::kinds::LaunchTemplateUserData;
use crate::facts::Gap;
use crate::facts::compute::{LaunchTemplateVersion as Version, UserDataFindings};
use crate::facts::want::Want;

impl Proof for LaunchTemplateUserData {
    fn wants(&self, values: &Values) -> Vec<Want> {
        let mentions = self.set_mentions(values).into_iter().map(str::to_owned).collect();
        want(values, &self.template, vec![self.pattern(values).to_owned()], mentions)
    }

    fn uses(&self) -> Vec<&str> {
        vec![&self.template]
    }

    fn decide(&self, cx: &Context<'_>) -> Judged<Verdict> {
        user_data(self, cx)
    }
}

impl LaunchTemplateUserData {
    /// The value that is named, or the expression itself.
    fn pattern<'a>(&'a self, values: &'a Values) -> &'a str {
        Some(values.get(&self.start_pattern)).filter(|text| !text.is_empty()).unwrap_or(&self.start_pattern)
    }

    /// The texts to mention; values that are not set ask for nothing.
    fn set_mentions<'a>(&'a self, values: &'a Values) -> Vec<&'a str> {
        self.mentions.iter().map(|key| values.get(key)).filter(|text| !text.is_empty()).collect()
    }
}

/// Whether a text was found. `None`: it was not looked for when the user data was read.
fn found(list: &[(String, bool)], text: &str) -> Option<bool> {
    list.iter().find(|(looked_for, _)| looked_for == text).map(|(_, found)| *found)
}

fn user_data(check: &LaunchTemplateUserData, cx: &Context<'_>) -> Judged<Verdict> {
    let template = find::launch_template(cx, &check.template)?;
    let pattern = check.pattern(cx.values);
    let judge = |version: &Version| match &version.user_data {
        None => Verdict::fail("user-data-none"),
        Some(data) => findings(data, pattern),
    };
    let fact = |version: &Version| {
        version.user_data.as_ref().map_or(json!(null), |data| {
            json!({
                "readable": data.readable,
                "runnable": data.runnable,
                "secret_arn": data.secret_arn,
                "placeholders": data.placeholders,
                "start_command": found(&data.start_patterns, pattern),
                "sets_home": data.sets_home,
            })
        })
    };
    let verdict = on_latest(&template, "template-aspect-user-data", judge, fact).arg("pattern", pattern);
    Ok(match &template.latest.user_data {
        Some(data) if data.readable => with_advice(check, cx, data, verdict),
        _ => verdict,
    })
}

fn findings(data: &UserDataFindings, pattern: &str) -> Verdict {
    if !data.readable {
        return Verdict::fail("user-data-unreadable");
    }
    if !data.placeholders.is_empty() {
        return Verdict::fail("user-data-placeholder").arg("placeholders", data.placeholders.clone());
    }
    if !data.secret_arn {
        return Verdict::fail("user-data-no-secret");
    }
    match found(&data.start_patterns, pattern) {
        Some(true) => Verdict::pass("user-data-right"),
        Some(false) => Verdict::fail("user-data-no-start"),
        None => Verdict::unseen(&Gap::not_asked("ec2:DescribeLaunchTemplateVersions")),
    }
}

fn with_advice(
    check: &LaunchTemplateUserData,
    cx: &Context<'_>,
    data: &UserDataFindings,
    mut verdict: Verdict,
) -> Verdict {
    if !data.runnable {
        verdict = verdict.advise(Finding::new("advice-user-data-not-run"));
    }
    if !data.sets_home {
        verdict = verdict.advise(Finding::new("advice-user-data-home"));
    }
    for text in check.set_mentions(cx.values) {
        if found(&data.mentions, text) == Some(false) {
            verdict = verdict.advise(Finding::new("advice-user-data-mentions").arg("text", text));
        }
    }
    verdict
}

#[cfg(test)]
#[path = "user_data_tests.rs"]
mod tests;
