//! The way as lines of text: nodes as boxes, hops on the line between them, the break marked.
//!
//! ```text
//! ┌─ client ──────────┐
//! └────────┬──────────┘
//!          │ ✓ DNS            shop-1.elb.amazonaws.com
//! ┌─ load balancer ───┐
//! ```

use super::{Crossing, Explanation, Hop, Standing};
use crate::text::width::{pad_right, truncate, width};
use crate::text::{Ambiguous, Catalog, Lang};

/// One line of the drawing, and how what it shows stands (nothing for a node's frame).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub text: String,
    pub standing: Option<Standing>,
}

/// How the nodes are framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frames {
    /// A box of two lines.
    Boxes,
    /// One line, for few rows.
    Open,
}

/// Cells of a node's frame.
const FRAME: usize = 26;
/// Cells before the line that joins the nodes.
const INDENT: usize = 4;

/// The characters of a drawing.
struct Pen {
    corners: [&'static str; 4],
    flat: &'static str,
    /// Joins below and above a node.
    joins: [&'static str; 2],
    line: &'static str,
    cut: &'static str,
    lost: &'static str,
}

const BOX: Pen = Pen {
    corners: ["┌", "┐", "└", "┘"], flat: "─", joins: ["┬", "┴"], line: "│", cut: "╳", lost: "┊"
};
/// Where box characters take two cells, nothing would meet.
const PLAIN: Pen = Pen { corners: ["+", "+", "+", "+"], flat: "-", joins: ["+", "+"], line: "|", cut: "X", lost: ":" };

/// The mark of a hop. They differ without colour.
#[must_use]
pub const fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::Sound => "✓",
        Standing::Broken => "✗",
        Standing::Unseen => "?",
        Standing::Beyond => "-",
    }
}

/// The name of a hop.
#[must_use]
pub fn hop_name(lang: Lang, hop: Hop) -> String {
    Catalog::get(lang).text(&format!("explain-hop-{}", hop.name()))
}

/// The drawing, no line wider than `columns`.
#[must_use]
pub fn draw(way: &Explanation, lang: Lang, columns: usize, ambiguous: Ambiguous, frames: Frames) -> Vec<Drawn> {
    let pen = if ambiguous == Ambiguous::Wide { &PLAIN } else { &BOX };
    let names: Vec<String> = Hop::ALL.iter().map(|hop| hop_name(lang, *hop)).collect();
    let widest = names.iter().map(|name| width(name, ambiguous)).max().unwrap_or(0);
    let mut sketch = Sketch { way, lang, columns, ambiguous, frames, pen, widest, lost: false, lines: Vec::new() };
    sketch.node("explain-node-client", false);
    for crossing in &way.path {
        match crossing.hop {
            Hop::LoadBalancer => sketch.node("explain-node-load-balancer", true),
            Hop::TargetGroup => sketch.node("explain-node-target-group", true),
            Hop::Target => sketch.node("explain-node-server", true),
            _ => {}
        }
        sketch.hop(crossing);
    }
    sketch.lines
}

struct Sketch<'a> {
    way: &'a Explanation,
    lang: Lang,
    columns: usize,
    ambiguous: Ambiguous,
    frames: Frames,
    pen: &'static Pen,
    widest: usize,
    /// The request does not come this far.
    lost: bool,
    lines: Vec<Drawn>,
}

impl Sketch<'_> {
    fn node(&mut self, key: &str, joined: bool) {
        let pen = self.pen;
        if self.frames == Frames::Open {
            let name = Catalog::get(self.lang).text(key);
            return self.push(format!("{} {name} {}", pen.flat.repeat(2), pen.flat.repeat(8)), None);
        }
        let [left, right, low_left, low_right] = pen.corners;
        let name = Catalog::get(self.lang).text(key);
        let joint =
            if joined { format!("{}{}", pen.flat.repeat(INDENT - 1), pen.joins[1]) } else { pen.flat.repeat(2) };
        let head = format!("{left}{joint} {name} ");
        let rest = FRAME.saturating_sub(width(&head, self.ambiguous) + 1);
        self.push(format!("{head}{}{right}", pen.flat.repeat(rest)), None);
        let (before, after) = (pen.flat.repeat(INDENT - 1), pen.flat.repeat(FRAME - INDENT - 2));
        self.push(format!("{low_left}{before}{}{after}{low_right}", pen.joins[0]), None);
    }

    fn hop(&mut self, crossing: &Crossing) {
        let first = self.way.broken().is_some_and(|broken| broken.hop == crossing.hop);
        let line = match (first, self.lost) {
            (true, _) => self.pen.cut,
            (false, true) => self.pen.lost,
            (false, false) => self.pen.line,
        };
        let partly = first && self.is_partly(crossing);
        self.lost |= first && !partly;
        let name = pad_right(&hop_name(self.lang, crossing.hop), self.widest, self.ambiguous);
        let lead = format!("{}{line} {} {name}  ", " ".repeat(INDENT), mark(crossing.standing));
        let mut room = self.columns.saturating_sub(width(&lead, self.ambiguous));
        let here = match (first, partly) {
            (false, _) => String::new(),
            (true, false) => Catalog::get(self.lang).text("explain-here"),
            (true, true) => Catalog::get(self.lang).text("explain-here-partly"),
        };
        // The mark of the break is never cut; the resource gives way.
        room = room.saturating_sub(if here.is_empty() { 0 } else { width(&here, self.ambiguous) + 1 });
        let resource = truncate(&short(&crossing.resource), room, self.ambiguous).into_owned();
        let text = [format!("{lead}{resource}"), here].join(if first { " " } else { "" });
        self.push(text.trim_end().to_owned(), Some(crossing.standing));
    }

    /// Some targets still get requests.
    fn is_partly(&self, crossing: &Crossing) -> bool {
        !crossing.affected.is_empty() && self.way.targets.iter().any(|target| target.broken.is_none())
    }

    fn push(&mut self, text: String, standing: Option<Standing>) {
        self.lines.push(Drawn { text, standing });
    }
}

/// A resource for people: the name or id in an ARN, several ids as they are.
#[must_use]
pub fn short(resource: &str) -> String {
    let Some(tail) = resource.strip_prefix("arn:").and_then(|rest| rest.splitn(5, ':').nth(4)) else {
        return resource.to_owned();
    };
    tail.split_once('/').map_or(tail, |(_, rest)| rest).to_owned()
}
