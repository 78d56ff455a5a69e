//! Installs the independent peers (an AWS endpoint, the AWS CLI, boto3) into a venv under `target/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The directory of the peers' programs (`python`, `aws`, `moto_server`), installed on first use.
///
/// # Panics
/// When they cannot be installed: a test that needs a peer fails, it is never skipped.
pub(crate) fn bin() -> &'static Path {
    static BIN: OnceLock<PathBuf> = OnceLock::new();
    BIN.get_or_init(|| {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
        install(&root);
        bin_of(&root)
    })
}

/// A program of the peers.
pub(crate) fn program(name: &str) -> PathBuf {
    bin().join(if cfg!(windows) { format!("{name}.exe") } else { name.to_owned() })
}

/// A script of `tests/peers/`.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(name)
}

fn bin_of(root: &Path) -> PathBuf {
    root.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// Installs when the pinned requirements differ from those of the last installation. Another test process
/// that does the same waits for the lock.
fn install(root: &Path) {
    let requirements = script("requirements.txt");
    let wanted = fs::read_to_string(&requirements).expect("tests/peers/requirements.txt is readable");
    fs::create_dir_all(root).expect("target/ is writable");
    let lock = fs::File::create(root.with_extension("lock")).expect("target/ is writable");
    lock.lock().expect("the lock of the peers");
    let stamp = root.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return;
    }
    let python = if cfg!(windows) { "python" } else { "python3" };
    run(Command::new(python).args(["-m", "venv", "--clear"]).arg(root), "python3 with the venv module");
    let pip = bin_of(root).join("python");
    run(
        Command::new(pip)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
            .arg(&requirements),
        "pip with access to PyPI",
    );
    fs::write(stamp, wanted).expect("target/ is writable");
}

fn run(command: &mut Command, needs: &str) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("the tests need {needs}, but {command:?} could not be started: {error}");
    });
    assert!(
        output.status.success(),
        "the tests need {needs}, but {command:?} failed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
}
