//! What a class has handed in: one file a learner beside the board's own, readable by its owner alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{atomic, shown};

/// The directory of a class's reports; it need not be there yet.
#[derive(Clone, Debug)]
pub struct Shelf {
    directory: PathBuf,
}

impl Shelf {
    /// The one that belongs to a board's file: `NAME.json` has `NAME.reports`.
    #[must_use]
    pub fn beside(board: &Path) -> Self {
        Self { directory: board.with_extension("reports") }
    }

    /// Keeps a learner's report in place of an earlier one; gives the file's name.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep(&self, learner: u32, nickname: &str, report: &[u8]) -> io::Result<String> {
        fs::create_dir_all(&self.directory)?;
        let number = format!("{learner:03}");
        let file = format!("{number}-{}.json", plain(nickname));
        atomic::replace(&self.directory.join(&file), report, &mut |_| Ok(()))?;
        // The learner had another name then.
        for other in fs::read_dir(&self.directory)?.flatten() {
            let name = other.file_name().to_string_lossy().into_owned();
            let same_learner = name.split_once('-').is_some_and(|(before, _)| before == number);
            if same_learner && name != file {
                fs::remove_file(other.path())?;
            }
        }
        Ok(file)
    }

    /// Moves everything out of the way, for another class to begin.
    ///
    /// # Errors
    /// It stays where it is.
    pub(super) fn retire(&self, to: &Path) -> io::Result<()> {
        match fs::rename(&self.directory, Self::beside(to).directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved,
        }
    }

    /// Where it is, to be shown.
    #[must_use]
    pub fn place(&self) -> String {
        shown(&self.directory)
    }
}

/// A nickname as part of a file's name, on every system: letters and digits of any language.
fn plain(nickname: &str) -> String {
    let kept: String = nickname.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    kept.trim_matches('_').chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_report_a_learner_whatever_they_call_themselves() {
        let directory = tempfile::tempdir().expect("a directory");
        let shelf = Shelf::beside(&directory.path().join("shop.json"));
        let keep = |learner, name: &str, text: &str| shelf.keep(learner, name, text.as_bytes()).expect("it is kept");
        assert_eq!(keep(1, "太郎", "a"), "001-太郎.json");
        assert_eq!(keep(1, "../../etc/passwd\n", "b"), "001-etc_passwd.json");
        assert_eq!(keep(11, "..", "c"), "011-.json");
        let mut names: Vec<String> = fs::read_dir(directory.path().join("shop.reports"))
            .expect("it is there")
            .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["001-etc_passwd.json", "011-.json"]);
        shelf.retire(&directory.path().join("shop-until-1.json")).expect("it can be moved");
        assert!(directory.path().join("shop-until-1.reports/011-.json").is_file());
        shelf.retire(&directory.path().join("shop-until-2.json")).expect("nothing is there any more");
    }
}
