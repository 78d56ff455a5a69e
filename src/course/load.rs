//! The library of courses: the embedded ones and those of `--lessons DIR`.
//!
//! Reads no file: the session hands over what it found under `DIR` as [`Files`]. Pages are read from their
//! Markdown when they are first asked for, so that opening the trainer costs the course files only.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::model::Course;
use super::page::Page;
use super::values::Values;
use crate::text::Lang;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lessons");

/// Texts by path, with `/` between the parts: `ec-site/course.toml`, `ec-site/ja/alb-sg.md`.
pub type Files = BTreeMap<String, Cow<'static, str>>;

/// A course with its pages.
#[derive(Clone, Debug)]
pub struct LoadedCourse {
    pub course: Course,
    pages: BTreeMap<(Lang, String), LazyPage>,
}

#[derive(Clone, Debug)]
struct LazyPage {
    text: Cow<'static, str>,
    page: OnceLock<Page>,
}

impl LoadedCourse {
    /// Reads a course from the files of its directory (paths relative to it: `course.toml`, `ja/x.md`).
    ///
    /// # Errors
    /// The TOML parser's error. `lint` says more, and about everything at once.
    pub fn from_files(files: &Files) -> Result<Self, toml::de::Error> {
        let text = files.get("course.toml").map_or("", |text| text);
        let course = toml::from_str(text)?;
        let mut pages = BTreeMap::new();
        for (path, text) in files {
            let found = Lang::ALL.into_iter().find_map(|l| Some((l, path.strip_prefix(l.code())?.strip_prefix('/')?)));
            if let Some((lang, name)) = found
                && let Some(step) = name.strip_suffix(".md")
            {
                pages.insert((lang, step.to_owned()), LazyPage { text: text.clone(), page: OnceLock::new() });
            }
        }
        Ok(Self { course, pages })
    }

    /// The page of a step with its placeholders, or `None` if the author wrote none.
    #[must_use]
    pub fn page(&self, lang: Lang, step: &str) -> Option<&Page> {
        let lazy = self.pages.get(&(lang, step.to_owned()))?;
        Some(lazy.page.get_or_init(|| Page::parse(&lazy.text)))
    }

    /// The page of a step with the values in force in place of its placeholders.
    #[must_use]
    pub fn filled_page(&self, lang: Lang, step: &str, values: &Values) -> Option<Page> {
        Some(self.page(lang, step)?.filled(&|name| super::command::shown(values, name)))
    }

    /// The command of this id, with the step that it belongs to.
    #[must_use]
    pub fn command(&self, id: &str) -> Option<&super::model::Command> {
        self.course.steps.iter().flat_map(|step| &step.commands).find(|command| command.id == id)
    }
}

/// Every course that can be chosen.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The embedded ones in the order of the curriculum, then those of `--lessons` by id.
    pub courses: Vec<LoadedCourse>,
    /// Directories of `--lessons` whose `course.toml` cannot be read.
    pub broken: Vec<BrokenCourse>,
}

/// A course directory that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenCourse {
    /// Name of the directory.
    pub directory: String,
    /// Its files, for `lint` to say what is wrong with them.
    pub files: Files,
}

/// The order in which the embedded courses are offered; any other follows by id.
const ORDER: [&str; 5] = ["ec-site", "zenn-clone", "aws-hands-on", "day13", "lb-basics"];

impl Library {
    /// The embedded courses and those found in `lessons` (paths relative to `--lessons DIR`). A course
    /// there replaces an embedded one of the same id: an instructor's edition wins.
    #[must_use]
    pub fn load(lessons: &Files) -> Self {
        let mut found: BTreeMap<String, LoadedCourse> = BTreeMap::new();
        let mut broken = Vec::new();
        for (directory, files) in by_directory(&embedded()).into_iter().chain(by_directory(lessons)) {
            match LoadedCourse::from_files(&files) {
                Ok(course) => {
                    found.insert(course.course.id.clone(), course);
                }
                Err(_) => broken.push(BrokenCourse { directory, files }),
            }
        }
        let mut courses: Vec<LoadedCourse> = found.into_values().collect();
        let rank = |id: &str| ORDER.iter().position(|known| *known == id).unwrap_or(ORDER.len());
        courses.sort_by_key(|course| rank(&course.course.id));
        Self { courses, broken }
    }

    #[must_use]
    pub fn get(&self, id: &str) -> Option<&LoadedCourse> {
        self.courses.iter().find(|course| course.course.id == id)
    }
}

/// The files of the embedded courses.
#[must_use]
pub fn embedded() -> Files {
    let mut files = Files::new();
    let mut open = vec![&EMBEDDED];
    while let Some(directory) = open.pop() {
        open.extend(directory.dirs());
        for file in directory.files() {
            if let Some(text) = file.contents_utf8() {
                let parts: Vec<_> = file.path().iter().map(|part| part.to_string_lossy()).collect();
                files.insert(parts.join("/"), Cow::Borrowed(text));
            }
        }
    }
    files
}

/// Splits files by their first directory; only directories with a `course.toml` are courses. Files that
/// lie at the top (`--lessons` pointing at a single course) are that one course.
#[must_use]
pub fn by_directory(files: &Files) -> BTreeMap<String, Files> {
    let mut courses: BTreeMap<String, Files> = BTreeMap::new();
    if files.contains_key("course.toml") {
        courses.insert(String::new(), files.clone());
        return courses;
    }
    for (path, text) in files {
        if let Some((directory, rest)) = path.split_once('/') {
            courses.entry(directory.to_owned()).or_default().insert(rest.to_owned(), text.clone());
        }
    }
    courses.retain(|_, files| files.contains_key("course.toml"));
    courses
}

#[cfg(test)]
mod tests {
    use super::{Files, Lang, Library, by_directory};

    #[test]
    fn the_embedded_courses_load() {
        let library = Library::load(&Files::new());
        assert!(library.broken.is_empty(), "{:?}", library.broken.iter().map(|b| &b.directory).collect::<Vec<_>>());
        assert!(library.get("ec-site").is_some());
    }

    #[test]
    fn an_edition_of_the_instructor_wins_and_a_broken_one_is_named() {
        let own = super::embedded();
        let text = own["ec-site/course.toml"].replace("us-east-1\"\n", "eu-west-1\"\n");
        let files = Files::from([
            ("mine/course.toml".to_owned(), text.into()),
            ("mine/ja/alb-sg.md".to_owned(), "## 目標 {#goal}\n\n本文\n".into()),
            ("bad/course.toml".to_owned(), "schema = ".into()),
            ("notes/readme.md".to_owned(), "".into()),
        ]);
        let library = Library::load(&files);
        let course = library.get("ec-site").unwrap();
        assert_eq!(course.course.region, "eu-west-1");
        assert!(course.page(Lang::Ja, "alb-sg").unwrap().section("goal").is_some());
        assert!(course.page(Lang::En, "alb-sg").is_none());
        assert_eq!(library.broken.iter().map(|b| b.directory.as_str()).collect::<Vec<_>>(), ["bad"]);
        assert!(!by_directory(&files).contains_key("notes"));
    }
}
