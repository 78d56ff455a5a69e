//! The small course of the whole-trainer tests.

use std::sync::Arc;

use crate::course::load::Files;
use crate::course::{Library, LoadedCourse};

pub(super) const COURSE: &str = include_str!("fixture/course.toml");
const PAGES: [(&str, &str); 8] = [
    ("ja/group.md", include_str!("fixture/ja/group.md")),
    ("ja/look.md", include_str!("fixture/ja/look.md")),
    ("ja/hand.md", include_str!("fixture/ja/hand.md")),
    ("ja/quiz.md", include_str!("fixture/ja/quiz.md")),
    ("en/group.md", include_str!("fixture/en/group.md")),
    ("en/look.md", include_str!("fixture/en/look.md")),
    ("en/hand.md", include_str!("fixture/en/hand.md")),
    ("en/quiz.md", include_str!("fixture/en/quiz.md")),
];

pub(super) fn library() -> Arc<Library> {
    let mut files = Files::from([("course.toml".to_owned(), COURSE.into())]);
    files.extend(PAGES.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())));
    let course = LoadedCourse::from_files(&files).expect("the fixture is a course");
    Arc::new(Library { courses: vec![course], broken: Vec::new() })
}
