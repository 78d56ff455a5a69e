//! The load balancer's own answers: AWS's short pages.

use super::super::app::{Answer, message};
use super::Head;

pub(super) const SERVER: &str = "awselb/2.0";

/// As many addresses as `X-Forwarded-For` may hold.
const ADDRESSES: usize = 30;

/// The page of a status.
pub(crate) fn own(status: u16) -> Answer {
    let title = format!("{status} {}", message::reason(status));
    let title = title.trim_end();
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n\
         </html>\r\n"
    );
    let mut answer = Answer::new(status, "text/html", page);
    answer.header("Server", SERVER);
    answer
}

/// What an ALB does not forward, whatever its rules say.
pub(super) fn unacceptable(head: &Head) -> Option<Answer> {
    let addresses: usize = head
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("x-forwarded-for"))
        .map(|(_, value)| value.split(',').count())
        .sum();
    match head.method.as_str() {
        "TRACE" => Some(own(405)),
        _ if head.host.is_empty() || !(head.path.starts_with('/') || head.path == "*") => Some(own(400)),
        _ if addresses > ADDRESSES => Some(own(463)),
        _ => None,
    }
}
