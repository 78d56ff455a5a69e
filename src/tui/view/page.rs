//! The page of the current step.
//!
//! ```text
//! 3  title of the step                                   about 5 min
//! console   AWS CLI   why   mistakes   more
//!
//! what the tab says …
//!
//! hint 1/3 …
//! ```

use std::rc::Rc;

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::layout::MEASURE;
use super::quiz;
use crate::course::command::{Shell, Target, render};
use crate::course::page::anchor;
use crate::course::{Block, Page};
use crate::session::AccountChoice;
use crate::text::{Ambiguous, Lang};
use crate::tui::drawn::Click;
use crate::tui::markdown::{CommandText, Press, Printed};
use crate::tui::paper::{Paper, Sheet};
use crate::tui::room::{Pane, Room, Tab, locale};
use crate::tui::theme::Theme;

/// Everything that the laid-out page depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageKey {
    pub course: usize,
    pub step: usize,
    pub tab: Tab,
    pub lang: Lang,
    pub width: u16,
    pub theme: Theme,
    pub ambiguous: Ambiguous,
    pub shell: Shell,
    pub command: usize,
    pub hints: usize,
    pub choice: AccountChoice,
    pub region: Option<String>,
}

pub fn draw(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    paper.drawn.click(area, Click::Pane(Pane::Page));
    // The text keeps a readable measure; what is left over stays empty.
    let area = Rect { width: area.width.min(MEASURE), ..area };
    heading(paper, area, room);
    if room.on_quiz() {
        let top = if room.tab == Tab::Quiz { 3 } else { 2 };
        if room.tab == Tab::Quiz {
            tabs(paper, Rect { y: area.y + 1, height: 1, ..area }, room);
        }
        quiz::draw(paper, Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area }, room);
        return;
    }
    tabs(paper, Rect { y: area.y + 1, height: 1, ..area }, room);
    let body = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
    if room.tab == Tab::Left {
        super::left::draw(paper, body, room);
        return;
    }
    let sheet = sheet(paper, room, body.width);
    show(paper, body, &sheet, room.scroll.page);
}

/// Draws a sheet scrolled to an offset, and remembers what went where.
pub fn show(paper: &mut Paper<'_>, body: Rect, sheet: &Rc<Sheet>, scroll: u16) {
    let most = u16::try_from(sheet.lines.len().saturating_sub(usize::from(body.height))).unwrap_or(u16::MAX);
    let offset = scroll.min(most);
    paper.lines(body, &sheet.lines, offset);
    paper.drawn.pane(body, Pane::Page, sheet.lines.len());
    paper.drawn.page_offset = offset;
    paper.drawn.commands.clone_from(&sheet.commands);
    for (rows, click) in &sheet.clicks {
        for row in rows.clone().filter(|row| (offset..offset.saturating_add(body.height)).contains(row)) {
            paper.drawn.click(Rect { y: body.y + row - offset, height: 1, ..body }, *click);
        }
    }
    if offset < most {
        // A word in the corner instead of a bar, gone at the end.
        paper.more_below(Rect { y: body.y.saturating_sub(1), height: 1, ..body });
    }
}

fn heading(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let step = room.current();
    let focused = room.pane == Pane::Page;
    let (number, style) = (format!("{:>2}  ", room.step + 1), paper.theme.strong());
    let minutes = step.minutes.to_string();
    let time = if step.minutes == 0 { String::new() } else { paper.with("tui-about-minutes", &[("n", &minutes)]) };
    let muted = paper.theme.muted();
    let taken = paper.put_right(area, 0, &Line::styled(time, muted));
    let rest = Rect { width: area.width.saturating_sub(taken + 2), ..area };
    let mark = if focused { paper.theme.accent() } else { paper.theme.muted() };
    let used = paper.put(rest, 0, &number, mark);
    let title = paper.cut(paper.state.lang.pick(&step.title), rest.width.saturating_sub(used));
    paper.put(Rect { x: rest.x + used, width: rest.width.saturating_sub(used), ..rest }, 0, &title, style);
}

fn tabs(paper: &mut Paper<'_>, area: Rect, room: &Room) {
    let mut x = area.x;
    for (index, tab) in room.tabs().into_iter().enumerate() {
        let label = paper.text(tab.label());
        let cells = paper.width(&label);
        if x + cells > area.right() {
            break;
        }
        let place = Rect { x, width: cells, height: 1, ..area };
        let style =
            if tab == room.tab { paper.theme.accent().add_modifier(Modifier::UNDERLINED) } else { paper.theme.muted() };
        paper.put(place, 0, &label, style);
        paper.drawn.click(place, Click::Tab(index));
        x += cells + 3;
    }
}

/// The laid-out page, made anew only when something that it depends on has changed.
fn sheet(paper: &mut Paper<'_>, room: &Room, width: u16) -> Rc<Sheet> {
    let state = paper.state;
    let key = PageKey {
        course: room.index,
        step: room.step,
        tab: room.tab,
        lang: state.lang,
        width,
        theme: paper.theme,
        ambiguous: paper.ambiguous(),
        shell: state.settings.shell,
        command: room.command,
        hints: room.hints(state.lang).0,
        choice: state.account.choice.clone(),
        region: state.account.info.as_ref().map(|info| info.region.clone()),
    };
    if let Some((known, sheet)) = &paper.cache.page
        && *known == key
    {
        return Rc::clone(sheet);
    }
    let sheet = Rc::new(lay_out(paper, room, width));
    paper.cache.page = Some((key, Rc::clone(&sheet)));
    sheet
}

fn lay_out(paper: &Paper<'_>, room: &Room, width: u16) -> Sheet {
    let lang = paper.state.lang;
    let step = &room.current().id;
    let source = room.source();
    let page = source.filled_page(locale(lang), step, &room.values);
    let page = page
        .or_else(|| room.page(lang).map(|page| page.filled(&|name| crate::course::command::shown(&room.values, name))));
    let Some(page) = page else {
        let text = paper.text("tui-no-page");
        return Sheet { lines: paper.wrap(&[(&text, paper.theme.muted())], width), ..Sheet::default() };
    };
    let commands = commands(paper, room);
    let press = Press { theme: paper.theme, glyphs: paper.glyphs, ambiguous: paper.ambiguous(), commands: &commands };
    let mut printed = Printed::default();
    press.blocks(body(&page, room.tab), width, &mut printed);
    if printed.lines.is_empty() {
        let text = paper.text("tui-empty-tab");
        printed.lines = paper.wrap(&[(&text, paper.theme.muted())], width);
    }
    if room.tab == Tab::Cli && !commands.is_empty() {
        shell_note(paper, &mut printed, width);
    }
    hints(paper, room, &page, &press, width, &mut printed);
    finish(printed)
}

/// What a tab shows. The goal opens the console steps.
fn body(page: &Page, tab: Tab) -> Vec<&Block> {
    let section = |anchor| page.section(anchor).map_or(&[][..], |section| section.blocks.as_slice());
    match tab {
        Tab::Console => page.intro.iter().chain(section(anchor::GOAL)).chain(section(anchor::CONSOLE)).collect(),
        tab => section(tab.anchor()).iter().collect(),
    }
}

fn commands(paper: &Paper<'_>, room: &Room) -> Vec<CommandText> {
    let state = paper.state;
    let choice = &state.account.choice;
    let region = state.account.info.as_ref().map(|info| info.region.as_str());
    let target = Target {
        region: Some(region.unwrap_or(&room.course().region)),
        profile: choice.profile.as_deref(),
        endpoint_url: choice.endpoint_url.as_deref(),
    };
    let all = room.commands(state.lang);
    all.iter()
        .enumerate()
        .map(|(index, command)| CommandText {
            id: command.id.clone(),
            number: index + 1,
            title: state.lang.pick(&command.title).to_owned(),
            line: render(command, &room.values, state.settings.shell, &target).join("\n"),
            selected: index == room.command,
        })
        .collect()
}

/// Which shell the lines are for, and which key changes it.
fn shell_note(paper: &Paper<'_>, printed: &mut Printed, width: u16) {
    let shell = match paper.state.settings.shell {
        Shell::Bash => "bash",
        Shell::PowerShell => "PowerShell",
    };
    let text = paper.with("tui-shell-note", &[("shell", shell)]);
    let mut lines = paper.wrap(&[(&text, paper.theme.muted())], width);
    if paper.state.practising() {
        let text = paper.text("tui-practice-shell-note");
        lines.extend(paper.wrap(&[(&text, paper.theme.muted())], width));
    }
    lines.push(Line::default());
    let added = lines.len();
    lines.append(&mut printed.lines);
    printed.lines = lines;
    for (row, _) in &mut printed.commands {
        *row += added;
    }
}

/// The hints that are open, and how many are left.
fn hints(paper: &Paper<'_>, room: &Room, page: &Page, press: &Press<'_>, width: u16, printed: &mut Printed) {
    let (open, all) = room.hints(paper.state.lang);
    if all == 0 {
        return;
    }
    let total = all.to_string();
    for (index, blocks) in page.hints().into_iter().take(open).enumerate() {
        printed.lines.push(Line::default());
        let label = paper.with("tui-hint-of", &[("n", &(index + 1).to_string()), ("all", &total)]);
        printed.lines.push(Line::styled(label, paper.theme.accent()));
        press.blocks(blocks, width, printed);
    }
    if open < all {
        printed.lines.push(Line::default());
        let id = if open == 0 { "tui-hint-first" } else { "tui-hint-next" };
        let text = paper.with(id, &[("left", &(all - open).to_string())]);
        printed.lines.push(Line::from(Span::styled(text, paper.theme.muted())));
    }
}

fn finish(printed: Printed) -> Sheet {
    let row = |row: usize| u16::try_from(row).unwrap_or(u16::MAX);
    let end = |at: usize| printed.commands.get(at + 1).map_or(printed.lines.len(), |(next, _)| *next);
    let clicks = printed
        .commands
        .iter()
        .enumerate()
        .map(|(at, (start, command))| (row(*start)..row(end(at).min(start + 12)), Click::Command(*command)))
        .collect();
    let mut commands = vec![0; printed.commands.iter().map(|(_, command)| command + 1).max().unwrap_or(0)];
    for (start, command) in printed.commands.iter().rev() {
        commands[*command] = row(*start);
    }
    Sheet { lines: printed.lines, commands, clicks }
}
