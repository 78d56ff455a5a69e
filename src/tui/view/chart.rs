//! A small chart of columns: a scale at its left, a line at a value, the last figure at its right.
//!
//! ```text
//! p99 (ms)                                        12.1
//!    40 ┃        ▂
//!       ┃  ▁▁▂▁▁██▁▁▁▁
//!     0 ┃▂▂████████████▂
//! ```

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::text::Ambiguous;
use crate::tui::paper::Paper;

/// Cells of the scale at the left.
const SCALE: u16 = 7;
const FINE: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// Where the terminal draws blocks in two cells.
const SAFE: [&str; 9] = [" ", ".", ".", ".", ":", ":", ":", "|", "#"];

/// What a chart shows.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// With its unit.
    pub title: String,
    /// The last figure, at the right of the title.
    pub label: String,
    pub values: &'a [f64],
    /// A value that matters, with a line across.
    pub line: Option<f64>,
    pub style: Style,
}

/// Draws it: a row for the title, the others for the columns.
pub fn draw(paper: &mut Paper<'_>, area: Rect, chart: &Chart<'_>) {
    if area.height < 3 || area.width < SCALE + 4 {
        return;
    }
    let (muted, strong) = (paper.theme.muted(), paper.theme.strong());
    let used = paper.put_right(area, 0, &Line::styled(chart.label.clone(), strong));
    let title = paper.cut(&chart.title, area.width.saturating_sub(used + 1));
    paper.put(area, 0, &title, muted);
    let plot = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let shown = chart.values.len().saturating_sub(usize::from(plot.width - SCALE));
    let values = &chart.values[shown..];
    let top = scale(values.iter().copied().chain(chart.line).fold(0.0, f64::max));
    let row_of = |value: f64| row(value, top, plot.height);
    let line = chart.line.map(row_of);
    for at in 0..plot.height {
        let figure = match at {
            0 => Some(top),
            _ if Some(at) == line => chart.line,
            _ if at + 1 == plot.height => Some(0.0),
            _ => None,
        };
        let figure = figure.map(crate::load::scaling::story::short).unwrap_or_default();
        let edge = paper.glyphs.vertical;
        let mut spans = vec![Span::styled(format!("{figure:>5} {edge}"), muted)];
        let across = Some(at) == line;
        for column in 0..usize::from(plot.width - SCALE) {
            let level = values.get(column).map_or(0, |value| level(*value, top, plot.height, at));
            spans.push(match level {
                0 if across => Span::styled(paper.glyphs.horizontal, paper.theme.warning()),
                level => Span::styled(blocks(paper)[level], chart.style),
            });
        }
        paper.line(plot, at, &Line::from(spans));
    }
}

fn blocks(paper: &Paper<'_>) -> &'static [&'static str; 9] {
    match paper.ambiguous() {
        Ambiguous::Narrow => &FINE,
        Ambiguous::Wide => &SAFE,
    }
}

/// The end of the scale: 1, 2 or 5 times a power of ten, so that it rarely changes.
#[must_use]
pub fn scale(most: f64) -> f64 {
    if most.is_nan() || most <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(most.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|end| *end >= most).unwrap_or(most)
}

/// Eighths of a cell that a column fills in a row (0 the highest).
fn level(value: f64, top: f64, height: u16, at: u16) -> usize {
    let eighths = value / top * f64::from(height) * 8.0;
    let below = f64::from(height - 1 - at) * 8.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 8")]
    let level = (eighths - below).round().clamp(0.0, 8.0) as usize;
    // Something is never nothing.
    if level == 0 && value > 0.0 && at + 1 == height { 1 } else { level }
}

/// The row in which a value lies.
fn row(value: f64, top: f64, height: u16) -> u16 {
    let from_below = value / top * f64::from(height);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the height")]
    let rows = from_below.ceil().clamp(1.0, f64::from(height)) as u16;
    height - rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        for (most, end) in [(0.0, 1.0), (0.3, 0.5), (1.0, 1.0), (12.0, 20.0), (62.3, 100.0), (498.0, 500.0)] {
            assert!((scale(most) - end).abs() < 1e-9, "{most}: {}", scale(most));
        }
    }

    #[test]
    fn columns_fill_from_below() {
        let column = |value| (0..3).map(|at| level(value, 12.0, 3, at)).collect::<Vec<_>>();
        assert_eq!(column(12.0), [8, 8, 8]);
        assert_eq!(column(6.0), [0, 4, 8]);
        assert_eq!(column(0.01), [0, 0, 1]);
        assert_eq!(column(0.0), [0, 0, 0]);
        assert_eq!((row(12.0, 12.0, 3), row(0.1, 12.0, 3), row(5.0, 12.0, 3)), (0, 2, 1));
    }
}
