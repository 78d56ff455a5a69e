//! The time zone of this machine.
//!
//! Every command asks for it, and the first frame waits for it. A database of zones would first read all of its
//! directories, a thousand entries, to find the one file that everything points to already.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

const LOCAL_TIME: &str = "/etc/localtime";
const ZONES: &str = "/usr/share/zoneinfo";

/// The zone of `TZ`, else of this machine; UTC where it has none.
#[must_use]
pub fn system_zone() -> TimeZone {
    let tz = std::env::var_os("TZ");
    one_file(tz.as_deref()).and_then(|(name, path)| read(&name, &path)).unwrap_or_else(TimeZone::system)
}

/// The name of the zone and its file, where both are plain to see.
fn one_file(tz: Option<&OsStr>) -> Option<(String, PathBuf)> {
    if let Some(tz) = tz {
        let name = tz.to_str().filter(|name| is_zone_name(name))?;
        return Some((name.to_owned(), Path::new(ZONES).join(name)));
    }
    let link = fs::read_link(LOCAL_TIME).ok()?;
    let (_, name) = link.to_str()?.rsplit_once("zoneinfo/")?;
    Some((name.to_owned(), PathBuf::from(LOCAL_TIME)))
}

/// `Asia/Tokyo`. What has no area may be a rule (`JST-9`), and what begins otherwise a path: those go the long way.
fn is_zone_name(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    begins && name.contains('/') && name.chars().all(|c| c.is_ascii_alphanumeric() || "/_-+".contains(c))
}

fn read(name: &str, path: &Path) -> Option<TimeZone> {
    TimeZone::tzif(name, &fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_name_is_a_file_of_the_database() {
        for name in ["Asia/Tokyo", "America/Port-au-Prince", "America/Argentina/Buenos_Aires", "Etc/GMT+9"] {
            assert_eq!(one_file(Some(OsStr::new(name))), Some((name.to_owned(), Path::new(ZONES).join(name))));
        }
        for other in ["", "UTC", "JST-9", ":Asia/Tokyo", "/etc/localtime", "../Asia/Tokyo", "EST5EDT,M3.2.0,M11.1.0/2"]
        {
            assert_eq!(one_file(Some(OsStr::new(other))), None, "{other}");
        }
    }

    #[test]
    fn the_short_way_and_the_long_way_agree() {
        let at: jiff::Timestamp = "2026-11-22T01:02:03Z".parse().unwrap();
        let shown = |zone: TimeZone| at.to_zoned(zone).strftime("%F %T %Z").to_string();
        for name in ["Asia/Tokyo", "America/New_York", "Europe/London"] {
            let (Some(short), Ok(long)) = (read(name, &Path::new(ZONES).join(name)), TimeZone::get(name)) else {
                continue;
            };
            assert_eq!(shown(short), shown(long), "{name}");
        }
        assert_eq!(shown(system_zone()), shown(TimeZone::system()));
    }
}
