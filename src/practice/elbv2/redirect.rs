//! Redirect actions: what is not named stays as it was asked, written with AWS's placeholders.

use super::super::account::RedirectConfig;
use super::super::fault::Fault;
use super::actions::{Place, invalid};
use super::names;

const PROTOCOL: &str = "#{protocol}";
const HOST: &str = "#{host}";
const PORT: &str = "#{port}";
const PATH: &str = "/#{path}";
const QUERY: &str = "#{query}";

/// Checks a redirect and fills in what it leaves as it was.
pub(super) fn complete(place: &Place<'_>, asked: RedirectConfig, number: usize) -> Result<RedirectConfig, Fault> {
    let or = |given: &Option<String>, default: &str| given.clone().unwrap_or_else(|| default.to_owned());
    let (protocol, host, port) = (or(&asked.protocol, PROTOCOL), or(&asked.host, HOST), or(&asked.port, PORT));
    let (path, query) = (or(&asked.path, PATH), or(&asked.query, QUERY));
    let at = |member: &str| format!("{}.{number}.member.redirectConfig.{member}", place.at);
    if !matches!(asked.status_code.as_str(), "HTTP_301" | "HTTP_302") {
        let rule = "Member must satisfy enum value set: [HTTP_301, HTTP_302]";
        return Err(names::constraint(&asked.status_code, &at("statusCode"), rule));
    }
    if !matches!(protocol.as_str(), "HTTP" | "HTTPS" | PROTOCOL) {
        let rule = r"Member must satisfy regular expression pattern: ^(HTTPS?|#\{protocol\})$";
        return Err(names::constraint(&protocol, &at("protocol"), rule));
    }
    if port != PORT && !port.parse::<u16>().is_ok_and(|number| number > 0) {
        return Err(invalid(format!("The redirect port '{port}' must be '{PORT}' or in the range '1-65535'")));
    }
    for (member, value, least) in [("host", &host, 1), ("path", &path, 1), ("query", &query, 0)] {
        let length = value.chars().count();
        if length < least || length > 128 {
            let rule = format!("Member must have length between {least} and 128");
            return Err(names::constraint(value, &at(member), &rule));
        }
    }
    if !path.starts_with('/') {
        return Err(invalid(format!("The redirect path '{path}' must begin with '/'")));
    }
    if place.protocol == "HTTPS" && protocol == "HTTP" {
        return Err(invalid("You cannot redirect HTTPS to HTTP"));
    }
    let same_protocol = protocol == PROTOCOL || protocol == place.protocol;
    let same_port = port == PORT || port == place.port.to_string();
    if same_protocol && same_port && host == HOST && path == PATH {
        return Err(invalid("The redirect configuration is not valid because it creates a loop."));
    }
    let [protocol, host, port] = [protocol, host, port].map(Some);
    Ok(RedirectConfig { protocol, port, host, path: Some(path), query: Some(query), status_code: asked.status_code })
}
