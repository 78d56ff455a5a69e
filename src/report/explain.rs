//! The way of a request as a document: JSON for programs, a drawing with words for people.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use super::human::Style;
use super::is_bidi_control;
use crate::check::verdict::Finding;
use crate::course::Course;
use crate::course::command::{Shell, Target, render_plain};
use crate::explain::draw::{Frames, draw, hop_name, mark, short};
use crate::explain::{Crossing, Explanation, Hop, Standing};
use crate::facts::Facts;
use crate::text::wrap::wrap_text;
use crate::text::{Ambiguous, Catalog, FluentValue, Lang, Wording};

/// Version of the document's shape.
const SCHEMA: u32 = 1;

/// `explain --format json`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExplainDocument {
    pub schema: u32,
    pub course: String,
    pub account: Option<String>,
    pub region: String,
    /// The listener that the request comes to, as `HTTP:80`.
    pub listener: String,
    /// Every hop, in the order of the request.
    pub path: Vec<HopReport>,
    /// The first hop that is certainly broken.
    pub broken: Option<BrokenReport>,
    /// The hops that are certainly broken behind it, in order.
    pub next: Vec<BrokenReport>,
    /// The hops that could not be told.
    pub unseen: Vec<Hop>,
    pub targets: Vec<TargetReport>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HopReport {
    pub hop: Hop,
    /// Id, ARN or name; `-` where nothing was looked at.
    pub resource: String,
    /// `null`: it could not be told, or not yet.
    pub ok: Option<bool>,
    /// What was read there, in the chosen language.
    pub seen: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BrokenReport {
    pub hop: Hop,
    pub resource: String,
    /// A stable id of what is wrong.
    pub reason: String,
    /// The same as a sentence.
    pub message: String,
    /// What mends it: the way in the console, then the commands, one a line.
    pub remedy: String,
    /// The AWS CLI commands alone, as bash takes them.
    pub commands: Vec<String>,
    /// The targets that it concerns, where it is about single ones.
    pub affected: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TargetReport {
    pub id: String,
    pub port: Option<i32>,
    pub availability_zone: Option<String>,
    pub state: String,
    pub reason: Option<String>,
    /// The first hop that is broken for this target.
    pub broken: Option<Hop>,
}

/// What an explanation is worded with.
#[derive(Clone, Debug)]
pub struct Telling<'a> {
    pub way: &'a Explanation,
    pub region: &'a str,
    pub lang: Lang,
    pub zone: TimeZone,
    pub shell: Shell,
}

impl Telling<'_> {
    fn catalog(&self) -> &'static Catalog {
        Catalog::get(self.lang)
    }

    /// What was read at a hop.
    #[must_use]
    pub fn seen(&self, crossing: &Crossing) -> String {
        let finding = &crossing.seen;
        let key =
            if self.catalog().has(&finding.id) { finding.id.to_string() } else { format!("{}.actual", finding.id) };
        self.worded(&key, finding)
    }

    /// The way in the console.
    #[must_use]
    pub fn fix(&self, crossing: &Crossing) -> String {
        let id = &crossing.seen.id;
        // A finding of a check has a hint instead.
        let own = format!("{id}.fix");
        let key = if self.catalog().has(&own) { own } else { format!("{id}.hint") };
        self.worded(&key, &crossing.seen)
    }

    fn worded(&self, key: &str, finding: &Finding) -> String {
        let wording = Wording { lang: self.lang, zone: self.zone.clone(), course: None };
        let text = self.catalog().format(key, Some(&wording.args(finding)));
        text.chars().filter(|c| !c.is_control() && !is_bidi_control(*c)).collect()
    }

    /// The commands as lines for the shell.
    #[must_use]
    pub fn commands(&self, crossing: &Crossing) -> Vec<String> {
        let target = Target { region: Some(self.region), ..Target::default() };
        crossing.commands.iter().flat_map(|run| render_plain(run, self.shell, &target)).collect()
    }

    fn broken(&self, crossing: &Crossing) -> BrokenReport {
        let commands = self.commands(crossing);
        let remedy = [vec![self.fix(crossing)], commands.clone()].concat().join("\n");
        BrokenReport {
            hop: crossing.hop,
            resource: named(&crossing.resource),
            reason: crossing.seen.id.trim_start_matches("explain-").to_owned(),
            message: self.seen(crossing),
            remedy,
            commands,
            affected: crossing.affected.clone(),
        }
    }

    /// The document for programs.
    #[must_use]
    pub fn document(&self, course: &Course, facts: &Facts) -> ExplainDocument {
        let hop = |crossing: &Crossing| HopReport {
            hop: crossing.hop,
            resource: named(&crossing.resource),
            ok: match crossing.standing {
                Standing::Sound => Some(true),
                Standing::Broken => Some(false),
                Standing::Unseen | Standing::Beyond => None,
            },
            seen: self.seen(crossing),
        };
        let targets = self.way.targets.iter().map(|target| TargetReport {
            id: target.id.clone(),
            port: target.port,
            availability_zone: target.zone.clone(),
            state: target.state.clone(),
            reason: target.reason.clone(),
            broken: target.broken,
        });
        ExplainDocument {
            schema: SCHEMA,
            course: course.id.clone(),
            account: facts.identity.value().map(|identity| identity.account.clone()),
            region: facts.region.clone(),
            listener: self.way.door.clone(),
            path: self.way.path.iter().map(hop).collect(),
            broken: self.way.broken().map(|crossing| self.broken(crossing)),
            next: self.way.all_broken().skip(1).map(|crossing| self.broken(crossing)).collect(),
            unseen: self.way.unseen().map(|crossing| crossing.hop).collect(),
            targets: targets.collect(),
        }
    }

    /// The parts of the page for a person, each with a heading (a key of the catalogue) and its paragraphs; commands
    /// are lines of their own that no one may break.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let Some(broken) = self.way.broken() else {
            let key = if self.way.unseen().next().is_some() { "explain-unsure" } else { "explain-good" };
            parts.push(Part { heading: None, text: vec![self.catalog().text(key)], commands: Vec::new() });
            parts.extend(self.not_seen());
            return parts;
        };
        let place = format!("{}  {}", hop_name(self.lang, broken.hop), short(&broken.resource));
        let affected = self.affected(broken);
        parts.push(Part::of("explain-where", [vec![place], affected].concat()));
        parts.push(Part::of("explain-why", vec![self.seen(broken)]));
        parts.push(Part::of("explain-fix", vec![self.fix(broken)]));
        if !broken.commands.is_empty() {
            let heading = Some("explain-commands");
            parts.push(Part { heading, text: Vec::new(), commands: self.commands(broken) });
        }
        let next = self.way.all_broken().skip(1);
        let next: Vec<String> =
            next.map(|one| format!("{}: {}", hop_name(self.lang, one.hop), self.seen(one))).collect();
        if !next.is_empty() {
            parts.push(Part::of("explain-next", next));
        }
        parts.extend(self.not_seen());
        parts
    }

    fn affected(&self, broken: &Crossing) -> Vec<String> {
        if broken.affected.is_empty() || self.way.targets.len() < 2 {
            return Vec::new();
        }
        let wording = Wording { lang: self.lang, zone: self.zone.clone(), course: None };
        let arguments = [
            ("targets", FluentValue::from(wording.list(&broken.affected))),
            ("count", FluentValue::from(broken.affected.len())),
            ("total", FluentValue::from(self.way.targets.len())),
        ];
        vec![self.catalog().with("explain-affected", arguments)]
    }

    fn not_seen(&self) -> Option<Part> {
        let unseen = self.way.unseen();
        let unseen: Vec<String> =
            unseen.map(|one| format!("{}: {}", hop_name(self.lang, one.hop), self.seen(one))).collect();
        (!unseen.is_empty()).then(|| Part::of("explain-not-seen", unseen))
    }

    /// One line a target, where there is any.
    #[must_use]
    pub fn targets(&self) -> Vec<(Standing, String)> {
        let line = |target: &crate::explain::TargetSeen| {
            let standing = if target.broken.is_some() { Standing::Broken } else { Standing::Sound };
            let text = |text: &Option<String>| FluentValue::from(text.clone().unwrap_or_default());
            let reason = text(&target.reason);
            let name = target.port.map_or_else(|| target.id.clone(), |port| format!("{}:{port}", target.id));
            let arguments = [
                ("target", FluentValue::from(name)),
                ("zone", text(&target.zone)),
                ("state", FluentValue::from(target.state.clone())),
                ("reason", reason),
            ];
            (standing, self.catalog().with("explain-target-line", arguments).trim_end().to_owned())
        };
        self.way.targets.iter().map(line).collect()
    }
}

/// A heading with what belongs under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// A key of the catalogue.
    pub heading: Option<&'static str>,
    pub text: Vec<String>,
    pub commands: Vec<String>,
}

impl Part {
    const fn of(heading: &'static str, text: Vec<String>) -> Self {
        Self { heading: Some(heading), text, commands: Vec::new() }
    }
}

fn named(resource: &str) -> String {
    if resource.is_empty() { "-".to_owned() } else { resource.to_owned() }
}

/// The page for a person at a terminal. `title` is the course's.
#[must_use]
pub fn human(telling: &Telling<'_>, course: &Course, style: &Style) -> String {
    let catalog = telling.catalog();
    let mut out = String::new();
    let door = FluentValue::from(telling.way.door.as_str());
    let _ = writeln!(out, "{}  {}", course.id, catalog.with("explain-title", [("door", door)]));
    out.push('\n');
    for line in draw(telling.way, telling.lang, style.columns, style.ambiguous, Frames::Boxes) {
        let text = line.standing.map_or_else(|| line.text.clone(), |standing| paint(style, standing, &line.text));
        let _ = writeln!(out, "{text}");
    }
    let targets = telling.targets();
    if !targets.is_empty() {
        let _ = writeln!(out, "\n{}", catalog.text("explain-targets"));
        for (standing, text) in targets {
            let _ = writeln!(out, "{}", paint(style, standing, &format!("  {} {text}", mark(standing))));
        }
    }
    for part in telling.parts() {
        out.push('\n');
        if let Some(heading) = part.heading {
            let _ = writeln!(out, "{}", catalog.text(heading));
        }
        let indent = if part.heading.is_some() { "  " } else { "" };
        for text in &part.text {
            block(&mut out, indent, text, style.columns, style.ambiguous);
        }
        for command in &part.commands {
            let _ = writeln!(out, "{indent}{command}");
        }
    }
    out
}

fn block(out: &mut String, indent: &str, text: &str, columns: usize, ambiguous: Ambiguous) {
    for line in wrap_text(text, columns.saturating_sub(indent.len()).max(16), ambiguous) {
        let _ = writeln!(out, "{indent}{line}");
    }
}

fn paint(style: &Style, standing: Standing, text: &str) -> String {
    let code = match standing {
        _ if !style.colour => return text.to_owned(),
        Standing::Sound => "32",
        Standing::Broken => "31;1",
        Standing::Unseen => "33",
        Standing::Beyond => "2",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
