//! Who is asking and where: connecting, and what follows from the answer.

use jiff::SignedDuration;

use super::{lists, observe, progress};
use crate::facts::GapKind;
use crate::progress::ProgressKey;
use crate::session::{AccountChoice, AccountInfo, Effect, RequestId};
use crate::tui::message::Command;
use crate::tui::room::Room;
use crate::tui::state::{Screen, State};

/// Seconds until a failed identity is asked for again: a login renewed elsewhere is picked up.
const RETRY: i64 = 15;
/// The word of a gap that says that no credentials were found at all.
const NO_CREDENTIALS: &str = "not-found";
/// Words of a gap that say that the last place to look gave no proper answer: on a machine without any profile that
/// is the metadata address of an EC2 instance, which elsewhere anybody may answer for, or nobody.
const NO_ANSWER: [&str; 2] = ["provider-error", "provider-timed-out"];

/// Resolves configuration and identity for the course that is open or under the cursor.
pub(super) fn connect(state: &mut State) -> Vec<Command> {
    state.account.retry_at = None;
    if state.account.none {
        return Vec::new();
    }
    let index = course_index(state);
    let Some(source) = state.library.courses.get(index) else { return Vec::new() };
    let course_region = source.course.region.clone();
    let mut commands = cancel(state);
    let request = state.requests.next();
    state.account.connecting = Some(request);
    let choice = state.account.choice.clone();
    commands.push(Command::Session(Effect::Connect { request, choice, course_region }));
    commands
}

/// Gives up on the question who is asking.
pub(super) fn cancel(state: &mut State) -> Vec<Command> {
    let request = state.account.connecting.take();
    request.map(|request| Command::Session(Effect::Cancel { request })).into_iter().collect()
}

fn course_index(state: &State) -> usize {
    match &state.screen {
        Screen::Courses { selected } => *selected,
        Screen::Accounts { course, .. } => *course,
        Screen::Course(room) => room.index,
    }
}

/// Another account is chosen: nothing that is known speaks of it.
pub(super) fn forget(state: &mut State) {
    state.account.info = None;
    state.account.connecting = None;
    state.account.retry_at = None;
    state.account.practice = None;
    state.account.doing = None;
    state.account.trouble = None;
    state.account.choice = AccountChoice::default();
    state.standings.fill(None);
    state.requests.standings.clear();
}

pub(super) fn connected(state: &mut State, request: RequestId, info: AccountInfo) -> Vec<Command> {
    if state.account.connecting != Some(request) {
        return Vec::new();
    }
    state.account.connecting = None;
    let known = info.identity.is_ok();
    let before = state.account.info.as_ref().map(|info| info.identity.is_ok());
    let renewed = known && before == Some(false);
    state.account.info = Some(info);
    state.account.retry_at = if known { None } else { state.now.checked_add(SignedDuration::from_secs(RETRY)).ok() };
    match &state.screen {
        Screen::Course(_) => settle(state, renewed),
        Screen::Courses { .. } | Screen::Accounts { .. } if without_credentials(state) => instead(state),
        Screen::Courses { .. } | Screen::Accounts { .. } if known => lists::ask_standings(state),
        _ => Vec::new(),
    }
}

/// Nothing was chosen, and there are no credentials anywhere on this machine (some that are refused or expired
/// are a choice).
pub(super) fn without_credentials(state: &State) -> bool {
    let AccountChoice { profile: None, endpoint_url: None, practice: None, .. } = &state.account.choice else {
        return false;
    };
    let gap = state.account.info.as_ref().and_then(|info| info.identity.as_ref().err());
    let no_profiles = state.requests.profiles.is_none() && state.profiles.is_empty();
    let missing = |code: &str| code == NO_CREDENTIALS || (no_profiles && NO_ANSWER.contains(&code));
    gap.is_some_and(|gap| gap.kind == GapKind::Credentials && gap.code.as_deref().is_some_and(missing))
}

/// The practice account takes the place of one that is not there. Nothing changes in an open course.
pub(super) fn instead(state: &mut State) -> Vec<Command> {
    if state.room().is_some() || !without_credentials(state) {
        return Vec::new();
    }
    let Some(source) = state.library.courses.get(course_index(state)) else { return Vec::new() };
    let practice = Some(source.course.id.clone());
    forget(state);
    state.account.choice = AccountChoice { practice, ..AccountChoice::default() };
    connect(state)
}

/// Brings the open course in line with what is known of the account.
fn settle(state: &mut State, renewed: bool) -> Vec<Command> {
    let Some(index) = state.room().map(|room| room.index) else { return Vec::new() };
    let key = key(state, index);
    if state.room().is_some_and(|room| room.key != key) {
        return progress::rekey(state, key);
    }
    let fresh = |room: &Room| room.loaded && room.asking.is_none() && (renewed || room.facts.is_none());
    if observable(state) && state.room().is_some_and(fresh) {
        return observe::everything(state);
    }
    Vec::new()
}

/// Whether there is any sense in looking at the account.
pub(super) fn observable(state: &State) -> bool {
    !state.account.none
        && state.account.info.as_ref().is_some_and(|info| match &info.identity {
            Ok(_) => true,
            Err(gap) => !matches!(gap.kind, GapKind::Credentials | GapKind::Unreachable),
        })
}

/// Under what the progress of a course is kept.
pub(super) fn key(state: &State, index: usize) -> ProgressKey {
    let course = &state.library.courses[index].course;
    let info = state.account.info.as_ref();
    let account = info.and_then(|info| info.identity.as_ref().ok()).map_or("-", |identity| &identity.account);
    let region = match info {
        Some(info) if !info.region_from_course => &info.region,
        _ => &course.region,
    };
    ProgressKey {
        course: course.id.clone(),
        account: account.to_owned(),
        region: region.clone(),
        suffix: state.chosen(index).suffix.unwrap_or_default(),
    }
}
