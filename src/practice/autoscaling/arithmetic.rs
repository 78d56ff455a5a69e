//! How much capacity a policy asks for: AWS's arithmetic, with numbers only.

/// The sizes that a policy meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sizes {
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) desired: u32,
    /// Instances in service whose warm-up is over: the ones that the metric speaks of.
    pub(crate) warm: u32,
    /// Instances that are being terminated.
    pub(crate) leaving: u32,
}

impl Sizes {
    fn bounded(self, to: f64) -> u32 {
        let (min, max) = (f64::from(self.min), f64::from(self.max.max(self.min)));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between min and max, both u32")]
        let size = to.clamp(min, max) as u32;
        size
    }
}

/// Target tracking: the capacity at which the metric, shared by all, would be at its target; rounded up, so that it
/// does not rise above it. Out it goes there at once. In, AWS says no more than that it goes gradually; here it takes
/// away one instance each time that the alarm acts, which is every minute. While instances warm up, none.
pub(crate) fn tracking(sizes: Sizes, metric: f64, target: f64, scale_in: bool) -> u32 {
    if !metric.is_finite() || !target.is_finite() || target <= 0.0 || metric < 0.0 {
        return sizes.desired;
    }
    let counted = if sizes.warm == 0 { sizes.desired } else { sizes.warm };
    // The share is taken a hair smaller, so that 3 × (25 / 25) is 3 and not, by a rounding error, 4.
    let wanted = sizes.bounded((f64::from(counted) * metric / target - 1e-9).ceil());
    if wanted >= sizes.desired {
        return wanted.max(sizes.desired);
    }
    let warming = sizes.warm < sizes.desired;
    if scale_in && !warming { sizes.desired - 1 } else { sizes.desired }
}

/// `AdjustmentType` with its value, and the magnitude below which a percentage does not go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adjustment {
    Change(i64),
    Exact(i64),
    Percent { percent: i64, at_least: i64 },
}

/// A simple or step adjustment of a capacity, within min and max. Percentages are rounded as AWS rounds: above 1
/// down, between 0 and 1 to 1, and so for negative ones towards zero and to −1.
pub(crate) fn adjusted(sizes: Sizes, from: u32, adjustment: Adjustment) -> u32 {
    let from = i64::from(from);
    let to = match adjustment {
        Adjustment::Change(by) => from.saturating_add(by),
        Adjustment::Exact(to) => to,
        Adjustment::Percent { percent, at_least } => {
            let by = from.saturating_mul(percent) / 100;
            let by = if by == 0 { percent.signum() } else { by };
            let by = if at_least > by.abs() { at_least * percent.signum() } else { by };
            from.saturating_add(by)
        }
    };
    let (min, max) = (i64::from(sizes.min), i64::from(sizes.max.max(sizes.min)));
    u32::try_from(to.clamp(min, max)).unwrap_or(sizes.min)
}

/// A step adjustment of the desired capacity, so that several breaches of one step come to one change. Out: it is
/// counted from the instances that the metric speaks of, and those that warm up are part of what it asks for. In: not
/// before all have warmed up, and those that are being terminated already are part of what it takes away.
pub(crate) fn stepped(sizes: Sizes, adjustment: Adjustment) -> u32 {
    let plainly = adjusted(sizes, sizes.desired, adjustment);
    if plainly >= sizes.desired {
        let from = if sizes.warm == 0 { sizes.desired } else { sizes.warm };
        return adjusted(sizes, from, adjustment).max(sizes.desired);
    }
    if sizes.warm < sizes.desired {
        return sizes.desired;
    }
    adjusted(sizes, sizes.desired.saturating_add(sizes.leaving), adjustment).min(sizes.desired)
}

/// One step: bounds relative to the alarm's threshold, and the adjustment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) lower: Option<f64>,
    pub(crate) upper: Option<f64>,
    pub(crate) adjustment: i64,
}

/// The step that a breach falls into. Above the threshold the lower bound belongs to a step and the upper does not;
/// below it, it is the other way round.
pub(crate) fn step_for(steps: &[Step], breach: f64) -> Option<Step> {
    let within = |step: &&Step| {
        if breach >= 0.0 {
            step.lower.is_none_or(|lower| breach >= lower) && step.upper.is_none_or(|upper| breach < upper)
        } else {
            step.lower.is_none_or(|lower| breach > lower) && step.upper.is_none_or(|upper| breach <= upper)
        }
    };
    steps.iter().find(within).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn sizes(min: u32, max: u32, desired: u32, warm: u32) -> Sizes {
        Sizes { min, max, desired, warm, leaving: 0 }
    }

    #[test]
    fn target_tracking_goes_out_proportionally_and_in_gradually() {
        for (warm, desired, metric, scale_in, expected) in [
            (1, 1, 500.0, true, 4),
            (1, 1, 26.0, true, 2),
            (3, 3, 25.0, true, 3),
            (1, 1, 25.0, true, 1),
            (4, 4, 10.0, true, 3),
            (4, 4, 10.0, false, 4),
            (4, 4, 0.0, true, 3),
            (2, 2, 10.0, true, 1),
            // Two of three warm up: their share is not in the metric, and nothing is taken away meanwhile.
            (1, 3, 60.0, true, 3),
            (1, 3, 10.0, true, 3),
            (1, 2, 100.0, true, 4),
        ] {
            assert_eq!(
                tracking(sizes(1, 4, desired, warm), metric, 25.0, scale_in),
                expected,
                "{warm} {desired} {metric}"
            );
        }
    }

    #[test]
    fn percentages_round_as_aws_rounds() {
        let of =
            |from, percent, at_least| adjusted(sizes(0, 100, 0, 0), from, Adjustment::Percent { percent, at_least });
        assert_eq!(of(10, 15, 0), 11);
        assert_eq!(of(4, 10, 0), 5);
        assert_eq!(of(4, 10, 2), 6);
        assert_eq!(of(10, -19, 0), 9);
        assert_eq!(of(10, -67, 0), 4);
        assert_eq!(of(4, -10, 0), 3);
        assert_eq!(adjusted(sizes(1, 4, 2, 2), 2, Adjustment::Exact(9)), 4);
        assert_eq!(adjusted(sizes(1, 4, 2, 2), 2, Adjustment::Change(-5)), 1);
    }

    #[test]
    fn several_breaches_of_a_step_come_to_one_change() {
        let by = |warm, leaving, by| stepped(Sizes { leaving, ..sizes(1, 10, 4, warm) }, Adjustment::Change(by));
        // Two of four warm up: one more than the two that count is asked for already; three more is one more.
        assert_eq!((by(2, 0, 1), by(2, 0, 2), by(2, 0, 3)), (4, 4, 5));
        assert_eq!(by(0, 0, 1), 5, "while none counts, what is wanted does");
        assert_eq!(by(2, 0, -1), 4, "nothing is taken away while some warm up");
        assert_eq!((by(4, 0, -1), by(4, 1, -1), by(4, 1, -2), by(4, 3, -1)), (3, 4, 3, 4));
        assert_eq!(stepped(Sizes { leaving: 2, ..sizes(1, 10, 4, 4) }, Adjustment::Exact(2)), 2);
    }

    #[test]
    fn steps_begin_at_their_nearer_bound() {
        let step = |lower, upper, adjustment| Step { lower, upper, adjustment };
        let out = [step(Some(0.0), Some(10.0), 1), step(Some(10.0), None, 3)];
        assert_eq!(step_for(&out, 0.0).map(|one| one.adjustment), Some(1));
        assert_eq!(step_for(&out, 10.0).map(|one| one.adjustment), Some(3));
        let down = [step(Some(-10.0), Some(0.0), -1), step(None, Some(-10.0), -2)];
        assert_eq!(step_for(&down, -10.0).map(|one| one.adjustment), Some(-2));
        assert_eq!(step_for(&down, -5.0).map(|one| one.adjustment), Some(-1));
        assert_eq!(step_for(&out, -1.0), None);
    }

    proptest! {
        #[test]
        fn capacity_stays_between_its_bounds(
            min in 0_u32..20, more in 0_u32..20, desired in 0_u32..40, warm in 0_u32..40,
            metric in -10.0_f64..1e6, target in 0.1_f64..1e4, by in -100_i64..100, percent in -300_i64..300,
        ) {
            let max = min + more;
            let sizes = sizes(min, max, desired.clamp(min, max), warm);
            for to in [
                tracking(sizes, metric, target, true),
                tracking(sizes, metric, target, false),
                adjusted(sizes, sizes.desired, Adjustment::Change(by)),
                adjusted(sizes, sizes.desired, Adjustment::Exact(by)),
                stepped(Sizes { leaving: warm, ..sizes }, Adjustment::Change(by)),
                adjusted(sizes, sizes.desired, Adjustment::Percent { percent, at_least: by.abs() }),
            ] {
                prop_assert!((min..=max).contains(&to));
            }
            prop_assert!(tracking(sizes, metric, target, false) >= sizes.desired);
        }

        #[test]
        fn what_tracking_asks_for_brings_the_metric_to_its_target(warm in 1_u32..50, metric in 0.0_f64..1e4) {
            let to = tracking(sizes(0, 1_000_000, warm, warm), metric, 25.0, true);
            prop_assert!(f64::from(warm) * metric <= 25.0 * f64::from(to) + 1e-3);
        }
    }
}
