//! Line breaking by the Japanese rules (UAX #14, strict), over text that carries styles.
//!
//! No line begins with 、。」）ー っ ゃ ・ … or ends with （「. Latin words and AWS names
//! (`ec-site-alb-sg`, `us-east-1a`) stay whole wherever they fit on a line of their own; a longer one is
//! broken where UAX #14 allows, and only then anywhere. Spaces at the end of a line are dropped.

use std::ops::Range;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use unicode_segmentation::UnicodeSegmentation;

use super::width::{Ambiguous, grapheme_width, graphemes, width};

/// Characters that no line begins with, beyond what UAX #14 holds back by itself (it lets some of them
/// follow a space).
#[rustfmt::skip]
const fn not_first(c: char) -> bool {
    matches!(c,
        '、' | '。' | '，' | '．' | '・' | '：' | '；' | '？' | '！' | 'ー' | '‐' | '～' | '」' | '』' | '）' | '］' | '｝'
        | '〕' | '〉' | '》' | '】' | '〙' | '〗' | '’' | '”' | 'ゝ' | 'ゞ' | '々' | '〻' | 'ヽ' | 'ヾ' | '…' | '‥' | '％'
        | '゛' | '゜' | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' | 'ゕ' | 'ゖ' | 'ァ' | 'ィ' | 'ゥ'
        | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' | 'ヵ' | 'ヶ' | 'ㇰ'..='ㇿ' | '｡' | '｣' | '､' | '･' | 'ｧ'..='ｰ')
}

/// Characters that no line ends with.
const fn not_last(c: char) -> bool {
    matches!(c, '「' | '『' | '（' | '［' | '｛' | '〔' | '〈' | '《' | '【' | '〘' | '〖' | '‘' | '“' | '｢')
}

/// Breaks styled text into lines of at most `cells` cells. `\n` always breaks. An empty text is one
/// empty line.
#[must_use]
pub fn wrap<S: Clone>(spans: &[(&str, S)], cells: usize, ambiguous: Ambiguous) -> Vec<Vec<(String, S)>> {
    let text: String = spans.iter().map(|(text, _)| *text).collect();
    lines(&text, cells, ambiguous).into_iter().map(|line| cut(spans, &line)).collect()
}

/// Breaks plain text into lines of at most `cells` cells.
#[must_use]
pub fn wrap_text(text: &str, cells: usize, ambiguous: Ambiguous) -> Vec<String> {
    lines(text, cells, ambiguous).into_iter().map(|line| text[line].to_owned()).collect()
}

/// The part of the spans that lies in `line`.
fn cut<S: Clone>(spans: &[(&str, S)], line: &Range<usize>) -> Vec<(String, S)> {
    let mut offset = 0;
    let mut parts = Vec::new();
    for (text, style) in spans {
        let from = line.start.clamp(offset, offset + text.len()) - offset;
        let to = line.end.clamp(offset, offset + text.len()) - offset;
        if from < to {
            parts.push((text[from..to].to_owned(), style.clone()));
        }
        offset += text.len();
    }
    parts
}

fn lines(text: &str, cells: usize, ambiguous: Ambiguous) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut offset = 0;
    for paragraph in text.split('\n') {
        let mut filler = Filler::new(paragraph, cells.max(1), ambiguous);
        filler.fill();
        all.extend(filler.lines.into_iter().map(|line| line.start + offset..line.end + offset));
        offset += paragraph.len() + 1;
    }
    all
}

/// Fills the lines of one paragraph.
struct Filler<'a> {
    text: &'a str,
    cells: usize,
    ambiguous: Ambiguous,
    /// The line being filled.
    start: usize,
    end: usize,
    /// Its cells, spaces at its end included.
    used: usize,
    lines: Vec<Range<usize>>,
}

impl<'a> Filler<'a> {
    const fn new(text: &'a str, cells: usize, ambiguous: Ambiguous) -> Self {
        Self { text, cells, ambiguous, start: 0, end: 0, used: 0, lines: Vec::new() }
    }

    fn fill(&mut self) {
        if width(self.text.trim_end(), self.ambiguous) <= self.cells {
            self.lines.push(0..self.text.trim_end().len());
            return;
        }
        let allowed = allowed_breaks(self.text);
        let (whole, inner): (Vec<usize>, Vec<usize>) = allowed.iter().partition(|at| !inside_name(self.text, **at));
        let mut from = 0;
        for to in whole.into_iter().chain([self.text.len()]) {
            self.place(from..to, &inner);
            from = to;
        }
        self.finish_line();
        if self.lines.is_empty() {
            self.lines.push(0..0);
        }
    }

    /// Puts an unbreakable piece on this line or the next; a piece wider than a line is broken inside.
    fn place(&mut self, piece: Range<usize>, inner: &[usize]) {
        if self.put(piece.clone()) {
            return;
        }
        if self.solid(piece.clone()) <= self.cells {
            self.finish_line();
            self.put(piece);
            return;
        }
        let mut from = piece.start;
        for to in inner.iter().copied().filter(|at| piece.start < *at && *at < piece.end).chain([piece.end]) {
            let part = from..to;
            if !self.put(part.clone()) {
                if self.solid(part.clone()) <= self.cells {
                    self.finish_line();
                    self.put(part);
                } else {
                    self.split_anywhere(part);
                }
            }
            from = to;
        }
    }

    /// Appends a piece if it fits on the line, spaces at its end not counted.
    fn put(&mut self, piece: Range<usize>) -> bool {
        let text = &self.text[piece.clone()];
        let solid = text.trim_end();
        let cells = width(solid, self.ambiguous);
        let fits = self.used + cells <= self.cells;
        if fits {
            self.used += cells + width(&text[solid.len()..], self.ambiguous);
            self.end = piece.end;
        }
        fits
    }

    /// Cells of a piece without the spaces at its end.
    fn solid(&self, piece: Range<usize>) -> usize {
        width(self.text[piece].trim_end(), self.ambiguous)
    }

    /// Last resort: by grapheme, where possible at a place that no rule forbids.
    fn split_anywhere(&mut self, piece: Range<usize>) {
        let mut at = piece.start;
        for grapheme in graphemes(&self.text[piece]) {
            let cells = grapheme_width(grapheme, self.ambiguous);
            if self.used + cells > self.cells && self.end > self.start && !grapheme.trim().is_empty() {
                let good = self.last_good_cut(at);
                let carried = width(&self.text[good..at], self.ambiguous);
                let cut = if carried + cells <= self.cells { good } else { at };
                self.end = cut;
                self.finish_line();
                self.end = at;
                self.used = width(&self.text[cut..at], self.ambiguous);
            }
            at += grapheme.len();
            self.end = at;
            self.used += cells;
        }
    }

    /// The last boundary of the line, `at` included, where a break breaks no rule; else `at`.
    fn last_good_cut(&self, at: usize) -> usize {
        let line = &self.text[self.start..at];
        let boundaries = line.grapheme_indices(true).map(|(index, _)| self.start + index).skip(1).chain([at]);
        boundaries.filter(|cut| !forbidden(self.text, *cut)).last().unwrap_or(at)
    }

    fn finish_line(&mut self) {
        let line = self.text[self.start..self.end].trim_end();
        if !line.is_empty() {
            self.lines.push(self.start..self.start + line.len());
        }
        self.start = self.end;
        self.used = 0;
    }
}

/// Where a line may end: UAX #14 with strict Japanese rules, less what Japanese typesetting forbids.
fn allowed_breaks(text: &str) -> Vec<usize> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let mut breaks: Vec<usize> = LineSegmenter::new_for_non_complex_scripts(options)
        .segment_str(text)
        .chain(name_starts(text))
        .filter(|at| 0 < *at && *at < text.len() && !forbidden(text, *at))
        .collect();
    breaks.sort_unstable();
    breaks.dedup();
    breaks
}

/// Before `--set`, `/root` or `.env` after Japanese text: UAX #14 takes the hyphen, slash or stop for the end
/// of what came before.
fn name_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut before = 'a';
    text.char_indices().filter_map(move |(at, c)| {
        let after_japanese = !before.is_ascii() && !before.is_whitespace();
        before = c;
        let begins = matches!(c, '-' | '/' | '.' | '~') && text[at + 1..].starts_with(|c: char| c.is_ascii_graphic());
        (after_japanese && begins).then_some(at)
    })
}

/// A line must not begin with what follows `at`, or end with what stands before it.
fn forbidden(text: &str, at: usize) -> bool {
    let next = text[at..].chars().next();
    let before = text[..at].trim_end().chars().next_back();
    next.is_some_and(not_first) || before.is_some_and(not_last)
}

/// Between two printable ASCII characters: a Latin word, a name, an ARN, a URL.
fn inside_name(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let next = text[at..].chars().next();
    before.is_some_and(|c| c.is_ascii_graphic()) && next.is_some_and(|c| c.is_ascii_graphic())
}

#[cfg(test)]
#[path = "wrap_tests.rs"]
mod tests;
