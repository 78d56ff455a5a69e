//! `hanamaru load --until-scale-out COURSE`: says what will happen, loads, watches, and proves it.
//!
//! Exit status: 0 the group has grown and the steps that this proves pass; 1 something keeps the group from growing,
//! or a check fails; 3 it ended before (Ctrl-C, the time limit, a target that keeps failing, an account that could
//! not be seen).

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::look::Looker;
use super::verify::Request;
use super::{Common, Problem, load, load_words, look, output};
use crate::check::Finding;
use crate::check::run::checks_of;
use crate::check::scaled::Subject;
use crate::load::document::Results;
use crate::load::plan::Format;
use crate::load::scaling::Stage;
use crate::load::{Misuse, MisuseKind, Typed};
use crate::report::{Document, Outcome, scaling};
use crate::session::scale_out::{self, Briefing, Ending, Ground, Progress, Seen, Unready, Wish};
use crate::text::{Catalog, FluentValue, Wording};

/// One look at the account may take this long.
const LOOK: Duration = Duration::from_mins(1);
/// Seconds in which to change one's mind.
const COUNTDOWN: u64 = 5;
/// How often the line for a waiting person changes; and how often one is written where nobody sees lines change.
const LIVE: Duration = Duration::from_millis(500);
const PLAIN: Duration = Duration::from_secs(10);

/// # Errors
/// What was typed cannot be used, or nothing can be sent.
pub(super) fn run(common: &Common, typed: Typed, course: &str) -> Result<Outcome, Problem> {
    for (there, flag) in [(typed.options.requests.is_some(), "-n"), (typed.options.shard.is_some(), "--shard")] {
        if there {
            let kind = MisuseKind::NotUntilScaleOut;
            return Err(load_words::misuse(Misuse { kind, flag: flag.into(), given: String::new(), nearest: None }));
        }
    }
    let library = common.library()?;
    let (common, course) = &common.course(&library, course)?;
    let values = common.values(course)?;
    let session = common.session(LOOK, None)?;
    let runtime = look::runtime()?;
    let result = runtime.block_on(async {
        let mut looker = Looker::open(common, &session, course, &values).await?;
        let connection = looker.connection().clone();
        let ground = Ground { session: &session, connection: &connection, course, values: &values };
        let teller = Teller { common, silent: typed.request.silent };
        let options = typed.options.clone();
        let wish = Wish { request: typed.request, options: typed.options };
        let briefing = scale_out::brief(ground, wish, None).await.map_err(|why| teller.unready(&why, &course.id))?;
        teller.brief(&briefing);
        if briefing.obstacle.is_some() {
            return Ok(Outcome::Failed);
        }
        if !options.yes && !countdown(&teller).await {
            teller.say("load-scale-cancelled", &[]);
            return Ok(Outcome::Undetermined);
        }
        let ending = teller.follow(ground, briefing).await.map_err(|why| teller.unready(&why, &course.id))?;
        teller.ended(&ending);
        let subject = Subject::of(course).map(|subject| subject.steps).unwrap_or_default();
        let steps: BTreeSet<String> = subject.iter().cloned().collect();
        let observation = looker.look(&checks_of(course, &steps).into_iter().collect()).await;
        let request = Request {
            common,
            course,
            values: values.clone(),
            steps: subject,
            format: "human".to_owned(),
            style: output::style(common, false),
            out: None,
        };
        let document = request.document(&observation.facts, &observation.verdicts, &values);
        teller.report(&ending, options.format, &request, &document)?;
        Ok(status(&ending, &document))
    });
    runtime.shutdown_background();
    result
}

fn status(ending: &Ending, document: &Document) -> Outcome {
    match ending.outcome {
        scale_out::Outcome::Grown => Outcome::of(&document.summary),
        scale_out::Outcome::Obstacle => Outcome::Failed,
        _ => Outcome::Undetermined,
    }
}

/// Whether nobody changed their mind.
async fn countdown(teller: &Teller<'_>) -> bool {
    let interrupted = load::told_to_end();
    tokio::pin!(interrupted);
    for left in (1..=COUNTDOWN).rev() {
        if left == COUNTDOWN || std::io::stderr().is_terminal() {
            teller.line(&teller.with("load-scale-countdown", &[("seconds", left.to_string())]));
        }
        tokio::select! {
            heard = &mut interrupted => if heard { return false },
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
    true
}

/// Tells somebody at a terminal (or a log) what goes on, on stderr: stdout is for the report.
struct Teller<'a> {
    common: &'a Common,
    silent: bool,
}

impl Teller<'_> {
    fn wording(&self) -> Wording<'_> {
        Wording { lang: self.common.lang, zone: self.common.zone.clone(), course: None }
    }

    fn with(&self, id: &str, args: &[(&'static str, String)]) -> String {
        let args = args.iter().map(|(name, value)| (*name, FluentValue::from(value.clone())));
        Catalog::get(self.common.lang).with(id, args)
    }

    fn say(&self, id: &str, args: &[(&'static str, String)]) {
        output::tell_progress("");
        output::tell(&self.with(id, args));
    }

    /// A line that the next one replaces; where lines do not change, one of its own.
    fn line(&self, line: &str) {
        if self.silent {
            return;
        }
        if std::io::stderr().is_terminal() { output::tell_progress(line) } else { output::tell(line) }
    }

    fn unready(&self, why: &Unready, course: &str) -> Problem {
        match why {
            Unready::Load(problem) => load::worded(problem),
            Unready::Unseen(verdict) => {
                let words = self.wording().words(&verdict.finding);
                let reason = words.hint.map_or_else(|| words.actual.clone(), |hint| format!("{} {hint}", words.actual));
                Finding::new("load-scale-unseen").arg("reason", reason).into()
            }
            Unready::NoSubject | Unready::BrokenOff => {
                Finding::new("load-scale-no-subject").arg("course", course).into()
            }
        }
    }

    fn brief(&self, briefing: &Briefing) {
        if self.silent {
            return;
        }
        let wording = self.wording();
        self.say("load-scale-target", &[("url", briefing.wish.request.url.clone())]);
        self.say("load-scale-heading", &[]);
        for sentence in scaling::briefing(&wording, &briefing.prediction) {
            output::tell(&format!("  {sentence}"));
        }
        if let Some(obstacle) = &briefing.obstacle {
            output::tell(&format!("  {}", wording.advice(obstacle)));
        }
        self.say("load-scale-limit", &[("limit", wording.duration(seconds(briefing.limit)))]);
    }

    async fn follow(&self, ground: Ground<'_>, briefing: Briefing) -> Result<Ending, Unready> {
        let (sender, halt) = scale_out::halt();
        let listening = tokio::spawn(async move {
            while load::told_to_end().await {
                sender.send_replace(true);
            }
        });
        let every = if std::io::stderr().is_terminal() { LIVE } else { PLAIN };
        let state = std::sync::Mutex::new(Live { next: every, ..Live::default() });
        let told = |progress| {
            let Ok(mut live) = state.lock() else { return };
            self.heard(&mut live, progress, every);
        };
        let result = scale_out::run(ground, briefing, halt, &told).await;
        listening.abort();
        output::tell_progress("");
        result
    }

    fn heard(&self, live: &mut Live, progress: Progress, every: Duration) {
        match progress {
            Progress::Sent { elapsed, statistics } => {
                live.results.statistics.add(&statistics);
                live.results.duration = live.results.duration.max(elapsed);
            }
            Progress::Seen(seen) => {
                if !self.silent {
                    self.links(live, &seen);
                }
                live.seen = Some(*seen);
            }
        }
        if live.results.duration >= live.next {
            live.next = live.results.duration + every;
            self.line(&self.progress(live));
        }
    }

    /// Links that have come about since the last look, and a new reason to wait.
    fn links(&self, live: &mut Live, seen: &Seen) {
        let wording = self.wording();
        for row in scaling::timeline(&wording, &seen.story) {
            if !row.clock.is_empty() && !live.told.contains(&row.stage) {
                live.told.push(row.stage);
                self.say(
                    "load-scale-row",
                    &[("clock", row.clock), ("delay", format!("{:>7}", row.delay)), ("text", row.text)],
                );
            }
        }
        if let Some(gap) = &seen.gap {
            let reason = wording.words(&crate::check::Verdict::unseen(gap).finding).actual;
            self.say("load-scale-gap", &[("action", gap.action.clone()), ("reason", reason)]);
        }
        // The same reason with other figures is told by the line that changes.
        if live.waiting.as_deref() != Some(&seen.why.id) && !seen.story.done() {
            live.waiting = Some(seen.why.id.to_string());
            self.say("load-scale-waiting", &[("why", wording.advice(&seen.why))]);
        }
    }

    fn progress(&self, live: &Live) -> String {
        let Some(seen) = &live.seen else { return load_words::progress(self.common.lang, &live.results) };
        let own = &live.results.statistics;
        let scaled = &seen.scaled;
        let minute = scaled.metric.as_ref().and_then(|metric| metric.per_minute.last());
        let short = crate::load::scaling::story::short;
        self.with(
            "load-scale-progress",
            &[
                ("seconds", format!("{:.0}", live.results.duration.as_secs_f64())),
                ("requests", own.requests.to_string()),
                ("rate", format!("{:.1}", live.results.rate())),
                ("errors", (own.requests - own.ok).to_string()),
                ("metric", minute.map_or_else(|| "-".to_owned(), |(_, sum)| short(*sum))),
                ("value", short(scaled.value)),
                ("alarm", scaled.high.as_ref().map_or_else(|| "-".to_owned(), |alarm| alarm.state.clone())),
                ("desired", scaled.group.desired_capacity.to_string()),
                ("in_service", scaled.in_service().to_string()),
                ("healthy", scaled.healthy().map_or_else(|| "-".to_owned(), |count| count.to_string())),
            ],
        )
    }

    fn ended(&self, ending: &Ending) {
        let after = ending.story.link(Stage::Healthy).map_or(ending.results.duration, |link| link.seen);
        let seconds = ("seconds", self.wording().duration(seconds(after)));
        let id = match ending.outcome {
            scale_out::Outcome::Grown => "load-scale-grown",
            scale_out::Outcome::Obstacle => "load-scale-obstacle",
            scale_out::Outcome::Hopeless => "load-scale-hopeless",
            scale_out::Outcome::TimeUp => "load-scale-time-up",
            scale_out::Outcome::Stopped => "load-scale-stopped",
        };
        self.say(id, &[seconds]);
        if ending.outcome != scale_out::Outcome::Grown {
            self.say("load-scale-waiting", &[("why", self.wording().advice(&ending.why))]);
        }
    }

    fn report(
        &self,
        ending: &Ending,
        format: Format,
        request: &Request<'_>,
        document: &Document,
    ) -> Result<(), Problem> {
        match format {
            Format::Json => output::print(&format!("{}\n", json(self, ending, document))),
            Format::Csv => output::print(&ending.results.csv()),
            Format::Human => {
                let mut out = String::new();
                for row in scaling::timeline(&self.wording(), &ending.story) {
                    let clock = if row.clock.is_empty() { "--:--:--".to_owned() } else { row.clock };
                    let delay = format!("{:>7}", row.delay);
                    out += &self.with("load-scale-row", &[("clock", clock), ("delay", delay), ("text", row.text)]);
                    out.push('\n');
                }
                out += &format!("\n{}", load_words::report(self.common.lang, &ending.results));
                out += &format!("\n{}\n", self.with("load-scale-proof", &[]));
                output::print(&(out + &request.render(document)?))
            }
        }
    }
}

/// The results, the links with their times, and what the steps' checks say.
fn json(teller: &Teller<'_>, ending: &Ending, document: &Document) -> Value {
    let mut value = ending.results.json();
    let links: Vec<Value> = ending
        .story
        .told()
        .map(|(stage, link, delay)| {
            json!({ "link": stage.name(), "at": link.at, "seen_after_s": link.seen.as_secs_f64(),
                    "delay_s": delay.map(|delay| delay.as_secs()) })
        })
        .collect();
    let checks = document.steps.iter().flat_map(|step| &step.checks);
    let checks: serde_json::Map<String, Value> =
        checks.map(|check| (check.id.clone(), serde_json::to_value(check.status).unwrap_or_default())).collect();
    value["scale_out"] = json!({
        "outcome": ending.outcome.name(),
        "timeline": links,
        "waiting_for": teller.wording().advice(&ending.why),
        "checks": checks,
    });
    value
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

/// What is remembered between two things heard.
#[derive(Default)]
struct Live {
    results: Results,
    seen: Option<Seen>,
    told: Vec<Stage>,
    waiting: Option<String>,
    next: Duration,
}
