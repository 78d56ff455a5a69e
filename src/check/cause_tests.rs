//! AWS's sentences about causes, as they are written and as they never are.

use proptest::prelude::*;

use super::super::worlds::cause;
use super::*;

#[test]
fn sentences_of_aws() {
    let text = cause("Request Policy", "TargetTracking-my asg-AlarmHigh-1", 1, 3);
    let found = alarm_triggers(&text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].policy, found[0].alarm), ("Request Policy", "TargetTracking-my asg-AlarmHigh-1"));
    assert_eq!((found[0].from, found[0].to, found[0].raises()), (1, 3, true));
    assert_eq!(capacity_increase(&text), Some((1, 3)));
    assert!(!raised_by_user(&text));
    assert!(!raised_by_user(
        "At … a user request created an AutoScalingGroup changing the desired capacity from 0 to 1."
    ));
}

proptest! {
    #[test]
    fn any_sentence_is_read_without_harm(text in ".{0,200}", from in 0i32..9, to in 0i32..9) {
        let _ = (alarm_triggers(&text), raised_by_user(&text), capacity_increase(&text));
        let whole = format!("{text}{}", cause("p", "a", from, to));
        prop_assert!(alarm_triggers(&whole).iter().any(|t| (t.from, t.to) == (from, to)));
    }
}
