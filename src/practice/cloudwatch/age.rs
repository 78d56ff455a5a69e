//! How metrics grow old. AWS keeps minutes for 15 days, five minutes for 63 and hours for 455; so does this, within
//! bounds that one machine's memory sets: a region's old metrics take [`MOST_BYTES`] at most, and beyond that the
//! oldest minutes become five minutes, and then hours, before their time.

use super::super::account::{Monitoring, Packed, Points, Run, Stat};
use super::{packed, series};

const DAY: i64 = 24 * 60;
/// Spans in minutes, and how many minutes they are kept.
const AGES: [(i64, i64); 3] = [(1, 15 * DAY), (5, 63 * DAY), (60, 455 * DAY)];
/// How many runs are packed at once, and how many may lie open: half a day in which every minute is another.
const AT_ONCE: usize = 360;
const MOST_OPEN: usize = 2 * AT_ONCE;
/// What a region's packed runs may take.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The oldest minute of which a question by this period can be answered.
pub(super) fn oldest(now: i64, period_minutes: i64) -> i64 {
    let kept = AGES.iter().filter(|(span, _)| period_minutes % span == 0).map(|(_, age)| *age);
    now - kept.max().unwrap_or(0)
}

/// Packs the oldest runs once there are too many.
pub(super) fn pack_surplus(points: &mut Points) {
    while points.minutes.len() > MOST_OPEN {
        let oldest: Vec<Run> = points.minutes.drain(..AT_ONCE).collect();
        points.packed.push_back(packed::pack(1, &oldest));
    }
}

/// Puts a late minute among those that are packed already; `false` when it is later than all of them.
pub(super) fn put_late(points: &mut Points, minute: i64, stat: &Stat) -> bool {
    let Some(place) = points.packed.iter().position(|packed| packed.to > minute) else { return false };
    let chunk = &mut points.packed[place];
    let mut runs = packed::unpack(chunk).into();
    series::put(&mut runs, minute.div_euclid(chunk.span), stat);
    *chunk = packed::pack(chunk.span, runs.make_contiguous());
    true
}

/// Lets everything grow older, and forgets what has outlived its time and metrics of which nothing is left.
pub(super) fn forget(monitoring: &mut Monitoring, now: i64) {
    let due = |points: &Points| {
        let open = points.minutes.front().is_some_and(|run| run.0 + i64::from(run.1) <= now - AGES[0].1);
        open || points.packed.iter().any(|packed| outlived(packed, now))
    };
    let mut bytes = 0;
    monitoring.series.retain(|_, points| {
        if due(points) {
            grow_older(points, now);
        }
        bytes += size(points);
        !(points.minutes.is_empty() && points.packed.is_empty())
    });
    while bytes > MOST_BYTES {
        let finest = |packed: &Packed| AGES.iter().rev().position(|(span, _)| *span == packed.span);
        let chunks = monitoring.series.iter().filter_map(|(key, points)| {
            let chunk = points.packed.iter().max_by_key(|packed| (finest(packed), -packed.to))?;
            Some((finest(chunk), -chunk.to, key.clone()))
        });
        let Some((_, to, key)) = chunks.max() else { return };
        let Some(points) = monitoring.series.get_mut(&key) else { return };
        let before = size(points);
        if let Some(place) = points.packed.iter().position(|packed| packed.to == -to) {
            coarsen(points, place);
        }
        bytes = bytes - before + size(points);
    }
}

fn size(points: &Points) -> usize {
    points.packed.iter().map(|packed| packed.runs.len()).sum()
}

fn outlived(packed: &Packed, now: i64) -> bool {
    AGES.iter().any(|(span, age)| *span == packed.span && packed.to <= now - age)
}

fn grow_older(points: &mut Points, now: i64) {
    let outlive = points.minutes.iter().take_while(|run| run.0 + i64::from(run.1) <= now - AGES[0].1).count();
    if outlive > 0 {
        let old: Vec<Run> = points.minutes.drain(..outlive).collect();
        points.packed.push_back(packed::pack(1, &old));
    }
    while let Some(place) = points.packed.iter().position(|packed| outlived(packed, now)) {
        coarsen(points, place);
    }
}

/// Makes the next longer spans of packed ones; hours become nothing.
fn coarsen(points: &mut Points, place: usize) {
    let Some(old) = points.packed.remove(place) else { return };
    let Some((span, _)) = AGES.iter().find(|(span, _)| *span > old.span).copied() else { return };
    let mut runs = std::collections::VecDeque::new();
    for Run(start, count, stat) in packed::unpack(&old) {
        let (mut at, end) = (start * old.span, (start + i64::from(count)) * old.span);
        while at < end {
            // All of a longer span at a time.
            let inside = (end - at).min(span - at.rem_euclid(span)) / old.span;
            let mut whole = Stat::default();
            (0..inside).for_each(|_| whole.join(&stat));
            series::put(&mut runs, at.div_euclid(span), &whole);
            at += inside * old.span;
        }
    }
    let before = place.checked_sub(1).filter(|before| points.packed[*before].span == span);
    match before.map(|before| (before, packed::unpack(&points.packed[before]))) {
        // It may share its first span with the one before.
        Some((before, earlier)) if earlier.len() < AT_ONCE => {
            let mut joined = std::collections::VecDeque::from(earlier);
            for Run(start, count, stat) in runs {
                (0..i64::from(count)).for_each(|n| series::put(&mut joined, start + n, &stat));
            }
            points.packed[before] = packed::pack(span, joined.make_contiguous());
        }
        _ => points.packed.insert(place, packed::pack(span, runs.make_contiguous())),
    }
}
