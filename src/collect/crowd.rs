//! Many learners in one account: what would be asked name by name is listed once and shared out by name.
//!
//! Worth it from [`FROM`] names on. Where a list is too long to be had whole, each name is asked about as for one
//! learner: nothing is ever taken for absent because a list was cut short.
//! Listeners and target health have no list over several load balancers or target groups in AWS's API.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, Shared};

use super::asker::Asker;
use super::gap::TOO_MANY;
use super::template::{LookFor, is_id};
use crate::facts::compute::{LaunchTemplate, LaunchTemplateName};
use crate::facts::monitoring::{Alarm, AlarmStateChange};
use crate::facts::scaling::{Activity, ScalingPolicy};
use crate::facts::want::{Want, Wants};
use crate::facts::{Gap, Section};

/// From so many names on a list is shorter than asking each.
const FROM: usize = 4;

/// Things by the name of what they belong to, asked for when the first needs them.
type ByName<'a, T> = Shared<BoxFuture<'a, Arc<Result<(jiff::Timestamp, BTreeMap<String, Vec<T>>), Gap>>>>;

/// The lists of one observation; `None` where too few names want one.
pub(super) struct Crowd<'a> {
    policies: Option<ByName<'a, ScalingPolicy>>,
    activities: Option<ByName<'a, Activity>>,
    alarms: Option<ByName<'a, Alarm>>,
    histories: Option<ByName<'a, AlarmStateChange>>,
    templates: Option<Templates<'a>>,
}

/// Every launch template of the region, and the versions of them all.
#[derive(Clone)]
struct Templates<'a> {
    names: Shared<BoxFuture<'a, Arc<Section<Vec<LaunchTemplateName>>>>>,
    versions: Shared<BoxFuture<'a, Arc<Option<super::template::AllVersions>>>>,
}

/// The key under which the one list of alarms stands.
const ALL: &str = "";

impl<'a> Crowd<'a> {
    pub(super) fn new(asker: &'a Asker<'a>, wants: &Wants) -> Self {
        let many =
            |name: fn(&Want) -> Option<&String>| wants.iter().filter_map(name).collect::<BTreeSet<_>>().len() >= FROM;
        let groups = many(|want| match want {
            Want::Policies { group } | Want::Alarms { group } | Want::AlarmHistory { group } => Some(group),
            _ => None,
        });
        let alarms = many(|want| match want {
            Want::Alarms { group } | Want::AlarmHistory { group } => Some(group),
            _ => None,
        });
        let histories = many(|want| if let Want::AlarmHistory { group } = want { Some(group) } else { None });
        let activities = many(|want| if let Want::Activities { group } = want { Some(group) } else { None });
        let templates = many(|want| if let Want::LaunchTemplate { name, .. } = want { Some(name) } else { None });
        Self {
            policies: groups.then(|| by_name(async { asker.all_policies().await })),
            activities: activities.then(|| by_name(async { asker.all_activities().await })),
            alarms: alarms.then(|| {
                by_name(async {
                    let alarms = asker.all_tracking_alarms().await?;
                    Ok((alarms.0, vec![(ALL.to_owned(), alarms.1)]))
                })
            }),
            histories: histories.then(|| by_name(async { asker.all_alarm_history().await })),
            templates: templates.then(|| Templates {
                names: async { Arc::new(asker.launch_template_names().await) }.boxed().shared(),
                versions: async { Arc::new(asker.all_launch_template_versions().await) }.boxed().shared(),
            }),
        }
    }

    /// The policies of a group.
    pub(super) async fn policies(&self, asker: &Asker<'_>, group: &str) -> Section<Vec<ScalingPolicy>> {
        match share(self.policies.as_ref(), group).await {
            Some(section) => section,
            None => asker.policies(group).await,
        }
    }

    /// The activities of a group, newest first.
    pub(super) async fn activities(&self, asker: &Asker<'_>, group: &str) -> Section<Vec<Activity>> {
        match share(self.activities.as_ref(), group).await {
            Some(section) => section,
            None => asker.activities(group).await,
        }
    }

    /// The alarms named as target tracking names the group's.
    pub(super) async fn alarms(&self, asker: &Asker<'_>, group: &str) -> Section<Vec<Alarm>> {
        let prefix = format!("TargetTracking-{group}-");
        match share(self.alarms.as_ref(), ALL).await {
            Some(Section::Seen { at, value }) => {
                Section::seen(at, value.into_iter().filter(|alarm| alarm.name.starts_with(&prefix)).collect())
            }
            Some(gap) => gap,
            None => asker.alarms_by_prefix(group).await,
        }
    }

    /// The state changes of an alarm, newest first.
    pub(super) async fn history(&self, asker: &Asker<'_>, alarm: &str) -> Section<Vec<AlarmStateChange>> {
        match share(self.histories.as_ref(), alarm).await {
            Some(section) => section,
            None => asker.alarm_history(alarm).await,
        }
    }

    /// A launch template by its name or id.
    pub(super) async fn template(
        &self,
        asker: &Asker<'_>,
        name: &str,
        look_for: &LookFor,
    ) -> Section<Option<LaunchTemplate>> {
        let Some(templates) = &self.templates else { return asker.launch_template(name, look_for).await };
        let names = templates.names.clone().await;
        let Section::Seen { at, value: known } = &*names else { return asker.launch_template(name, look_for).await };
        let meant = |one: &&LaunchTemplateName| if is_id(name) { one.id == name } else { one.name == name };
        let Some(found) = known.iter().find(meant) else { return Section::seen(*at, None) };
        let versions = templates.versions.clone().await;
        match versions.as_ref().as_ref().and_then(|all| all.template(&found.id, look_for)) {
            Some(section) => section,
            None => asker.launch_template(name, look_for).await,
        }
    }
}

/// A list, asked for when the first name needs it.
fn by_name<'a, T: Send + Sync + 'a>(
    list: impl Future<Output = Result<(jiff::Timestamp, Vec<(String, Vec<T>)>), Gap>> + Send + 'a,
) -> ByName<'a, T> {
    async move {
        Arc::new(list.await.map(|(at, items)| {
            let mut by_name: BTreeMap<String, Vec<T>> = BTreeMap::new();
            for (name, more) in items {
                by_name.entry(name).or_default().extend(more);
            }
            (at, by_name)
        }))
    }
    .boxed()
    .shared()
}

/// One name's part of a list; `None`: there is no list, or it is too long to be had.
async fn share<T: Clone>(list: Option<&ByName<'_, T>>, name: &str) -> Option<Section<Vec<T>>> {
    let all = list?.clone().await;
    match all.as_ref() {
        Ok((at, by_name)) => Some(Section::seen(*at, by_name.get(name).cloned().unwrap_or_default())),
        Err(gap) if gap.code.as_deref() == Some(TOO_MANY) => None,
        // Whoever was denied, throttled or not answered once will not fare better thirty times.
        Err(gap) => Some(Section::Gap { gap: gap.clone() }),
    }
}
