//! What the requests of an experiment came to, drawn: a bar for each target, and the cookies that were set.
//!
//! ```text
//! 40 requests, 40 good
//! i-0123  ██████████            20  50%
//! i-0456  ██████████            20  50%
//! ```

use ratatui::text::{Line, Span};

use crate::course::kinds::CheckKind;
use crate::facts::requests::{Answer, Series, front_key, with_key, without_key};
use crate::text::Ambiguous;
use crate::tui::paper::Paper;
use crate::tui::room::Room;

/// Cells of the longest bar.
const BAR: usize = 20;

/// The pictures of the current step's experiments, from what was last seen.
pub fn draw(paper: &Paper<'_>, room: &Room, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (heading, key) in series(room) {
        let Some(series) = room.facts.as_ref().and_then(|facts| facts.requests.get(&key)?.value()) else { continue };
        let (sent, good) = (series.answers.len().to_string(), series.good().to_string());
        let text = paper.with(heading, &[("sent", &sent), ("good", &good)]);
        lines.extend(paper.wrap(&[(&text, paper.theme.strong())], width));
        lines.extend(bars(paper, series, width));
        let mut cookies: Vec<&str> = series.answers.iter().flat_map(Answer::cookies).map(String::as_str).collect();
        cookies.sort_unstable();
        cookies.dedup();
        if !cookies.is_empty() {
            let text = paper.with("tui-shares-cookies", &[("names", &cookies.join(", "))]);
            lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
        }
        lines.push(Line::default());
    }
    lines
}

/// Headings and keys of the series that the step's checks look at.
fn series(room: &Room) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let Some(facts) = &room.facts else { return found };
    for check in &room.current().checks {
        let (load_balancer, sticky) = match &check.proves {
            CheckKind::RequestsSpread(check) => (&check.load_balancer, false),
            CheckKind::KeptServing(check) => (&check.load_balancer, false),
            CheckKind::StickyStays(check) => (&check.load_balancer, true),
            _ => continue,
        };
        let name = room.values.get(load_balancer);
        let known = facts.load_balancers.value().into_iter().flatten();
        let Some(lb) = known.into_iter().find(|lb| lb.name == name || lb.arn == name) else { continue };
        if sticky {
            found.push(("tui-shares-without", without_key(&lb.arn)));
            found.push(("tui-shares-with", with_key(&lb.arn)));
        } else {
            found.push(("tui-shares-front", front_key(&lb.arn)));
        }
    }
    found.dedup();
    found
}

fn bars(paper: &Paper<'_>, series: &Series, width: u16) -> Vec<Line<'static>> {
    let full = if paper.ambiguous() == Ambiguous::Wide { "#" } else { "█" };
    let shares = series.shares();
    let all: usize = shares.iter().map(|(_, count)| count).sum::<usize>().max(1);
    let figures = "  999 100%".len();
    let room = usize::from(width).saturating_sub(figures + BAR + 2);
    let name_cells = u16::try_from(room.clamp(8, 24)).unwrap_or(24);
    let line = |(mark, count): &(&str, usize)| {
        let name = paper.cut(mark, name_cells);
        let gap = " ".repeat(usize::from(name_cells.saturating_sub(paper.width(&name))) + 1);
        let cells = (count * BAR + all / 2) / all;
        let bar = format!("{}{}", full.repeat(cells), " ".repeat(BAR - cells));
        let figures = format!("{count:>4} {:>3}%", (count * 200 + all) / (all * 2));
        Line::from(vec![
            Span::styled(format!("{name}{gap}"), paper.theme.text()),
            Span::styled(bar, paper.theme.accent()),
            Span::styled(figures, paper.theme.text()),
        ])
    };
    shares.iter().map(line).collect()
}
