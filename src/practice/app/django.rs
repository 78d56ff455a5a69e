//! Django on its development server (`aws-hands-on`), with the check of the Host header that Django makes.

use super::super::account::{App, AppFault};
use super::Here;
use super::form::escape;
use super::message::{Answer, Request};

/// The answer to a Host that `ALLOWED_HOSTS` does not name; `None` when it does, or when nothing restricts it.
/// A load balancer's health check asks by the target's address.
pub(super) fn host_refused(app: &App, request: &Request) -> Option<Answer> {
    let lists: Vec<&Vec<String>> = app
        .faults
        .iter()
        .filter_map(|fault| if let AppFault::AllowedHosts(hosts) = fault { Some(hosts) } else { None })
        .collect();
    let host = request.host();
    let refused = lists.iter().any(|hosts| !hosts.iter().any(|pattern| allows(pattern, &host)));
    refused.then(|| {
        let title = format!("DisallowedHost at {}", escape(&request.path));
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{title}</title></head><body>\n\
             <h1>Bad Request (400)</h1>\n\
             <p>Invalid HTTP_HOST header: '{host}'. You may need to add '{host}' to ALLOWED_HOSTS.</p>\n\
             </body></html>\n",
            host = escape(&host),
        );
        dressed(Answer::html(400, page))
    })
}

/// Django's patterns: a name, `.example.com` for a domain with all below it, `*` for everything.
fn allows(pattern: &str, host: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    pattern == "*"
        || pattern == host
        || pattern.strip_prefix('.').is_some_and(|domain| host == domain || host.ends_with(&pattern))
}

pub(super) fn answer(here: &Here, request: &Request) -> Answer {
    let answer = match request.path.as_str() {
        "/" if request.reads() => Answer::html(200, page(here, request)),
        "/" => Answer::error_page(405),
        _ => Answer::error_page(404),
    };
    dressed(answer)
}

fn dressed(mut answer: Answer) -> Answer {
    answer.header("Server", "WSGIServer/0.2 CPython/3.12.7");
    answer.header("X-Frame-Options", "DENY");
    answer.header("X-Content-Type-Options", "nosniff");
    answer
}

fn page(here: &Here, request: &Request) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>Djangoアプリケーション</title></head>\n\
         <body><h1>Djangoアプリケーションが動いています</h1>\n\
         <p>応答したインスタンス: {}（{}）</p>\n<p>Host: {}</p>\n<p>X-Forwarded-For: {}</p>\n</body></html>\n",
        here.id,
        here.zone,
        escape(request.header("host").unwrap_or("-")),
        escape(request.header("x-forwarded-for").unwrap_or("-")),
    )
}
