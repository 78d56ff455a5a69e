//! The API over HTTP, without the sockets: whose request this is, which operation of which service, and the answer
//! in the protocol that asked.
//!
//! A signature names the account's user, the region and the service, and they are taken from it; it is not checked.
//! Whoever reaches the port has the account.

mod asked;
mod refusal;

#[cfg(test)]
mod tests;

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use jiff::Timestamp;

use super::account::Account;
use super::api::{self, Body, Reply};
use super::call::Caller;
use super::fault::Fault;
use super::handle::{self, Change, Practice};
use super::sts;
use asked::Asked;

/// The largest request that is read, in bytes; AWS's own limits lie about here.
pub(crate) const LARGEST: usize = 1024 * 1024;

/// Answers one request. The answer to one that has changed the account carries the [`Change`] among its extensions.
pub(crate) fn answer(practice: &Practice, request: &Request<Bytes>) -> Response<Bytes> {
    let id = practice.request_id();
    match asked::read(request) {
        Ok(asked) => {
            let (reply, change) = carried_out(practice, &asked, request.body(), &id);
            let mut response = response(reply, practice.now());
            if let Some(change) = change {
                response.extensions_mut().insert(change);
            }
            response
        }
        Err(refusal) => response(refusal.reply(&id), practice.now()),
    }
}

/// The answer to a request whose body is larger than [`LARGEST`].
pub(crate) fn too_large(practice: &Practice) -> Response<Bytes> {
    response(refusal::too_large(&practice.request_id()), practice.now())
}

fn carried_out(practice: &Practice, asked: &Asked, body: &Bytes, id: &str) -> (Reply, Option<Change>) {
    let (service, protocol) = (asked.operation.service(), asked.protocol);
    let body = match &asked.pairs {
        Some(pairs) => Body::Form(pairs),
        None => Body::Bytes(body),
    };
    let input = match api::read(asked.operation, protocol, body) {
        Ok(input) => input,
        Err(wrong) => {
            let (code, message) = (wrong.code(service, protocol), wrong.message(service));
            return (api::write_error(service, protocol, code, &message, id, api::Fault::Sender), None);
        }
    };
    let caller = |account: &Account| caller(account, &asked.access_key);
    match practice.request(asked.operation, &asked.region, caller, input) {
        Ok(output) => {
            let change = (!handle::reads(asked.operation.name())).then(|| practice.change_made());
            (api::write(asked.operation, protocol, &output, id), change)
        }
        Err(fault) => (refused(asked, &fault, id), None),
    }
}

fn refused(asked: &Asked, fault: &Fault, id: &str) -> Reply {
    let whose = if fault.status < 500 { api::Fault::Sender } else { api::Fault::Receiver };
    let service = asked.operation.service();
    let reply = api::write_error(service, asked.protocol, &fault.code, &fault.message, id, whose);
    // An operation that says nothing of the status leaves it to what the service declares for the code.
    if fault.status == 400 { reply } else { Reply { status: fault.status, ..reply } }
}

/// Who an access key belongs to: whoever STS gave it to, else the account's one user.
fn caller(account: &Account, access_key: &str) -> Caller {
    sts::caller(account, access_key).unwrap_or_else(|| owner(account))
}

/// The account's user, in whose name the trainer asks too.
pub(crate) fn owner(account: &Account) -> Caller {
    Caller { arn: format!("arn:aws:iam::{}:user/learner", account.id), user_id: "AIDAPRACTICELEARNER00".to_owned() }
}

fn response(reply: Reply, now: Timestamp) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    for (name, value) in reply.headers {
        // A header that cannot be written says nothing that the body does not.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers.insert(DATE, date(now));
    response
}

/// A time as the `Date` header has it.
pub(crate) fn date(now: Timestamp) -> HeaderValue {
    let text = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"))
}
