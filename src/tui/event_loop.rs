//! The loop: waits for the terminal, the session, a signal or the next moment at which something moves;
//! tells the state; draws once for each batch. With nothing to do it sleeps.

use std::io;
use std::time::Duration;

use crossterm::event::{Event as Input, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::message::{Command, Event};
use super::options::Options;
use super::state::State;
use super::terminal::{self, Screen};
use super::update::{start, update, wake_after};
use crate::session;

/// The most events that one frame waits for.
const BATCH: usize = 256;
/// How long the end waits for the last save.
const LAST_SAVE: Duration = Duration::from_secs(3);

/// Runs the trainer until the learner leaves it.
///
/// # Errors
/// The terminal cannot be taken over or written.
pub async fn run(
    options: Options,
    effects: UnboundedSender<session::Effect>,
    events: UnboundedReceiver<session::Event>,
) -> io::Result<()> {
    terminal::restore_on_panic();
    let screen = Screen::enter()?;
    let state = options.state(screen.size()?);
    let mut trainer = Trainer { options, screen, state, effects, events, over: false };
    let result = trainer.live().await;
    trainer.end().await;
    result
}

struct Trainer {
    options: Options,
    screen: Screen,
    state: State,
    effects: UnboundedSender<session::Effect>,
    events: UnboundedReceiver<session::Event>,
    over: bool,
}

/// Where keys come from. The question about widths reads the terminal as well, so it goes first; what is
/// typed meanwhile is not lost.
enum Keys {
    Asking(JoinHandle<Option<bool>>),
    Open(UnboundedReceiver<Input>),
    Closed,
}

impl Trainer {
    async fn live(&mut self) -> io::Result<()> {
        let mut signals = Signals::new()?;
        // The first frame waits for nothing.
        self.screen.draw(&mut self.state)?;
        let mut keys = match self.options.ambiguous {
            None => Keys::Asking(tokio::task::spawn_blocking(terminal::ask_ambiguous_width)),
            Some(_) => Keys::Open(listen()),
        };
        let commands = start(&mut self.state);
        self.perform(commands)?;
        while !self.over {
            self.screen.draw(&mut self.state)?;
            let mut batch = self.wait(&mut keys, &mut signals).await;
            batch.insert(0, Event::Clock(self.options.clock.now()));
            for event in batch {
                let commands = update(&mut self.state, event);
                self.perform(commands)?;
            }
        }
        Ok(())
    }

    /// Sleeps until something happens; gathers what else is ready.
    async fn wait(&mut self, keys: &mut Keys, signals: &mut Signals) -> Vec<Event> {
        let wake = wake_after(&self.state);
        let mut batch = Vec::new();
        tokio::select! {
            event = keys.next() => batch.extend(event),
            Some(event) = self.events.recv() => batch.push(Event::Session(event)),
            event = signals.next() => batch.push(event),
            () = sleep(wake) => {}
        }
        while batch.len() < BATCH {
            match self.events.try_recv() {
                Ok(event) => batch.push(Event::Session(event)),
                Err(_) => break,
            }
        }
        while batch.len() < BATCH {
            match keys.ready() {
                Some(event) => batch.push(event),
                None => break,
            }
        }
        batch
    }

    fn perform(&mut self, commands: Vec<Command>) -> io::Result<()> {
        for command in commands {
            match command {
                // A session that has ended answers nothing more; what was read stays readable.
                Command::Session(effect) => drop(self.effects.send(effect)),
                Command::Copy(text) => self.screen.copy(&text)?,
                Command::Redraw => self.screen.redraw()?,
                Command::Quit => self.over = true,
                Command::Suspend => {
                    self.screen.suspend()?;
                    let (width, height) = self.screen.size()?;
                    for event in [Event::Clock(self.options.clock.now()), Event::Resize(width, height)] {
                        let commands = update(&mut self.state, event);
                        for effect in commands {
                            if let Command::Session(effect) = effect {
                                drop(self.effects.send(effect));
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Gives the terminal back, then lets the session finish what it is saving.
    async fn end(self) {
        let Self { screen, effects, mut events, .. } = self;
        drop(screen);
        drop(effects);
        let finished = async { while events.recv().await.is_some() {} };
        if tokio::time::timeout(LAST_SAVE, finished).await.is_err() {
            tracing::warn!("the session did not finish in time");
        }
    }
}

async fn sleep(wake: Option<Duration>) {
    match wake {
        Some(wake) => tokio::time::sleep(wake).await,
        None => std::future::pending().await,
    }
}

impl Keys {
    async fn next(&mut self) -> Option<Event> {
        match self {
            Self::Asking(answer) => {
                let wide = answer.await.ok().flatten();
                *self = Self::Open(listen());
                wide.map(|wide| Event::AmbiguousWidth { wide })
            }
            Self::Open(inputs) => {
                if let Some(input) = inputs.recv().await {
                    event_of(input)
                } else {
                    // The terminal is gone: nobody can see or type anything more.
                    *self = Self::Closed;
                    Some(Event::Terminate)
                }
            }
            Self::Closed => std::future::pending().await,
        }
    }

    /// What is ready without waiting.
    fn ready(&mut self) -> Option<Event> {
        let Self::Open(inputs) = self else { return None };
        std::iter::from_fn(|| inputs.try_recv().ok()).find_map(event_of)
    }
}

/// Reads the terminal in a task of its own: the stream remembers only who asked it first, so it must be asked
/// by one task alone, and what has arrived can then be taken without waiting.
fn listen() -> UnboundedReceiver<Input> {
    let (sender, inputs) = unbounded_channel();
    tokio::spawn(async move {
        let mut stream = EventStream::new();
        while let Some(Ok(input)) = stream.next().await {
            if sender.send(input).is_err() {
                break;
            }
        }
    });
    inputs
}

fn event_of(input: Input) -> Option<Event> {
    match input {
        Input::Key(key) => Some(Event::Key(key)),
        Input::Mouse(mouse) => Some(Event::Mouse(mouse)),
        Input::Paste(text) => Some(Event::Paste(text)),
        Input::Resize(width, height) => Some(Event::Resize(width, height)),
        Input::FocusGained | Input::FocusLost => None,
    }
}

/// Signals that mean something to a program with the terminal.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
    resumed: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            resumed: signal(SignalKind::from_raw(signal_hook::consts::SIGCONT))?,
        })
    }

    async fn next(&mut self) -> Event {
        tokio::select! {
            _ = self.terminate.recv() => Event::Terminate,
            _ = self.hang_up.recv() => Event::Terminate,
            _ = self.resumed.recv() => Event::Resumed,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Event {
        std::future::pending().await
    }
}
