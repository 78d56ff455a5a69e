//! Holds the floors: imports point down, the SDK stays in `collect`, time stays in `clock`.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules of `src/` by floor. A module may import from lower floors, and from its own floor only where
/// `SAME_FLOOR` says so.
const FLOORS: &[(&str, u8)] = &[
    ("facts", 0),
    ("course", 0),
    ("check", 0),
    ("diagram", 0),
    ("explain", 0),
    ("grade", 0),
    ("handin", 0),
    ("leftover", 0),
    ("board", 0),
    ("progress", 0),
    ("report", 0),
    ("text", 0),
    ("load", 0),
    ("class", 1),
    ("clock", 1),
    ("collect", 1),
    ("engine", 1),
    ("practice", 1),
    ("probe", 1),
    ("store", 1),
    ("session", 2),
    ("cli", 3),
    ("tui", 3),
    ("web", 3),
];

/// Imports on one floor: everything on floor 0 is pure and may see the rest of it; every edge may read
/// the clock; `hanamaru` without a command opens the trainer, and `hanamaru board` the web page.
fn same_floor_allowed(from: &str, to: &str, floor: u8) -> bool {
    from == to || floor == 0 || (floor == 1 && to == "clock") || (from == "cli" && ["tui", "web"].contains(&to))
}

/// What only one room may name, and the room.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("aws_sdk_", &["collect"]),
    ("aws_config", &["collect"]),
    ("aws_smithy", &["collect"]),
    ("aws_sigv4", &["collect"]),
    ("Timestamp::now(", &["clock"]),
    ("SystemTime::now(", &["clock"]),
    ("Instant::now(", &["clock"]),
    ("Zoned::now(", &["clock"]),
    ("ratatui", &["tui"]),
    ("hyper::", &["class", "engine", "practice", "probe", "web"]),
    ("hyper_util", &["class", "engine", "practice", "probe", "web"]),
    ("axum", &["web"]),
    ("rcgen", &["practice", "web"]),
    ("hickory_resolver", &["probe"]),
];

/// What floor 0 must not name at all.
const NOT_ON_THE_GROUND: &[&str] =
    &["tokio", "std::fs", "std::net::Tcp", "std::process", "std::env", "crossterm", "std::thread", "std::io::"];

/// What nobody may branch on: the kind of endpoint.
const NO_QUIRKS: &[&str] = &["moto", "localstack", "123456789012", ":4566", ":5000"];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, out: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(dir).expect("src is readable").map(|entry| entry.expect("entry").path()) {
            if entry.is_dir() {
                walk(&entry, out);
            } else if entry.extension().is_some_and(|ext| ext == "rs") {
                let text = fs::read_to_string(&entry).expect("source is UTF-8");
                out.push((entry, text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    walk(&root, &mut out);
    assert!(out.len() > 40, "found only {} sources: is this the right directory?", out.len());
    out.into_iter().map(|(path, text)| (path.strip_prefix(&root).expect("under src").to_path_buf(), text)).collect()
}

/// The room (top-level module) that a file belongs to, and its floor.
fn room(path: &Path) -> Option<(String, u8)> {
    let first = path.components().next()?.as_os_str().to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    FLOORS.iter().find(|(room, _)| *room == name).map(|(room, floor)| ((*room).to_owned(), *floor))
}

fn is_test_file(path: &Path) -> bool {
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    name == "tests"
        || ["testkit", "worlds", "tls_worlds"].contains(&name)
        || name.ends_with("_tests")
        || path.components().any(|part| part.as_os_str() == "tests")
}

/// Code lines before the file's own test module, without comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.trim_start().starts_with("#[cfg(test)]") || !line.contains("mod "))
        .map(|(number, line)| (number + 1, line.split("//").next().unwrap_or_default()))
}

/// The part of a file above `#[cfg(test)] mod tests`.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod ").map_or(text, |at| &text[..at])
}

fn problems(check: impl Fn(&Path, &str, &mut Vec<String>)) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        if !is_test_file(&path) {
            check(&path, without_tests(&text), &mut found);
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let found = problems(|path, text, found| {
        let Some((from, floor)) = room(path) else { return };
        for (number, line) in code_lines(text) {
            for (at, _) in line.match_indices("crate::") {
                let target: String =
                    line[at + 7..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let Some((_, to)) = FLOORS.iter().find(|(room, _)| *room == target) else { continue };
                if *to > floor || (*to == floor && !same_floor_allowed(&from, &target, floor)) {
                    found.push(format!("src/{}:{number}: {from} imports {target}", path.display()));
                }
            }
        }
    });
    assert!(found.is_empty(), "imports that point up or sideways:\n{}", found.join("\n"));
}

#[test]
fn every_module_of_the_map_stands_on_a_floor() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs");
    for line in map.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let name = line.trim_end_matches(';');
        assert!(FLOORS.iter().any(|(room, _)| *room == name), "`{name}` has no floor in this test");
    }
}

#[test]
fn some_things_live_in_one_room_only() {
    let found = problems(|path, text, found| {
        let room = room(path).map_or_else(|| "main".to_owned(), |(room, _)| room);
        for (number, line) in code_lines(text) {
            for (word, rooms) in ONLY_IN {
                if line.contains(word) && !rooms.contains(&room.as_str()) {
                    found.push(format!("src/{}:{number}: `{word}` belongs to {rooms:?}", path.display()));
                }
            }
        }
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_ground_floor_is_pure() {
    let found = problems(|path, text, found| {
        if !matches!(room(path), Some((_, 0))) {
            return;
        }
        for (number, line) in code_lines(text) {
            for word in NOT_ON_THE_GROUND {
                if line.contains(word) {
                    found.push(format!("src/{}:{number}: `{word}`", path.display()));
                }
            }
        }
    });
    assert!(found.is_empty(), "the ground floor does no I/O:\n{}", found.join("\n"));
}

#[test]
fn nothing_knows_what_kind_of_endpoint_answers() {
    let found = problems(|path, text, found| {
        if !matches!(room(path), Some((room, _)) if ["collect", "probe", "check", "facts", "explain"].contains(&room.as_str()))
        {
            return;
        }
        for (number, line) in code_lines(text) {
            for word in NO_QUIRKS {
                if line.to_lowercase().contains(word) {
                    found.push(format!("src/{}:{number}: `{word}`", path.display()));
                }
            }
        }
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_stays_liveable() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if !text.starts_with("//!") {
            found.push(format!("src/{}: no `//!` header", path.display()));
        }
        if lines > 400 {
            found.push(format!("src/{}: {lines} lines", path.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
