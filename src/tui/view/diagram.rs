//! The architecture over the screen: the account's beside what the course leads to, or one of the two at a time.
//!
//! ```text
//! 構成図   いま   完成形                  14:03 に確認
//!
//! the picture …
//! ```

use std::rc::Rc;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::diagram::{Architecture, Tone, layout, observe, terminal};
use crate::text::{Ambiguous, Lang};
use crate::tui::drawn::Extent;
use crate::tui::paper::{Paper, Sheet};
use crate::tui::room::Room;
use crate::tui::theme::Theme;

/// From this width on, both pictures stand side by side.
const BOTH: u16 = 138;
/// The widest picture: a wider one only pulls its parts asunder.
const WIDEST: u16 = 110;

/// Everything that the laid-out pictures depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiagramKey {
    course: usize,
    revision: u64,
    goal: bool,
    lang: Lang,
    width: u16,
    theme: Theme,
    ambiguous: Ambiguous,
}

pub fn draw(paper: &mut Paper<'_>, body: Rect, goal: bool, scroll: u16) {
    let Some(room) = paper.state.room() else { return };
    paper.clear(body);
    let has_goal = room.course().goal.is_some();
    let both = has_goal && body.width >= BOTH;
    heading(paper, body, room, (has_goal && !both).then_some(goal));
    let area = Rect { y: body.y + 2, height: body.height.saturating_sub(2), ..body };
    let each = if both { (area.width - 3) / 2 } else { area.width.min(WIDEST) };
    let sheets = sheets(paper, room, goal && has_goal, both, each);
    let rows = sheets.iter().map(|sheet| sheet.lines.len()).max().unwrap_or(0);
    let most = u16::try_from(rows.saturating_sub(usize::from(area.height))).unwrap_or(u16::MAX);
    paper.drawn.overlay = Extent { most, rows: area.height };
    let mut x = area.x;
    for sheet in sheets.iter() {
        paper.lines(Rect { x, width: each, ..area }, &sheet.lines, scroll.min(most));
        x += each + 3;
    }
    if scroll < most {
        paper.more_below(Rect { y: body.y + 1, ..body });
    }
}

fn heading(paper: &mut Paper<'_>, body: Rect, room: &Room, chosen: Option<bool>) {
    let title = paper.text("diagram-title");
    let mut x = paper.put(body, 0, &title, paper.theme.accent()) + 3;
    if let Some(goal) = chosen {
        for (is_goal, id) in [(false, "diagram-now"), (true, "diagram-goal")] {
            let style = if goal == is_goal {
                paper.theme.strong().add_modifier(Modifier::UNDERLINED)
            } else {
                paper.theme.muted()
            };
            let text = paper.text(id);
            let rest = Rect { x: body.x + x, width: body.width.saturating_sub(x), ..body };
            x += paper.put(rest, 0, &text, style) + 3;
        }
    }
    let status = match (&room.asking, &room.facts) {
        (Some(_), _) => paper.text("diagram-looking"),
        (None, Some(facts)) => {
            let zone = paper.state.zone.clone();
            let time = facts.now.to_zoned(zone).strftime("%H:%M:%S").to_string();
            paper.with("diagram-seen-at", &[("time", &time)])
        }
        (None, None) => String::new(),
    };
    let muted = paper.theme.muted();
    paper.put_right(body, 0, &Line::styled(status, muted));
}

/// The laid-out pictures, made anew only when something that they depend on has changed.
fn sheets(paper: &mut Paper<'_>, room: &Room, goal: bool, both: bool, width: u16) -> Rc<[Sheet]> {
    let key = DiagramKey {
        course: room.index,
        revision: room.revision,
        goal: goal && !both,
        lang: paper.state.lang,
        width,
        theme: paper.theme,
        ambiguous: paper.ambiguous(),
    };
    if let Some((known, sheets)) = &paper.cache.diagram
        && *known == key
    {
        return Rc::clone(sheets);
    }
    let now = || match &room.facts {
        Some(facts) => observe(room.course(), &room.values, facts),
        None => Architecture::default(),
    };
    let end = || room.course().goal(&room.values).unwrap_or_default();
    let sheets: Rc<[Sheet]> = match (both, goal) {
        (true, _) => [(now(), Some("diagram-now")), (end(), Some("diagram-goal"))]
            .map(|(it, id)| sheet(paper, &it, id, width))
            .into(),
        (false, false) => [sheet(paper, &now(), None, width)].into(),
        (false, true) => [sheet(paper, &end(), None, width)].into(),
    };
    paper.cache.diagram = Some((key, Rc::clone(&sheets)));
    sheets
}

/// One picture, under its name where two stand side by side.
fn sheet(paper: &Paper<'_>, architecture: &Architecture, id: Option<&str>, width: u16) -> Sheet {
    let drawing = layout(architecture, paper.state.words(), usize::from(width), paper.ambiguous());
    let mut lines: Vec<Line<'static>> =
        id.map(|id| Line::styled(paper.text(id), paper.theme.strong())).into_iter().collect();
    for row in terminal::rows(&drawing, paper.ambiguous()) {
        lines.push(row.into_iter().map(|run| Span::styled(run.text, style(paper.theme, run.tone))).collect());
    }
    Sheet { lines, ..Sheet::default() }
}

const fn style(theme: Theme, tone: Tone) -> Style {
    match tone {
        Tone::Plain => theme.text(),
        Tone::Muted => theme.muted(),
        Tone::Name => theme.code(),
        Tone::Good => theme.good(),
        Tone::Waiting | Tone::Unknown => theme.warning(),
        Tone::Broken => theme.accent(),
    }
}
