//! The charts of the load screen: the metric against its value, latency over time and as a distribution, the split over targets.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::chart::{self, Chart};
use crate::load::scaling::story::short;
use crate::tui::load::Load;
use crate::tui::paper::Paper;

/// Which target answered how much, where targets say who they are.
pub(super) fn targets(paper: &mut Paper<'_>, area: Rect, load: &Load) {
    let own = &load.results.statistics.targets;
    if own.is_empty() || area.height < 2 {
        return;
    }
    let title = paper.text("tui-load-targets");
    let muted = paper.theme.muted();
    paper.put(area, 0, &title, muted);
    let sum = own.values().sum::<u64>().max(1);
    for (row, (target, count)) in (1..area.height).zip(own) {
        let percent = count * 100 / sum;
        let bar = "|".repeat(usize::try_from(percent / 4).unwrap_or(0));
        let line = Line::from(vec![
            Span::styled(format!("{target:<20} "), paper.theme.code()),
            Span::styled(format!("{count:>7} {percent:>3} %  "), paper.theme.strong()),
            Span::styled(bar, paper.theme.good()),
        ]);
        paper.line(area, row, &line);
    }
}

/// The same in one row, where there is no room for more; how many rows it took.
pub(super) fn split(paper: &mut Paper<'_>, area: Rect, load: &Load) -> u16 {
    let own = &load.results.statistics.targets;
    if own.len() < 2 {
        return 0;
    }
    let sum = own.values().sum::<u64>().max(1);
    let title = format!("{} ", paper.text("tui-load-split"));
    // Four targets side by side have room for the ends of their names alone: those are what differs.
    let each = area.width.saturating_sub(paper.width(&title)) / u16::try_from(own.len()).unwrap_or(u16::MAX).max(1);
    let cells = usize::from(each.saturating_sub(8)).max(5);
    let mut spans = vec![Span::styled(title, paper.theme.muted())];
    for (target, count) in own {
        spans.push(Span::styled(format!("{} ", end(target, cells)), paper.theme.code()));
        spans.push(Span::styled(format!("{:>3} %  ", count * 100 / sum), paper.theme.strong()));
    }
    paper.line(area, 0, &Line::from(spans));
    1
}

/// The end of a name that is longer than its cells.
fn end(name: &str, cells: usize) -> String {
    let all = name.chars().count();
    if all <= cells { name.to_owned() } else { format!("..{}", name.chars().skip(all + 2 - cells).collect::<String>()) }
}

/// The charts: beside the links where there is room, else below them.
pub(super) fn draw(paper: &mut Paper<'_>, area: Rect, load: &Load, wide: bool) {
    let latency: Vec<f64> = load.seconds.iter().map(|second| second.p99).collect();
    let (metric, value) = per_target(load);
    let (good, code) = (paper.theme.good(), paper.theme.code());
    let last = |values: &[f64]| values.last().map(|value| short(*value)).unwrap_or_default();
    let times = Chart {
        title: paper.text("tui-load-chart-latency"),
        label: last(&latency),
        values: &latency,
        line: None,
        style: good,
    };
    let minutes = Chart {
        title: paper.text("tui-load-chart-metric"),
        label: last(&metric),
        values: &metric,
        line: value,
        style: code,
    };
    if wide {
        let third = area.height / 3;
        chart::draw(paper, Rect { height: third.saturating_sub(1), ..area }, &minutes);
        chart::draw(paper, Rect { y: area.y + third, height: third.saturating_sub(1), ..area }, &times);
        distribution(paper, Rect { y: area.y + 2 * third, height: area.height - 2 * third, ..area }, load);
    } else {
        let half = area.width / 2 - 1;
        chart::draw(paper, Rect { width: half, ..area }, &minutes);
        chart::draw(paper, Rect { x: area.right() - half, width: half, ..area }, &times);
    }
}

/// The metric's minutes since shortly before the load, and the policy's value.
fn per_target(load: &Load) -> (Vec<f64>, Option<f64>) {
    let Some(scaled) = load.scaled() else { return (Vec::new(), None) };
    let Some(metric) = &scaled.metric else { return (Vec::new(), Some(scaled.value)) };
    let since = metric.to.as_second() - 40 * 60;
    let recent = metric.per_minute.iter().filter(|(at, _)| at.as_second() >= since);
    (recent.map(|(_, sum)| *sum).collect(), Some(scaled.value))
}

/// How many answers took how long: one row a power of two of milliseconds.
fn distribution(paper: &mut Paper<'_>, area: Rect, load: &Load) {
    let own = &load.results.statistics.latency;
    if own.is_empty() || area.height < 3 {
        return;
    }
    let title = paper.text("tui-load-distribution");
    let muted = paper.theme.muted();
    paper.put(area, 0, &title, muted);
    let mut bounds: Vec<u64> = vec![500];
    while bounds.last().is_some_and(|last| *last < own.max()) {
        bounds.extend(bounds.last().map(|last| last * 2));
    }
    let rows = usize::from(area.height - 1);
    let bounds = &bounds[bounds.len().saturating_sub(rows)..];
    let mut below = 0;
    for (row, bound) in (1..).zip(bounds) {
        let upto = own.count_between(0, *bound);
        let count = upto - below;
        below = upto;
        let percent = count * 100 / own.len().max(1);
        #[expect(clippy::cast_precision_loss, reason = "microseconds of an hour")]
        let bound = short(*bound as f64 / 1000.0);
        let bar = "|".repeat(usize::try_from(percent).unwrap_or(0) * usize::from(area.width.saturating_sub(30)) / 100);
        let line = Line::from(vec![
            Span::styled(format!("≤{bound:>8} ms "), muted),
            Span::styled(format!("{count:>8} {percent:>3} %  "), paper.theme.strong()),
            Span::styled(bar, paper.theme.good()),
        ]);
        paper.line(area, row, &line);
    }
}
