//! An open course: cuts the body into panes and gives each its view.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::layout::{Front, panes};
use super::{checks, page, steps};
use crate::check::Status;
use crate::tui::drawn::Click;
use crate::tui::glyphs;
use crate::tui::keys::Action;
use crate::tui::paper::Paper;
use crate::tui::room::{Pane, Room};

pub fn draw(paper: &mut Paper<'_>, body: Rect, room: &Room) {
    let front = match room.pane {
        Pane::Steps => Front::Steps,
        Pane::Page => Front::Page,
        Pane::Checks => Front::Checks,
    };
    let places = panes(body, front);
    if let Some(area) = places.chooser {
        chooser(paper, area, room);
    }
    if let Some(area) = places.steps {
        steps::draw(paper, area, room);
        if places.chooser.is_none() {
            paper.rule_down(Rect { x: area.right() + 1, width: 1, ..area });
        }
    }
    if let Some(area) = places.page {
        page::draw(paper, area, room);
    }
    if let Some(area) = places.checks {
        match places.page {
            Some(page) if page.bottom() < area.y => paper.rule(Rect { y: page.bottom(), height: 1, ..area }, 0),
            Some(_) => paper.rule_down(Rect { x: area.x - 2, width: 1, ..area }),
            None => {}
        }
        checks::draw(paper, area, room);
    }
    if let Some(area) = places.summary {
        summary(paper, area, room);
    }
}

/// `steps 3/17   page   checks 2/5` — the one in front is marked.
fn chooser(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let all = room.course().steps.len();
    let (passed, checks) = checks::count(room);
    let labels = [
        (Pane::Steps, format!("{} {}/{all}", paper.text("tui-pane-steps"), room.step + 1)),
        (Pane::Page, paper.text("tui-pane-page")),
        (Pane::Checks, format!("{} {passed}/{checks}", paper.text("tui-pane-checks"))),
    ];
    let mut x = area.x;
    for (pane, label) in labels {
        let cells = paper.width(&label) + 2;
        let place = Rect { x, width: cells.min(area.right().saturating_sub(x)), height: 1, ..area };
        let front = pane == room.pane;
        let style = if front { paper.theme.selected() } else { paper.theme.muted() };
        paper.put(place, 0, &format!(" {label} "), style);
        paper.drawn.click(place, Click::Pane(pane));
        x += cells + 2;
    }
}

/// The checks in one row, where their pane does not show: signs, then what is wrong first.
fn summary(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let ids = room.check_ids(room.step);
    let mut spans = Vec::new();
    let mut first = None;
    for id in &ids {
        let status = room.verdicts.get(id).map(|seen| seen.verdict.status);
        spans.push(Span::styled(glyphs::status(status), paper.theme.status(status)));
        let weight = |status| matches!(status, Some(Status::Fail | Status::Inconclusive | Status::Waiting));
        if weight(status) && first.is_none_or(|(_, known)| known != Some(Status::Fail) && status == Some(Status::Fail))
        {
            first = Some((id, status));
        }
    }
    if spans.is_empty() {
        return;
    }
    let (passed, all) = checks::count(room);
    spans.push(Span::styled(format!("  {passed}/{all}"), paper.theme.strong()));
    if let Some((id, status)) = first {
        let title = paper.state.wording().check_title(id);
        spans.push(Span::styled(format!("   {title}"), paper.theme.status(status)));
    }
    paper.line(area, 0, &Line::from(spans));
    paper.drawn.click(area, Click::Pane(Pane::Checks));
    paper.drawn.click(Rect { x: area.right() - 1, width: 1, ..area }, Click::Act(Action::NextPane));
}
