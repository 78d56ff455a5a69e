//! Files that are damaged, newer, contended, unwritable, or broken off in the middle.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use super::atomic::{self, Step};
use super::config::{self, ConfigProblem};
use super::{LAST_KNOWN, Store};
use crate::check::verdict::Confirmation;
use crate::clock::Clock;
use crate::progress::{Progress, ProgressKey, StoreProblem};

struct Desk {
    directory: tempfile::TempDir,
    store: Store,
}

fn desk() -> Desk {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::by_hand("2026-11-22T01:02:03Z".parse().unwrap());
    let store = Store::at(directory.path().join("state"), clock);
    Desk { directory, store }
}

fn key() -> ProgressKey {
    ProgressKey {
        course: "ec-site".into(),
        account: "123456789012".into(),
        region: "us-east-1".into(),
        suffix: "-A 1".into(),
    }
}

fn with_hint(step: &str, opened: usize) -> Progress {
    Progress { hints_opened: BTreeMap::from([(step.to_owned(), opened)]), ..Progress::default() }
}

impl Desk {
    fn file(&self) -> PathBuf {
        self.store.path(&key()).unwrap()
    }

    /// What another window, another process, would do: it does not know what this one last saw.
    fn forget(&self) {
        LAST_KNOWN.lock().unwrap().remove(&self.file());
    }
}

#[test]
fn what_is_saved_is_loaded() {
    let desk = desk();
    assert_eq!(desk.store.load(&key()), (Progress::default(), None));
    desk.store.save(&key(), &with_hint("asg", 2)).unwrap();
    assert_eq!(desk.store.load(&key()), (with_hint("asg", 2), None));
    let other = ProgressKey { suffix: "-a 1".into(), ..key() };
    assert_eq!(desk.store.load(&other).0, Progress::default(), "another suffix is another learner");
}

#[test]
fn two_windows_lose_nothing() {
    let desk = desk();
    desk.store.save(&key(), &with_hint("asg", 1)).unwrap();
    desk.forget();
    desk.store.save(&key(), &with_hint("ami", 3)).unwrap();
    let (both, _) = desk.store.load(&key());
    assert_eq!(both.hints_opened, BTreeMap::from([("ami".into(), 3), ("asg".into(), 1)]));
}

#[test]
fn a_confirmation_that_is_taken_back_stays_away() {
    let desk = desk();
    let mut progress = Progress::default();
    let confirmation = Confirmation { by: "me".into(), at: "2026-11-22T00:00:00Z".parse().unwrap() };
    progress.memory.confirmed.insert("ami.clean".into(), confirmation);
    desk.store.save(&key(), &progress).unwrap();
    progress.memory.confirmed.clear();
    desk.store.save(&key(), &progress).unwrap();
    assert!(desk.store.load(&key()).0.memory.confirmed.is_empty());
}

#[test]
fn many_windows_at_once() {
    let desk = desk();
    std::thread::scope(|scope| {
        for window in 0..8 {
            let store = desk.store.clone();
            scope.spawn(move || {
                for step in 0..5 {
                    store.save(&key(), &with_hint(&format!("step-{window}-{step}"), 1)).unwrap();
                }
            });
        }
    });
    assert_eq!(desk.store.load(&key()).0.hints_opened.len(), 40);
}

#[test]
fn a_damaged_file_is_set_aside_and_reported() {
    for damage in ["", "{", "[]", "not json", "{\"version\":1}", "{\"version\":1,\"progress\":{\"memory\":7}}"] {
        let desk = desk();
        desk.store.save(&key(), &with_hint("asg", 1)).unwrap();
        fs::write(desk.file(), damage).unwrap();
        let (progress, problem) = desk.store.load(&key());
        assert_eq!(progress, Progress::default());
        let Some(StoreProblem::SetAside { backup, .. }) = problem else { panic!("{damage}: {problem:?}") };
        assert!(backup.ends_with(".json.damaged-20261122T010203Z"), "{backup}");
        assert_eq!(fs::read_to_string(&backup).unwrap(), damage);
        // Damaged again within the second, and found when saving: another name, and what is saved is kept.
        fs::write(desk.file(), damage).unwrap();
        let problem = desk.store.save(&key(), &with_hint("ami", 1)).unwrap_err();
        assert!(matches!(&problem, StoreProblem::SetAside { backup, .. } if backup.ends_with("Z-1")), "{problem:?}");
        assert_eq!(desk.store.load(&key()), (with_hint("ami", 1), None));
    }
}

#[test]
fn a_newer_version_is_left_alone() {
    let desk = desk();
    desk.store.save(&key(), &Progress::default()).unwrap();
    let newer = r#"{"version":2,"steps":{"anything":true}}"#;
    fs::write(desk.file(), newer).unwrap();
    let (_, problem) = desk.store.load(&key());
    assert!(matches!(problem, Some(StoreProblem::Newer { version: 2, .. })), "{problem:?}");
    let refused = desk.store.save(&key(), &with_hint("asg", 1)).unwrap_err();
    assert!(matches!(refused, StoreProblem::Newer { version: 2, .. }), "{refused:?}");
    assert_eq!(fs::read_to_string(desk.file()).unwrap(), newer);
}

#[test]
fn a_directory_that_cannot_be_written_is_reported() {
    let desk = desk();
    // A file where the directory should be: refused for everybody, root included.
    fs::write(desk.directory.path().join("state"), "in the way").unwrap();
    let problem = desk.store.save(&key(), &Progress::default()).unwrap_err();
    assert!(matches!(problem, StoreProblem::Unwritable { .. }), "{problem:?}");
    assert!(desk.store.writable().is_err());
    assert_eq!(desk.store.load(&key()).0, Progress::default());
}

/// Power fails before each step: the file is the old one or the new one, and the next save works.
#[test]
fn a_write_broken_off_anywhere_leaves_the_old_or_the_new_file() {
    let steps =
        [Step::Create, Step::WriteFirstHalf, Step::WriteSecondHalf, Step::Sync, Step::Rename, Step::SyncDirectory];
    for last in steps {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file.json");
        fs::write(&path, "old").unwrap();
        let broken = atomic::replace(&path, b"brand new", &mut |step| {
            let stop = step == last;
            if stop { Err(io::Error::other("power failure")) } else { Ok(()) }
        });
        assert!(broken.is_err());
        let found = fs::read_to_string(&path).unwrap();
        let renamed = last == Step::SyncDirectory;
        assert_eq!(found, if renamed { "brand new" } else { "old" }, "{last:?}");
        // What a real crash would have left beside it is in nobody's way.
        fs::write(directory.path().join("file.json.new-1-0"), "half").unwrap();
        atomic::replace(&path, b"newest", &mut |_| Ok(())).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "newest");
    }
}

#[test]
fn settings_are_read_strictly_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config.toml");
    assert_eq!(config::read(&path), Ok(config::Config::default()));
    let text =
        "lang = \"en\"\nambiguous-width = \"wide\"\n[courses.ec-site]\nsuffix = \"-01\"\nset = { alb = \"x\" }\n";
    fs::write(&path, text).unwrap();
    let config = config::read(&path).unwrap();
    assert_eq!(config.lang, Some(config::LangSetting::En));
    assert_eq!(config.courses["ec-site"].set["alb"], "x");
    for (bad, line, column) in
        [("lang = \"en\"\ncolour = 1\n", 2, 1), ("theme = \"pink\"\n", 1, 9), ("lang = \n", 1, 8)]
    {
        fs::write(&path, bad).unwrap();
        match config::read(&path) {
            Err(ConfigProblem::Malformed { line: l, column: c, .. }) => assert_eq!((l, c), (line, column), "{bad}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), bad);
    }
}

#[test]
fn everything_kept_is_listed_with_what_it_is_of_and_what_cannot_be_read_is_left_alone() {
    let desk = desk();
    let long = ProgressKey { suffix: "x".repeat(200), ..key() };
    desk.store.save(&key(), &with_hint("asg", 2)).unwrap();
    desk.store.save(&long, &with_hint("ami", 1)).unwrap();
    // As an earlier version wrote it: the key in the name alone.
    let old = fs::read_to_string(desk.file()).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&old).unwrap();
    value.as_object_mut().unwrap().remove("key");
    fs::write(desk.file(), value.to_string()).unwrap();
    let newer = desk.file().with_file_name("day13_-_us-east-1_.json");
    fs::write(&newer, "{\"version\": 9}").unwrap();
    let damaged = desk.file().with_file_name("day13_-_us-east-2_.json");
    fs::write(&damaged, "{\"version\": 1, \"pro").unwrap();
    let (found, unread) = desk.store.every_progress();
    assert_eq!(found, [(key(), with_hint("asg", 2)), (long, with_hint("ami", 1))]);
    assert_eq!(unread.iter().map(|file| file.newer).collect::<Vec<_>>(), [true, false], "{unread:?}");
    assert!(newer.exists() && damaged.exists());
}

#[test]
fn this_machine_keeps_its_name() {
    let desk = desk();
    let name = desk.store.machine();
    assert_eq!((name.len(), desk.store.machine()), (16, name.clone()));
    fs::write(desk.directory.path().join("state/machine"), "../etc").unwrap();
    let again = desk.store.machine();
    assert!(again.chars().all(|c| c.is_ascii_hexdigit()) && again == desk.store.machine(), "{again}");
    let nowhere = Store::at(PathBuf::from("/dev/null/state"), Clock::by_hand("2026-11-22T01:02:03Z".parse().unwrap()));
    assert_eq!(nowhere.machine().len(), 16);
}
