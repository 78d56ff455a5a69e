//! The choice of account for a course.
//!
//! ```text
//! In which account?
//! ❯ practice account           no AWS account, no cost
//!   standard configuration     us-east-1 (course)
//!   profile-a                  ap-northeast-1   SSO
//!   read without an account
//! ```

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::session::AccountChoice;
use crate::tui::drawn::Click;
use crate::tui::paper::Paper;
use crate::tui::update::AccountRow;
use crate::tui::view::layout::MEASURE;

pub fn draw(paper: &mut Paper<'_>, area: Rect, course: usize, selected: usize) {
    let state = paper.state;
    let area = Rect {
        x: area.x + 2,
        y: area.y + 1,
        width: area.width.saturating_sub(4).min(MEASURE),
        height: area.height - 1,
    };
    let strong = paper.theme.strong();
    let heading = paper.text("tui-accounts-heading");
    paper.put(area, 0, &heading, strong);
    let note = paper.text("tui-accounts-note");
    let lines = paper.wrap(&[(&note, paper.theme.muted())], area.width);
    let used = u16::try_from(lines.len()).unwrap_or(1);
    paper.lines(Rect { y: area.y + 1, height: area.height - 1, ..area }, &lines, 0);
    let top = used + 2;
    let list = Rect { y: area.y + top, height: area.height.saturating_sub(top), ..area };
    let rows = crate::tui::update::account_rows(state);
    let names: Vec<String> = rows.iter().map(|row| name(paper, row)).collect();
    let column = names.iter().map(|name| paper.width(name)).max().unwrap_or(0).min(list.width.saturating_sub(30));
    let skip = (selected + 1).saturating_sub(usize::from(list.height));
    let standard = state.chosen(course).account;
    let region = state.library.courses.get(course).map(|c| c.course.region.clone()).unwrap_or_default();
    for (index, row) in rows.iter().enumerate().skip(skip).take(usize::from(list.height)) {
        let at = u16::try_from(index - skip).unwrap_or(u16::MAX);
        let place = Rect { y: list.y + at, height: 1, ..list };
        let chosen = index == selected;
        let (mark, style) =
            if chosen { (paper.glyphs.pointer, paper.theme.accent()) } else { (" ", paper.theme.text()) };
        let shown = paper.cut(&names[index], column);
        let gap = " ".repeat(usize::from(column - paper.width(&shown)) + 3);
        let mut spans =
            vec![Span::styled(format!("{mark} "), paper.theme.accent()), Span::styled(shown, style), Span::raw(gap)];
        let mut left = list.width.saturating_sub(column + 5);
        for mut mark in marks(paper, &standard, row, &region) {
            mark.content = paper.cut(&mark.content, left).into();
            left -= left.min(paper.width(&mark.content));
            spans.push(mark);
        }
        paper.line(place, 0, &Line::from(spans));
        paper.drawn.click(place, Click::Account(index));
    }
}

fn name(paper: &Paper<'_>, row: &AccountRow) -> String {
    match row {
        AccountRow::Practice => paper.text("tui-account-practice"),
        AccountRow::Standard => paper.text("tui-account-standard"),
        AccountRow::Profile(profile) => profile.name.clone(),
        AccountRow::None => paper.text("tui-account-none"),
    }
}

/// Region, endpoint, and how one signs in.
fn marks(paper: &Paper<'_>, standard: &AccountChoice, row: &AccountRow, course_region: &str) -> Vec<Span<'static>> {
    let muted = paper.theme.muted();
    let mut parts = Vec::new();
    let (region, own) = match row {
        AccountRow::Standard => (standard.region.clone(), true),
        AccountRow::Profile(profile) => (standard.region.clone().or_else(|| profile.region.clone()), true),
        AccountRow::Practice | AccountRow::None => (None, false),
    };
    if let AccountRow::Practice = row {
        parts.push(Span::styled(paper.text("tui-account-practice-note"), paper.theme.code()));
    }
    match region {
        Some(region) => parts.push(Span::styled(region, paper.theme.code())),
        None if own && matches!(row, AccountRow::Profile(_)) => {
            let text = paper.with("tui-region-from-course", &[("region", course_region)]);
            parts.push(Span::styled(text, muted));
        }
        None => {}
    }
    if let AccountRow::Standard = row {
        if let Some(profile) = &standard.profile {
            parts.push(Span::styled(format!("  {profile}"), muted));
        }
        if let Some(url) = &standard.endpoint_url {
            parts.push(Span::styled(format!("  @{url}"), paper.theme.warning()));
        }
    }
    if let AccountRow::Profile(profile) = row {
        if profile.sso {
            parts.push(Span::styled("  SSO", muted));
        }
        if let Some(role) = &profile.role_arn {
            let role = role.rsplit('/').next().unwrap_or(role);
            parts.push(Span::styled(format!("  {} {role}", paper.glyphs.arrow), muted));
        }
    }
    parts
}
