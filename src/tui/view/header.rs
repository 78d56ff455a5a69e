//! Who and where: always on screen.
//!
//! ```text
//! 花丸  title of the course                                    ✿ 5/17
//!  REAL  123456789012  profile  us-east-1  role/name  @host
//!  practice  123456789012  us-east-1  @host            11-22 22:10:05 ×8
//! ────────────────────────────────────────────────────────────
//! ```

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::facts::{Gap, GapKind};
use crate::report::leftover::hourly;
use crate::session::{AccountInfo, PracticeProblem};
use crate::tui::glyphs::{HANAMARU, turn};
use crate::tui::paper::Paper;
use crate::tui::state::{Screen, State};

/// What kind of account the learner is working in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The courses are only read.
    Reading,
    /// An account in which things cost money.
    Real,
    /// The practice account: nothing costs anything.
    Practice,
}

pub fn draw(paper: &mut Paper<'_>, area: Rect) {
    let accent = paper.theme.accent();
    let used = paper.put(area, 0, "花丸", accent);
    let state = paper.state;
    let title = match &state.screen {
        Screen::Courses { .. } => paper.text("tui-tagline"),
        Screen::Accounts { course, .. } => {
            state.library.courses.get(*course).map(|c| state.lang.pick(&c.course.title).to_owned()).unwrap_or_default()
        }
        Screen::Course(room) => state.lang.pick(&room.course().title).to_owned(),
    };
    let right = progress(paper);
    let taken: u16 = right.spans.iter().map(|span| paper.width(&span.content)).sum();
    let rest = Rect { x: area.x + used + 2, width: area.width.saturating_sub(used + 4 + taken), ..area };
    let title = paper.cut(&title, rest.width);
    let strong = paper.theme.strong();
    paper.put(rest, 0, &title, strong);
    paper.put_right(area, 0, &right);
    account(paper, area);
    paper.rule(area, 2);
}

/// The class, and steps done, of how many.
fn progress(paper: &Paper<'_>) -> Line<'static> {
    let mut spans = super::class::mark(paper);
    let Some(room) = paper.state.room() else { return Line::from(spans) };
    let (done, all) = room.standing();
    let digits = all.to_string().len();
    spans.extend([
        Span::styled(format!("{HANAMARU} "), paper.theme.accent()),
        Span::styled(format!("{done:>digits$}/{all}"), paper.theme.strong()),
    ]);
    Line::from(spans)
}

/// What kind of account is in force.
#[must_use]
pub const fn standing(state: &State) -> Standing {
    match (state.account.none, &state.account.choice.practice) {
        (true, _) => Standing::Reading,
        (false, Some(_)) => Standing::Practice,
        (false, None) => Standing::Real,
    }
}

fn badge(paper: &Paper<'_>, standing: Standing) -> Span<'static> {
    let (id, style) = match standing {
        Standing::Reading => ("tui-badge-reading", paper.theme.reading()),
        Standing::Real => ("tui-badge-real", paper.theme.real()),
        Standing::Practice => ("tui-badge-practice", paper.theme.practice()),
    };
    Span::styled(format!(" {} ", paper.text(id)), style)
}

fn account(paper: &mut Paper<'_>, area: Rect) {
    let state = paper.state;
    let mut parts = Vec::new();
    match (&state.account.info, state.account.none) {
        (_, true) => {
            parts.push(badge(paper, Standing::Reading));
            parts.push(Span::styled(format!("  {}", paper.text("tui-reading")), paper.theme.muted()));
        }
        (None, false) => {
            let sign = turn(state.now.as_millisecond());
            parts.push(Span::styled(format!("{sign} {}", paper.text("tui-connecting")), paper.theme.muted()));
        }
        (Some(info), false) => known(paper, info, &mut parts),
    }
    let used = clock(paper, area) + running(paper, area);
    fit(paper, &mut parts, area.width.saturating_sub(used));
    paper.line(Rect { width: area.width.saturating_sub(used), ..area }, 1, &Line::from(parts));
}

/// What does not fit goes from the end, whole: half a name tells nothing. The first is cut where it alone is too long.
fn fit(paper: &Paper<'_>, parts: &mut Vec<Span<'static>>, cells: u16) {
    let width = |parts: &[Span<'_>]| parts.iter().map(|part| paper.width(&part.content)).sum::<u16>();
    // Every part but the first has the space before it.
    while parts.len() > 2 && width(parts) > cells {
        parts.truncate(parts.len() - 2);
    }
    if width(parts) > cells
        && let Some(only) = parts.first_mut()
    {
        only.content = paper.cut(&only.content, cells).into();
    }
}

/// The practice account's own time, and how fast it goes. Returns the cells used.
fn clock(paper: &mut Paper<'_>, area: Rect) -> u16 {
    let state = paper.state;
    let Some(practice) = state.account.practice.as_ref().filter(|_| state.practising()) else { return 0 };
    let now = practice.now(state.now).to_zoned(state.zone.clone()).strftime("%m-%d %H:%M:%S").to_string();
    let speed = practice.info.speed.to_string();
    let text = paper.with("tui-practice-clock", &[("now", &now), ("speed", &speed)]);
    let style = paper.theme.code();
    paper.put_right(area, 1, &Line::styled(text, style)) + 2
}

/// What everything of the course costs an hour in a real account, once it was seen. Returns the cells used.
fn running(paper: &mut Paper<'_>, area: Rect) -> u16 {
    let state = paper.state;
    let seen = state.room().and_then(|room| room.left.seen.as_ref()).filter(|_| standing(state) == Standing::Real);
    let Some(sum) = seen.map(|seen| seen.left.running()).filter(|sum| !sum.hourly.is_zero()) else { return 0 };
    let text = paper.with("leftover-header", &[("hourly", &hourly(sum, state.lang))]);
    let style = paper.theme.warning();
    paper.put_right(area, 1, &Line::styled(text, style)) + 2
}

fn known(paper: &Paper<'_>, info: &AccountInfo, parts: &mut Vec<Span<'static>>) {
    let (muted, strong) = (paper.theme.muted(), paper.theme.strong());
    let mut add = |text: String, style: Style| {
        if !parts.is_empty() {
            parts.push(Span::raw("  "));
        }
        parts.push(Span::styled(text, style));
    };
    match &info.identity {
        Ok(identity) => {
            let mark = badge(paper, standing(paper.state));
            add(mark.content.into_owned(), mark.style);
            add(identity.account.clone(), strong);
        }
        Err(gap) => {
            if paper.state.practising() {
                let mark = badge(paper, Standing::Practice);
                add(mark.content.into_owned(), mark.style);
            }
            add(format!("? {}", problem(paper, info, gap)), paper.theme.accent());
        }
    }
    if let Some(profile) = &info.choice.profile {
        add(profile.clone(), muted);
    }
    let wanted = paper.state.room().map(|room| room.course().region.clone());
    match wanted.filter(|wanted| *wanted != info.region) {
        Some(wanted) => {
            add(info.region.clone(), paper.theme.accent());
            add(paper.with("tui-region-differs", &[("region", &wanted)]), paper.theme.warning());
        }
        None => add(info.region.clone(), strong),
    }
    if let Some(host) = &info.endpoint_host {
        let style = if paper.state.practising() { muted } else { paper.theme.warning() };
        add(format!("@{host}"), style);
    }
    // In the practice account everybody is its administrator.
    if let Some(identity) = info.identity.as_ref().ok().filter(|_| !paper.state.practising()) {
        add(short_arn(&identity.arn), muted);
    }
}

/// What is wrong with the login, and what to type, in one line.
fn problem(paper: &Paper<'_>, info: &AccountInfo, gap: &Gap) -> String {
    let profile = info.choice.profile.as_deref();
    let sso = profile.is_some_and(|name| paper.state.profiles.iter().any(|known| known.name == name && known.sso));
    let host = gap.host.as_deref().unwrap_or("-");
    match paper.state.account.trouble {
        Some(PracticeProblem::InUse { .. }) => return paper.text("tui-practice-in-use"),
        Some(_) => return paper.text("tui-practice-closed"),
        None => {}
    }
    match (gap.kind, profile) {
        (GapKind::Credentials, Some(name)) if sso => paper.with("tui-login-sso", &[("profile", name)]),
        (GapKind::Credentials, Some(name)) => paper.with("tui-login-profile", &[("profile", name)]),
        (GapKind::Credentials, None) => paper.text("tui-login-none"),
        (GapKind::Unreachable | GapKind::TimedOut, _) => paper.with("tui-login-unreachable", &[("host", host)]),
        _ => paper.with("tui-login-failed", &[("code", gap.code.as_deref().unwrap_or("-"))]),
    }
}

/// `user/taro` of `arn:aws:iam::123456789012:user/taro`; an assumed role without its session.
fn short_arn(arn: &str) -> String {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    match resource.strip_prefix("assumed-role/").and_then(|rest| rest.split_once('/')) {
        Some((role, _)) => format!("role/{role}"),
        None => resource.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short_arn;

    #[test]
    fn an_identity_is_named_briefly() {
        assert_eq!(short_arn("arn:aws:iam::123456789012:user/taro"), "user/taro");
        assert_eq!(short_arn("arn:aws-cn:sts::123456789012:assumed-role/Admin/me@example.com"), "role/Admin");
        assert_eq!(short_arn("arn:aws:iam::123456789012:root"), "root");
        assert_eq!(short_arn("odd"), "odd");
    }
}
