//! Markdown to [`Page`]: a fold over pulldown-cmark's events with a stack of open containers.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthChar;

use super::{Align, Block, Inline, Page, Section, Style, placeholder};

/// Reads a whole page.
pub(super) fn parse(text: &str) -> Page {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut fold = Fold::new(text);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        fold.line = fold.line_of(range.start);
        fold.take(event);
    }
    fold.page
}

/// A container whose end has not come yet.
enum Open {
    Quote(Vec<Block>),
    List { start: Option<u64>, items: Vec<Vec<Block>> },
    Item(Vec<Block>),
    Table { align: Vec<Align>, head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>>, row: Vec<Vec<Inline>> },
}

struct Fold {
    page: Page,
    open: Vec<Open>,
    /// Runs of the paragraph, heading or cell being read.
    runs: Vec<Inline>,
    style: Style,
    link: Option<String>,
    /// A line ended in the source; whether it becomes a space depends on what follows.
    soft_break: bool,
    code: Option<(String, String)>,
    heading: String,
    /// Byte offsets of line starts.
    lines: Vec<usize>,
    line: usize,
}

impl Fold {
    fn new(text: &str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self {
            page: Page::default(),
            open: Vec::new(),
            runs: Vec::new(),
            style: Style::default(),
            link: None,
            soft_break: false,
            code: None,
            heading: String::new(),
            lines,
            line: 1,
        }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset)
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(text) => {
                self.style.code = true;
                self.text(&text);
                self.style.code = false;
            }
            // Markup of other kinds has no meaning here and is shown as it was typed.
            Event::Html(text) | Event::InlineHtml(text) => self.markup(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.text(&text),
            Event::SoftBreak => self.soft_break = true,
            Event::HardBreak => self.runs.push(Inline { text: "\n".to_owned(), ..Inline::default() }),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { id, .. } => {
                self.flush_paragraph();
                self.heading = id.map(CowStr::into_string).unwrap_or_default();
            }
            Tag::CodeBlock(kind) => {
                self.flush_paragraph();
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::BlockQuote(_) => self.open.push(Open::Quote(Vec::new())),
            // In a tight list the text of an item comes without a paragraph of its own.
            Tag::List(start) => {
                self.flush_paragraph();
                self.open.push(Open::List { start, items: Vec::new() });
            }
            Tag::Item => self.open.push(Open::Item(Vec::new())),
            Tag::Table(columns) => {
                let align = columns.into_iter().map(align).collect();
                self.open.push(Open::Table { align, head: Vec::new(), rows: Vec::new(), row: Vec::new() });
            }
            Tag::Emphasis => self.style.emphasis = true,
            Tag::Strong => self.style.strong = true,
            Tag::Strikethrough => self.style.strike = true,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.link = Some(dest_url.into_string()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.flush_paragraph(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::Table => {
                self.flush_paragraph();
                self.close();
            }
            TagEnd::TableCell => {
                let cell = self.runs();
                if let Some(Open::Table { row, .. }) = self.open.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(Open::Table { row, head, .. }) = self.open.last_mut() {
                    *head = std::mem::take(row);
                }
            }
            TagEnd::TableRow => {
                if let Some(Open::Table { row, rows, .. }) = self.open.last_mut() {
                    rows.push(std::mem::take(row));
                }
            }
            TagEnd::Emphasis => self.style.emphasis = false,
            TagEnd::Strong => self.style.strong = false,
            TagEnd::Strikethrough => self.style.strike = false,
            TagEnd::Link | TagEnd::Image => self.link = None,
            _ => {}
        }
    }

    fn end_heading(&mut self, level: u8) {
        let anchor = std::mem::take(&mut self.heading);
        let text = self.runs();
        match level {
            1 if self.open.is_empty() && self.page.title.is_empty() => self.page.title = text,
            2 if self.open.is_empty() => {
                self.page.sections.push(Section { anchor, title: text, line: self.line, blocks: Vec::new() });
            }
            _ => self.block(Block::Heading { level: level.max(3), anchor, text }),
        }
    }

    fn end_code(&mut self) {
        let Some((language, mut text)) = self.code.take() else { return };
        if text.ends_with('\n') {
            text.pop();
        }
        let line = self.line;
        match placeholder::only_commands(&text) {
            Some(ids) => ids.into_iter().for_each(|id| self.block(Block::Command { id: id.to_owned(), line })),
            None => self.block(Block::Code { language, text }),
        }
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::Quote(blocks)) => self.block(Block::Quote(blocks)),
            Some(Open::List { start, items }) => self.block(Block::List { start, items }),
            Some(Open::Item(blocks)) => {
                if let Some(Open::List { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                }
            }
            Some(Open::Table { align, head, rows, .. }) => self.block(Block::Table { align, head, rows }),
            None => {}
        }
    }

    /// Adds text in the style in force, merged with the run before it where nothing differs. A line end
    /// of the source is a space between Latin words and nothing beside a Japanese character.
    fn text(&mut self, text: &str) {
        if std::mem::take(&mut self.soft_break) {
            let before = self.runs.last().and_then(|run| run.text.chars().last());
            let beside_wide = [before, text.chars().next()].into_iter().flatten().any(is_wide);
            let command = |text: &str| text.trim_start().starts_with("{{command:");
            if command(text) {
                self.push("\n");
            } else if !beside_wide {
                self.push(" ");
            }
        }
        self.push(text);
    }

    fn push(&mut self, text: &str) {
        match self.runs.last_mut() {
            Some(run) if run.style == self.style && run.link == self.link && run.text != "\n" => {
                run.text.push_str(text);
            }
            _ => self.runs.push(Inline { text: text.to_owned(), style: self.style, link: self.link.clone() }),
        }
    }

    /// HTML is not interpreted; comments are dropped.
    fn markup(&mut self, text: &str) {
        if !text.trim_start().starts_with("<!--") {
            self.text(text.trim_end_matches('\n'));
        }
    }

    fn runs(&mut self) -> Vec<Inline> {
        self.soft_break = false;
        strong_beside_japanese(std::mem::take(&mut self.runs))
    }

    fn flush_paragraph(&mut self) {
        let runs = self.runs();
        if runs.is_empty() {
            return;
        }
        let plain: String = runs.iter().map(|run| run.text.as_str()).collect();
        let line = self.line;
        match placeholder::only_commands(&plain) {
            Some(ids) => ids.into_iter().for_each(|id| self.block(Block::Command { id: id.to_owned(), line })),
            None => self.block(Block::Paragraph(runs)),
        }
    }

    fn block(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Open::Quote(blocks) | Open::Item(blocks)) => blocks.push(block),
            _ => match self.page.sections.last_mut() {
                Some(section) => section.blocks.push(block),
                None => self.page.intro.push(block),
            },
        }
    }
}

/// `CommonMark` does not see the end of `**「作成」**を`: a closing `**` between a bracket and a letter does
/// not count, and the next one is taken for its partner. Japanese has no spaces to avoid that with, so
/// where `**` was left over, every one in the paragraph, left over or not, is a switch.
fn strong_beside_japanese(runs: Vec<Inline>) -> Vec<Inline> {
    let left_over = |run: &Inline| !run.style.code && run.text.contains("**");
    if !runs.iter().any(left_over) {
        return runs;
    }
    let (mut strong, mut read_as_strong) = (false, false);
    let mut mended: Vec<Inline> = Vec::new();
    for run in &runs {
        if run.style.strong != read_as_strong {
            read_as_strong = run.style.strong;
            strong = !strong;
        }
        let parts: Vec<&str> = if run.style.code { vec![&run.text] } else { run.text.split("**").collect() };
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                strong = !strong;
            }
            if !part.is_empty() {
                let style = Style { strong, ..run.style };
                mended.push(Inline { text: part.to_owned(), style, link: run.link.clone() });
            }
        }
    }
    // An odd number is no mark-up at all.
    if strong == read_as_strong { mended } else { runs }
}

const fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::Left | Alignment::None => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}
