//! Panels over the practice account's screen: what is asked first, what to export, what went wrong.
//!
//! ```text
//! ────────────────────────────────
//!  heading
//!
//!  a few lines
//!
//!  ❯ answer
//!    answer
//! ────────────────────────────────
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::course::Shell;
use crate::session::PracticeProblem;
use crate::session::practice::{CommandProblem, problem};
use crate::tui::drawn::Click;
use crate::tui::paper::Paper;
use crate::tui::practice::Question;

/// Cells of the widest panel.
const WIDEST: u16 = 84;

/// What is asked before the practice account is changed.
pub fn ask(paper: &mut Paper<'_>, body: Rect, question: &Question, selected: usize) {
    let Some(room) = paper.state.room() else { return };
    let step = room.course().steps.get(question.step());
    let title = step.map(|step| paper.state.lang.pick(&step.title).to_owned()).unwrap_or_default();
    let count = step.map_or(0, |step| step.commands.len()).to_string();
    let (heading, text) = match question {
        Question::ShowMe { .. } => ("tui-ask-show-me", "tui-ask-show-me-text"),
        Question::Reset { .. } => ("tui-ask-reset", "tui-ask-reset-text"),
    };
    let (heading, text) = (paper.with(heading, &[("title", &title)]), paper.with(text, &[("count", &count)]));
    let width = inner(body);
    let mut lines = head(paper, &heading, width);
    lines.extend(paper.wrap(&[(&text, paper.theme.text())], width));
    lines.push(Line::default());
    let first = lines.len();
    for (index, (_, id)) in question.answers().iter().enumerate() {
        let label = paper.with(id, &[("title", &title)]);
        let label = paper.cut(&label, width.saturating_sub(2));
        let (mark, style) =
            if index == selected { (paper.glyphs.pointer, paper.theme.accent()) } else { (" ", paper.theme.text()) };
        lines
            .push(Line::from(vec![Span::styled(format!("{mark} "), paper.theme.accent()), Span::styled(label, style)]));
    }
    let area = show(paper, body, &lines);
    for index in 0..question.answers().len() {
        let row = u16::try_from(first + index).unwrap_or(u16::MAX);
        if row < area.height {
            paper.drawn.click(Rect { y: area.y + row, height: 1, ..area }, Click::Answer(index));
        }
    }
}

/// What other programs need in their environment, for the shell in force.
pub fn environment(paper: &mut Paper<'_>, body: Rect) {
    let state = paper.state;
    let Some(practice) = &state.account.practice else { return };
    let width = inner(body);
    let shell = match state.settings.shell {
        Shell::Bash => "bash",
        Shell::PowerShell => "PowerShell",
    };
    let heading = paper.with("tui-environment-heading", &[("shell", shell)]);
    let mut lines = head(paper, &heading, width);
    for line in practice.info.exports(state.settings.shell).lines() {
        lines.extend(paper.wrap(&[(line, paper.theme.code())], width));
    }
    lines.push(Line::default());
    let mut notes = vec!["tui-environment-note"];
    if practice.info.environment.iter().any(|(name, _)| name == "HANAMARU_CONNECT_TO") {
        notes.push("tui-environment-detour");
    }
    for id in notes {
        let text = paper.text(id);
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    }
    show(paper, body, &lines);
}

/// Why the practice account could not be opened, or did not do what was asked, and what to do next.
pub fn trouble(paper: &mut Paper<'_>, body: Rect, trouble: &PracticeProblem, opening: bool) {
    let width = inner(body);
    let heading = if opening { "tui-trouble-opening" } else { "tui-trouble-doing" };
    let heading = paper.text(heading);
    let mut lines = head(paper, &heading, width);
    if let Some(title) = command_title(paper, trouble) {
        lines.extend(paper.wrap(&[(&title, paper.theme.strong())], width));
        lines.push(Line::default());
    }
    let text = paper.state.wording().advice(&problem::finding(trouble));
    lines.extend(paper.wrap(&[(&text, paper.theme.text())], width));
    lines.push(Line::default());
    let next = match trouble {
        PracticeProblem::InUse { .. } => "tui-trouble-in-use-next",
        PracticeProblem::CannotListen { .. } => "tui-trouble-cannot-listen-next",
        PracticeProblem::Command(_) if !opening => "tui-trouble-command-next",
        _ => "tui-trouble-next",
    };
    let next = paper.text(next);
    lines.extend(paper.wrap(&[(&next, paper.theme.muted())], width));
    show(paper, body, &lines);
}

/// What the lesson calls the command that was not carried out.
fn command_title(paper: &Paper<'_>, problem: &PracticeProblem) -> Option<String> {
    let PracticeProblem::Command(problem) = problem else { return None };
    let (CommandProblem::Unreadable { command, .. }
    | CommandProblem::Refused { command, .. }
    | CommandProblem::NothingCaptured { command, .. }
    | CommandProblem::NeverCame { command }) = problem;
    let command = paper.state.room()?.source().command(command)?;
    Some(paper.state.lang.pick(&command.title).to_owned())
}

pub(super) fn inner(body: Rect) -> u16 {
    body.width.min(WIDEST).saturating_sub(4)
}

pub(super) fn head(paper: &Paper<'_>, heading: &str, width: u16) -> Vec<Line<'static>> {
    let mut lines = paper.wrap(&[(heading, paper.theme.accent())], width);
    lines.push(Line::default());
    lines
}

/// Draws the lines in the middle, between two thin lines. Returns where they went.
pub(super) fn show(paper: &mut Paper<'_>, body: Rect, lines: &[Line<'_>]) -> Rect {
    let width = body.width.min(WIDEST);
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(4);
    let height = rows.min(body.height);
    let area = Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height };
    paper.clear(area);
    paper.rule(area, 0);
    paper.rule(area, height.saturating_sub(1));
    let inside =
        Rect { x: area.x + 2, y: area.y + 2, width: width.saturating_sub(4), height: height.saturating_sub(3) };
    paper.lines(inside, lines, 0);
    inside
}
