//! Every key, from the one table of keys.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::drawn::Extent;
use crate::tui::keys::{self, Context, TABLE};
use crate::tui::paper::Paper;

/// The groups of the page, in order.
const GROUPS: [(Context, &str); 24] = [
    (Context::Course, "tui-help-course"),
    (Context::Practice, "tui-help-practice"),
    (Context::Loadable, "tui-help-loadable"),
    (Context::LoadReady, "tui-help-load-ready"),
    (Context::LoadRunning, "tui-help-load-running"),
    (Context::LoadOver, "tui-help-load-over"),
    (Context::Environment, "tui-help-environment"),
    (Context::Diagram, "tui-help-diagram"),
    (Context::Plain, "tui-help-plain"),
    (Context::Asking, "tui-help-asking"),
    (Context::Way, "tui-help-way"),
    (Context::Several, "which-help-several"),
    (Context::Which, "which-help"),
    (Context::Quiz, "tui-help-quiz"),
    (Context::Choosing, "tui-help-choosing"),
    (Context::Reasoning, "tui-help-reasoning"),
    (Context::Writing, "tui-help-writing"),
    (Context::Lists, "tui-help-lists"),
    (Context::Accounts, "tui-help-accounts"),
    (Context::ClassForm, "tui-help-class-form"),
    (Context::ClassPreview, "tui-help-class-preview"),
    (Context::ClassRoom, "tui-help-class-room"),
    (Context::Overlay, "tui-help-overlay"),
    (Context::Everywhere, "tui-help-everywhere"),
];

/// Cells for the names of keys.
const KEYS: usize = 18;

pub fn draw(paper: &mut Paper<'_>, area: Rect, scroll: u16) {
    paper.clear(area);
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
    let heading = paper.text("tui-help-heading");
    let accent = paper.theme.accent();
    paper.put(area, 0, &heading, accent);
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let lines = lines(paper, body.width);
    let most = u16::try_from(lines.len().saturating_sub(usize::from(body.height))).unwrap_or(u16::MAX);
    paper.drawn.overlay = Extent { most, rows: body.height };
    paper.lines(body, &lines, scroll.min(most));
    if scroll < most {
        paper.more_below(area);
    }
}

/// All rows of the page: signs first, then keys by where they work.
#[must_use]
pub fn lines(paper: &Paper<'_>, width: u16) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (context, title) in GROUPS {
        lines.push(Line::styled(paper.text(title), paper.theme.strong()));
        for binding in TABLE.iter().filter(|binding| binding.context == context) {
            let names: Vec<String> = binding.keys.iter().map(|key| keys::name(*key)).collect();
            let names = format!("{:<KEYS$}", names.join("  "));
            lines.push(Line::from(vec![
                Span::styled(format!("  {names}"), paper.theme.code()),
                Span::raw(paper.text(binding.label)),
            ]));
        }
        lines.push(Line::default());
    }
    lines.push(Line::styled(paper.text("tui-help-signs"), paper.theme.strong()));
    lines.extend(signs(paper));
    lines.push(Line::default());
    let note = paper.text("tui-help-note");
    lines.extend(paper.wrap(&[(&note, paper.theme.muted())], width));
    lines
}

/// What each sign means.
fn signs(paper: &Paper<'_>) -> Vec<Line<'static>> {
    use crate::check::Status as S;
    let rows = [
        (None, true, "tui-sign-done"),
        (Some(S::Pass), false, "tui-sign-pass"),
        (Some(S::Fail), false, "tui-sign-fail"),
        (Some(S::Waiting), false, "tui-sign-waiting"),
        (Some(S::Inconclusive), false, "tui-sign-inconclusive"),
        (Some(S::Blocked), false, "tui-sign-blocked"),
        (Some(S::Manual), false, "tui-sign-manual"),
        (None, false, "tui-sign-unseen"),
    ];
    let row = |(status, done, id): (Option<S>, bool, &str)| {
        let (sign, style) = if done {
            (crate::tui::glyphs::HANAMARU, paper.theme.accent())
        } else {
            (crate::tui::glyphs::status(status), paper.theme.status(status))
        };
        Line::from(vec![Span::styled(format!("  {sign}  "), style), Span::raw(paper.text(id))])
    };
    rows.into_iter().map(row).collect()
}
