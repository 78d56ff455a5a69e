//! The real terminal: entering and leaving it, copying, the plain view, the question about widths.
//!
//! It is restored on every way out: leaving, an error, a panic, a signal, being suspended.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute, queue, style::Print};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::paper::Cache;
use super::quiet::Quiet;
use super::state::State;
use super::view;

/// Room for the largest frame: it goes to the terminal in one piece.
const FRAME_BYTES: usize = 1 << 16;

/// Whether the terminal is ours now: leaving twice must not disturb the shell.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while the trainer has it.
pub struct Screen {
    terminal: Terminal<Quiet<CrosstermBackend<BufWriter<Stdout>>>>,
    cache: Cache,
    /// The text of the plain view that is shown outside of the alternate screen.
    plain: Option<String>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// There is no terminal, or it cannot be written.
    pub fn enter() -> io::Result<Self> {
        take()?;
        let out = BufWriter::with_capacity(FRAME_BYTES, stdout());
        let terminal = Terminal::new(Quiet::new(CrosstermBackend::new(out))).inspect_err(|_| leave())?;
        Ok(Self { terminal, cache: Cache::default(), plain: None })
    }

    /// Columns and rows.
    ///
    /// # Errors
    /// The terminal does not say.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Draws the state, or shows the plain view.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn draw(&mut self, state: &mut State) -> io::Result<()> {
        if let Some(text) = plain_text(state) {
            return self.show_plain(state, &text);
        }
        if self.plain.take().is_some() {
            take()?;
            self.redraw()?;
        }
        let mut drawn = super::drawn::Drawn::default();
        let cache = &mut self.cache;
        self.terminal.draw(|frame| drawn = view::draw(frame, state, cache))?;
        state.drawn = drawn;
        Ok(())
    }

    /// Draws every cell again with the next frame.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn redraw(&mut self) -> io::Result<()> {
        // Not `clear`: it asks the terminal where the cursor is, and the answer goes to whoever reads keys.
        let size = self.terminal.size()?;
        self.terminal.backend_mut().forget();
        self.terminal.resize(size.into())
    }

    /// Hands a text to the clipboard through the terminal. Whether it took it cannot be seen.
    ///
    /// # Errors
    /// The terminal cannot be written.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut out = stdout();
        write!(out, "\x1b]52;c;{}\x07", STANDARD.encode(text))?;
        out.flush()
    }

    /// Prints text on the ordinary screen, where the terminal itself breaks long lines: what is selected
    /// there pastes as one line.
    fn show_plain(&mut self, state: &State, text: &str) -> io::Result<()> {
        if self.plain.as_deref() == Some(text) {
            return Ok(());
        }
        self.plain = Some(text.to_owned());
        let mut out = stdout();
        execute!(out, DisableMouseCapture, LeaveAlternateScreen, cursor::Show)?;
        let note = state.words().text("tui-plain-note");
        for line in [note.as_str(), ""].into_iter().chain(text.lines()).chain([""]) {
            queue!(out, Print(line), Print("\r\n"))?;
        }
        out.flush()
    }

    /// Gives the terminal back to the shell, stops this process, and takes the terminal again when it is resumed.
    ///
    /// # Errors
    /// The terminal cannot be taken again.
    pub fn suspend(&mut self) -> io::Result<()> {
        leave();
        stop();
        take()?;
        self.plain = None;
        self.redraw()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

fn plain_text(state: &State) -> Option<String> {
    match state.overlays.last() {
        Some(super::state::Overlay::Plain { text }) => Some(text.clone()),
        _ => None,
    }
}

fn take() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(stdout(), EnterAlternateScreen, EnableMouseCapture, EnableBracketedPaste, SetTitle("花丸 hanamaru"))
        .inspect_err(|_| leave())
}

/// Gives the terminal back. Errors are of no use to anybody here: the terminal may be gone.
pub fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = stdout();
        let _ = execute!(out, DisableBracketedPaste, DisableMouseCapture, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
    }
}

/// Restores the terminal before a panic of this thread is reported. Panics of other threads do not reach
/// the screen.
pub fn restore_on_panic() {
    let ours = std::thread::current().id();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() == ours {
            leave();
            before(info);
        } else if TAKEN.load(Ordering::SeqCst) {
            tracing::error!("a background task panicked: {info}");
        } else {
            before(info);
        }
    }));
}

/// Draws one character of ambiguous width and asks where the cursor is now. Blocks until the terminal
/// answers, two seconds at most; `None` when it does not.
#[must_use]
pub fn ask_ambiguous_width() -> Option<bool> {
    let mut out = stdout();
    queue!(out, cursor::SavePosition, cursor::MoveTo(0, 0), Print("○")).ok()?;
    out.flush().ok()?;
    let position = cursor::position();
    let _ = execute!(out, cursor::MoveTo(0, 0), Print(" "), cursor::RestorePosition);
    position.ok().map(|(column, _)| column >= 2)
}

#[cfg(unix)]
fn stop() {
    // The default action of this signal is to stop; it returns when the shell resumes us.
    if let Err(error) = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP) {
        tracing::warn!("cannot suspend: {error}");
    }
}

#[cfg(not(unix))]
fn stop() {}
