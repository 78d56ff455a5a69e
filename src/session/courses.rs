//! The courses: those built in and those of `--lessons DIR`.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use crate::course::load::{Files, Library};

/// How deep a course directory may be: `<course>/<language>/<step>.md`.
const DEPTH: usize = 3;
/// A lesson file that is larger than this is not a lesson.
const LARGEST: u64 = 1 << 20;

/// The built-in courses and those under `lessons`, if any. A course of the same id replaces the built-in one.
///
/// # Errors
/// The directory cannot be read.
pub fn library(lessons: Option<&Path>) -> io::Result<Library> {
    let files = match lessons {
        Some(dir) => read(dir)?,
        None => Files::new(),
    };
    Ok(Library::load(&files))
}

/// The course files (`.toml`, `.md`) under a directory, by path relative to it. Others are passed over.
///
/// # Errors
/// The directory, or a file in it, cannot be read; or a file is not UTF-8 or too large.
pub fn read(dir: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    walk(dir, "", DEPTH, &mut files)?;
    Ok(files)
}

fn walk(dir: &Path, prefix: &str, depth: usize, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let metadata = fs::metadata(entry.path())?;
        if metadata.is_dir() && depth > 1 {
            walk(&entry.path(), &path, depth - 1, files)?;
        } else if metadata.is_file() && is_lesson_file(&entry.path()) {
            if metadata.len() > LARGEST {
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, path));
            }
            files.insert(path, Cow::Owned(fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

fn is_lesson_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["toml", "md"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
