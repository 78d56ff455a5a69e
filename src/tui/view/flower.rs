//! The flower that a teacher's pen draws on a finished step: a spiral, then petals around it.

use jiff::Timestamp;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::paper::Paper;

/// Cells of the drawing. A cell of the drawing is two dots wide and four high, so the dots are square.
const COLUMNS: usize = 22;
const ROWS: usize = 11;
/// Milliseconds that the pen takes.
const STROKE: f64 = 1_300.0;

pub fn draw(paper: &mut Paper<'_>, body: Rect, step: usize, since: Timestamp) {
    let Some(room) = paper.state.room() else { return };
    let Some(title) = room.course().steps.get(step).map(|step| &step.title) else { return };
    let (title, next) = (paper.state.lang.pick(title), room.course().steps.get(step + 1));
    let title = paper.with("tui-flower-title", &[("title", title)]);
    let next = next.map(|next| paper.with("tui-flower-next", &[("title", paper.state.lang.pick(&next.title))]));
    let next = next.unwrap_or_else(|| paper.text("tui-flower-last"));
    let width = paper.width(&title).max(paper.width(&next)).max(30).saturating_add(6).min(body.width);
    // Where there is no room for the drawing, the words remain.
    let rows = u16::try_from(ROWS).unwrap_or(11);
    let picture = body.height > rows + 6;
    let height = (if picture { rows + 6 } else { 5 }).min(body.height);
    let area = Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height };
    paper.clear(area);
    let mut row = 1;
    if picture {
        let elapsed = paper.state.now.duration_since(since).as_millis().max(0);
        #[expect(clippy::cast_precision_loss, reason = "a few seconds in milliseconds")]
        let part = (elapsed as f64 / STROKE).min(1.0);
        let style = paper.theme.accent();
        for line in stroke(part) {
            centre(paper, area, row, &Line::styled(line, style));
            row += 1;
        }
        row += 1;
    }
    let (accent, muted) = (paper.theme.accent(), paper.theme.muted());
    let title = paper.cut(&title, width);
    centre(paper, area, row, &Line::styled(title, accent));
    let next = paper.cut(&next, width);
    centre(paper, area, row + 1, &Line::from(Span::styled(next, muted)));
}

fn centre(paper: &mut Paper<'_>, area: Rect, row: u16, line: &Line<'_>) {
    let cells: u16 = line.spans.iter().map(|span| paper.width(&span.content)).sum();
    let x = area.x + area.width.saturating_sub(cells) / 2;
    paper.line(Rect { x, width: area.width.min(cells), ..area }, row, line);
}

/// The drawing when `part` (0 to 1) of the stroke is done, in braille dots.
#[must_use]
pub fn stroke(part: f64) -> Vec<String> {
    const STEPS: u32 = 900;
    let mut dots = [[0_u8; COLUMNS]; ROWS];
    for step in 0..STEPS {
        let at = f64::from(step) / f64::from(STEPS);
        if at > part {
            break;
        }
        let (x, y) = point(at);
        mark(&mut dots, x, y);
    }
    dots.iter()
        .map(|row| row.iter().map(|bits| char::from_u32(0x2800 + u32::from(*bits)).unwrap_or(' ')).collect())
        .collect()
}

/// The pen at a part of its way: two and a half turns outwards, then nine petals.
fn point(at: f64) -> (f64, f64) {
    const SPIRAL: f64 = 0.45;
    const INNER: f64 = 11.0;
    const PETALS: f64 = 9.0;
    let centre = (22.0, 22.0);
    let (angle, radius) = if at < SPIRAL {
        let turn = at / SPIRAL;
        (turn * 5.0 * std::f64::consts::PI, 1.0 + turn * INNER)
    } else {
        let turn = (at - SPIRAL) / (1.0 - SPIRAL);
        let angle = turn * std::f64::consts::TAU + std::f64::consts::PI;
        (angle, 15.5 + 5.0 * (angle * PETALS / 2.0).sin().abs())
    };
    (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin())
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside of the drawing by construction")]
fn mark(dots: &mut [[u8; COLUMNS]; ROWS], x: f64, y: f64) {
    // The bits of a braille pattern, by column and row of the dot.
    const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
    let (x, y) = (x.round().max(0.0) as usize, y.round().max(0.0) as usize);
    if let Some(cell) = dots.get_mut(y / 4).and_then(|row| row.get_mut(x / 2)) {
        *cell |= BITS[x % 2][y % 4];
    }
}

#[cfg(test)]
mod tests {
    use super::stroke;

    #[test]
    fn the_pen_starts_small_and_fills_the_drawing() {
        let inked = |part| stroke(part).concat().chars().filter(|c| *c != '\u{2800}').count();
        assert!(inked(0.0) <= 1);
        assert!(inked(0.5) < inked(1.0));
        let rows = stroke(1.0);
        assert!(rows.first().is_some_and(|row| row.chars().any(|c| c != '\u{2800}')), "petals reach the top");
        assert!(rows.last().is_some_and(|row| row.chars().any(|c| c != '\u{2800}')), "and the bottom");
    }
}
