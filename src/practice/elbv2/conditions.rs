//! Conditions of rules: checked, and in the form in which AWS answers them.

use ipnet::IpNet;

use super::super::account::{Condition, Values};
use super::super::fault::Fault;
use super::{limits, names};

/// The fields that a condition may have, as AWS lists them.
const FIELDS: [&str; 6] =
    ["path-pattern", "host-header", "http-header", "http-request-method", "query-string", "source-ip"];
/// The longest value of most fields.
const LONGEST: usize = 128;

/// Conditions as they are kept: `Values` and the field's own configuration both filled where AWS fills both.
pub(super) fn checked(given: Vec<Condition>) -> Result<Vec<Condition>, Fault> {
    if given.is_empty() {
        return Err(Fault::validation("A condition must be specified"));
    }
    let mut kept: Vec<Condition> = Vec::new();
    for condition in given {
        let field = condition.field.clone();
        if !FIELDS.contains(&field.as_str()) {
            let message = format!("Condition field '{field}' must be one of '[{}]'", FIELDS.join(", "));
            return Err(Fault::validation(message));
        }
        let repeatable = matches!(field.as_str(), "http-header" | "query-string");
        if !repeatable && kept.iter().any(|other| other.field == field) {
            let message = format!("A rule can only have one '{field}' condition");
            return Err(Fault::validation(message));
        }
        kept.push(one(condition)?);
    }
    let values: Vec<String> = kept.iter().flat_map(values_of).collect();
    if values.len() > limits::CONDITION_VALUES {
        let message =
            format!("The rule contains too many condition values; the limit is '{}'", limits::CONDITION_VALUES);
        return Err(Fault::validation(message));
    }
    let wildcards = values.iter().map(|value| value.matches(['*', '?']).count()).sum::<usize>();
    if wildcards > limits::CONDITION_WILDCARDS {
        let message = format!("The rule contains too many wildcards; the limit is '{}'", limits::CONDITION_WILDCARDS);
        return Err(Fault::validation(message));
    }
    Ok(kept)
}

/// Every value of a condition.
fn values_of(condition: &Condition) -> Vec<String> {
    let plain = [
        &condition.host_header_config,
        &condition.path_pattern_config,
        &condition.http_request_method_config,
        &condition.source_ip_config,
    ];
    let mut all: Vec<String> = plain.into_iter().flatten().flat_map(|config| config.values.clone()).collect();
    all.extend(condition.http_header_config.iter().flat_map(|config| config.values.clone()));
    all.extend(
        condition
            .query_string_config
            .iter()
            .flat_map(|config| &config.values)
            .map(|pair| format!("{}{}", pair.key.as_deref().unwrap_or_default(), pair.value)),
    );
    all
}

fn one(mut condition: Condition) -> Result<Condition, Fault> {
    let plain = condition.values.take().filter(|values| !values.is_empty());
    let field = condition.field.clone();
    match field.as_str() {
        "path-pattern" => {
            let values = either(plain, condition.path_pattern_config.take(), &field, "PathPatternConfig")?;
            each(&values, &field, LONGEST, path_characters)?;
            condition.path_pattern_config = Some(Values { values: values.clone() });
            condition.values = Some(values);
        }
        "host-header" => {
            let values = either(plain, condition.host_header_config.take(), &field, "HostHeaderConfig")?;
            each(&values, &field, LONGEST, host_name)?;
            condition.host_header_config = Some(Values { values: values.clone() });
            condition.values = Some(values);
        }
        _ if plain.is_some() => {
            return Err(Fault::validation(format!("The 'Values' field is not compatible with '{field}'")));
        }
        "http-request-method" => {
            let values = needed(condition.http_request_method_config.as_ref(), &field, "HttpRequestMethodConfig")?;
            each(&values.values, &field, 40, method)?;
        }
        "source-ip" => {
            let values = needed(condition.source_ip_config.as_ref(), &field, "SourceIpConfig")?;
            each(&values.values, &field, LONGEST, network)?;
        }
        "http-header" => header(&condition)?,
        _ => query(&condition)?,
    }
    Ok(condition)
}

/// The values of a field that takes them in two ways: one in `Values`, or several in its configuration.
fn either(plain: Option<Vec<String>>, config: Option<Values>, field: &str, named: &str) -> Result<Vec<String>, Fault> {
    match (plain, config.filter(|config| !config.values.is_empty())) {
        (Some(_), Some(_)) => {
            let message = format!("You cannot provide both Values and '{named}' for a condition of type '{field}'");
            Err(Fault::validation(message))
        }
        (Some(values), None) if values.len() > 1 => {
            Err(Fault::validation(format!("The '{field}' field contains too many values; the limit is '1'")))
        }
        (Some(values), None) => Ok(values),
        (None, Some(config)) => Ok(config.values),
        (None, None) => Err(Fault::validation("A condition value must be specified")),
    }
}

fn needed<'a, T>(config: Option<&'a T>, field: &str, named: &str) -> Result<&'a T, Fault> {
    config.ok_or_else(|| Fault::validation(format!("A '{named}' must be specified with '{field}'")))
}

/// Holds every value to a length and a form.
fn each(values: &[String], field: &str, longest: usize, form: fn(&str) -> Result<(), String>) -> Result<(), Fault> {
    if values.is_empty() || values.iter().any(String::is_empty) {
        return Err(Fault::validation(format!("A '{field}' value must be specified")));
    }
    for value in values {
        if value.chars().count() > longest {
            return Err(Fault::validation(format!("The '{field}' value is too long; the limit is '{longest}'")));
        }
        form(value).map_err(|why| Fault::validation(format!("The '{field}' value '{value}' is invalid; {why}")))?;
    }
    Ok(())
}

fn path_characters(value: &str) -> Result<(), String> {
    let good = value.chars().all(|c| c.is_ascii_alphanumeric() || r#"_-.$/~"'@:+&*?"#.contains(c));
    let why = r#"the allowed characters are A-Z, a-z, 0-9, _ - . $ / ~ " ' @ : + & * ?"#;
    good.then_some(()).ok_or_else(|| why.to_owned())
}

fn host_name(value: &str) -> Result<(), String> {
    if !value.chars().all(|c| c.is_ascii_alphanumeric() || "-.*?".contains(c)) {
        return Err("the allowed characters are A-Z, a-z, 0-9, - . * ?".to_owned());
    }
    let Some((_, last)) = value.rsplit_once('.') else {
        return Err("it must contain at least one '.'".to_owned());
    };
    if last.is_empty() || !last.chars().all(|c| c.is_ascii_alphabetic()) {
        return Err("only alphabetical characters are allowed after the final '.'".to_owned());
    }
    Ok(())
}

fn method(value: &str) -> Result<(), String> {
    let good = value.chars().all(|c| c.is_ascii_uppercase() || c == '-' || c == '_');
    good.then_some(()).ok_or_else(|| "the allowed characters are A-Z, hyphen and underscore".to_owned())
}

fn network(value: &str) -> Result<(), String> {
    if value == "255.255.255.255/32" || value.parse::<IpNet>().is_err() {
        return Err("it must be a CIDR block".to_owned());
    }
    Ok(())
}

fn printable(value: &str) -> Result<(), String> {
    let good = value.chars().all(|c| (' '..='~').contains(&c));
    good.then_some(()).ok_or_else(|| "only printable characters are allowed".to_owned())
}

fn header(condition: &Condition) -> Result<(), Fault> {
    let config = needed(condition.http_header_config.as_ref(), "http-header", "HttpHeaderConfig")?;
    let name = &config.http_header_name;
    if name.is_empty() {
        return Err(Fault::validation("An 'HttpHeaderName' must be specified in 'HttpHeaderConfig'"));
    }
    if name.chars().count() > 40 {
        return Err(Fault::validation("The 'HttpHeaderName' value is too long; the limit is '40'"));
    }
    if !names::has_form(name, r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$") {
        return Err(Fault::validation(format!("The 'HttpHeaderName' value '{name}' is invalid")));
    }
    if name.eq_ignore_ascii_case("host") {
        return Err(Fault::validation("The 'HttpHeaderName' cannot be 'Host'; use a 'host-header' condition"));
    }
    each(&config.values, "http-header", LONGEST, printable)
}

fn query(condition: &Condition) -> Result<(), Fault> {
    let config = needed(condition.query_string_config.as_ref(), "query-string", "QueryStringConfig")?;
    if config.values.is_empty() {
        return Err(Fault::validation("A 'query-string' value must be specified"));
    }
    for pair in &config.values {
        if pair.value.is_empty() {
            return Err(Fault::validation("A 'Value' must be specified in 'QueryStringKeyValuePair'"));
        }
        if pair.key.as_deref().is_some_and(|key| key.chars().count() > LONGEST) {
            return Err(Fault::validation(format!("The 'Key' value is too long; the limit is '{LONGEST}'")));
        }
        if pair.value.chars().count() > LONGEST {
            return Err(Fault::validation(format!("The 'Value' value is too long; the limit is '{LONGEST}'")));
        }
    }
    Ok(())
}
