//! The question which of several resources of one name is meant.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::panel::{head, inner, show};
use crate::tui::paper::Paper;
use crate::tui::which::Which;

pub fn draw(paper: &mut Paper<'_>, body: Rect, which: &Which) {
    let width = inner(body);
    let heading = paper.with("which-heading", &[("name", &which.name)]);
    let mut lines = head(paper, &heading, width);
    let text = paper.with("which-text", &[("key", &which.key)]);
    lines.extend(paper.wrap(&[(&text, paper.theme.text())], width));
    lines.push(Line::default());
    let rows = usize::from(body.height).saturating_sub(lines.len() + 5).max(1);
    // The one under the cursor is always in sight.
    let first = (which.selected + 1).saturating_sub(rows);
    for (index, candidate) in which.candidates.iter().enumerate().skip(first).take(rows) {
        let (mark, style) = if index == which.selected {
            (paper.glyphs.pointer, paper.theme.accent())
        } else {
            (" ", paper.theme.text())
        };
        let room = width.saturating_sub(2);
        let id = paper.cut(&candidate.id, room);
        let about = paper.cut(&candidate.about, room.saturating_sub(paper.width(&id) + 2));
        lines.push(Line::from(vec![
            Span::styled(format!("{mark} "), paper.theme.accent()),
            Span::styled(format!("{id}  "), style),
            Span::styled(about, paper.theme.muted()),
        ]));
    }
    show(paper, body, &lines);
}
