//! What is left of the course, on the page of its clean-up: in the order of deletion, with what each costs.

use std::rc::Rc;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::course::Shell;
use crate::course::command::Target;
use crate::report::leftover::{Telling, Weight};
use crate::session::AccountChoice;
use crate::text::{Ambiguous, Lang};
use crate::tui::left::Seen;
use crate::tui::paper::{Paper, Sheet};
use crate::tui::room::Room;
use crate::tui::theme::Theme;

/// Everything that the laid-out list depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftKey {
    course: usize,
    revision: u64,
    asking: bool,
    choice: AccountChoice,
    lang: Lang,
    width: u16,
    theme: Theme,
    ambiguous: Ambiguous,
    shell: Shell,
}

pub fn draw(paper: &mut Paper<'_>, body: Rect, room: &Room) {
    let sheet = sheet(paper, room, body.width);
    super::page::show(paper, body, &sheet, room.scroll.page);
}

/// The laid-out list, made anew only when something that it depends on has changed.
fn sheet(paper: &mut Paper<'_>, room: &Room, width: u16) -> Rc<Sheet> {
    let key = LeftKey {
        course: room.index,
        revision: room.left.revision,
        asking: room.left.asking.is_some(),
        choice: paper.state.account.choice.clone(),
        lang: paper.state.lang,
        width,
        theme: paper.theme,
        ambiguous: paper.ambiguous(),
        shell: paper.state.settings.shell,
    };
    if let Some((known, sheet)) = &paper.cache.left
        && *known == key
    {
        return Rc::clone(sheet);
    }
    let lines = if let Some(seen) = &room.left.seen {
        list(paper, room, seen, width)
    } else {
        let id = if room.left.asking.is_some() { "leftover-looking" } else { "leftover-not-yet" };
        paper.wrap(&[(&paper.text(id), paper.theme.muted())], width)
    };
    let sheet = Rc::new(Sheet { lines, ..Sheet::default() });
    paper.cache.left = Some((key, Rc::clone(&sheet)));
    sheet
}

fn list(paper: &Paper<'_>, room: &Room, seen: &Seen, width: u16) -> Vec<Line<'static>> {
    let (state, theme) = (paper.state, paper.theme);
    let choice = &state.account.choice;
    let target = Target {
        region: Some(&seen.facts.region),
        profile: choice.profile.as_deref(),
        endpoint_url: choice.endpoint_url.as_deref(),
    };
    let (lang, zone, shell) = (state.lang, state.zone.clone(), state.settings.shell);
    let home = room.course().region.as_str();
    let telling = Telling { left: &seen.left, facts: &seen.facts, home, lang, zone, shell, target };
    let rows = telling.rows(usize::from(width), paper.ambiguous());
    let style = |weight| match weight {
        Weight::Heading | Weight::Item => theme.strong(),
        Weight::Plain => theme.text(),
        Weight::Muted => theme.muted(),
        Weight::Command => theme.code(),
        Weight::Warning => theme.warning(),
    };
    let line = |row: crate::report::leftover::Row| match row.weight {
        // Shown over several rows where it is long; the key copies it as one.
        Weight::Command => command(paper, &row.text, width),
        weight => vec![Line::styled(row.text, style(weight))],
    };
    let mut lines = Vec::new();
    if state.practising() {
        lines = paper.wrap(&[(&paper.text("leftover-practice"), theme.muted())], width);
        lines.push(Line::default());
    }
    lines.extend(rows.into_iter().flat_map(line));
    lines
}

/// A command, every row of it as far to the right as the first.
fn command(paper: &Paper<'_>, text: &str, width: u16) -> Vec<Line<'static>> {
    let line = text.trim_start_matches(' ');
    let indent = u16::try_from(text.len() - line.len()).unwrap_or_default();
    let lines = paper.wrap(&[(line, paper.theme.code())], width.saturating_sub(indent));
    let before = || Span::raw(" ".repeat(usize::from(indent)));
    lines.into_iter().map(|line| Line::from_iter(std::iter::once(before()).chain(line.spans))).collect()
}
