//! Cookies in a file, as browsers have exported them since Netscape's, and as the head of an answer.

use url::{Host, Url};

/// Names and values of those that go to this URL, the longest path first. Nothing is known of the time here: whoever
/// reads the file leaves out what is over (see [`expires`]).
#[must_use]
pub fn of(text: &str, url: &Url) -> Vec<(String, String)> {
    let plain = |text: &str| text.bytes().all(|byte| byte >= 0x20 && byte != 0x7f);
    let lines = text.lines().filter_map(|line| line_of(line, url));
    let mut found: Vec<(usize, String, String)> =
        lines.filter(|(_, name, value)| plain(name) && plain(value)).collect();
    // The sort is stable: cookies of one path stay in order.
    found.sort_by_key(|(path, _, _)| std::cmp::Reverse(*path));
    found.into_iter().map(|(_, name, value)| (name, value)).collect()
}

/// When a line's cookie is over, in seconds since 1970; `None`: not while the browser is open, or it is no cookie.
#[must_use]
pub fn expires(line: &str) -> Option<i64> {
    line.split('\t').nth(4).and_then(|at| at.trim().parse().ok()).filter(|at| *at > 0)
}

fn line_of(line: &str, url: &Url) -> Option<(usize, String, String)> {
    let line = line.trim_end_matches(['\r', '\n']);
    let head = line.get(..11).filter(|start| start.eq_ignore_ascii_case("set-cookie:"));
    if head.is_some() {
        // Of an answer's head: it says for whom only by having been kept for this.
        let (name, value) = line[11..].split(';').next()?.split_once('=')?;
        return Some((1, name.trim().to_owned(), value.trim().to_owned()));
    }
    let line = line.strip_prefix("#HttpOnly_").unwrap_or(line);
    if line.starts_with('#') {
        return None;
    }
    let mut fields = line.split('\t');
    let domain = fields.next()?.trim_start_matches('.').to_ascii_lowercase();
    let wide = fields.next()? == "TRUE";
    let path = fields.next()?;
    let secure = fields.next()? == "TRUE";
    let (name, value) = (fields.nth(1)?, fields.next().unwrap_or_default());
    let host = url.host_str()?.to_ascii_lowercase();
    let below = wide && matches!(url.host(), Some(Host::Domain(_))) && host.ends_with(&format!(".{domain}"));
    let there = (host == domain || below) && within(url.path(), path) && (!secure || url.scheme() == "https");
    (there && !domain.is_empty()).then(|| (path.len(), name.to_owned(), value.to_owned()))
}

/// Whether a path lies in another.
fn within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || folder.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_cookie_is() {
        let file = "# Netscape HTTP Cookie File\n\
            shop.example\tFALSE\t/\tFALSE\t0\ta\t1\n\
            .example\tTRUE\t/cart\tFALSE\t0\tb\t2\r\n\
            #HttpOnly_shop.example\tFALSE\t/\tTRUE\t0\tc\t3\n\
            other.example\tFALSE\t/\tFALSE\t0\td\t4\n\
            nonsense\n\
            shop.example\tFALSE\t/\tFALSE\t0\tf\t6\r7\n\
            Set-Cookie: e=5; Path=/\n";
        let sent = |url: &str| {
            let pairs = of(file, &Url::parse(url).unwrap());
            pairs.into_iter().map(|(name, value)| name + &value).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(sent("http://shop.example/"), "a1 e5");
        assert_eq!(sent("http://shop.example/cart/1"), "b2 a1 e5");
        assert_eq!(sent("http://shop.example/carton"), "a1 e5");
        assert_eq!(sent("https://shop.example/"), "a1 c3 e5");
        assert_eq!(sent("http://notshop.example/"), "e5");
        assert_eq!(expires("a\tFALSE\t/\tFALSE\t17\tn\tv"), Some(17));
        assert_eq!(expires("a\tFALSE\t/\tFALSE\t0\tn\tv"), None);
    }
}
