//! The commands that bring an application onto an instance and start it: how each succeeds or fails.

use super::script::{Ended, Shell};

/// Where pnpm, and pm2 with it, live on the courses' instances.
pub(super) const PNPM_HOME: &str = "/root/.local/share/pnpm";

pub(super) fn run(shell: &mut Shell<'_>, name: &str, arguments: &[String]) -> Ended {
    let first = arguments.iter().find(|word| !word.starts_with('-')).map(String::as_str).unwrap_or_default();
    match name.rsplit('/').next().unwrap_or(name) {
        "aws" => aws(shell, arguments),
        "curl" | "wget" => download(shell, arguments),
        "git" if first == "clone" => {
            shell.seconds += 5;
            (shell.archive, shell.unpacked) = (true, true);
            Ok(())
        }
        "tar" | "unzip" => unpack(shell, name),
        "pnpm" | "npm" | "yarn" | "npx" | "node" | "pm2" => {
            available(shell, name)?;
            node_tool(shell, name.rsplit('/').next().unwrap_or(name), arguments)
        }
        "yum" | "dnf" | "apt-get" | "apt" | "amazon-linux-extras" => packages(shell, name, arguments),
        "systemctl" | "service" => service(shell, arguments),
        _ => Ok(()),
    }
}

fn aws(shell: &mut Shell<'_>, arguments: &[String]) -> Ended {
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
    if words.first() != Some(&"s3") || !matches!(words.get(1), Some(&("cp" | "sync" | "mv"))) {
        return Ok(());
    }
    shell.seconds += 3;
    let Some(source) = words.get(2).copied().filter(|one| one.starts_with("s3://")) else {
        let what = words.get(2).copied().unwrap_or_default();
        return Err(format!("\nThe user-provided path {what} does not exist."));
    };
    let (bucket, key) =
        source.trim_start_matches("s3://").split_once('/').unwrap_or((source.trim_start_matches("s3://"), ""));
    if placeholder(source) || !bucket_name(bucket) {
        return Err(format!(
            "fatal error: Parameter validation failed:\nInvalid bucket name \"{bucket}\": Bucket name must match the regex \
             \"^[a-zA-Z0-9.\\-_]{{1,255}}$\""
        ));
    }
    if !shell.given.profile {
        return Err("fatal error: Unable to locate credentials".to_owned());
    }
    let whole = words[1] == "sync" || arguments.iter().any(|word| word == "--recursive");
    if key.is_empty() && !whole {
        return Err(
            "fatal error: An error occurred (404) when calling the HeadObject operation: Key \"\" does not exist"
                .to_owned(),
        );
    }
    shell.lines.push(format!("download: {source} to {}", words.get(3).copied().unwrap_or(".")));
    shell.archive = true;
    shell.unpacked |= whole;
    Ok(())
}

/// 3 to 63 characters: small letters, digits, dots and dashes.
fn bucket_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    (3..=63).contains(&name.len()) && name.chars().all(allowed)
}

/// Text that stands for a value nobody has put in yet.
fn placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.contains(['<', '>', '{', '}', '…'])
        || ["xxx", "your-", "your_", "placeholder"].iter().any(|one| lower.contains(one))
}

fn download(shell: &mut Shell<'_>, arguments: &[String]) -> Ended {
    let Some(url) = arguments.iter().find(|word| word.starts_with("http://") || word.starts_with("https://")) else {
        let given = arguments.iter().rfind(|word| !word.starts_with('-')).map(String::as_str).unwrap_or_default();
        if placeholder(given) || given.is_empty() {
            return Err(format!("curl: (3) URL using bad/illegal format or missing URL: {given}"));
        }
        return Ok(());
    };
    // The metadata service and the like are not an archive.
    if url.contains("169.254.169.254") {
        return Ok(());
    }
    shell.seconds += 3;
    let host = url.split('/').nth(2).unwrap_or_default();
    if placeholder(url) || host.is_empty() {
        return Err(format!("curl: (6) Could not resolve host: {host}"));
    }
    shell.archive = true;
    Ok(())
}

fn unpack(shell: &mut Shell<'_>, name: &str) -> Ended {
    shell.seconds += 2;
    if !shell.archive {
        return Err(match name {
            "unzip" => "unzip:  cannot find or open the archive.".to_owned(),
            _ => "tar: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now".to_owned(),
        });
    }
    shell.unpacked = true;
    Ok(())
}

/// Whether a tool of Node.js is found and has the environment that it needs.
fn available(shell: &Shell<'_>, name: &str) -> Ended {
    let there = shell.given.deployable.is_some() || shell.tools_installed;
    if name.contains('/') {
        if !there || (!name.starts_with(PNPM_HOME) && !shell.tools_installed) {
            return Err(format!("/var/lib/cloud/instance/scripts/part-001: {name}: No such file or directory"));
        }
    } else {
        let path = shell.variables.get("PATH").map(String::as_str).unwrap_or_default();
        let found = path.split(':').any(|one| one.trim_end_matches('/') == PNPM_HOME) && there;
        if !found && !shell.tools_installed {
            return Err(format!("/var/lib/cloud/instance/scripts/part-001: {name}: command not found"));
        }
    }
    let home = shell.variables.get("HOME").is_some_and(|home| !home.is_empty()) && shell.exported.contains("HOME");
    if home {
        return Ok(());
    }
    Err(match name.rsplit('/').next() {
        Some("pm2") => "[PM2][Initialization] Environment variable HOME (Linux) are not set!".to_owned(),
        _ => " ERROR  The \"path\" argument must be of type string. Received undefined (HOME is not set)".to_owned(),
    })
}

fn node_tool(shell: &mut Shell<'_>, name: &str, arguments: &[String]) -> Ended {
    let words: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let global = arguments.iter().any(|word| word == "-g" || word == "--global");
    if name == "pm2" {
        return pm2(shell, &words);
    }
    if name == "npx" && words.first() == Some(&"pm2") {
        return pm2(shell, &words[1..]);
    }
    let verb = match words.as_slice() {
        ["run", script, ..] => script,
        [verb, ..] => verb,
        [] if name == "yarn" => "install",
        [] => return Ok(()),
    };
    match verb {
        "install" | "i" | "ci" | "add" if global => {
            shell.seconds += 5;
            shell.tools_installed = true;
            Ok(())
        }
        "install" | "i" | "ci" => {
            needs_package(shell)?;
            shell.seconds += 25;
            shell.installed = true;
            shell.lines.push("Done in 24.6s".to_owned());
            Ok(())
        }
        "build" => {
            needs_package(shell)?;
            if !shell.installed {
                return Err(" WARN   Local package.json exists, but node_modules missing, did you mean to install?\n ELIFECYCLE  Command failed.".to_owned());
            }
            shell.seconds += 35;
            shell.built = true;
            Ok(())
        }
        "start" => launch(shell),
        _ if name == "node" && verb.contains(".js") => launch(shell),
        _ => Ok(()),
    }
}

fn needs_package(shell: &Shell<'_>) -> Ended {
    if shell.unpacked && shell.given.deployable.is_some() {
        return Ok(());
    }
    Err(" ERR_PNPM_NO_PKG_MANIFEST  No package.json found".to_owned())
}

fn pm2(shell: &mut Shell<'_>, words: &[&str]) -> Ended {
    shell.seconds += 2;
    match words.first().copied().unwrap_or_default() {
        "start" => {
            // pm2 has done its part when the process is there; whether that lives shows in its log.
            shell.lines.push("[PM2] Done.".to_owned());
            if let Err(why) = launch(shell) {
                shell.lines.extend(why.lines().map(|line| format!("0|ecommerce-app  | {line}")));
            }
        }
        "startup" => shell.hook = true,
        "save" => {
            shell.saved = true;
            shell.lines.push("[PM2] Successfully saved in /root/.pm2/dump.pm2".to_owned());
        }
        "delete" | "stop" | "kill" => {
            shell.stopped_others = true;
            shell.started = None;
        }
        "unstartup" => shell.hook = false,
        _ => {}
    }
    if shell.hook && shell.saved {
        shell.at_boot.clone_from(&shell.started);
    }
    Ok(())
}

/// Starts the application that was fetched, if it can live.
fn launch(shell: &mut Shell<'_>) -> Ended {
    let Some(app) = shell.given.deployable.clone().filter(|_| shell.unpacked) else {
        return Err(" ERR_PNPM_NO_IMPORTER_MANIFEST_FOUND  No package.json was found".to_owned());
    };
    if !shell.installed {
        return Err("Error: Cannot find module 'express'\nRequire stack:\n- server.js".to_owned());
    }
    if !shell.built {
        return Err("Error: Could not find a production build. Run the build first.".to_owned());
    }
    match shell.secret.as_deref() {
        None => return Err("Error: AURORA_SECRET_ARN is not set".to_owned()),
        Some(arn) if !secret_arn(arn) => {
            return Err("InvalidParameterException: Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@! (AURORA_SECRET_ARN)".to_owned());
        }
        Some(_) => {}
    }
    shell.start(app)
}

/// `arn:aws:secretsmanager:REGION:TWELVE DIGITS:secret:NAME`.
fn secret_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(7, ':').collect();
    let [arn, partition, service, region, account, kind, name] = parts[..] else { return false };
    let named = |c: char| c.is_ascii_alphanumeric() || "-/_+=.@!".contains(c);
    arn == "arn"
        && partition.starts_with("aws")
        && service == "secretsmanager"
        && !region.is_empty()
        && account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && kind == "secret"
        && !name.is_empty()
        && name.chars().all(named)
        && !placeholder(name)
}

fn packages(shell: &mut Shell<'_>, manager: &str, arguments: &[String]) -> Ended {
    if !arguments.iter().any(|word| word == "install") {
        shell.seconds += 5;
        return Ok(());
    }
    shell.seconds += 15;
    let found = arguments.iter().find_map(|word| match word.as_str() {
        "httpd" => Some("httpd"),
        "apache2" => Some("apache2"),
        "nginx" | "nginx1" => Some("nginx"),
        _ => None,
    });
    shell.web_server = found.or(shell.web_server);
    // Debian's packages start what they install; Red Hat's wait to be told.
    if found.is_some() && manager.starts_with("apt") {
        shell.start(Shell::page())?;
        shell.at_boot = Some(Shell::page());
    }
    Ok(())
}

fn service(shell: &mut Shell<'_>, arguments: &[String]) -> Ended {
    let about = |name: &str| arguments.iter().any(|word| word == name || word.strip_suffix(".service") == Some(name));
    let Some(name) = ["httpd", "apache2", "nginx"].into_iter().find(|name| about(name)) else { return Ok(()) };
    if shell.web_server != Some(name) {
        return Err(format!("Failed to start {name}.service: Unit {name}.service not found."));
    }
    let verb = |name: &str| arguments.iter().any(|word| word == name);
    if verb("enable") {
        shell.at_boot = Some(Shell::page());
    }
    if (verb("start") || verb("restart") || verb("--now")) && shell.started.is_none() {
        shell.start(Shell::page())?;
    }
    Ok(())
}
