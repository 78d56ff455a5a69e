//! The flags that every account-touching command shares, read once.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ArgMatches;
use jiff::tz::TimeZone;

use super::problem::{reason, reason_of};
use super::{Environment, Problem, selection};
use crate::check::{Arg, Finding};
use crate::clock::{self, Clock};
use crate::course::load::by_directory;
use crate::course::{Course, Library, LoadedCourse, Values, lint};
use crate::session::config::{self, Config, ConfigProblem, Width};
use crate::session::{AccountChoice, Chosen, ConnectTo, OverrideProblem, OverrideReason, ProbeProblem, Resolve};
use crate::session::{Session, SessionOptions, courses};
use crate::text::{Ambiguous, Lang};

/// The longest `--timeout` and `--watch` that mean anything.
const LONGEST_SECONDS: u64 = 3600;

/// What holds for the whole run.
#[derive(Clone, Debug)]
pub struct Common {
    pub lang: Lang,
    /// In which times are shown.
    pub zone: TimeZone,
    pub environment: Environment,
    /// `--ambiguous`; `None`: not said.
    pub ambiguous: Option<Ambiguous>,
    /// Account, suffix and `--set`, as typed.
    pub chosen: Chosen,
    /// The person's settings.
    pub config: Config,
    pub lessons: Option<PathBuf>,
    pub connect_to: Vec<ConnectTo>,
    pub resolve: Vec<Resolve>,
    pub cacert: Option<PathBuf>,
}

impl Common {
    /// Reads the flags of the command (`own`) and those before it (`root`); the command's win.
    ///
    /// # Errors
    /// A flag whose value cannot be used.
    pub fn read(
        root: &ArgMatches,
        own: Option<&ArgMatches>,
        lang: Lang,
        environment: &Environment,
        config: Config,
    ) -> Result<Self, Problem> {
        let one = |name: &str| own.and_then(|own| text(own, name)).or_else(|| text(root, name));
        let many = |name: &str| -> Vec<String> {
            texts(root, name).into_iter().chain(own.into_iter().flat_map(|own| texts(own, name))).collect()
        };
        let mut connect_to = Vec::new();
        for given in many("connect-to") {
            connect_to.push(ConnectTo::parse(&given).map_err(|problem| override_problem("--connect-to", &problem))?);
        }
        if let Some(given) = environment.get("HANAMARU_CONNECT_TO") {
            let more = ConnectTo::parse_list(given);
            connect_to.extend(more.map_err(|problem| override_problem("HANAMARU_CONNECT_TO", &problem))?);
        }
        let mut resolve = Vec::new();
        for given in many("resolve") {
            resolve.push(Resolve::parse(&given).map_err(|problem| override_problem("--resolve", &problem))?);
        }
        Ok(Self {
            lang,
            zone: clock::system_zone(),
            environment: environment.clone(),
            ambiguous: ambiguous(one("ambiguous").as_deref(), &config),
            chosen: Chosen {
                account: AccountChoice {
                    profile: one("profile"),
                    region: one("region"),
                    endpoint_url: one("endpoint-url"),
                    practice: None,
                },
                suffix: one("suffix"),
                set: many("set"),
            },
            config,
            lessons: one("lessons").map(PathBuf::from),
            connect_to,
            resolve,
            cacert: one("cacert").map(PathBuf::from),
        })
    }

    /// With the person's settings for a course where nothing was typed.
    #[must_use]
    pub fn for_course(&self, course: &str) -> Self {
        Self { chosen: self.chosen.for_course(&self.config, course), ..self.clone() }
    }

    /// With flags that a command reads by rules of its own; the later ones win.
    #[must_use]
    pub fn with_typed(&self, typed: &[(String, String)]) -> Self {
        let mut own = self.clone();
        for (name, value) in typed {
            let value = value.clone();
            match name.as_str() {
                "profile" => own.chosen.account.profile = Some(value),
                "region" => own.chosen.account.region = Some(value),
                "endpoint-url" => own.chosen.account.endpoint_url = Some(value),
                "suffix" => own.chosen.suffix = Some(value),
                "set" => own.chosen.set.push(value),
                "lessons" => own.lessons = Some(PathBuf::from(value)),
                _ => {}
            }
        }
        own
    }

    /// The built-in courses and those of `--lessons`.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn library(&self) -> Result<Library, Problem> {
        courses::library(self.lessons.as_deref()).map_err(|error| {
            let path = self.lessons.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
            Finding::new("error-unreadable").arg("path", path).arg("reason", reason(&error)).into()
        })
    }

    /// The course of this id, with the settings in force for it.
    ///
    /// # Errors
    /// There is none, or `lint` finds mistakes in it.
    pub fn course<'a>(&self, library: &'a Library, id: &str) -> Result<(Self, &'a Course), Problem> {
        let course = &selection::course(library, id)?.course;
        let own = self.for_course(&course.id);
        own.refuse_broken(course)?;
        Ok((own, course))
    }

    /// A course of `--lessons` that can be read may still refer to what is not there: nothing it says
    /// about an account could be relied on.
    ///
    /// # Errors
    /// `lint` finds mistakes in it.
    pub fn refuse_broken(&self, course: &Course) -> Result<(), Problem> {
        let Some(lessons) = &self.lessons else { return Ok(()) };
        let files = courses::read(lessons).unwrap_or_default();
        let broken = by_directory(&files).iter().any(|(directory, files)| {
            let own = LoadedCourse::from_files(files).is_ok_and(|loaded| loaded.course.id == course.id);
            own && !lint::lint(directory, files).is_empty()
        });
        if broken { Err(Finding::new("error-faulty-course").arg("course", course.id.as_str()).into()) } else { Ok(()) }
    }

    /// The names in force for a course.
    ///
    /// # Errors
    /// A malformed or unknown `--set`, or a name that AWS would refuse.
    pub fn values(&self, course: &Course) -> Result<Values, Problem> {
        Values::resolve(course, self.chosen.suffix.as_deref(), &self.chosen.set).map_err(Problem::of_values)
    }

    /// What every look at an account goes through.
    ///
    /// # Errors
    /// The CA file cannot be used.
    pub fn session(&self, timeout: Duration, log_calls: Option<PathBuf>) -> Result<Session, Problem> {
        Session::new(SessionOptions {
            resolve: self.resolve.clone(),
            connect_to: self.connect_to.clone(),
            ca_file: self.cacert.clone(),
            roots: Vec::new(),
            log_calls,
            timeout,
            clock: Clock::system(),
        })
        .map_err(|problem| ca_problem(&problem))
    }
}

/// The person's settings.
///
/// # Errors
/// The file is there, but cannot be read or understood.
pub fn config() -> Result<Config, Problem> {
    config::load().map_err(|problem| config_problem(&problem))
}

fn ambiguous(typed: Option<&str>, config: &Config) -> Option<Ambiguous> {
    match (typed, config.ambiguous_width) {
        (Some("wide"), _) | (None, Some(Width::Wide)) => Some(Ambiguous::Wide),
        (Some(_), _) | (None, Some(Width::Narrow)) => Some(Ambiguous::Narrow),
        (None, None) => None,
    }
}

/// The value of a flag that the command may not have.
#[must_use]
pub fn text(matches: &ArgMatches, name: &str) -> Option<String> {
    matches.try_get_one::<String>(name).ok().flatten().cloned()
}

/// Every value of a flag that the command may not have.
#[must_use]
pub fn texts(matches: &ArgMatches, name: &str) -> Vec<String> {
    matches.try_get_many::<String>(name).ok().flatten().into_iter().flatten().cloned().collect()
}

/// Whole seconds from 1 to an hour.
///
/// # Errors
/// Anything else.
pub fn seconds(flag: &str, given: &str) -> Result<Duration, Problem> {
    match given.parse::<u64>() {
        Ok(seconds) if (1..=LONGEST_SECONDS).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        _ => {
            let finding = Finding::new("error-seconds").arg("flag", flag).arg("given", given);
            Err(finding.arg("longest", LONGEST_SECONDS.to_string()).into())
        }
    }
}

/// A file that cannot be read.
fn unreadable(path: &Path, kind: io::ErrorKind) -> Finding {
    let reason = reason_of(kind).map_or_else(|| Arg::Text(kind.to_string()), |id| Arg::Message(id.to_owned()));
    Finding::new("error-unreadable").arg("path", path.display().to_string()).arg("reason", reason)
}

/// The person's settings; a file that cannot be understood is told, not passed over.
fn config_problem(problem: &ConfigProblem) -> Problem {
    match problem {
        ConfigProblem::Unreadable { path, kind } => unreadable(path, *kind),
        ConfigProblem::Malformed { path, line, column, detail } => Finding::new("error-config")
            .arg("path", path.display().to_string())
            .arg("line", *line)
            .arg("column", *column)
            .arg("detail", detail),
    }
    .into()
}

fn override_problem(flag: &str, problem: &OverrideProblem) -> Problem {
    let id = match problem.reason {
        OverrideReason::Parts => "error-override-parts",
        OverrideReason::Port => "error-override-port",
        OverrideReason::Address => "error-override-address",
        OverrideReason::Bracket => "error-override-bracket",
    };
    Finding::new(id).arg("flag", flag).arg("given", problem.given.as_str()).into()
}

fn ca_problem(problem: &ProbeProblem) -> Problem {
    match problem {
        ProbeProblem::CaFileUnreadable { path, kind } => unreadable(path, *kind),
        ProbeProblem::CaFileWithoutCertificate { path } => {
            Finding::new("error-no-certificate").arg("path", path.display().to_string())
        }
    }
    .into()
}
