//! The page's own files, and its words in both languages.

use std::sync::Arc;

use axum::extract::State;
use qrcode::{Color, EcLevel, QrCode};

use super::answer::{self, Answer};
use super::desk::Desk;

/// Every word of the page, as JSON: `{"ja": {"key": "…"}, "en": {…}}`. `%name%` stands for something that the page
/// puts in.
#[derive(Clone, Debug)]
pub struct Words(pub Arc<str>);

pub(super) async fn html() -> Answer {
    answer::text("text/html; charset=utf-8", include_str!("page/index.html"))
}

pub(super) async fn script() -> Answer {
    answer::text("text/javascript; charset=utf-8", include_str!("page/board.js"))
}

pub(super) async fn style() -> Answer {
    answer::text("text/css; charset=utf-8", include_str!("page/board.css"))
}

pub(super) async fn words(State(desk): State<Arc<Desk>>) -> Answer {
    answer::text("application/json", desk.words.0.to_string())
}

/// A text as the rows of a QR code: `#` is dark. Empty where it is too long for one.
#[must_use]
pub fn qr(text: &str) -> Vec<String> {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return Vec::new() };
    let sign = |color: &Color| if *color == Color::Dark { '#' } else { ' ' };
    code.to_colors().chunks(code.width()).map(|row| row.iter().map(sign).collect()).collect()
}
