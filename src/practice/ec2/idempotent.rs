//! `ClientToken`: the same request under the same token is carried out once.

use serde_json::Value;

use super::super::account::RememberedRequest;
use super::super::call::{Call, Outcome, Run};
use super::super::fault::Fault;

/// How long tokens are remembered: a day.
const SECONDS: u32 = 24 * 60 * 60;

/// Carries out a request, or answers again what the same token was answered. Another request under a token that was
/// used is refused.
pub(super) fn once(call: &mut Call<'_>, operation: &str, mut input: Value, run: Run) -> Outcome {
    let token = input.as_object_mut().and_then(|members| members.remove("ClientToken"));
    let Some(token) = token.as_ref().and_then(Value::as_str).filter(|token| !token.is_empty()) else {
        return run(call, input);
    };
    let now = call.now;
    let known = &mut call.region().client_tokens;
    known.retain(|_, one| one.until > now);
    if let Some(one) = known.get(token) {
        if one.operation == operation && one.input == input {
            return Ok(one.answer.clone());
        }
        let message =
            "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).";
        return Err(Fault::new("IdempotentParameterMismatch", message));
    }
    let answer = run(call, input.clone())?;
    let until = call.after(SECONDS);
    let one = RememberedRequest { operation: operation.to_owned(), input, answer: answer.clone(), until };
    call.region().client_tokens.insert(token.to_owned(), one);
    Ok(answer)
}
