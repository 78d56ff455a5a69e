//! One observation: which questions the wants come to, asked in as few round trips as possible.
//!
//! Every question is a future that ends in a [`Fill`]. All of them are driven at once; a follow-up waits for
//! its own parent (a shared future) and for nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, Shared, join_all};
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::asker::Asker;
use super::behind;
use super::crowd::Crowd;
use super::holdings;
use super::tags;
use super::template::LookFor;
use crate::facts::balancing::{LoadBalancer, TargetGroup};
use crate::facts::monitoring::Alarm;
use crate::facts::network::SecurityGroup;
use crate::facts::operations::{DESCRIBE_POLICIES, DESCRIBE_SCALING_ACTIVITIES};
use crate::facts::scaling::{AutoScalingGroup, ScalingPolicy};
use crate::facts::want::{Want, Wants};
use crate::facts::{Facts, Section};

/// Puts one answer into its place. Every fill has a place of its own, so their order means nothing.
pub(super) type Fill = Box<dyn FnOnce(&mut Facts) + Send>;
pub(super) type Question<'a> = BoxFuture<'a, Fill>;
/// A list that several questions wait for; asked once.
pub(super) type Parent<'a, T> = Shared<BoxFuture<'a, Arc<Section<Vec<T>>>>>;

/// Asks everything wanted.
pub(super) async fn observe(asker: &Asker<'_>, wants: &Wants) -> Facts {
    let started_at = asker.clock.now();
    let mut facts = Facts::empty(asker.region, started_at);
    let parents = Parents::new(asker, wants);
    let crowd = Arc::new(Crowd::new(asker, wants));
    let mut questions: FuturesUnordered<Question<'_>> = FuturesUnordered::new();
    plain(asker, wants, &crowd, &mut questions);
    holdings::questions(asker, wants, &mut questions);
    parents.questions(&mut questions);
    questions.extend(super::listening::question(asker, wants, parents.balancers()));
    questions.extend(tags::questions(asker, wants, &parents.balancers()));
    target_groups(asker, wants, &parents, &mut questions);
    behind::questions(asker, wants, &parents.balancers(), &parents.target_groups(), &mut questions);
    scaling(asker, wants, &parents, &crowd, &mut questions);
    while let Some(fill) = questions.next().await {
        fill(&mut facts);
    }
    facts.api_calls = asker.tally.calls();
    facts.finished_at = asker.clock.now();
    facts.now = asker.tally.now(asker.clock);
    facts
}

/// Fills a plain field of [`Facts`] with an answer.
macro_rules! fill {
    ($questions:expr, $field:ident, $answer:expr) => {
        $questions.push(
            async move {
                let section = $answer.await;
                Box::new(move |facts: &mut Facts| facts.$field = section) as Fill
            }
            .boxed(),
        )
    };
}

/// Wants that depend on nothing.
fn plain<'a>(
    asker: &'a Asker<'a>,
    wants: &Wants,
    crowd: &Arc<Crowd<'a>>,
    questions: &mut FuturesUnordered<Question<'a>>,
) {
    let wanted = |want| wants.contains(&want);
    if wanted(Want::Identity) {
        fill!(questions, identity, asker.identity());
    }
    if wanted(Want::Vpcs) {
        fill!(questions, vpcs, asker.vpcs());
    }
    if wanted(Want::Subnets) {
        fill!(questions, subnets, asker.subnets());
    }
    if wanted(Want::RouteTables) {
        fill!(questions, route_tables, asker.route_tables());
    }
    if wanted(Want::NetworkAcls) {
        fill!(questions, network_acls, asker.network_acls());
    }
    if wants.iter().any(|want| matches!(want, Want::Instances | Want::TcpToInstance { .. })) {
        fill!(questions, instances, asker.instances());
    }
    if wanted(Want::Images) {
        fill!(questions, images, asker.images());
    }
    if wanted(Want::Certificates) {
        fill!(questions, certificates, asker.certificates());
    }
    if wanted(Want::Snapshots) {
        fill!(questions, snapshots, asker.snapshots());
    }
    // Asked once, when the first template turns out not to be there.
    let names = shared(async { asker.launch_template_names().await });
    for (name, look_for) in templates(wants) {
        let (names, crowd) = (names.clone(), Arc::clone(crowd));
        questions.push(
            async move {
                let section = crowd.template(asker, &name, &look_for).await;
                let names = if let Some(None) = section.value() { Some(names.await) } else { None };
                Box::new(move |facts: &mut Facts| {
                    facts.launch_templates.insert(name, section);
                    if let Some(names) = names {
                        facts.launch_template_names = (*names).clone();
                    }
                }) as Fill
            }
            .boxed(),
        );
    }
}

/// One question a template, however many checks look for however many things in it.
fn templates(wants: &Wants) -> BTreeMap<String, LookFor> {
    let mut templates: BTreeMap<String, LookFor> = BTreeMap::new();
    let add = |list: &mut Vec<String>, more: &[String]| {
        list.extend(more.iter().cloned());
        list.sort_unstable();
        list.dedup();
    };
    for want in wants {
        if let Want::LaunchTemplate { name, start_patterns, mentions } = want {
            let look_for = templates.entry(name.clone()).or_default();
            add(&mut look_for.start_patterns, start_patterns);
            add(&mut look_for.mentions, mentions);
        }
    }
    templates
}

/// The names that some kind of want speaks of, each once.
fn names<'w>(wants: &'w Wants, name: impl Fn(&'w Want) -> Option<&'w String>) -> BTreeSet<String> {
    wants.iter().filter_map(name).cloned().collect()
}

/// The lists that other questions start from, each only where something wants it.
struct Parents<'a> {
    asker: &'a Asker<'a>,
    balancers: Option<Parent<'a, LoadBalancer>>,
    target_groups: Option<Parent<'a, TargetGroup>>,
    groups: Option<Parent<'a, AutoScalingGroup>>,
    security_groups: Option<Parent<'a, SecurityGroup>>,
}

impl<'a> Parents<'a> {
    fn new(asker: &'a Asker<'a>, wants: &Wants) -> Self {
        let any = |test: fn(&Want) -> bool| wants.iter().any(test);
        let balancers = any(|want| {
            matches!(
                want,
                Want::LoadBalancers
                    | Want::Listeners { .. }
                    | Want::Rules { .. }
                    | Want::Dns { .. }
                    | Want::Http { .. }
                    | Want::Tls { .. }
            ) || tags::is_wanted(want)
                || behind::is_wanted(want)
        });
        let target_groups = any(|want| {
            matches!(want, Want::TargetGroups | Want::TargetHealth { .. } | Want::RequestMetric { .. })
                || behind::is_wanted(want)
        });
        Self {
            asker,
            balancers: balancers.then(|| shared(async { asker.load_balancers().await })),
            target_groups: target_groups.then(|| shared(async { asker.target_groups().await })),
            groups: wants
                .contains(&Want::AutoScalingGroups)
                .then(|| shared(async { asker.auto_scaling_groups().await })),
            security_groups: wants
                .contains(&Want::SecurityGroups)
                .then(|| shared(async { asker.security_groups().await })),
        }
    }

    fn balancers(&self) -> Parent<'a, LoadBalancer> {
        self.balancers.clone().unwrap_or_else(not_asked)
    }

    fn target_groups(&self) -> Parent<'a, TargetGroup> {
        self.target_groups.clone().unwrap_or_else(not_asked)
    }

    fn groups(&self) -> Parent<'a, AutoScalingGroup> {
        self.groups.clone().unwrap_or_else(not_asked)
    }

    fn questions(&self, questions: &mut FuturesUnordered<Question<'a>>) {
        let asker = self.asker;
        if let Some(list) = self.balancers.clone() {
            fill!(questions, load_balancers, list.map(|section| (*section).clone()));
        }
        if let Some(list) = self.target_groups.clone() {
            fill!(questions, target_groups, list.map(|section| (*section).clone()));
        }
        if let Some(list) = self.groups.clone() {
            fill!(questions, auto_scaling_groups, list.map(|section| (*section).clone()));
        }
        if let Some(list) = self.security_groups.clone() {
            questions.push(
                async move {
                    let section = list.await;
                    let lists = asker.prefix_lists(section.value().map_or(&[], Vec::as_slice)).await;
                    Box::new(move |facts: &mut Facts| {
                        facts.security_groups = (*section).clone();
                        facts.prefix_lists.extend(lists);
                    }) as Fill
                }
                .boxed(),
            );
        }
    }
}

fn shared<'a, T: Send + Sync + 'a>(list: impl Future<Output = Section<Vec<T>>> + Send + 'a) -> Parent<'a, T> {
    list.map(Arc::new).boxed().shared()
}

fn not_asked<'a, T: Send + Sync + 'a>() -> Parent<'a, T> {
    shared(std::future::ready(Section::NotAsked))
}

/// What follows from target groups: health, which Elastic Load Balancing tells by target group only, and request
/// metrics, which CloudWatch tells for many at once.
fn target_groups<'a>(
    asker: &'a Asker<'a>,
    wants: &Wants,
    parents: &Parents<'a>,
    questions: &mut FuturesUnordered<Question<'a>>,
) {
    let health =
        names(wants, |want| if let Want::TargetHealth { target_group } = want { Some(target_group) } else { None });
    let metrics =
        names(wants, |want| if let Want::RequestMetric { target_group } = want { Some(target_group) } else { None });
    if !health.is_empty() {
        let list = parents.target_groups();
        questions.push(
            async move {
                let list = list.await;
                let named = of_names(&list, &health).into_iter();
                let found =
                    join_all(named.map(async |group| (group.arn.clone(), asker.target_health(&group.arn).await)));
                let found = found.await;
                Box::new(move |facts: &mut Facts| facts.target_health.extend(found)) as Fill
            }
            .boxed(),
        );
    }
    if !metrics.is_empty() {
        let list = parents.target_groups();
        questions.push(
            async move {
                let list = list.await;
                let found = asker.request_metrics(&of_names(&list, &metrics), asker.tally.now(asker.clock)).await;
                Box::new(move |facts: &mut Facts| facts.request_metrics.extend(found)) as Fill
            }
            .boxed(),
        );
    }
}

/// The target groups of these names or ARNs, each once.
fn of_names<'l>(list: &'l Section<Vec<TargetGroup>>, names: &BTreeSet<String>) -> Vec<&'l TargetGroup> {
    let meant = |group: &&TargetGroup| names.contains(&group.name) || names.contains(&group.arn);
    list.value().into_iter().flatten().filter(meant).collect()
}

/// Policies, activities, alarms and their history, all by group name and therefore all in the first round
/// but for the history.
fn scaling<'a>(
    asker: &'a Asker<'a>,
    wants: &Wants,
    parents: &Parents<'a>,
    crowd: &Arc<Crowd<'a>>,
    questions: &mut FuturesUnordered<Question<'a>>,
) {
    for name in names(wants, |want| if let Want::Activities { group } = want { Some(group) } else { None }) {
        let (groups, crowd) = (parents.groups(), Arc::clone(crowd));
        questions.push(
            async move {
                let (found, groups) = futures_util::join!(crowd.activities(asker, &name), groups);
                let section = asker.by_group_list(&DESCRIBE_SCALING_ACTIVITIES, &name, found, &groups);
                Box::new(move |facts: &mut Facts| {
                    facts.activities.insert(name, section);
                }) as Fill
            }
            .boxed(),
        );
    }
    let named = names(wants, |want| match want {
        Want::Policies { group } | Want::Alarms { group } | Want::AlarmHistory { group } => Some(group),
        _ => None,
    });
    for name in named {
        let history = wants.contains(&Want::AlarmHistory { group: name.clone() });
        let alarms = history || wants.contains(&Want::Alarms { group: name.clone() });
        questions.push(policies_and_alarms(asker, parents.groups(), name, Arc::clone(crowd), (alarms, history)));
    }
}

fn policies_and_alarms<'a>(
    asker: &'a Asker<'a>,
    groups: Parent<'a, AutoScalingGroup>,
    name: String,
    crowd: Arc<Crowd<'a>>,
    (alarms_wanted, history_wanted): (bool, bool),
) -> Question<'a> {
    async move {
        let policies = async {
            let (found, groups) = futures_util::join!(crowd.policies(asker, &name), groups);
            asker.by_group_list(&DESCRIBE_POLICIES, &name, found, &groups)
        };
        let policies: Parent<'_, ScalingPolicy> = shared(policies);
        let alarms = async {
            let found = crowd.alarms(asker, &name).await;
            // History needs only the alarm: it does not wait for the policies.
            let early = scale_out(&found);
            let rest = async { asker.alarms_of_policies(found, &*policies.clone().await).await };
            let (histories, section) = futures_util::join!(histories(asker, &crowd, early, history_wanted), rest);
            let more = scale_out(&section).into_iter().filter(|alarm| histories.iter().all(|(name, _)| name != alarm));
            let more = self::histories(asker, &crowd, more.collect(), history_wanted).await;
            (section, histories.into_iter().chain(more).collect::<Vec<_>>())
        };
        let alarms = async { if alarms_wanted { Some(alarms.await) } else { None } };
        let (policies, alarms) = futures_util::join!(policies.clone(), alarms);
        let (policies, group) = ((*policies).clone(), name.clone());
        Box::new(move |facts: &mut Facts| {
            facts.policies.insert(group.clone(), policies);
            if let Some((section, histories)) = alarms {
                facts.alarms.insert(group, section);
                facts.alarm_history.extend(histories);
            }
        }) as Fill
    }
    .boxed()
}

type History = (String, Section<Vec<crate::facts::monitoring::AlarmStateChange>>);

async fn histories(asker: &Asker<'_>, crowd: &Crowd<'_>, alarms: Vec<String>, wanted: bool) -> Vec<History> {
    let alarms = if wanted { alarms } else { Vec::new() };
    join_all(alarms.into_iter().map(async |name| {
        let section = crowd.history(asker, &name).await;
        (name, section)
    }))
    .await
}

/// Names of the alarms that scale out: those that fire when a metric goes *over* their threshold.
fn scale_out(alarms: &Section<Vec<Alarm>>) -> Vec<String> {
    let over = |alarm: &&Alarm| alarm.comparison.as_deref().is_some_and(|comparison| comparison.starts_with("Greater"));
    alarms.value().into_iter().flatten().filter(over).map(|alarm| alarm.name.clone()).collect()
}
