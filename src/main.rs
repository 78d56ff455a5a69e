//! Parse, call the library, map the outcome to an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    let typed: Vec<_> = std::env::args_os().collect();
    ExitCode::from(hanamaru::cli::run(&typed, &hanamaru::cli::Environment::of_process()).status())
}
