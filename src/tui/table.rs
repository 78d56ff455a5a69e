//! Tables of a lesson: columns where they fit, one entry under the other where they do not.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::markdown::Press;
use crate::course::Inline;
use crate::course::page::Align;
use crate::text::width::width;
use crate::text::wrap::wrap;

/// Cells between two columns.
const GAP: usize = 2;
/// A column narrower than this cannot be read.
const LEAST: usize = 8;

type Cell = Vec<Inline>;

/// Prints a table into lines of at most `cells`.
#[must_use]
pub fn print(
    press: &Press<'_>,
    align: &[Align],
    head: &[Cell],
    rows: &[Vec<Cell>],
    cells: usize,
) -> Vec<Line<'static>> {
    let columns = head.len().max(rows.iter().map(Vec::len).max().unwrap_or(0));
    if columns == 0 {
        return Vec::new();
    }
    let natural: Vec<usize> = (0..columns).map(|column| widest(press, head, rows, column)).collect();
    match share(&natural, cells) {
        Some(widths) => in_columns(press, align, head, rows, &widths),
        None => as_entries(press, head, rows, cells),
    }
}

fn widest(press: &Press<'_>, head: &[Cell], rows: &[Vec<Cell>], column: usize) -> usize {
    let cells = head.get(column).into_iter().chain(rows.iter().filter_map(|row| row.get(column)));
    cells.map(|cell| width(&plain(cell), press.ambiguous)).max().unwrap_or(0).max(1)
}

fn plain(cell: &Cell) -> String {
    cell.iter().map(|inline| inline.text.as_str()).collect()
}

/// Widths that fit, taken from the widest columns first; `None` where columns would become unreadable.
fn share(natural: &[usize], cells: usize) -> Option<Vec<usize>> {
    let room = cells.checked_sub(GAP * (natural.len() - 1))?;
    let mut limit = natural.iter().copied().max().unwrap_or(0);
    loop {
        let widths: Vec<usize> = natural.iter().map(|wide| (*wide).min(limit)).collect();
        if widths.iter().sum::<usize>() <= room {
            return Some(widths);
        }
        if limit <= LEAST {
            return None;
        }
        limit -= 1;
    }
}

fn in_columns(
    press: &Press<'_>,
    align: &[Align],
    head: &[Cell],
    rows: &[Vec<Cell>],
    widths: &[usize],
) -> Vec<Line<'static>> {
    let mut lines = row(press, align, head, widths, press.theme.strong());
    let rules = widths.iter().map(|wide| press.glyphs.horizontal.repeat(*wide)).collect::<Vec<_>>();
    lines.push(Line::styled(rules.join(&" ".repeat(GAP)), press.theme.rule()));
    for cells in rows {
        lines.extend(row(press, align, cells, widths, press.theme.text()));
    }
    lines
}

fn row(press: &Press<'_>, align: &[Align], cells: &[Cell], widths: &[usize], base: Style) -> Vec<Line<'static>> {
    let wrapped: Vec<Vec<Vec<(String, Style)>>> = widths
        .iter()
        .enumerate()
        .map(|(column, wide)| {
            let runs = cells.get(column).map(|cell| press.inlines(cell, base)).unwrap_or_default();
            let spans: Vec<(&str, Style)> = runs.iter().map(|(text, style)| (text.as_str(), *style)).collect();
            wrap(&spans, *wide, press.ambiguous)
        })
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|at| {
            let mut spans = Vec::new();
            for (column, wide) in widths.iter().enumerate() {
                let parts = wrapped[column].get(at).cloned().unwrap_or_default();
                let used: usize = parts.iter().map(|(text, _)| width(text, press.ambiguous)).sum();
                let free = wide.saturating_sub(used);
                let before = match align.get(column) {
                    Some(Align::Right) => free,
                    Some(Align::Center) => free / 2,
                    Some(Align::Left) | None => 0,
                };
                spans.push(Span::raw(" ".repeat(before)));
                spans.extend(parts.into_iter().map(|(text, style)| Span::styled(text, style)));
                spans.push(Span::raw(" ".repeat(free - before + GAP)));
            }
            Line::from(spans)
        })
        .collect()
}

/// Every row as `head  cell` lines, rows apart.
fn as_entries(press: &Press<'_>, head: &[Cell], rows: &[Vec<Cell>], cells: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            lines.push(Line::default());
        }
        for (column, cell) in row.iter().enumerate() {
            let mut runs = Vec::new();
            if let Some(name) = head.get(column).filter(|name| !name.is_empty()) {
                runs.push((format!("{}  ", plain(name)), press.theme.muted()));
            }
            runs.extend(press.inlines(cell, press.theme.text()));
            let spans: Vec<(&str, Style)> = runs.iter().map(|(text, style)| (text.as_str(), *style)).collect();
            for line in wrap(&spans, cells, press.ambiguous) {
                lines.push(Line::from_iter(line.into_iter().map(|(text, style)| Span::styled(text, style))));
            }
        }
    }
    lines
}
