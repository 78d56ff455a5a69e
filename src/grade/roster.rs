//! The roster: who is judged, in which account, under which names. Everything wrong with it is found at once.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use toml::{Table, Value};

use super::roster_words::{is_endpoint, is_role_arn, of_value, unlike, value_finding};
use super::score::{ManualRule, Weights};
use crate::check::Finding;
use crate::course::lint::{Problem, Source, is_region, schema};
use crate::course::values::ValueProblem;
use crate::course::{Course, Library, Values};
use crate::text::nearest;

/// The file as it is written. Only its JSON Schema is used: a file with mistakes is still read as far as it can be.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema of the file is made from it")]
struct RosterFile {
    /// Id of the course.
    course: String,
    #[serde(default)]
    defaults: Option<Defaults>,
    #[serde(default)]
    scoring: Option<Scoring>,
    #[serde(default)]
    learner: Vec<Entry>,
}

/// What holds for every learner that says nothing else.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema of the file is made from it")]
struct Defaults {
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    role_arn: Option<String>,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    endpoint_url: Option<String>,
    #[serde(default)]
    suffix: Option<String>,
    #[serde(default)]
    set: BTreeMap<String, String>,
}

/// What counts how much.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema of the file is made from it")]
struct Scoring {
    /// By step or full check id.
    #[serde(default)]
    weights: BTreeMap<String, u32>,
    #[serde(default)]
    manual: Option<ManualRule>,
}

/// One `[[learner]]`.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema of the file is made from it")]
struct Entry {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    profile: Option<String>,
    #[serde(default)]
    role_arn: Option<String>,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    endpoint_url: Option<String>,
    #[serde(default)]
    suffix: Option<String>,
    #[serde(default)]
    set: BTreeMap<String, String>,
}

/// A class that can be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster {
    /// Id of the course.
    pub course: String,
    pub learners: Vec<Learner>,
    pub weights: Weights,
}

/// One learner with everything settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    pub id: String,
    pub name: Option<String>,
    pub access: Access,
    /// Empty for none; also what the learner's records are kept under.
    pub suffix: String,
    pub values: Values,
    /// The line of the roster, from 1.
    pub line: usize,
}

/// How an account is reached. Learners with the same access are fetched together.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Access {
    pub way: Way,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
}

/// With whose credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// The caller's own.
    #[default]
    Own,
    /// A profile of the AWS configuration files.
    Profile(String),
    /// A role that the caller may assume.
    Role { arn: String, external_id: Option<String> },
}

/// What was typed on the command line: it holds where the roster says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
    pub suffix: Option<String>,
    /// `NAME=VALUE`.
    pub set: Vec<String>,
}

impl Roster {
    /// Reads a roster. `file` is its name in problems; `profiles` the profiles that exist, where that is known.
    ///
    /// # Errors
    /// Everything that is wrong with it, by line.
    pub fn read(
        file: &str,
        text: &str,
        library: &Library,
        profiles: Option<&[String]>,
        typed: &Typed,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let source = Source::read(file, text, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let shape = schemars::schema_for!(RosterFile).into();
        schema::walk(&source, &shape, &mut problems);
        let table: Table = match toml::from_str(text) {
            Ok(table) => table,
            Err(error) => return Err(vec![source.syntax(&error)]),
        };
        let mut reader = Reader { source: &source, table: &table, profiles, typed, problems };
        let course = reader.course(library);
        let learners = reader.learners(course);
        let weights = reader.weights(course);
        let mut problems = reader.problems;
        problems.sort_by_key(|problem| (problem.line, problem.column));
        match (course, problems.is_empty()) {
            (Some(course), true) => Ok(Self { course: course.id.clone(), learners, weights }),
            _ => Err(problems),
        }
    }
}

struct Reader<'a> {
    source: &'a Source<'a>,
    table: &'a Table,
    profiles: Option<&'a [String]>,
    typed: &'a Typed,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, key: &str, finding: Finding) {
        self.problems.push(self.source.key(key, finding));
    }

    fn course<'l>(&mut self, library: &'l Library) -> Option<&'l Course> {
        let given = text(self.table, "course")?;
        let found = library.get(given).map(|loaded| &loaded.course);
        if found.is_none() {
            let known: Vec<&str> = library.courses.iter().map(|loaded| loaded.course.id.as_str()).collect();
            let finding = unlike("roster-unknown-course", given, &known);
            self.problem("course", finding);
        }
        found
    }

    fn learners(&mut self, course: Option<&Course>) -> Vec<Learner> {
        let none = Table::new();
        let defaults = self.table.get("defaults").and_then(Value::as_table).unwrap_or(&none);
        self.access(defaults, &none, "defaults");
        let entries = self.table.get("learner").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if entries.is_empty() {
            self.problem("", Finding::new("roster-empty"));
        }
        let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
        let mut learners = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let Some(entry) = entry.as_table() else { continue };
            let key = format!("learner[{index}]");
            let line = self.source.key(&key, Finding::new("roster-empty")).line;
            let id = text(entry, "id").unwrap_or_default();
            let id_key = format!("{key}.id");
            if entry.contains_key("id") && (id.trim().is_empty() || id.chars().any(char::is_control)) {
                self.problem(&id_key, Finding::new("roster-bad-id"));
            } else if let Some(first) = lines.get(id).filter(|_| !id.is_empty()) {
                let finding = Finding::new("roster-duplicate").arg("id", id).arg("first", *first);
                self.problem(&id_key, finding);
            }
            lines.entry(id).or_insert(line);
            let access = self.access(entry, defaults, &key);
            let suffix = text(entry, "suffix").or_else(|| text(defaults, "suffix")).map(str::to_owned);
            let suffix = suffix.or_else(|| self.typed.suffix.clone());
            let values = course.and_then(|course| self.values(course, entry, defaults, suffix.as_deref(), &key));
            learners.push(Learner {
                id: id.to_owned(),
                name: text(entry, "name").map(str::to_owned),
                access,
                suffix: suffix.unwrap_or_default(),
                values: values.unwrap_or_default(),
                line,
            });
        }
        learners
    }

    /// The access that a learner's own keys and the defaults come to. One's own way replaces the defaults'.
    fn access(&mut self, own: &Table, defaults: &Table, key: &str) -> Access {
        let at = |name: &str| format!("{key}.{name}");
        let (profile, role) = (text(own, "profile"), text(own, "role_arn"));
        if profile.is_some() && role.is_some() {
            self.problem(&at("role_arn"), Finding::new("roster-two-ways"));
        }
        let settled = if profile.is_some() || role.is_some() {
            (profile, role)
        } else {
            (text(defaults, "profile"), text(defaults, "role_arn"))
        };
        let external_id = text(own, "external_id").or_else(|| text(defaults, "external_id"));
        // Defaults may give one external id for roles that every learner names.
        if own.contains_key("external_id") && settled.1.is_none() && key != "defaults" {
            self.problem(&at("external_id"), Finding::new("roster-external-id-alone"));
        }
        if let Some(arn) = role.filter(|arn| !is_role_arn(arn)) {
            self.problem(&at("role_arn"), Finding::new("roster-bad-role").arg("arn", arn));
        }
        if let (Some(profile), Some(known)) = (profile, self.profiles)
            && !known.iter().any(|one| one == profile)
        {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.problem(&at("profile"), unlike("roster-unknown-profile", profile, &known));
        }
        if let Some(region) = text(own, "region").filter(|region| !is_region(region)) {
            self.problem(&at("region"), Finding::new("roster-bad-region").arg("region", region));
        }
        if let Some(url) = text(own, "endpoint_url").filter(|url| !is_endpoint(url)) {
            self.problem(&at("endpoint_url"), Finding::new("roster-bad-endpoint").arg("url", url));
        }
        let either = |name: &str, typed: &Option<String>| {
            text(own, name).or_else(|| text(defaults, name)).map(str::to_owned).or_else(|| typed.clone())
        };
        let way = match settled {
            (_, Some(arn)) => Way::Role { arn: arn.to_owned(), external_id: external_id.map(str::to_owned) },
            (Some(profile), None) => Way::Profile(profile.to_owned()),
            (None, None) => Way::Own,
        };
        Access {
            way,
            region: either("region", &self.typed.region),
            endpoint_url: either("endpoint_url", &self.typed.endpoint_url),
        }
    }

    fn values(
        &mut self,
        course: &Course,
        own: &Table,
        defaults: &Table,
        suffix: Option<&str>,
        key: &str,
    ) -> Option<Values> {
        let mut set = self.typed.set.clone();
        for table in [defaults, own] {
            let pairs = table.get("set").and_then(Value::as_table).into_iter().flatten();
            set.extend(pairs.filter_map(|(name, value)| Some(format!("{name}={}", value.as_str()?))));
        }
        let own_set = |name: &str| own.get("set").and_then(Value::as_table).is_some_and(|set| set.contains_key(name));
        match Values::resolve(course, suffix, &set) {
            Ok(values) => Some(values),
            Err(found) => {
                for problem in found {
                    let name = of_value(&problem).to_owned();
                    let of_setting = matches!(problem, ValueProblem::Unknown { .. } | ValueProblem::Empty { .. });
                    let place = if own_set(&name) {
                        format!("{key}.set.{name}")
                    } else if of_setting {
                        format!("defaults.set.{name}")
                    } else {
                        format!("{key}.suffix")
                    };
                    let known: Vec<&str> = course.values.keys().map(String::as_str).collect();
                    let found = self.source.key(&place, value_finding(&problem, &known));
                    // A mistake in the defaults is one mistake, however many learners inherit it.
                    if !self.problems.contains(&found) {
                        self.problems.push(found);
                    }
                }
                None
            }
        }
    }

    fn weights(&mut self, course: Option<&Course>) -> Weights {
        let scoring = self.table.get("scoring").and_then(Value::as_table);
        let mut weights = Weights::default();
        if let (Some(scoring), Some(course)) = (scoring, course) {
            let steps = course.steps.iter().map(|step| step.id.clone());
            let known: Vec<String> = steps.chain(course.checks().map(|(_, id, _)| id)).collect();
            let given = scoring.get("weights").and_then(Value::as_table).into_iter().flatten();
            for (id, value) in given {
                if !known.contains(id) {
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let finding = match nearest(id, known.iter().copied()) {
                        Some(near) => Finding::new("roster-unknown-weight").arg("given", id).arg("nearest", near),
                        None => Finding::new("roster-unknown-weight-far").arg("given", id),
                    };
                    self.problem(&format!("scoring.weights.{id}"), finding);
                }
                if let Some(weight) = value.as_integer().and_then(|weight| u32::try_from(weight).ok()) {
                    weights.own.insert(id.clone(), weight);
                }
            }
            if scoring.get("manual").and_then(Value::as_str) == Some("trust") {
                weights.manual = ManualRule::Trust;
            }
        }
        weights
    }
}

fn text<'a>(table: &'a Table, name: &str) -> Option<&'a str> {
    table.get(name).and_then(Value::as_str)
}
