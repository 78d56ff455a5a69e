//! A picture as one self-contained SVG file: no script, no font of its own, light and dark.

use std::fmt::Write as _;

use super::drawing::{Drawing, Edge, Item, Tone};
use crate::text::Ambiguous;
use crate::text::width::width;

/// Pixels of a cell.
const CELL: (f64, f64) = (8.4, 20.0);
const MARGIN: f64 = 12.0;

const STYLE: &str = "\
text{font:14px 'Noto Sans Mono CJK JP','Source Han Code JP','MS Gothic','Osaka-Mono',monospace;fill:#24292e;white-space:pre}
rect,path{fill:none;stroke:#8a9097;stroke-width:1.2}
.page{fill:#fff;stroke:none}
.muted{fill:#6a6f75}.name{fill:#1f5f7f}.good{fill:#2f7332}.waiting,.unknown{fill:#8a6200}.broken{fill:#c5361c}
path.broken,rect.broken{fill:none;stroke:#c5361c}
.thick{stroke-width:2.4;stroke:#24292e}.dashed{stroke-dasharray:5 4}
.strong{font-weight:bold}
@media(prefers-color-scheme:dark){text{fill:#e6e6e6}.page{fill:#1b1d20}.muted{fill:#9aa0a6}.name{fill:#8fc1d8}\
.good{fill:#86b97a}.waiting,.unknown{fill:#dcb662}.broken{fill:#f26b4e}path.broken,rect.broken{stroke:#f26b4e}\
.thick{stroke:#e6e6e6}}";

/// Renders a picture; `title` says what it shows, for those who cannot see it.
#[must_use]
pub fn svg(drawing: &Drawing, title: &str) -> String {
    let (w, h) = (at(drawing.width, CELL.0) + MARGIN, at(drawing.height, CELL.1) + MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w:.0}\" height=\"{h:.0}\" viewBox=\"0 0 {w:.0} {h:.0}\" \
         role=\"img\"><title>{}</title><style>{STYLE}</style><rect class=\"page\" width=\"100%\" height=\"100%\"/>\n",
        escaped(title)
    );
    for item in &drawing.items {
        // Writing to a string cannot fail.
        let _ = write(&mut out, item);
    }
    out.push_str("</svg>\n");
    out
}

/// Where a cell begins.
#[expect(clippy::cast_precision_loss, reason = "a picture has some hundreds of cells")]
fn at(cells: usize, size: f64) -> f64 {
    (cells as f64).mul_add(size, MARGIN)
}

/// The middle of a cell: where lines of characters run.
fn middle(x: usize, y: usize) -> (f64, f64) {
    (at(x, CELL.0) + CELL.0 / 2.0, at(y, CELL.1) + CELL.1 / 2.0)
}

const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Muted => "muted",
        Tone::Name => "name",
        Tone::Good => "good",
        Tone::Waiting => "waiting",
        Tone::Unknown => "unknown",
        Tone::Broken => "broken",
    }
}

fn write(out: &mut String, item: &Item) -> std::fmt::Result {
    match item {
        Item::Frame { x, y, width, height, edge, tone, title, title_tone } => {
            let ((x1, y1), (x2, y2)) =
                (middle(*x, *y), middle(x + width.saturating_sub(1), y + height.saturating_sub(1)));
            let edge = match edge {
                Edge::Thin => "thin",
                Edge::Thick => "thick",
                Edge::Dashed => "dashed",
            };
            // What a line of characters paints stays on its line: shapes take a colour only where they are broken.
            let broken = if *tone == Tone::Broken { " broken" } else { "" };
            writeln!(
                out,
                "<rect class=\"{edge}{broken}\" x=\"{x1:.1}\" y=\"{y1:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"4\"/>",
                x2 - x1,
                y2 - y1
            )?;
            if title.is_empty() { Ok(()) } else { text(out, (x + 3, *y), title, *title_tone, true, true) }
        }
        Item::Text { x, y, text: words, tone, strong } => text(out, (*x, *y), words, *tone, *strong, false),
        Item::Wire { x, from, to, tone, arrow, hangs } => {
            let ((x, y1), (_, y2)) = (middle(*x, *from), middle(*x, *to));
            let broken = if *tone == Tone::Broken { " class=\"broken\"" } else { "" };
            let head = if *arrow {
                format!("M{:.1} {:.1}L{x:.1} {y2:.1}L{:.1} {:.1}", x - 4.0, y2 - 6.0, x + 4.0, y2 - 6.0)
            } else {
                String::new()
            };
            let above = if *hangs { CELL.1 } else { CELL.1 / 2.0 };
            let (y1, y2) = (y1 - above, if *arrow { y2 } else { y2 + CELL.1 / 2.0 });
            writeln!(out, "<path{broken} d=\"M{x:.1} {y1:.1}V{y2:.1}{head}\"/>")
        }
        Item::Rail { y, stem, branches, .. } => {
            let (x, y) = middle(*stem, *y);
            let half = CELL.1 / 2.0;
            write!(out, "<path d=\"M{x:.1} {:.1}V{y:.1}", y - half)?;
            for branch in branches {
                let (to, _) = middle(*branch, 0);
                write!(out, "M{x:.1} {y:.1}H{to:.1}V{:.1}", y + half)?;
            }
            writeln!(out, "\"/>")
        }
    }
}

/// A text is as long as its cells say, whatever the font.
fn text(
    out: &mut String,
    (x, y): (usize, usize),
    words: &str,
    tone: Tone,
    strong: bool,
    on_edge: bool,
) -> std::fmt::Result {
    let (left, base) = (at(x, CELL.0), at(y, CELL.1) + CELL.1 * 0.72);
    let length = at(width(words, Ambiguous::Narrow), CELL.0) - MARGIN;
    if on_edge {
        let (top, height) = (at(y, CELL.1), CELL.1);
        writeln!(
            out,
            "<rect class=\"page\" x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>",
            left - 4.0,
            length + 8.0
        )?;
    }
    let strong = if strong { " strong" } else { "" };
    writeln!(
        out,
        "<text class=\"{}{strong}\" x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{length:.1}\" \
         lengthAdjust=\"spacingAndGlyphs\">{}</text>",
        class(tone),
        escaped(words)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
