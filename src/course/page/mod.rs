//! The prose of a step as a neutral document: what a terminal and a web page can both draw.
//!
//! A lesson page is Markdown, split at its level-2 headings. Each carries an anchor (`## 目標 {#goal}`):
//! one of [`anchor`]'s for a step, the question's id in `quiz.md`. Placeholders stand for what a learner
//! can replace: `{{value:alb_sg}}` (anywhere) and `{{command:id}}` (a line of its own). They are kept until
//! [`Page::filled`] puts the names in force in their place, after the Markdown was read: a name can
//! never turn into markup.

mod markdown;
pub mod placeholder;
pub mod quiz;
#[cfg(test)]
mod tests;

/// Anchors of the sections of a step's page.
pub mod anchor {
    pub const GOAL: &str = "goal";
    pub const WHY: &str = "why";
    pub const CONSOLE: &str = "console";
    pub const CLI: &str = "cli";
    pub const MISTAKES: &str = "mistakes";
    /// Every item of its lists is one hint, opened one at a time.
    pub const HINTS: &str = "hints";
    /// Explanations to read on.
    pub const MORE: &str = "more";

    pub const ALL: [&str; 7] = [GOAL, WHY, CONSOLE, CLI, MISTAKES, HINTS, MORE];
}

/// One page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Text of the level-1 heading, where there is one.
    pub title: Vec<Inline>,
    /// What stands before the first section.
    pub intro: Vec<Block>,
    pub sections: Vec<Section>,
}

/// A level-2 heading and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Empty when the author gave none (lint refuses that).
    pub anchor: String,
    pub title: Vec<Inline>,
    /// Line of the heading in the file, from 1.
    pub line: usize,
    pub blocks: Vec<Block>,
}

/// A block of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `level` 3 to 6; `anchor` empty for none.
    Heading {
        level: u8,
        anchor: String,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    /// `start`: the first number of an ordered list, `None` for bullets.
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Table {
        align: Vec<Align>,
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Without the final line break. `language` empty for none.
    Code {
        language: String,
        text: String,
    },
    Quote(Vec<Block>),
    /// The command of this id, to be rendered by [`super::command`] for the learner's shell.
    Command {
        id: String,
        line: usize,
    },
    Rule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

/// A run of text in one style. A hard line break is a run whose text is `"\n"`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    pub text: String,
    pub style: Style,
    /// Where it leads to.
    pub link: Option<String>,
}

/// How a run is set. Any combination can occur.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent properties of a run of text")]
pub struct Style {
    pub emphasis: bool,
    pub strong: bool,
    pub strike: bool,
    pub code: bool,
}

impl Page {
    /// Reads Markdown. Never fails: what is not understood is text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        markdown::parse(text)
    }

    #[must_use]
    pub fn section(&self, anchor: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.anchor == anchor)
    }

    /// The hints, in the order in which they open.
    #[must_use]
    pub fn hints(&self) -> Vec<&[Block]> {
        let blocks = self.section(anchor::HINTS).map_or(&[][..], |section| &section.blocks);
        blocks
            .iter()
            .filter_map(|block| if let Block::List { items, .. } = block { Some(items) } else { None })
            .flatten()
            .map(Vec::as_slice)
            .collect()
    }

    /// A copy in which every `{{value:name}}` is replaced by what `value` gives for it.
    #[must_use]
    pub fn filled(&self, value: &dyn Fn(&str) -> String) -> Self {
        let mut page = self.clone();
        page.texts_mut(&mut |text| {
            if text.contains("{{") {
                *text = placeholder::fill(text, value);
            }
        });
        page
    }

    /// Calls `visit` with every text of the page: prose, code and link targets.
    pub fn texts_mut(&mut self, visit: &mut dyn FnMut(&mut String)) {
        inlines_mut(&mut self.title, visit);
        blocks_mut(&mut self.intro, visit);
        for section in &mut self.sections {
            inlines_mut(&mut section.title, visit);
            blocks_mut(&mut section.blocks, visit);
        }
    }

    /// Every command that the page shows, with the line where it stands.
    #[must_use]
    pub fn commands(&self) -> Vec<(&str, usize)> {
        let mut found = Vec::new();
        let mut open: Vec<&Block> = self.sections.iter().rev().flat_map(|s| s.blocks.iter().rev()).collect();
        open.extend(self.intro.iter().rev());
        while let Some(block) = open.pop() {
            match block {
                Block::Command { id, line } => found.push((id.as_str(), *line)),
                Block::Quote(inner) => open.extend(inner.iter().rev()),
                Block::List { items, .. } => open.extend(items.iter().rev().flat_map(|item| item.iter().rev())),
                _ => {}
            }
        }
        found
    }
}

fn inlines_mut(inlines: &mut [Inline], visit: &mut dyn FnMut(&mut String)) {
    for inline in inlines {
        visit(&mut inline.text);
        if let Some(link) = &mut inline.link {
            visit(link);
        }
    }
}

fn blocks_mut(blocks: &mut [Block], visit: &mut dyn FnMut(&mut String)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => inlines_mut(text, visit),
            Block::List { items, .. } => items.iter_mut().for_each(|item| blocks_mut(item, visit)),
            Block::Table { head, rows, .. } => {
                let cells = head.iter_mut().chain(rows.iter_mut().flatten());
                cells.for_each(|cell| inlines_mut(cell, visit));
            }
            Block::Code { text, .. } => visit(text),
            Block::Quote(inner) => blocks_mut(inner, visit),
            Block::Command { .. } | Block::Rule => {}
        }
    }
}
