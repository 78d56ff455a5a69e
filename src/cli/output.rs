//! Where text goes: stdout, stderr, or a file that is replaced in one step.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use super::problem::reason;
use super::{Common, Problem};
use crate::check::Finding;
use crate::report::human::Style;
use crate::text::Ambiguous;

/// Lines longer than this are tiring to read, however wide the window is.
const WIDEST: usize = 120;
/// Where nothing says how wide a line may be.
const USUAL: usize = 80;

/// Writes to stdout. A reader that has closed it (`| head`) ends the output quietly.
///
/// # Errors
/// Stdout cannot be written for another reason.
pub fn print(text: &str) -> Result<(), Problem> {
    stream(|out| out.write_all(text.as_bytes()))
}

/// [`print`], for what is too large to be held as one text.
///
/// # Errors
/// As [`print`].
pub fn stream(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<(), Problem> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Finding::new("error-stdout").arg("reason", reason(&error)).into())
        }
        _ => Ok(()),
    }
}

/// Writes to stderr; where that is closed nobody is left to tell. What was typed may be part of it: no control
/// character reaches the terminal.
pub fn tell(text: &str) {
    let plain: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    let _ = writeln!(io::stderr().lock(), "{plain}");
}

/// A line on stderr that the next one replaces; only where a person is looking.
pub fn tell_progress(line: &str) {
    let mut err = io::stderr().lock();
    if err.is_terminal() {
        let _ = write!(err, "\r\u{1b}[K{line}");
        let _ = err.flush();
    }
}

/// How a report for people is set here.
#[must_use]
pub fn style(common: &Common, to_file: bool) -> Style {
    let terminal = io::stdout().is_terminal() && !to_file;
    let from_variable = || common.environment.get("COLUMNS").and_then(|columns| columns.parse::<usize>().ok());
    let columns = match terminal.then(crossterm::terminal::size).and_then(Result::ok) {
        Some((columns, _)) if columns > 0 => usize::from(columns),
        _ => from_variable().unwrap_or(USUAL),
    };
    let dumb = common.environment.get("TERM") == Some("dumb");
    Style {
        lang: common.lang,
        zone: common.zone.clone(),
        columns: columns.clamp(40, WIDEST),
        ambiguous: common.ambiguous.unwrap_or(Ambiguous::Narrow),
        colour: terminal && !dumb && common.environment.get("NO_COLOR").is_none(),
    }
}

/// A file that keeps its old content until the new one is complete.
#[derive(Debug)]
pub struct OutFile {
    path: PathBuf,
    /// `None`: not a regular file (a device, a pipe), written in place.
    draft: Option<PathBuf>,
}

impl OutFile {
    /// Makes sure that the file can be written before anything is asked of an account.
    ///
    /// # Errors
    /// It cannot.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let special = std::fs::metadata(path).is_ok_and(|found| !found.is_file());
        if special {
            let writable = std::fs::OpenOptions::new().append(true).open(path);
            return match writable {
                Ok(_) => Ok(Self { path: path.to_owned(), draft: None }),
                Err(error) => Err(unwritable(path, &error)),
            };
        }
        let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else {
            return Err(unwritable(path, &io::ErrorKind::InvalidFilename.into()));
        };
        let draft = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        std::fs::File::create(&draft).map_err(|error| unwritable(path, &error))?;
        Ok(Self { path: path.to_owned(), draft: Some(draft) })
    }

    /// Replaces the file's content.
    ///
    /// # Errors
    /// The disk is full, or the place has become unwritable.
    pub fn write(&self, text: &str) -> Result<(), Problem> {
        self.stream(|file| file.write_all(text.as_bytes()))
    }

    /// [`OutFile::write`], for what is too large to be held as one text.
    ///
    /// # Errors
    /// As [`OutFile::write`].
    pub fn stream(&self, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<(), Problem> {
        let into = |path: &Path| {
            let mut file = io::BufWriter::new(std::fs::File::create(path)?);
            write(&mut file)?;
            file.into_inner().map_err(io::IntoInnerError::into_error)
        };
        let result = match &self.draft {
            None => into(&self.path).map(drop),
            Some(draft) => into(draft).and_then(|file| {
                file.sync_all()?;
                std::fs::rename(draft, &self.path)
            }),
        };
        result.map_err(|error| unwritable(&self.path, &error))
    }
}

impl Drop for OutFile {
    fn drop(&mut self) {
        if let Some(draft) = &self.draft {
            // Gone already when it was renamed into place.
            let _ = std::fs::remove_file(draft);
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    Finding::new("error-unwritable").arg("path", path.display().to_string()).arg("reason", reason(error)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_in_one_step_and_no_draft_is_left() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.json");
        std::fs::write(&path, "old").unwrap();
        let file = OutFile::open(&path).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        file.write("new").unwrap();
        file.write("newer").unwrap();
        drop(file);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "newer");
        drop(OutFile::open(&path).unwrap());
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "newer");
    }

    #[test]
    fn an_unwritable_place_is_told_before_any_work() {
        assert!(OutFile::open(Path::new("/nonexistent/report.json")).is_err());
    }
}
