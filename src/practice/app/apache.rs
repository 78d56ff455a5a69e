//! Apache with one page (`day13`).

use super::message::{Answer, Request};

const PAGE: &str = "<html><head><title>MyWebServer01</title></head><body>\
<h1>Hello from My AWS EC2 Web Server!</h1></body></html>\n";

pub(super) fn answer(request: &Request) -> Answer {
    let mut answer = match request.path.as_str() {
        "/" | "/index.html" if request.reads() => Answer::html(200, PAGE.to_owned()),
        "/" | "/index.html" => Answer::error_page(405),
        _ => Answer::error_page(404),
    };
    answer.header("Server", "Apache/2.4.62 (Amazon Linux)");
    answer
}
