//! A lesson's neutral document as styled lines of a given width.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::glyphs::Glyphs;
use super::table;
use super::theme::Theme;
use crate::course::{Block, Inline};
use crate::text::Ambiguous;
use crate::text::width::width;
use crate::text::wrap::wrap;

/// A command of the page, rendered for the learner's shell.
#[derive(Clone, Debug)]
pub struct CommandText {
    pub id: String,
    /// From 1, as the learner types it.
    pub number: usize,
    pub title: String,
    pub line: String,
    pub selected: bool,
}

/// How a document is set.
#[derive(Clone, Copy, Debug)]
pub struct Press<'a> {
    pub theme: Theme,
    pub glyphs: Glyphs,
    pub ambiguous: Ambiguous,
    pub commands: &'a [CommandText],
}

/// Lines being made, and where each command begins.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    pub lines: Vec<Line<'static>>,
    /// `(row, position in Press::commands)`.
    pub commands: Vec<(usize, usize)>,
}

/// What stands before the first line of a block, and before its other lines.
#[derive(Clone, Debug, Default)]
struct Indent {
    first: Vec<(String, Style)>,
    rest: Vec<(String, Style)>,
    cells: usize,
}

impl Press<'_> {
    /// Prints blocks, with an empty line between them.
    pub fn blocks<'b>(&self, blocks: impl IntoIterator<Item = &'b Block>, cells: u16, out: &mut Printed) {
        self.within(blocks, usize::from(cells.max(8)), &Indent::default(), false, out);
    }

    fn within<'b>(
        &self,
        blocks: impl IntoIterator<Item = &'b Block>,
        cells: usize,
        indent: &Indent,
        tight: bool,
        out: &mut Printed,
    ) {
        let mut indent = indent.clone();
        for (index, block) in blocks.into_iter().enumerate() {
            if index > 0 {
                let joined = tight && matches!(block, Block::List { .. });
                if !joined {
                    out.lines.push(lead(&indent.rest));
                }
                indent.first = indent.rest.clone();
            }
            self.block(block, cells, &indent, out);
        }
    }

    fn block(&self, block: &Block, cells: usize, indent: &Indent, out: &mut Printed) {
        let theme = self.theme;
        match block {
            Block::Heading { text, .. } => self.flow(&self.inlines(text, theme.strong()), cells, indent, out),
            Block::Paragraph(text) => self.flow(&self.inlines(text, theme.text()), cells, indent, out),
            Block::List { start, items } => self.list(*start, items, cells, indent, out),
            Block::Table { align, head, rows } => {
                let room = cells.saturating_sub(indent.cells).max(8);
                for line in table::print(self, align, head, rows, room) {
                    out.lines.push(prefixed(&indent.rest, line));
                }
            }
            Block::Code { text, .. } => {
                let inner = deeper(indent, "  ", "  ", theme.text(), 2);
                for line in text.lines() {
                    self.flow(&[(line.to_owned(), theme.code())], cells, &inner, out);
                }
            }
            Block::Quote(blocks) => {
                let mark = format!("{} ", self.glyphs.quote);
                let inner = deeper(indent, &mark, &mark, theme.accent(), 2);
                self.within(blocks, cells, &inner, false, out);
            }
            Block::Command { id, .. } => self.command(id, cells, indent, out),
            Block::Rule => {
                let room = cells.saturating_sub(indent.cells);
                let line = Line::styled(self.glyphs.horizontal.repeat(room), theme.rule());
                out.lines.push(prefixed(&indent.rest, line));
            }
        }
    }

    fn list(&self, start: Option<u64>, items: &[Vec<Block>], cells: usize, indent: &Indent, out: &mut Printed) {
        let last = start.map(|first| first + items.len() as u64);
        let digits = last.map_or(0, |last| last.saturating_sub(1).to_string().len());
        let loose = items.iter().any(|item| item.iter().filter(|b| !matches!(b, Block::List { .. })).count() > 1);
        let mut indent = indent.clone();
        for (index, item) in items.iter().enumerate() {
            let marker = match start {
                Some(first) => format!("{:>digits$}. ", first + index as u64),
                None => format!("{} ", self.glyphs.bullet),
            };
            let blank = " ".repeat(width(&marker, self.ambiguous));
            let inner = deeper(&indent, &marker, &blank, self.theme.muted(), blank.len());
            if loose && index > 0 {
                out.lines.push(lead(&indent.rest));
            }
            self.within(item, cells, &inner, true, out);
            indent.first = indent.rest.clone();
        }
    }

    /// `1  what it does`, and the command under it.
    fn command(&self, id: &str, cells: usize, indent: &Indent, out: &mut Printed) {
        let Some(at) = self.commands.iter().position(|command| command.id == id) else { return };
        let command = &self.commands[at];
        out.commands.push((out.lines.len(), at));
        let (mark, style) =
            if command.selected { (self.glyphs.pointer, self.theme.accent()) } else { (" ", self.theme.muted()) };
        let number = format!("{mark} {:>2} ", command.number);
        let inner = deeper(indent, &number, "     ", style, 5);
        self.flow(&[(command.title.clone(), self.theme.text())], cells, &inner, out);
        let mut body = inner;
        body.first = body.rest.clone();
        for line in command.line.lines() {
            self.flow(&[(line.to_owned(), self.theme.code())], cells, &body, out);
        }
    }

    /// Wraps runs of text behind an indent.
    fn flow(&self, runs: &[(String, Style)], cells: usize, indent: &Indent, out: &mut Printed) {
        let spans: Vec<(&str, Style)> = runs.iter().map(|(text, style)| (text.as_str(), *style)).collect();
        let room = cells.saturating_sub(indent.cells).max(4);
        for (row, line) in wrap(&spans, room, self.ambiguous).into_iter().enumerate() {
            let line = Line::from_iter(line.into_iter().map(|(text, style)| Span::styled(text, style)));
            out.lines.push(prefixed(if row == 0 { &indent.first } else { &indent.rest }, line));
        }
    }

    /// Runs of text with their styles on top of `base`.
    #[must_use]
    pub fn inlines(&self, inlines: &[Inline], base: Style) -> Vec<(String, Style)> {
        let mut runs = Vec::new();
        let mut in_code = false;
        for inline in inlines {
            let mut style = base;
            if inline.style.code {
                style = style.patch(self.theme.code());
            }
            if inline.style.strong {
                style = style.add_modifier(Modifier::BOLD);
            }
            if inline.style.emphasis {
                style = style.add_modifier(Modifier::ITALIC);
            }
            if inline.style.strike {
                style = style.add_modifier(Modifier::CROSSED_OUT);
            }
            if inline.style.code != in_code && is_glued(&runs, inline) {
                runs.push((" ".to_owned(), base));
            }
            in_code = inline.style.code;
            match &inline.link {
                Some(link) if *link != inline.text => {
                    runs.push((inline.text.clone(), style.add_modifier(Modifier::UNDERLINED)));
                    runs.push((format!(" ({link})"), self.theme.muted()));
                }
                Some(_) => runs.push((inline.text.clone(), style.add_modifier(Modifier::UNDERLINED))),
                None => runs.push((inline.text.clone(), style)),
            }
        }
        runs
    }
}

/// A name set as code right behind a Latin word (`ALB` and `ec-site-alb`), or before one: only its colour would keep
/// them apart. A small letter behind it is an English ending.
fn is_glued(runs: &[(String, Style)], inline: &Inline) -> bool {
    let before = runs.last().and_then(|(text, _)| text.chars().last());
    let (Some(before), Some(next)) = (before, inline.text.chars().next()) else { return false };
    let begins = if inline.style.code { next.is_ascii_alphanumeric() } else { next.is_ascii_uppercase() };
    before.is_ascii_alphanumeric() && begins
}

fn deeper(indent: &Indent, first: &str, rest: &str, style: Style, cells: usize) -> Indent {
    let mut inner = indent.clone();
    inner.first.push((first.to_owned(), style));
    inner.rest.push((rest.to_owned(), style));
    inner.cells += cells;
    inner
}

fn lead(parts: &[(String, Style)]) -> Line<'static> {
    let blank = parts.iter().all(|(text, _)| text.trim().is_empty());
    if blank { Line::default() } else { prefixed(parts, Line::default()) }
}

fn prefixed(parts: &[(String, Style)], line: Line<'static>) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = parts.iter().map(|(text, style)| Span::styled(text.clone(), *style)).collect();
    spans.extend(line.spans.into_iter().map(|span| span.patch_style(line.style)));
    Line::from(spans)
}
