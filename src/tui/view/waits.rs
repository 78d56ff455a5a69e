//! What a waiting check says of its end: a countdown, what is usual, and where to look when it takes too long.

use ratatui::style::Style;

use crate::tui::paper::Paper;
use crate::tui::room::Seen;

/// The rows of a check: message id of the label (or none), the text, its style.
#[must_use]
pub fn rows(paper: &Paper<'_>, seen: &Seen) -> Vec<(&'static str, String, Style)> {
    let (wording, theme, now) = (paper.state.wording(), paper.theme, paper.state.account_now());
    let mut rows = Vec::new();
    let wait = seen.verdict.wait.as_ref();
    if let Some(wait) = wait.filter(|wait| wait.is_late(Some(seen.since), now)) {
        rows.push(("tui-label-late", wording.advice(&wait.look_at), theme.warning()));
    } else if let Some(until) = seen.until() {
        let (time, left) = (paper.state.time_of_day(until), until.duration_since(now).as_secs());
        let left = wording.duration(left.max(0));
        let id = if until > now { "tui-wait-left" } else { "tui-wait-due" };
        rows.push(("", paper.with(id, &[("left", &left), ("time", &time)]), theme.warning()));
    }
    if let Some(wait) = wait {
        rows.push(("tui-label-usual", wording.advice(&wait.usual), theme.muted()));
    }
    rows
}
