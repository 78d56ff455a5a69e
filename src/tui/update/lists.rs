//! The list of courses and the choice of account.

use super::{account, progress};
use crate::session::{AccountChoice, Effect, Event, ProfileInfo, RequestId};
use crate::tui::keys::Action;
use crate::tui::message::Command;
use crate::tui::state::{Screen, State};

/// One row of the choice of account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountRow {
    /// The practice account of the course.
    Practice,
    /// What the command line, the config file and the environment say.
    Standard,
    Profile(ProfileInfo),
    /// Read the course without an account.
    None,
}

/// The rows of the choice of account, in order.
#[must_use]
pub fn account_rows(state: &State) -> Vec<AccountRow> {
    let profiles = state.profiles.iter().cloned().map(AccountRow::Profile);
    [AccountRow::Practice, AccountRow::Standard].into_iter().chain(profiles).chain([AccountRow::None]).collect()
}

pub(super) fn list_profiles(state: &mut State) -> Vec<Command> {
    let request = state.requests.next();
    state.requests.profiles = Some(request);
    vec![Command::Session(Effect::ListProfiles { request })]
}

pub(super) fn profiles(state: &mut State, request: RequestId, profiles: Vec<ProfileInfo>) -> Vec<Command> {
    if state.requests.profiles == Some(request) {
        state.requests.profiles = None;
        state.profiles = profiles;
        return account::instead(state);
    }
    Vec::new()
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Command> {
    let courses = state.library.courses.len();
    let accounts = account_rows(state).len();
    match (&mut state.screen, action) {
        (Screen::Courses { selected }, Action::Down) => *selected = (*selected + 1).min(courses.saturating_sub(1)),
        (Screen::Courses { selected }, Action::Up) => *selected = selected.saturating_sub(1),
        (Screen::Courses { selected }, Action::Open) => {
            let course = *selected;
            return choose_course(state, course);
        }
        (Screen::Accounts { selected, .. }, Action::Down) => *selected = (*selected + 1).min(accounts - 1),
        (Screen::Accounts { selected, .. }, Action::Up) => *selected = selected.saturating_sub(1),
        (Screen::Accounts { course, selected }, Action::Open) => {
            let (course, row) = (*course, *selected);
            return choose_account(state, course, row);
        }
        (Screen::Accounts { course, .. }, Action::Back) => state.screen = Screen::Courses { selected: *course },
        _ => {}
    }
    Vec::new()
}

/// Goes on from the list of courses.
pub(super) fn choose_course(state: &mut State, course: usize) -> Vec<Command> {
    if course >= state.library.courses.len() {
        return Vec::new();
    }
    let chosen = chosen_row(state, course);
    state.screen = Screen::Accounts { course, selected: chosen };
    // The files may have changed since: a login made elsewhere brings a new profile.
    list_profiles(state)
}

/// The row of the account in force. A profile that the settings of another course name is none that was picked.
fn chosen_row(state: &State, course: usize) -> usize {
    const PRACTICE: usize = 0;
    const STANDARD: usize = 1;
    if state.account.none {
        return account_rows(state).len() - 1;
    }
    let AccountChoice { profile, endpoint_url, .. } = state.chosen(course).account;
    let nothing_said = profile.is_none() && endpoint_url.is_none();
    let nothing_known = state.account.info.is_none() && state.profiles.is_empty();
    let none_there = nothing_known || account::without_credentials(state);
    if state.practising() || (nothing_said && none_there && state.account.picked.is_none()) {
        return PRACTICE;
    }
    let named = state.account.picked.as_deref();
    let row = |name: &str| state.profiles.iter().position(|p| p.name == name).map(|at| at + STANDARD + 1);
    named.and_then(row).unwrap_or(STANDARD)
}

/// Opens a course with the account of a row.
pub(super) fn choose_account(state: &mut State, course: usize, row: usize) -> Vec<Command> {
    let Some(row) = account_rows(state).into_iter().nth(row) else { return Vec::new() };
    let standard = state.chosen(course).account;
    let (none, picked, choice) = match row {
        AccountRow::Practice => {
            let practice = state.library.courses.get(course).map(|source| source.course.id.clone());
            (false, None, AccountChoice { practice, ..AccountChoice::default() })
        }
        AccountRow::Standard => (false, None, standard),
        AccountRow::Profile(ProfileInfo { name, .. }) => {
            (false, Some(name.clone()), AccountChoice { profile: Some(name), ..standard })
        }
        AccountRow::None => (true, None, AccountChoice::default()),
    };
    if choice != state.account.choice || none != state.account.none {
        account::forget(state);
    }
    state.account.choice = choice;
    // What was wrong before is told again where it matters now.
    state.account.trouble = None;
    state.account.picked = picked;
    state.account.none = none;
    progress::open(state, course)
}

/// Asks how far each course is in the account in force, for the cards.
pub(super) fn ask_standings(state: &mut State) -> Vec<Command> {
    let mut commands = Vec::new();
    state.requests.standings.clear();
    for index in 0..state.library.courses.len() {
        let request = state.requests.next();
        let key = account::key(state, index);
        state.requests.standings.push((request, index));
        commands.push(Command::Session(Effect::LoadProgress { request, key }));
    }
    commands
}

/// Saved progress that was asked for a card. Returns whether it was.
pub(super) fn standing(state: &mut State, event: &Event) -> bool {
    let Event::ProgressLoaded { request, progress, .. } = event else { return false };
    let Some(at) = state.requests.standings.iter().position(|(asked, _)| asked == request) else { return false };
    let (_, index) = state.requests.standings.swap_remove(at);
    let course = &state.library.courses[index].course;
    let done = course.steps.iter().filter(|step| progress.celebrated.contains(&step.id)).count();
    if let Some(standing) = state.standings.get_mut(index) {
        *standing = Some((done, course.steps.len()));
    }
    true
}
