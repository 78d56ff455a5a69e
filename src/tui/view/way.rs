//! The way of a request over the screen: the drawing, where it breaks, what mends it.
//!
//! ```text
//! The way of a request (HTTP:80)            asking…
//!
//! ── client ─────             Where it stops
//!     │ ✓ name                  …
//! ── load balancer ─          How to mend it
//!     ╳ ✗ …                     …
//! ```
//! On a narrow screen what is beside the drawing stands below it.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::explain::Standing;
use crate::explain::draw::{Frames, draw as drawing, mark};
use crate::report::explain::Telling;
use crate::tui::drawn::Extent;
use crate::tui::paper::Paper;
use crate::tui::way::Way;

/// From this many cells on, the words stand beside the drawing.
const BESIDE: u16 = 140;

pub fn draw(paper: &mut Paper<'_>, area: Rect, shown: &Way) {
    paper.clear(area);
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let door = shown.seen.as_ref().map_or("…", |way| way.door.as_str());
    let heading = paper.with("explain-title", &[("door", door)]);
    let used = paper.put(area, 0, &heading, paper.theme.accent());
    if shown.asking.is_some() {
        let asking = paper.text("tui-way-asking");
        let rest = Rect { x: area.x + used + 2, width: area.width.saturating_sub(used + 2), ..area };
        paper.put_right(rest, 0, &Line::styled(asking, paper.theme.muted()));
    }
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let Some(way) = &shown.seen else { return };
    let state = paper.state;
    let (lang, zone, shell) = (state.lang, state.zone.clone(), state.settings.shell);
    let telling = Telling { way, region: &shown.region, lang, zone, shell };
    let (left, right) =
        if body.width >= BESIDE { (body.width / 2, body.width / 2 - 2) } else { (body.width, body.width) };
    let mut lines = picture(paper, &telling, left);
    let words = words(paper, &telling, right);
    if body.width >= BESIDE {
        paper.lines(body, &lines, 0);
        let beside = Rect { x: body.x + left + 2, width: right, ..body };
        scroll(paper, beside, &words, shown.scroll, shown.asking.is_some());
    } else {
        lines.extend(words);
        scroll(paper, body, &lines, shown.scroll, shown.asking.is_some());
    }
}

fn scroll(paper: &mut Paper<'_>, area: Rect, lines: &[Line<'_>], at: u16, asking: bool) {
    let most = u16::try_from(lines.len().saturating_sub(usize::from(area.height))).unwrap_or(u16::MAX);
    paper.drawn.overlay = Extent { most, rows: area.height };
    paper.lines(area, lines, at.min(most));
    // In the heading's row: over the text it would hide some of it.
    if at < most && !asking {
        paper.more_below(Rect { y: area.y.saturating_sub(1), height: 1, ..area });
    }
}

fn style(paper: &Paper<'_>, standing: Standing) -> Style {
    match standing {
        Standing::Sound => paper.theme.text(),
        Standing::Broken => paper.theme.accent(),
        Standing::Unseen => paper.theme.warning(),
        Standing::Beyond => paper.theme.muted(),
    }
}

fn picture(paper: &Paper<'_>, telling: &Telling<'_>, width: u16) -> Vec<Line<'static>> {
    let drawn = drawing(telling.way, telling.lang, usize::from(width), paper.ambiguous(), Frames::Open);
    let muted = paper.theme.muted();
    let line = |line: crate::explain::draw::Drawn| {
        Line::styled(line.text, line.standing.map_or(muted, |standing| style(paper, standing)))
    };
    drawn.into_iter().map(line).collect()
}

fn words(paper: &Paper<'_>, telling: &Telling<'_>, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for part in telling.parts() {
        lines.push(Line::default());
        let indent = if let Some(heading) = part.heading {
            lines.push(Line::styled(paper.text(heading), paper.theme.strong()));
            2
        } else {
            0
        };
        let kinds = [(part.text, paper.theme.text()), (part.commands, paper.theme.code())];
        for (text, style) in kinds.iter().flat_map(|(texts, style)| texts.iter().map(move |text| (text, *style))) {
            lines.extend(indented(paper, text, style, width, indent));
        }
    }
    let targets = telling.targets();
    if !targets.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled(paper.text("explain-targets"), paper.theme.strong()));
        for (standing, text) in targets {
            let text = format!("{} {text}", mark(standing));
            lines.extend(indented(paper, &text, style(paper, standing), width, 2));
        }
    }
    lines
}

fn indented(paper: &Paper<'_>, text: &str, style: Style, width: u16, indent: u16) -> Vec<Line<'static>> {
    let lines = paper.wrap(&[(text, style)], width.saturating_sub(indent));
    let before = || Span::raw(" ".repeat(usize::from(indent)));
    lines.into_iter().map(|line| Line::from_iter(std::iter::once(before()).chain(line.spans))).collect()
}
