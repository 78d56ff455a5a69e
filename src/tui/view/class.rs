//! The class, over the screen: the form, what will be sent, and what the instructor says.
//!
//! ```text
//! ────────────────────────────────
//!  Join a class
//!
//!  joining code  192.168.1.10:8420/7K3M-…
//!  nickname      taro
//!
//!  what is sent, and what never is
//! ────────────────────────────────
//! ```

use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::panel::{head, inner, show};
use crate::check::Status;
use crate::handin::nonce::TAG;
use crate::tui::class::{Stage, told};
use crate::tui::field::Field;
use crate::tui::glyphs;
use crate::tui::handing::{Filling, Handing};
use crate::tui::paper::Paper;

pub fn draw(paper: &mut Paper<'_>, body: Rect) {
    match &paper.state.class.stage {
        Stage::Out => form(paper, body),
        Stage::Preview => preview(paper, body),
        Stage::Coming => coming(paper, body),
        Stage::In { nickname, .. } => inside(paper, body, nickname),
    }
}

fn form(paper: &mut Paper<'_>, body: Rect) {
    let form = &paper.state.class.form;
    let width = inner(body);
    let heading = paper.text("class-heading");
    let mut lines = head(paper, &heading, width);
    let first = lines.len();
    let labels = [paper.text("class-code"), paper.text("class-nickname")];
    let column = labels.iter().map(|label| paper.width(label)).max().unwrap_or(0) + 2;
    let room = width.saturating_sub(column);
    let mut cursor = (0, 0);
    for (index, (label, field)) in labels.iter().zip([&form.invite, &form.nickname]).enumerate() {
        let active = form.second == (index == 1);
        let (text, at) = visible(field, room);
        if active {
            cursor = (column + at, u16::try_from(first + index).unwrap_or(0));
        }
        let gap = " ".repeat(usize::from(column - paper.width(label)));
        let rest = usize::from(room.saturating_sub(paper.width(&text)));
        let underlined = paper.theme.text().add_modifier(Modifier::UNDERLINED);
        let label_style = if active { paper.theme.accent() } else { paper.theme.muted() };
        lines.push(Line::from(vec![
            Span::styled(label.clone(), label_style),
            Span::raw(gap),
            Span::styled(format!("{text}{}", " ".repeat(rest)), underlined),
        ]));
    }
    lines.push(Line::default());
    if let Some(problem) = form.problem {
        let text = paper.text(problem);
        lines.extend(paper.wrap(&[(&text, paper.theme.warning())], width));
        lines.push(Line::default());
    }
    paragraphs(paper, &mut lines, &["class-sends", "class-next"], width);
    let area = show(paper, body, &lines);
    paper.cursor = Some(Position { x: area.x + cursor.0, y: area.y + cursor.1 });
}

/// The part of a one-line field with the cursor in it, and the cursor's column.
fn visible(field: &Field, width: u16) -> (String, u16) {
    let laid = field.laid(width);
    let (column, row) = laid.cursor;
    (laid.rows.get(usize::from(row)).cloned().unwrap_or_default(), column)
}

fn paragraphs(paper: &Paper<'_>, lines: &mut Vec<Line<'static>>, ids: &[&str], width: u16) {
    for id in ids {
        let text = paper.text(id);
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    }
}

fn preview(paper: &mut Paper<'_>, body: Rect) {
    let state = paper.state;
    let Ok((invite, nickname)) = state.class.form.read() else { return };
    let width = inner(body);
    let heading = paper.text("class-preview-heading");
    let mut lines = head(paper, &heading, width);
    let told = told(state, true);
    let none = || paper.text("class-preview-none");
    let mut rows = vec![
        ("class-preview-to", invite.authority()),
        ("class-nickname", nickname),
        ("class-preview-course", told.course.clone().unwrap_or_else(none)),
        ("class-preview-step", told.step.clone().unwrap_or_else(none)),
    ];
    let all = [Status::Pass, Status::Fail, Status::Waiting, Status::Inconclusive, Status::Blocked, Status::Manual];
    let counts = all.into_iter().filter_map(|status| {
        let count = told.checks.values().filter(|one| **one == status).count();
        (count > 0).then(|| format!("{} {count}", glyphs::status(Some(status))))
    });
    let counts = counts.collect::<Vec<_>>().join("  ");
    rows.push(("class-preview-checks", if counts.is_empty() { none() } else { counts }));
    rows.push(("class-preview-rest", paper.text("class-preview-rest-text")));
    let column = rows.iter().map(|(id, _)| paper.width(&paper.text(id))).max().unwrap_or(0) + 2;
    for (id, value) in rows {
        let label = paper.text(id);
        let gap = " ".repeat(usize::from(column - paper.width(&label)));
        let mut first = true;
        for line in paper.wrap(&[(&value, paper.theme.text())], width.saturating_sub(column)) {
            let before = if first { format!("{label}{gap}") } else { " ".repeat(usize::from(column)) };
            first = false;
            let mut spans = vec![Span::styled(before, paper.theme.muted())];
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
    }
    lines.push(Line::default());
    paragraphs(paper, &mut lines, &["class-preview-never", "class-preview-then"], width);
    show(paper, body, &lines);
}

fn coming(paper: &mut Paper<'_>, body: Rect) {
    let width = inner(body);
    let heading = paper.text("class-heading");
    let mut lines = head(paper, &heading, width);
    let text = paper.text(if paper.state.class.away { "class-away" } else { "class-coming" });
    lines.extend(paper.wrap(&[(&text, paper.theme.text())], width));
    show(paper, body, &lines);
}

fn inside(paper: &mut Paper<'_>, body: Rect, nickname: &str) {
    let state = paper.state;
    let class = &state.class;
    let width = inner(body);
    let heading = paper.with("class-in-heading", &[("name", nickname)]);
    let mut lines = head(paper, &heading, width);
    let standing = paper.text(if class.away { "class-away" } else { "class-linked" });
    let style = if class.away { paper.theme.warning() } else { paper.theme.text() };
    lines.extend(paper.wrap(&[(&standing, style)], width));
    let other = state.room().is_some() && told(state, false).course.is_none();
    if let (Stage::In { course, .. }, true) = (&class.stage, other) {
        let text = paper.with("class-other-course", &[("course", course)]);
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    }
    let hand = paper.text(if class.hand { "class-hand-up" } else { "class-hand-down" });
    let style = if class.hand { paper.theme.accent() } else { paper.theme.muted() };
    lines.extend(paper.wrap(&[(&hand, style)], width));
    if let Some(step) = &class.pointed {
        let steps = state.library.courses.iter().flat_map(|source| &source.course.steps);
        let title =
            steps.into_iter().find(|one| one.id == *step).map_or(step.as_str(), |one| state.lang.pick(&one.title));
        let text = paper.with("class-pointed", &[("step", title)]);
        lines.extend(paper.wrap(&[(&text, paper.theme.strong())], width));
    }
    if !class.nonce.is_empty() {
        let text = paper.with("class-nonce", &[("nonce", &class.nonce), ("tag", TAG)]);
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    }
    lines.push(Line::default());
    if let Some((id, filling)) = class.handing.words() {
        let text = match filling {
            Filling::Nothing => paper.text(id),
            Filling::Text(name, text) => paper.with(id, &[(name, &text)]),
            Filling::Message(name, why) => paper.with(id, &[(name, &paper.text(why))]),
        };
        let done = matches!(class.handing, Handing::Done(Ok(_)) | Handing::UnderWay(_));
        let style = if done { paper.theme.accent() } else { paper.theme.warning() };
        lines.extend(paper.wrap(&[(&text, style)], width));
        lines.push(Line::default());
    }
    if class.leaving {
        let text = paper.text("class-leave-sure");
        lines.extend(paper.wrap(&[(&text, paper.theme.warning())], width));
        lines.push(Line::default());
    }
    // The newest messages that fit, the last one at the bottom.
    let room = usize::from(body.height.saturating_sub(5)).saturating_sub(lines.len());
    let mut said: Vec<Line<'static>> = Vec::new();
    for one in class.said.iter().rev() {
        let time = format!("{} ", state.time_of_day(one.at).get(..5).unwrap_or_default());
        let more = paper.wrap(&[(&time, paper.theme.muted()), (&one.text, paper.theme.text())], width);
        if said.len() + more.len() > room {
            break;
        }
        said.splice(0..0, more);
    }
    if said.is_empty() {
        let text = paper.text("class-nothing-said");
        said = paper.wrap(&[(&text, paper.theme.muted())], width);
    }
    lines.extend(said);
    show(paper, body, &lines);
}

/// The class in the header: whether it is there, the hand, and what nobody has read yet.
#[must_use]
pub fn mark(paper: &Paper<'_>) -> Vec<Span<'static>> {
    let class = &paper.state.class;
    if !class.taking_part() {
        return Vec::new();
    }
    let (id, style) = match (&class.stage, class.away, class.hand) {
        (Stage::Coming, false, _) => ("class-mark-coming", paper.theme.muted()),
        (_, true, _) => ("class-mark-away", paper.theme.warning()),
        (_, false, true) => ("class-mark-hand", paper.theme.accent()),
        (_, false, false) => ("class-mark-in", paper.theme.code()),
    };
    let unread = if class.unread > 0 { format!("({}) ", class.unread) } else { String::new() };
    vec![Span::styled(format!("{} {unread} ", paper.text(id)), style)]
}
