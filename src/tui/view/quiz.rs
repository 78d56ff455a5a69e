//! The quiz: one question at a time.
//!
//! ```text
//! ✓ ✓ · ·                                     question 3 of 4
//!
//! what is asked …
//! ❯ [x] 1 a choice
//!   [ ] 2 another
//!
//! what the answer is, once it was handed in …
//! ```

use std::rc::Rc;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::page::show;
use crate::check::Status;
use crate::course::model::{Question, QuestionForm};
use crate::course::page::quiz::QuestionText;
use crate::tui::drawn::Click;
use crate::tui::glyphs;
use crate::tui::markdown::{Press, Printed};
use crate::tui::paper::{Paper, Sheet};
use crate::tui::room::{QUIZ, Room, locale};

pub fn draw(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let Some(question) = room.asked().and_then(|at| room.course().quiz.get(at)) else { return };
    overview(paper, area, room);
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let lang = paper.state.lang;
    let page = room.source().filled_page(locale(lang), QUIZ, &room.values);
    let page = page.or_else(|| room.page(lang).cloned());
    let graded = question.form != QuestionForm::Why;
    let section = page.as_ref().and_then(|page| page.section(&question.id));
    let Some(section) = section else {
        let text = paper.text("tui-no-page");
        let lines = paper.wrap(&[(&text, paper.theme.muted())], body.width);
        paper.lines(body, &lines, 0);
        return;
    };
    let text = section.question(graded);
    let press = Press { theme: paper.theme, glyphs: paper.glyphs, ambiguous: paper.ambiguous(), commands: &[] };
    let mut sheet = asked(paper, &press, &text, body.width);
    let field_row = if graded {
        choices(paper, &press, room, question, &text, body.width, &mut sheet);
        None
    } else {
        Some(written(paper, room, question, body.width, &mut sheet))
    };
    let reply = sheet.lines.len();
    if room.quiz.answered.contains(&question.id) {
        answer(paper, &press, room, question, &text, body.width, &mut sheet);
    }
    place(paper, body, room, sheet, field_row, reply);
}

/// Shows the sheet; the row being written stays in view, with the cursor in it. What is said to an answer that was
/// just handed in (from row `reply`) is brought into view.
fn place(paper: &mut Paper<'_>, body: Rect, room: &Room, sheet: Sheet, field_row: Option<u16>, reply: usize) {
    let scroll = match field_row.filter(|_| room.quiz.writing) {
        Some(top) => {
            let laid = room.quiz.field.laid(body.width.saturating_sub(2));
            let row = top.saturating_add(laid.cursor.1);
            let scroll = room.scroll.page.max((row + 1).saturating_sub(body.height));
            let y = body.y + row.saturating_sub(scroll);
            paper.cursor = Some(Position::new((body.x + 2 + laid.cursor.0).min(body.right().saturating_sub(1)), y));
            paper.drawn.field = body.width.saturating_sub(2);
            scroll
        }
        None if room.quiz.reveal => u16::try_from(reply.saturating_sub(1)).unwrap_or(u16::MAX),
        None => around_cursor(room, &sheet, body.height),
    };
    show(paper, body, &Rc::new(sheet), scroll);
}

/// The choice under the cursor stays in view.
fn around_cursor(room: &Room, sheet: &Sheet, height: u16) -> u16 {
    let scroll = room.scroll.page;
    let open = room.open_form().is_some();
    let here = |(rows, click): &(std::ops::Range<u16>, Click)| {
        (*click == Click::Choice(room.quiz.cursor)).then(|| rows.clone())
    };
    match sheet.clicks.iter().find_map(here).filter(|_| open) {
        Some(rows) => scroll.max(rows.end.saturating_sub(height)).min(rows.start),
        None => scroll,
    }
}

/// A sign for each question, and which one this is.
fn overview(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let mut x = area.x;
    let questions = room.questions();
    for (index, question) in questions.iter().map(|at| &room.course().quiz[*at]).enumerate() {
        let graded = question.form != QuestionForm::Why;
        let status = match (room.quiz.answered.contains(&question.id), graded) {
            (false, _) => None,
            (true, false) => Some(Status::Manual),
            (true, true) => Some(if room.quiz.right(question) { Status::Pass } else { Status::Fail }),
        };
        let place = Rect { x, width: 2, height: 1, ..area };
        let mut style = paper.theme.status(status);
        if index == room.quiz.question {
            style = style.patch(paper.theme.selected());
        }
        paper.put(place, 0, glyphs::status(status), style);
        paper.drawn.click(place, Click::Question(index));
        x += 2;
    }
    let (n, of) = ((room.quiz.question + 1).to_string(), questions.len().to_string());
    let text = paper.with("tui-quiz-of", &[("n", &n), ("of", &of)]);
    let style = paper.theme.muted();
    paper.put_right(area, 0, &Line::styled(text, style));
}

fn asked(paper: &Paper<'_>, press: &Press<'_>, text: &QuestionText<'_>, width: u16) -> Sheet {
    let runs = press.inlines(text.title, paper.theme.strong());
    let spans: Vec<(&str, ratatui::style::Style)> = runs.iter().map(|(t, s)| (t.as_str(), *s)).collect();
    let mut printed = Printed { lines: paper.wrap(&spans, width), ..Printed::default() };
    if !text.prompt.is_empty() {
        printed.lines.push(Line::default());
        press.blocks(text.prompt.iter().copied(), width, &mut printed);
    }
    printed.lines.push(Line::default());
    Sheet { lines: printed.lines, ..Sheet::default() }
}

fn choices(
    paper: &Paper<'_>,
    press: &Press<'_>,
    room: &Room,
    question: &Question,
    text: &QuestionText<'_>,
    width: u16,
    sheet: &mut Sheet,
) {
    let answered = room.quiz.answered.contains(&question.id);
    let marks = room.quiz.marked.get(&question.id);
    for (index, at) in room.choice_order(&question.id, text.choices.len()).into_iter().enumerate() {
        // The learner counts rows; what is kept counts as the author does.
        let (number, written) = (index + 1, at + 1);
        let marked = marks.is_some_and(|marks| marks.contains(&written));
        let right = question.answers.contains(&written);
        let here = !answered && index == room.quiz.cursor;
        let box_ = match (question.form, marked) {
            (QuestionForm::Multiple, true) => "[x]",
            (QuestionForm::Multiple, false) => "[ ]",
            (_, true) => "(o)",
            (_, false) => "( )",
        };
        let (sign, style) = match (answered, right, marked) {
            (true, true, _) => (glyphs::status(Some(Status::Pass)), paper.theme.good()),
            (true, false, true) => (glyphs::status(Some(Status::Fail)), paper.theme.accent()),
            _ if here => (paper.glyphs.pointer, paper.theme.accent()),
            _ => (" ", paper.theme.text()),
        };
        let mut printed = Printed::default();
        press.blocks(text.choices[at], width.saturating_sub(8), &mut printed);
        let start = sheet.lines.len();
        for (row, line) in printed.lines.into_iter().enumerate() {
            let lead = if row == 0 {
                vec![Span::styled(format!("{sign} "), style), Span::styled(format!("{box_} {number} "), style)]
            } else {
                vec![Span::raw(" ".repeat(8))]
            };
            sheet.lines.push(Line::from_iter(lead.into_iter().chain(line.spans)));
        }
        let rows = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        sheet.clicks.push((rows(start)..rows(sheet.lines.len()), Click::Choice(index)));
    }
    sheet.lines.push(Line::default());
    if !answered {
        let id = if question.form == QuestionForm::Multiple { "tui-quiz-multiple" } else { "tui-quiz-single" };
        let note = paper.text(id);
        sheet.lines.extend(paper.wrap(&[(&note, paper.theme.muted())], width));
    }
}

/// The learner's own words. Returns the row at which the field begins.
fn written(paper: &Paper<'_>, room: &Room, question: &Question, width: u16, sheet: &mut Sheet) -> u16 {
    let answered = room.quiz.answered.contains(&question.id);
    let saved = room.progress.answers.get(&question.id).filter(|_| answered);
    let label = paper.text("tui-quiz-own");
    sheet.lines.push(Line::styled(label, paper.theme.strong()));
    // Above the field: below it, what to press would be out of sight on a small screen.
    if !answered {
        let id = if room.quiz.writing { "tui-quiz-writing" } else { "tui-quiz-write" };
        let note = paper.text(id);
        sheet.lines.extend(paper.wrap(&[(&note, paper.theme.muted())], width));
    }
    let top = u16::try_from(sheet.lines.len()).unwrap_or(u16::MAX);
    let bar = Span::styled(format!("{} ", paper.glyphs.quote), paper.theme.accent());
    let mut rows = match saved {
        Some(text) => {
            let wrapped = paper.wrap(&[(text, paper.theme.text())], width.saturating_sub(2));
            wrapped.into_iter().map(|line| line.spans).collect::<Vec<_>>()
        }
        None => {
            room.quiz.field.laid(width.saturating_sub(2)).rows.into_iter().map(|row| vec![Span::raw(row)]).collect()
        }
    };
    while rows.len() < 4 && saved.is_none() {
        rows.push(Vec::new());
    }
    for row in rows {
        sheet.lines.push(Line::from_iter(std::iter::once(bar.clone()).chain(row)));
    }
    sheet.lines.push(Line::default());
    top
}

fn answer(
    paper: &Paper<'_>,
    press: &Press<'_>,
    room: &Room,
    question: &Question,
    text: &QuestionText<'_>,
    width: u16,
    sheet: &mut Sheet,
) {
    let (id, style) = match (question.form, room.quiz.right(question)) {
        (QuestionForm::Why, _) => ("tui-quiz-model", paper.theme.accent()),
        (_, true) => ("tui-quiz-right", paper.theme.good()),
        (_, false) => ("tui-quiz-wrong", paper.theme.accent()),
    };
    sheet.lines.push(Line::styled(paper.text(id), style));
    if question.graded() {
        let order = room.choice_order(&question.id, text.choices.len());
        let rows = order.iter().enumerate().filter(|(_, at)| question.answers.contains(&(**at + 1)));
        let rows: Vec<String> = rows.map(|(row, _)| (row + 1).to_string()).collect();
        let line = paper.with("quiz-answers", &[("rows", &paper.state.wording().list(&rows))]);
        sheet.lines.push(Line::styled(line, paper.theme.text()));
    }
    let mut printed = Printed::default();
    press.blocks(text.answer, width, &mut printed);
    sheet.lines.append(&mut printed.lines);
    sheet.lines.push(Line::default());
    let step = question.step();
    let next = if step != QUIZ && question.graded() && !room.quiz.right(question) {
        "tui-quiz-again"
    } else if room.quiz.complete(room.course(), step) {
        "tui-quiz-done"
    } else {
        "tui-quiz-next"
    };
    let (right, of) = room.quiz.score(room.course(), step);
    let note = paper.with(next, &[("right", &right.to_string()), ("of", &of.to_string())]);
    sheet.lines.extend(paper.wrap(&[(&note, paper.theme.muted())], width));
}
