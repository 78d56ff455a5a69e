//! The last two rows: what just happened or goes on, and the keys. What takes more than a row to say grows upwards.
//!
//! ```text
//! observed 22:10:05, 12 s ago   next look in 8 s              22:10:17
//! Tab pane   r re-check   y copy   …                            ? help
//! ```

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::drawn::Click;
use crate::tui::glyphs::turn;
use crate::tui::keys::{self, Binding};
use crate::tui::paper::Paper;
use crate::tui::room::Room;
use crate::tui::state::Weight;
use jiff::Timestamp;

/// Below this width the keys have their short names.
const NARROW: u16 = 96;
/// The most rows that a notice takes.
const MOST_ROWS: u16 = 4;

pub fn draw(paper: &mut Paper<'_>, area: Rect) {
    status(paper, area);
    bar(paper, area);
}

fn status(paper: &mut Paper<'_>, area: Rect) {
    let state = paper.state;
    let clock = state.now.to_zoned(state.zone.clone());
    let live = state.room().is_some_and(|room| room.asking.is_some() || room.pulse.next.is_some());
    let clock = clock.strftime(if live { "%H:%M:%S" } else { "%H:%M" }).to_string();
    let muted = paper.theme.muted();
    // On the practice account its own clock counts, above; two would contradict each other.
    let clock = if state.practising() { String::new() } else { clock };
    let used = paper.put_right(area, 0, &Line::styled(clock, muted));
    let rest = Rect { width: area.width.saturating_sub(used + 2), ..area };
    if let Some(doing) = &state.account.doing {
        let text = format!("{} {}", turn(state.now.as_millisecond()), paper.text(doing.label()));
        let style = paper.theme.strong();
        paper.put(rest, 0, &text, style);
    } else if let Some(notice) = &state.notice {
        let args: Vec<(&str, &str)> = notice.text.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let text = paper.with(notice.text.id, &args);
        let (mark, style) = match notice.weight {
            Weight::Calm => (paper.glyphs.pointer, paper.theme.strong()),
            Weight::Problem => ("!", paper.theme.warning()),
        };
        say(paper, rest, mark, &text, style);
    } else if let Some(room) = state.room() {
        let text = pulse(paper, room);
        let text = paper.cut(&text, rest.width);
        paper.put(rest, 0, &text, muted);
    }
}

/// A notice, whole: what does not fit into the row stands above it, over the body, as long as it is there.
fn say(paper: &mut Paper<'_>, row: Rect, mark: &str, text: &str, style: Style) {
    let indent = paper.width(mark) + 1;
    let lines = paper.wrap(&[(text, style)], row.width.saturating_sub(indent));
    let rows = u16::try_from(lines.len()).unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS);
    let area = Rect { y: (row.y + 1).saturating_sub(rows), height: rows, ..row };
    if rows > 1 {
        paper.clear(Rect { x: row.x, ..area });
    }
    paper.put(area, 0, mark, style);
    paper.lines(Rect { x: area.x + indent, width: area.width.saturating_sub(indent), ..area }, &lines, 0);
}

/// What the looking is doing.
#[must_use]
pub fn pulse(paper: &Paper<'_>, room: &Room) -> String {
    let now = paper.state.now;
    if let Some(asking) = &room.asking {
        let total = asking.total.to_string();
        let done = format!("{:>width$}", asking.done, width = total.len());
        let sign = turn(now.as_millisecond());
        return format!("{sign} {}", paper.with("tui-asking", &[("done", &done), ("total", &total)]));
    }
    let seconds = |until: Timestamp| {
        let left = until.duration_since(now).as_millis().max(0);
        (left + 999) / 1000
    };
    match room.pulse.next {
        Some(next) => paper.with("tui-next-look", &[("seconds", &format!("{:>2}", seconds(next)))]),
        None if !room.pulse.on => paper.text("tui-auto-is-off"),
        None => String::new(),
    }
}

/// The keys that matter here. What does not fit is in the help.
fn bar(paper: &mut Paper<'_>, area: Rect) {
    let contexts = paper.state.contexts();
    let all = keys::bar(&contexts);
    let (own, everywhere): (Vec<&Binding>, Vec<&Binding>) =
        all.into_iter().partition(|b| b.context != keys::Context::Everywhere);
    let mut right = area.right();
    // Where there is little room, the keys of the place matter more than changing the language.
    let narrow = area.width < NARROW;
    let gap = if narrow { 2 } else { 3 };
    for binding in everywhere.iter().rev().filter(|b| !narrow || b.action != keys::Action::Language) {
        let (spans, cells) = entry(paper, binding, narrow);
        if right < area.x + cells + 2 {
            break;
        }
        let place = Rect { x: right - cells, y: area.y + 1, width: cells, height: 1 };
        paper.line(place, 0, &Line::from(spans));
        paper.drawn.click(place, Click::Act(binding.action));
        right = place.x.saturating_sub(gap);
    }
    let mut x = area.x;
    for binding in own {
        let (spans, cells) = entry(paper, binding, narrow);
        if x + cells > right {
            break;
        }
        let place = Rect { x, y: area.y + 1, width: cells, height: 1 };
        paper.line(place, 0, &Line::from(spans));
        paper.drawn.click(place, Click::Act(binding.action));
        x += cells + gap;
    }
}

fn entry(paper: &Paper<'_>, binding: &Binding, narrow: bool) -> (Vec<Span<'static>>, u16) {
    let key = binding.keys.first().map(|key| keys::name(*key)).unwrap_or_default();
    let short = format!("{}.short", binding.label);
    let label = paper.text(if narrow && paper.state.words().has(&short) { &short } else { binding.label });
    let cells = paper.width(&key) + 1 + paper.width(&label);
    (vec![Span::styled(key, paper.theme.strong()), Span::styled(format!(" {label}"), paper.theme.muted())], cells)
}
