//! The bytes of requests, beside those that curl 7.88.1 sent to a server that wrote them down.

use super::*;
use crate::load::message::Way;
use crate::load::{parse, shell};

fn message(line: &str) -> Result<Message, Misuse> {
    let typed = parse(&shell::split(line).unwrap()).unwrap();
    let jar = "a\tFALSE\t/\tFALSE\t0\tjarred\tyes\n";
    let files = [("f", "a\r\nb\n\0c"), ("h", "X: 1\nY: 2\n"), ("jar", jar)];
    let files = files.map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec())).into();
    Message::of(&typed.request, &files)
}

fn bytes(message: &Message, way: Way<'_>) -> String {
    String::from_utf8(message.http1(way))
        .unwrap()
        .replace(&format!(" {USER_AGENT}\r\n"), " UA\r\n")
        .replace("\r\n", "|")
}

/// What is sent, line ends as `|`.
fn sent(line: &str) -> String {
    bytes(&message(line).unwrap(), Way::default())
}

/// What follows the first line and `Host`, which are always the same.
fn rest(line: &str) -> String {
    let sent = sent(line);
    sent.split_once("Host: a|").unwrap_or_else(|| panic!("{sent}")).1.to_owned()
}

#[test]
fn heads_are_curls_to_the_byte() {
    const FORM: &str = "Content-Type: application/x-www-form-urlencoded||";
    let form = |length: usize, body: &str| format!("User-Agent: UA|Accept: */*|Content-Length: {length}|{FORM}{body}");
    assert_eq!(sent("a:8080/x?y#z"), "GET /x?y HTTP/1.1|Host: a:8080|User-Agent: UA|Accept: */*||");
    assert_eq!(
        rest("-u a:b -A x -e r -b c=1 -b d=2 --compressed -H 'X: 1' -d a http://a"),
        format!(
            "Authorization: Basic YTpi|User-Agent: x|Accept: */*|Accept-Encoding: deflate, gzip, br, zstd|Referer: r|\
            Cookie: c=1;d=2|X: 1|Content-Length: 1|{FORM}a"
        )
    );
    let table = [
        (
            "-H 'Content-Type: q' -H 'X: 1' -d a a",
            "User-Agent: UA|Accept: */*|Content-Type: q|X: 1|Content-Length: 1||a",
        ),
        (
            "--json 1 -H 'X: 1' -u a:b a",
            "Authorization: Basic YTpi|User-Agent: UA|X: 1|Content-Type: application/json|Accept: application/json|\
            Content-Length: 1||1",
        ),
        (
            "--json 1 -H 'Content-Type: q' -d z a",
            "User-Agent: UA|Content-Type: q|Accept: application/json|Content-Length: 3||1&z",
        ),
        (
            "-d z --json 1 a",
            "User-Agent: UA|Content-Type: application/json|Accept: application/json|Content-Length: 2||z1",
        ),
        (
            "-H 'Accept: q' -H 'User-Agent: z' -H 'Referer: r' -H 'Cookie: k=1' -b c=1 -e ref -u a:b \
            -H 'Authorization: y' a",
            "Accept: q|User-Agent: z|Referer: r|Cookie: k=1|Authorization: y||",
        ),
        ("-H 'Accept:' -H 'E;' -H 'S:   padded  ' -H @h a", "User-Agent: UA|E:|S:   padded  |X: 1|Y: 2||"),
        ("-H 'A: 1' -H 'A: 2' -H 'Accept: 1' -H 'Accept: 2' a", "User-Agent: UA|A: 1|A: 2|Accept: 1|Accept: 2||"),
        ("-A '' -H 'User-Agent: q' a", "Accept: */*|User-Agent: q||"),
        ("-b jar a", "User-Agent: UA|Accept: */*||"),
        ("-e ';auto' a", "User-Agent: UA|Accept: */*||"),
        ("-H 'Content-Type:' -d a a", "User-Agent: UA|Accept: */*|Content-Length: 1||a"),
        ("-H 'Content-Type;' -d a a", "User-Agent: UA|Accept: */*|Content-Type:|Content-Length: 1||a"),
        ("-u x:y http://me:p@a", "Authorization: Basic eDp5|User-Agent: UA|Accept: */*||"),
        ("http://me:p%40w@a", "Authorization: Basic bWU6cEB3|User-Agent: UA|Accept: */*||"),
    ];
    for (line, expected) in table {
        assert_eq!(rest(line), expected, "{line}");
    }
    let bodies = [
        ("-d a=1 -d b=2 a", form(7, "a=1&b=2")),
        ("-d @f a", form(3, "abc")),
        ("--data-binary @f a", form(7, "a|b\n\0c")),
        ("--data-raw @f a", form(2, "@f")),
        ("-d '' a", form(0, "")),
        ("--data-urlencode '~é-_.!*( )' a", form(23, "~%C3%A9-_.%21%2A%28+%29")),
        ("--data-urlencode @f --data-urlencode n@f a", form(33, "a%0D%0Ab%0A%00c&n=a%0D%0Ab%0A%00c")),
        (
            "-H 'Transfer-Encoding: chunked' -d abc a",
            format!("User-Agent: UA|Accept: */*|Transfer-Encoding: chunked|{FORM}3|abc|0||"),
        ),
    ];
    for (line, expected) in bodies {
        assert_eq!(rest(line), expected, "{line}");
    }
    assert_eq!(sent("-H 'Host:' a"), "GET / HTTP/1.1|User-Agent: UA|Accept: */*||");
    assert_eq!(sent("-H 'X: 1' -H 'Host: h' a"), "GET / HTTP/1.1|Host: h|User-Agent: UA|Accept: */*|X: 1||");
    let first = |line: &str| sent(line).split('|').next().unwrap_or_default().to_owned();
    assert_eq!(first("-G -d a=1 http://a/p?z=1#f"), "GET /p?z=1&a=1 HTTP/1.1");
    assert_eq!(first("-G --data-urlencode 'a=b c' a"), "GET /?a=b+c HTTP/1.1");
    assert_eq!(first("-I a"), "HEAD / HTTP/1.1");
    assert_eq!(first("-X DELETE http://a/x/../b/./c"), "DELETE /b/c HTTP/1.1");
}

#[test]
fn by_a_proxy_and_with_cookies_of_the_jar() {
    let proxied = message("http://me:pw@shop.example:81/p?q#f").unwrap();
    assert_eq!(
        bytes(&proxied, Way { proxy: Some(Some("Basic dTpw")), ..Way::default() }),
        "GET http://shop.example:81/p?q HTTP/1.1|Host: shop.example:81|Proxy-Authorization: Basic dTpw|\
        Authorization: Basic bWU6cHc=|User-Agent: UA|Accept: */*|Proxy-Connection: Keep-Alive||"
    );
    let cookies = message("-b jar -b a=1 http://a/").unwrap();
    assert_eq!(cookies.jar, Some(vec![("jarred".to_owned(), "yes".to_owned())]));
    let way = Way { cookies: Some("jarred=yes"), close: true, ..Way::default() };
    assert!(bytes(&cookies, way).ends_with("Cookie: jarred=yes; a=1|Connection: close||"));
    assert_eq!(message("-b a=1 http://a/").unwrap().jar, None);
    assert_eq!(message("-b '' http://a/").unwrap().jar, Some(Vec::new()));
}

#[test]
fn what_cannot_be_sent_is_refused() {
    for line in ["ftp://a", "http://", "http://a:99999", "http://a:0", "'http://a b'", "''", "http:///"] {
        assert_eq!(message(line).map_err(|misuse| misuse.kind), Err(MisuseKind::BadUrl), "{line}");
    }
    let bad =
        ["-H 'a b: c' a", "-H ': c' a", "-H nothing a", "-H $'A: b\\r\\nC: d' a", "-A $'a\\nb' a", "-b $'a=\\n' a"];
    for line in bad {
        assert_eq!(message(line).map_err(|misuse| misuse.kind), Err(MisuseKind::BadHeader), "{line}");
    }
    assert_eq!(message("-I -d x a").map_err(|misuse| misuse.kind), Err(MisuseKind::Conflict));
}

#[test]
fn where_a_redirect_leads() {
    let next = |line: &str, status, location| {
        bytes(&message(line).unwrap().redirected(status, location).unwrap(), Way::default())
    };
    let usual = "Host: a|User-Agent: UA|Accept: */*|";
    for status in [301, 302, 303] {
        assert_eq!(next("-d x http://a/b/c", status, "../d"), format!("GET /d HTTP/1.1|{usual}|"));
        // A method that was typed stays, and goes without its body.
        assert_eq!(next("-X POST -d x http://a/b", status, "/d"), format!("POST /d HTTP/1.1|{usual}|"));
        assert_eq!(next("-X PUT -d x http://a/b", status, "/d"), format!("PUT /d HTTP/1.1|{usual}|"));
        assert_eq!(next("-I http://a/b", status, "/d"), format!("HEAD /d HTTP/1.1|{usual}|"));
        assert_eq!(
            next("-H 'Content-Type: q' -d x a", status, "/d"),
            format!("GET /d HTTP/1.1|{usual}Content-Type: q||")
        );
    }
    for status in [300, 305, 307, 308] {
        assert!(next("-d x http://a/b", status, "/d").starts_with("POST /d"));
        assert!(next("-d x http://a/b", status, "/d").ends_with("||x"));
    }
    let secrets = "-u a:b -b c=1 -H 'X: 1' -H 'Host: h' http://a/";
    assert!(next(secrets, 302, "/d").contains("Host: h|Authorization: Basic YTpi|"));
    // Another port is another origin, but the same host.
    let port = next(secrets, 302, "http://a:81/d");
    assert_eq!(port, "GET /d HTTP/1.1|Host: h|User-Agent: UA|Accept: */*|Cookie: c=1|X: 1||");
    assert_eq!(next(secrets, 302, "http://b/d"), "GET /d HTTP/1.1|Host: b|User-Agent: UA|Accept: */*|X: 1||");
    let typed = "-H 'Authorization: q' -H 'Cookie: k=1' a";
    assert_eq!(next(typed, 302, "/d"), format!("GET /d HTTP/1.1|{usual}Authorization: q|Cookie: k=1||"));
    assert_eq!(next(typed, 302, "https://a/d"), format!("GET /d HTTP/1.1|{usual}|"));
    assert_eq!(next("-e 'r;auto' http://a/b#f", 302, "/d"), format!("GET /d HTTP/1.1|{usual}Referer: http://a/b||"));
    assert_eq!(message("a").unwrap().redirected(302, "file:///etc/passwd"), None);
}
