//! Codes and tokens nobody can guess.

use ring::rand::{SecureRandom, SystemRandom};

use crate::board::code::encode;

/// A random code of so many characters. `None`: the system gives no randomness.
#[must_use]
pub fn random(characters: usize) -> Option<String> {
    let mut bytes = vec![0; (characters * 5).div_ceil(8)];
    SystemRandom::new().fill(&mut bytes).ok()?;
    let mut code = encode(&bytes);
    code.truncate(characters);
    Some(code)
}
