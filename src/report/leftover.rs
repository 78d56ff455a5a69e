//! What is left of a course as a document: JSON for programs, rows of text for people at a terminal and in the trainer.

use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use super::human::Style;
use super::is_bidi_control;
use crate::check::Finding;
use crate::check::verdict::Verdict;
use crate::course::command::{Shell, Target, render_plain};
use crate::facts::{Facts, Gap};
use crate::leftover::{Item, Kind, Leftovers, Sum, price, total};
use crate::text::wrap::wrap_text;
use crate::text::{Ambiguous, Catalog, FluentValue, Lang, Wording};

const SCHEMA: u32 = 1;

/// `cleanup --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LeftoverDocument {
    pub schema: u32,
    pub course: String,
    pub account: Option<String>,
    pub region: String,
    /// What was made by the course, in the order of deletion.
    pub left: Vec<ItemReport>,
    /// What may be from the course.
    pub perhaps: Vec<ItemReport>,
    /// What the course uses and was there before.
    pub kept: Vec<ItemReport>,
    pub unseen: Vec<UnseenReport>,
    /// US dollars an hour of everything under `left`; the parts whose price is not known are not in it.
    pub hourly_usd: f64,
    /// The same of `left` and `kept`.
    pub running_usd: f64,
    /// Everything was seen, and the price of all of it is known.
    pub complete: bool,
    pub estimate: Option<EstimateReport>,
}

/// Where the prices come from.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EstimateReport {
    pub currency: &'static str,
    /// Year and month.
    pub as_of: String,
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ItemReport {
    pub kind: Kind,
    /// Id, or the ARN or name where the kind has no id.
    pub id: String,
    pub name: Option<String>,
    pub state: Option<String>,
    pub since: Option<jiff::Timestamp>,
    /// US dollars; `null`: the price table does not know it.
    pub hourly_usd: Option<f64>,
    pub costs: Vec<CostReport>,
    pub why: String,
    pub leaving: bool,
    pub held_by: Vec<String>,
    /// What AWS refuses to delete it for, and how to switch that off; `null`: nothing.
    pub protection: Option<String>,
    /// AWS CLI commands as the shell takes them, in order.
    pub commands: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CostReport {
    pub what: String,
    pub hourly_usd: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnseenReport {
    /// The IAM action.
    pub action: String,
    pub reason: String,
}

/// What a row is, for whoever colours it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Heading,
    /// A thing that is left.
    Item,
    Plain,
    Muted,
    /// Never broken.
    Command,
    Warning,
}

/// A row of the page for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub text: String,
    pub weight: Weight,
}

/// What a list is worded with.
#[derive(Clone, Debug)]
pub struct Telling<'a> {
    pub left: &'a Leftovers,
    pub facts: &'a Facts,
    /// The region in which the course is usually taken.
    pub home: &'a str,
    pub lang: Lang,
    pub zone: TimeZone,
    pub shell: Shell,
    pub target: Target<'a>,
}

impl Telling<'_> {
    fn wording(&self) -> Wording<'_> {
        Wording { lang: self.lang, zone: self.zone.clone(), course: None }
    }

    fn catalog(&self) -> &'static Catalog {
        Catalog::get(self.lang)
    }

    fn say(&self, finding: &Finding) -> String {
        self.wording().advice(finding)
    }

    fn commands(&self, item: &Item) -> Vec<String> {
        item.commands.iter().flat_map(|run| render_plain(run, self.shell, &self.target)).collect()
    }

    /// The document for programs.
    #[must_use]
    pub fn document(&self, course: &str) -> LeftoverDocument {
        let list = |items: &[Item]| items.iter().map(|item| self.item_report(item)).collect::<Vec<_>>();
        let estimate = price::table().filter(|_| price::is_known(&self.facts.region));
        LeftoverDocument {
            schema: SCHEMA,
            course: course.to_owned(),
            account: self.facts.identity.value().map(|identity| identity.account.clone()),
            region: self.facts.region.clone(),
            left: list(&self.left.items),
            perhaps: list(&self.left.perhaps),
            kept: list(&self.left.kept),
            unseen: self.left.unseen.iter().map(|gap| self.unseen_report(gap)).collect(),
            hourly_usd: total(&self.left.items).hourly.as_dollars(),
            running_usd: self.left.running().hourly.as_dollars(),
            complete: self.left.running().complete,
            estimate: estimate.map(|table| EstimateReport {
                currency: "USD",
                as_of: table.as_of.clone(),
                source: table.source.clone(),
            }),
        }
    }

    fn item_report(&self, item: &Item) -> ItemReport {
        let costs = item.costs.iter().map(|cost| CostReport {
            what: self.say(&cost.what),
            hourly_usd: cost.hourly.map(price::Money::as_dollars),
        });
        let sum = item.hourly();
        ItemReport {
            kind: item.kind,
            id: item.id.clone(),
            name: item.name.clone(),
            state: item.state.clone(),
            since: item.since,
            hourly_usd: sum.complete.then(|| sum.hourly.as_dollars()),
            costs: costs.collect(),
            why: self.say(&item.why),
            leaving: item.leaving,
            held_by: item.held_by.clone(),
            protection: item.protection.as_ref().map(|why| self.say(why)),
            commands: self.commands(item),
        }
    }

    fn unseen_report(&self, gap: &Gap) -> UnseenReport {
        let reason = self.wording().words(&Verdict::unseen(gap).finding).actual;
        UnseenReport { action: gap.action.clone(), reason }
    }

    /// The page for people, laid out for so many columns.
    #[must_use]
    pub fn rows(&self, columns: usize, ambiguous: Ambiguous) -> Vec<Row> {
        let mut page = Page { telling: self, columns, ambiguous, rows: Vec::new() };
        page.left();
        page.list("leftover-perhaps", &self.left.perhaps);
        page.list("leftover-kept", &self.left.kept);
        page.unseen();
        page.notes();
        page.rows
    }
}

/// What something costs an hour, in words; nothing where it is free.
#[must_use]
pub fn hourly(sum: Sum, lang: Lang) -> String {
    let catalog = Catalog::get(lang);
    let dollars = sum.hourly.dollars(4);
    match (sum.complete, sum.hourly.is_zero()) {
        (true, true) => String::new(),
        (false, true) => catalog.text("leftover-hourly-unknown"),
        (true, false) if dollars == "0.0000" => catalog.text("leftover-hourly-tiny"),
        (true, false) => catalog.with("leftover-hourly", [("dollars", dollars.into())]),
        (false, false) => catalog.with("leftover-hourly-least", [("dollars", dollars.into())]),
    }
}

struct Page<'a> {
    telling: &'a Telling<'a>,
    columns: usize,
    ambiguous: Ambiguous,
    rows: Vec<Row>,
}

impl Page<'_> {
    fn put(&mut self, indent: usize, text: &str, weight: Weight) {
        // Names come from the account.
        let text: String = text.chars().filter(|c| !c.is_control() && !is_bidi_control(*c)).collect();
        if weight == Weight::Command {
            self.rows.push(Row { text: format!("{}{text}", " ".repeat(indent)), weight });
            return;
        }
        for line in wrap_text(&text, self.columns.saturating_sub(indent).max(16), self.ambiguous) {
            self.rows.push(Row { text: format!("{}{line}", " ".repeat(indent)), weight });
        }
    }

    fn key(&mut self, indent: usize, key: &str, weight: Weight) {
        self.put(indent, &self.telling.catalog().text(key), weight);
    }

    fn blank(&mut self) {
        if !self.rows.is_empty() {
            self.rows.push(Row { text: String::new(), weight: Weight::Plain });
        }
    }

    fn left(&mut self) {
        let left = self.telling.left;
        if left.items.is_empty() {
            let key = if left.unseen.is_empty() { "leftover-left-none" } else { "leftover-left-none-unsure" };
            self.key(0, key, Weight::Heading);
        } else {
            self.list("leftover-left", &left.items);
            self.key(2, "leftover-commands-note", Weight::Muted);
        }
        let (region, home) = (self.telling.facts.region.as_str(), self.telling.home);
        if region != home {
            let arguments = [("region", FluentValue::from(region)), ("home", home.into())];
            self.put(2, &self.telling.catalog().with("leftover-other-region", arguments), Weight::Warning);
        }
    }

    fn list(&mut self, heading: &str, items: &[Item]) {
        if items.is_empty() {
            return;
        }
        self.blank();
        self.key(0, heading, Weight::Heading);
        self.sum(total(items));
        for (index, item) in items.iter().enumerate() {
            self.item(index + 1, item);
        }
    }

    fn sum(&mut self, sum: Sum) {
        let (catalog, lang) = (self.telling.catalog(), self.telling.lang);
        let text = if sum.hourly.is_zero() && sum.complete {
            catalog.text("leftover-sum-free")
        } else {
            let (day, month) = (sum.hourly.times(24).dollars(2), sum.hourly.times(24 * 30).dollars(2));
            let key = if sum.complete { "leftover-sum" } else { "leftover-sum-least" };
            let hourly = FluentValue::from(hourly(sum, lang));
            catalog.with(key, [("hourly", hourly), ("day", day.into()), ("month", month.into())])
        };
        self.put(2, &text, Weight::Plain);
    }

    fn item(&mut self, number: usize, item: &Item) {
        let (telling, catalog) = (self.telling, self.telling.catalog());
        let id = short(&item.id);
        let name = item.name.as_ref().map_or_else(
            || id.to_owned(),
            |name| match item.kind {
                // An ARN says nothing beside the name.
                _ if item.id.starts_with("arn:") => name.clone(),
                _ => format!("{name} ({id})"),
            },
        );
        let parts = [
            Some(catalog.text(item.kind.label())),
            Some(name),
            item.state.clone(),
            Some(hourly(item.hourly(), telling.lang)).filter(|text| !text.is_empty()),
        ];
        let line = parts.into_iter().flatten().collect::<Vec<_>>().join("  ");
        let first = self.rows.len();
        self.put(5, &line, Weight::Item);
        if let Some(row) = self.rows.get_mut(first) {
            row.text.replace_range(..5, &format!("{number:>3}  "));
        }
        self.put(5, &telling.say(&item.why), Weight::Plain);
        let since = item.since.map(|at| {
            let age = telling.facts.now.duration_since(at).as_secs().max(0);
            let (at, age) = (telling.wording().time(at), telling.wording().duration(age));
            catalog.with("leftover-since", [("at", at.into()), ("age", age.into())])
        });
        let costs: Vec<String> = item
            .costs
            .iter()
            .map(|cost| {
                let sum = Sum { hourly: cost.hourly.unwrap_or_default(), complete: cost.hourly.is_some() };
                format!("{} {}", telling.say(&cost.what), hourly(sum, telling.lang))
            })
            .collect();
        for text in since.into_iter().chain(Some(costs.join(" + ")).filter(|text| !text.is_empty())) {
            self.put(5, &text, Weight::Muted);
        }
        if !item.held_by.is_empty() {
            let names = telling.wording().list(&item.held_by);
            let key = match item.kind {
                Kind::TargetGroup => "leftover-held-target-group",
                Kind::SecurityGroup => "leftover-held-security-group",
                Kind::Snapshot => "leftover-held-snapshot",
                _ => "leftover-held",
            };
            self.put(5, &catalog.with(key, [("names", names.into())]), Weight::Warning);
        }
        if let Some(why) = &item.protection {
            self.put(5, &telling.say(why), Weight::Warning);
        }
        if item.leaving {
            self.key(5, "leftover-leaving", Weight::Muted);
        }
        for command in telling.commands(item) {
            self.put(5, &command, Weight::Command);
        }
    }

    fn unseen(&mut self) {
        if self.telling.left.unseen.is_empty() {
            return;
        }
        self.blank();
        self.key(0, "leftover-unseen", Weight::Heading);
        for gap in &self.telling.left.unseen {
            let report = self.telling.unseen_report(gap);
            self.put(2, &report.reason, Weight::Warning);
        }
        self.key(2, "leftover-unseen-note", Weight::Muted);
    }

    fn notes(&mut self) {
        let (catalog, region) = (self.telling.catalog(), self.telling.facts.region.as_str());
        self.blank();
        let text = match price::table().filter(|_| price::is_known(region)) {
            Some(table) => {
                let arguments = [("asof", FluentValue::from(table.as_of.as_str())), ("region", region.into())];
                catalog.with("leftover-estimate", arguments)
            }
            None => catalog.with("leftover-estimate-none", [("region", region.into())]),
        };
        self.put(0, &text, Weight::Muted);
        self.key(0, "leftover-not-looked", Weight::Muted);
    }
}

/// The last part of an ARN without a name.
fn short(id: &str) -> &str {
    if id.starts_with("arn:") { id.splitn(6, ':').nth(5).unwrap_or(id) } else { id }
}

/// The page for a person at a terminal.
#[must_use]
pub fn human(telling: &Telling<'_>, course: &str, style: &Style) -> String {
    let catalog = telling.catalog();
    let account = telling.facts.identity.value().map(|identity| identity.account.clone());
    let account = account.unwrap_or_else(|| catalog.text("label-account-unknown"));
    let head = [("account", FluentValue::from(account)), ("region", telling.facts.region.as_str().into())];
    let mut out = format!("{course}  {}\n{}\n\n", catalog.text("leftover-title"), catalog.with("report-head", head));
    for row in telling.rows(style.columns, style.ambiguous) {
        let code = match row.weight {
            _ if !style.colour => None,
            Weight::Heading => Some("1"),
            Weight::Muted => Some("2"),
            Weight::Command => Some("36"),
            Weight::Warning => Some("33"),
            Weight::Item | Weight::Plain => None,
        };
        out += &code.map_or_else(|| row.text.clone(), |code| format!("\u{1b}[{code}m{}\u{1b}[0m", row.text));
        out.push('\n');
    }
    out
}
