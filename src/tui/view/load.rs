//! The load screen: what a load will do; what is sent beside what the account makes of it; what it proved.
//!
//! ```text
//! heading · target                                    elapsed / limit
//! ─────────────────────────────────────────────────────────────────────
//! rate asked, achieved · status classes · latency percentiles
//! requests per target / value · alarm · desired, in service, healthy
//! the links from the load to the new target, with their delays
//! why the next link has not come about
//! charts: latency, requests per target        (wide: beside the links)
//! ```

use std::time::Duration;

use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::load_charts;
use crate::check::scaled::Subject;
use crate::load::Kind;
use crate::load::scaling::story::short;
use crate::load::statistics::Figures;
use crate::report::scaling;
use crate::session::scale_out::{Briefing, Ending, Outcome, Unready};
use crate::tui::glyphs::{self, HANAMARU, turn};
use crate::tui::load::{Load, Phase};
use crate::tui::paper::Paper;
use crate::tui::room::Room;

/// From this width on charts stand beside the links.
const WIDE: u16 = 120;

pub fn draw(paper: &mut Paper<'_>, body: Rect) {
    let Some((room, load)) = paper.state.room().and_then(|room| Some((room, room.load.as_ref()?))) else { return };
    paper.clear(body);
    let area = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    head(paper, area, load);
    let inside = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    match &load.phase {
        Phase::Asking => {
            let text = format!("{} {}", turn(paper.state.now.as_millisecond()), paper.text("tui-load-asking"));
            let style = paper.theme.strong();
            paper.put(inside, 0, &text, style);
        }
        Phase::Ready { briefing, starts } => ready(paper, inside, briefing, *starts),
        Phase::Running { .. } => live(paper, inside, room, load),
        Phase::Over { outcome, .. } => match outcome.as_ref() {
            Err(why) => unready(paper, inside, why),
            Ok(_) => live(paper, inside, room, load),
        },
    }
}

fn head(paper: &mut Paper<'_>, area: Rect, load: &Load) {
    let time = match load.briefing() {
        Some(briefing) if load.results.duration > Duration::ZERO => {
            format!("{} / {}", clock(load.results.duration), clock(briefing.limit))
        }
        _ => String::new(),
    };
    let strong = paper.theme.strong();
    let used = paper.put_right(area, 0, &Line::styled(time, strong));
    let heading = paper.text("tui-load-heading");
    let accent = paper.theme.accent();
    let heading = paper.put(area, 0, &heading, accent);
    if let Some(briefing) = load.briefing() {
        let left = area.width.saturating_sub(heading + used + 4);
        let url = paper.cut(&briefing.wish.request.url, left);
        let style = paper.theme.code();
        paper.put(Rect { x: area.x + heading + 2, width: left, ..area }, 0, &url, style);
    }
    paper.rule(area, 1);
}

fn ready(paper: &mut Paper<'_>, area: Rect, briefing: &Briefing, starts: Option<Timestamp>) {
    let wording = paper.state.wording();
    let mut lines = vec![Line::styled(paper.text("load-scale-heading"), paper.theme.strong()), Line::default()];
    for sentence in scaling::briefing(&wording, &briefing.prediction) {
        let bullet = format!("{} ", paper.glyphs.bullet);
        lines.extend(hung(paper, Span::styled(bullet, paper.theme.text()), &sentence, paper.theme.text(), area.width));
    }
    lines.push(Line::default());
    let limit = wording.duration(i64::try_from(briefing.limit.as_secs()).unwrap_or(i64::MAX));
    let (text, style) = match &briefing.obstacle {
        Some(obstacle) => (wording.advice(obstacle), paper.theme.warning()),
        None => (paper.with("load-scale-limit", &[("limit", &limit)]), paper.theme.text()),
    };
    lines.extend(paper.wrap(&[(&text, style)], area.width));
    let ask = match starts {
        Some(starts) => {
            let left = u64::try_from(starts.duration_since(paper.state.now).as_millis()).unwrap_or(0);
            let left = left.div_ceil(1000).to_string();
            paper.with("tui-load-countdown", &[("seconds", &left)])
        }
        None if briefing.obstacle.is_some() => paper.text("tui-load-cannot"),
        None => paper.text("tui-load-ask"),
    };
    let ask = paper.wrap(&[(&ask, paper.theme.accent())], area.width);
    // What can be done now is in sight, however much there is to read.
    let rows = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let room = area.height.saturating_sub(rows(&ask));
    let above = rows(&lines).saturating_add(1).min(room);
    paper.lines(Rect { height: above, ..area }, &lines, 0);
    paper.lines(below(area, above), &ask, 0);
}

fn unready(paper: &mut Paper<'_>, area: Rect, why: &Unready) {
    let text = match why {
        Unready::Unseen(verdict) => {
            let words = paper.state.wording().words(&verdict.finding);
            words.hint.map_or_else(|| words.actual.clone(), |hint| format!("{}\n{hint}", words.actual))
        }
        Unready::NoSubject | Unready::BrokenOff | Unready::Load(_) => paper.text("tui-load-broken-off"),
    };
    let mut lines = vec![Line::styled(paper.text("tui-load-unready"), paper.theme.warning()), Line::default()];
    for part in text.lines() {
        lines.extend(paper.wrap(&[(part, paper.theme.text())], area.width));
    }
    paper.lines(area, &lines, 0);
}

/// While it goes on, and after.
fn live(paper: &mut Paper<'_>, area: Rect, room: &Room, load: &Load) {
    let wide = area.width >= WIDE;
    // The longest link in its words fits beside its time.
    let left = if wide { Rect { width: area.width * 11 / 20, ..area } } else { area };
    let mut row = sent(paper, left, load);
    row += account(paper, below(left, row), load);
    if !wide {
        row += load_charts::split(paper, below(left, row), load);
    }
    row += 1;
    row += links(paper, below(left, row), load) + 1;
    row += waiting(paper, below(left, row), room, load) + 1;
    let charts = if wide {
        load_charts::targets(paper, below(left, row), load);
        Rect { x: left.right() + 4, width: area.right().saturating_sub(left.right() + 4), ..area }
    } else {
        below(left, row)
    };
    load_charts::draw(paper, charts, load, wide);
}

fn below(area: Rect, row: u16) -> Rect {
    let row = row.min(area.height);
    Rect { y: area.y + row, height: area.height - row, ..area }
}

/// Figures with their names, each right-aligned in its own cells so that nothing jumps.
fn figures(paper: &mut Paper<'_>, area: Rect, row: u16, items: &[(&str, String, usize, Style)]) {
    let mut spans = Vec::new();
    for (id, value, cells, style) in items {
        spans.push(Span::styled(format!("{} ", paper.text(id)), paper.theme.muted()));
        spans.push(Span::styled(format!("{value:>cells$}  "), *style));
    }
    paper.line(area, row, &Line::from(spans));
}

/// What is sent and what comes back: three rows.
fn sent(paper: &mut Paper<'_>, area: Rect, load: &Load) -> u16 {
    let (strong, bad) = (paper.theme.strong(), paper.theme.warning());
    let own = &load.results.statistics;
    let asked = load.briefing().map_or(0.0, |briefing| briefing.prediction.rate);
    let recent = &load.seconds[load.seconds.len().saturating_sub(5)..];
    let achieved = match recent.len() {
        0 => load.results.rate(),
        count => {
            #[expect(clippy::cast_precision_loss, reason = "a few seconds' requests")]
            let sum = recent.iter().map(|second| second.requests as f64).sum::<f64>();
            sum / f64::from(u32::try_from(count).unwrap_or(1))
        }
    };
    let rates = [
        ("tui-load-asked", format!("{asked:.1}"), 6, strong),
        ("tui-load-achieved", format!("{achieved:.1}"), 6, strong),
        ("tui-load-requests", own.requests.to_string(), 7, strong),
    ];
    figures(paper, area, 0, &rates);
    let class = |from: u16| own.status.range(from..from + 100).map(|(_, count)| *count).sum::<u64>();
    let broken: u64 = Kind::ALL.into_iter().filter(|kind| !kind.is_status()).map(|kind| own.errors(kind)).sum();
    let style = |count: u64, style: Style| if count > 0 { style } else { strong };
    let (redirected, refused, failed) = (class(300), class(400), class(500));
    let classes = [
        ("tui-load-2xx", class(200).to_string(), 6, strong),
        ("tui-load-3xx", redirected.to_string(), 5, strong),
        ("tui-load-4xx", refused.to_string(), 5, style(refused, bad)),
        ("tui-load-5xx", failed.to_string(), 5, style(failed, bad)),
        ("tui-load-broken", broken.to_string(), 5, style(broken, bad)),
    ];
    figures(paper, area, 1, &classes);
    let latency = Figures::of(&own.latency);
    let ms = |value: f64| format!("{value:.1}");
    let times = [
        ("tui-load-p50", ms(latency.p50), 7, strong),
        ("tui-load-p90", ms(latency.p90), 7, strong),
        ("tui-load-p99", ms(latency.p99), 7, strong),
        ("tui-load-max", ms(latency.max), 7, strong),
    ];
    figures(paper, area, 2, &times);
    3
}

/// What the account makes of it: one row.
fn account(paper: &mut Paper<'_>, area: Rect, load: &Load) -> u16 {
    let Some(scaled) = load.scaled() else { return 0 };
    let (strong, accent) = (paper.theme.strong(), paper.theme.accent());
    let minute = scaled.metric.as_ref().and_then(|metric| metric.per_minute.last());
    let over = minute.is_some_and(|(_, sum)| *sum > scaled.value);
    let per_target = minute.map_or_else(|| "-".to_owned(), |(_, sum)| short(*sum));
    let state = scaled.high.as_ref().map_or("-", |alarm| alarm.state.as_str());
    // The one long name would push the rest out of sight.
    let shown = if state == "INSUFFICIENT_DATA" { paper.text("tui-load-no-data") } else { state.to_owned() };
    let grown = load.seen.as_ref().is_some_and(|seen| scaled.group.desired_capacity > seen.story.desired);
    let marked = |yes: bool| if yes { accent } else { strong };
    let healthy = scaled.healthy().map_or_else(|| "-".to_owned(), |count| count.to_string());
    let items = [
        ("tui-load-per-target", format!("{per_target}/{}", short(scaled.value)), 9, marked(over)),
        ("tui-load-alarm", shown, 5, marked(state == "ALARM")),
        ("tui-load-desired", scaled.group.desired_capacity.to_string(), 2, marked(grown)),
        ("tui-load-in-service", scaled.in_service().to_string(), 2, strong),
        ("tui-load-healthy", healthy, 2, strong),
    ];
    figures(paper, area, 0, &items);
    1
}

/// The links from the load to the new target.
fn links(paper: &mut Paper<'_>, area: Rect, load: &Load) -> u16 {
    let Some(seen) = &load.seen else { return 0 };
    let rows = scaling::timeline(&paper.state.wording(), &seen.story);
    let next = seen.story.next();
    let mut at = 0;
    for row in &rows {
        let (muted, good) = (paper.theme.muted(), paper.theme.good());
        let (sign, style) = match (row.clock.is_empty(), next == Some(row.stage)) {
            (false, _) => (glyphs::status(Some(crate::check::Status::Pass)), good),
            (true, true) => (turn(paper.state.now.as_millisecond()), paper.theme.warning()),
            (true, false) => (glyphs::status(None), muted),
        };
        let text = if row.clock.is_empty() { muted } else { paper.theme.text() };
        let times = Span::styled(format!("{:<8}  {:>7}  ", row.clock, row.delay), muted);
        for (part, line) in hung(paper, times, &row.text, text, area.width.saturating_sub(2)).into_iter().enumerate() {
            let sign = if part == 0 { sign } else { " " };
            let mut spans = vec![Span::styled(format!("{sign} "), style)];
            spans.extend(line.spans);
            paper.line(area, at, &Line::from(spans));
            at += 1;
        }
    }
    at
}

/// A text behind something that only its first row carries.
fn hung(paper: &Paper<'_>, first: Span<'static>, text: &str, style: Style, width: u16) -> Vec<Line<'static>> {
    let indent = paper.width(&first.content);
    let rows = paper.wrap(&[(text, style)], width.saturating_sub(indent));
    let blank = Span::raw(" ".repeat(usize::from(indent)));
    let before = std::iter::once(first).chain(std::iter::repeat(blank));
    before.zip(rows).map(|(before, row)| Line::from_iter(std::iter::once(before).chain(row.spans))).collect()
}

/// What is being waited for; at the end, what it came to and what it proved.
fn waiting(paper: &mut Paper<'_>, area: Rect, room: &Room, load: &Load) -> u16 {
    let wording = paper.state.wording();
    let mut lines = Vec::new();
    match &load.phase {
        Phase::Over { outcome, .. } => {
            if let Ok(ending) = outcome.as_ref() {
                lines.extend(over(paper, area.width, ending));
            }
            lines.push(proof(paper, room));
        }
        Phase::Running { stopping: true, .. } => {
            lines.push(Line::styled(paper.text("tui-load-stopping"), paper.theme.warning()));
        }
        _ => {
            if let Some(seen) = &load.seen {
                let text = paper.with("load-scale-waiting", &[("why", &wording.advice(&seen.why))]);
                lines.extend(paper.wrap(&[(&text, paper.theme.text())], area.width));
                if let Some(gap) = &seen.gap {
                    let reason = wording.words(&crate::check::Verdict::unseen(gap).finding).actual;
                    let text = paper.with("load-scale-gap", &[("action", &gap.action), ("reason", &reason)]);
                    lines.extend(paper.wrap(&[(&text, paper.theme.warning())], area.width));
                }
            }
        }
    }
    paper.lines(area, &lines, 0);
    u16::try_from(lines.len()).unwrap_or(0)
}

fn over(paper: &Paper<'_>, width: u16, ending: &Ending) -> Vec<Line<'static>> {
    let healthy = ending.story.link(crate::load::scaling::Stage::Healthy);
    let seconds = healthy.map_or(ending.results.duration, |link| link.seen).as_secs();
    let seconds = paper.state.wording().duration(i64::try_from(seconds).unwrap_or(i64::MAX));
    let id = match ending.outcome {
        Outcome::Grown => "load-scale-grown",
        Outcome::Obstacle => "load-scale-obstacle",
        Outcome::Hopeless => "load-scale-hopeless",
        Outcome::TimeUp => "load-scale-time-up",
        Outcome::Stopped => "load-scale-stopped",
    };
    let text = paper.with(id, &[("seconds", &seconds)]);
    let mut lines = paper.wrap(&[(&text, paper.theme.accent())], width);
    if ending.outcome != Outcome::Grown {
        let why = paper.state.wording().advice(&ending.why);
        lines.extend(paper.wrap(&[(&paper.with("load-scale-waiting", &[("why", &why)]), paper.theme.text())], width));
    }
    lines
}

/// The steps that the load was to prove, by their numbers in the list, as they stand now.
fn proof(paper: &Paper<'_>, room: &Room) -> Line<'static> {
    let mut spans = vec![Span::styled(format!("{}  ", paper.text("load-scale-proof")), paper.theme.muted())];
    let steps = Subject::of(room.course()).map(|subject| subject.steps).unwrap_or_default();
    for (index, step) in room.course().steps.iter().enumerate().filter(|(_, step)| steps.contains(&step.id)) {
        let (sign, style) = if room.asking.is_some() {
            (turn(paper.state.now.as_millisecond()), paper.theme.muted())
        } else if room.done(index) {
            (HANAMARU, paper.theme.accent())
        } else {
            let status = room.status(index);
            (glyphs::status(status), paper.theme.status(status))
        };
        // Their titles would take a row each, which a small screen does not have.
        let name = paper.with("tui-load-step", &[("number", &(index + 1).to_string()), ("id", &step.id)]);
        spans.push(Span::styled(format!("{sign} "), style));
        spans.push(Span::styled(format!("{name}  "), paper.theme.strong()));
    }
    Line::from(spans)
}

/// `1:05`
fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}
