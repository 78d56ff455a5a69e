//! Tables and properties of line breaking.

use proptest::prelude::*;

use super::*;
use Ambiguous::{Narrow, Wide};

#[test]
fn japanese_rules_hold() {
    let table: &[(&str, usize, &[&str])] = &[
        ("ターゲットグループ、です", 18, &["ターゲットグルー", "プ、です"]),
        ("あいう「えお」", 8, &["あいう", "「えお」"]),
        ("あいうえ。か", 8, &["あいう", "え。か"]),
        ("待ってちゃんと", 4, &["待っ", "て", "ちゃ", "んと"]),
        ("サーバーです", 6, &["サー", "バーで", "す"]),
    ];
    for (text, cells, expected) in table {
        assert_eq!(wrap_text(text, *cells, Narrow), *expected);
    }
}

#[test]
fn names_stay_whole_where_they_fit() {
    assert_eq!(
        wrap_text("セキュリティグループec-site-alb-sgを作成します。", 22, Narrow),
        ["セキュリティグループ", "ec-site-alb-sgを作成し", "ます。"]
    );
    assert_eq!(wrap_text("その場合は、--set vpc=xで", 12, Narrow), ["その場合は、", "--set vpc=x", "で"]);
    assert_eq!(wrap_text("in us-east-1a and us-east-1c", 14, Narrow), ["in us-east-1a", "and us-east-1c"]);
}

#[test]
fn a_name_wider_than_the_line_is_broken_at_its_joints() {
    let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/ec-site-alb/50dc6c495c0c9188";
    let lines = wrap_text(arn, 30, Narrow);
    assert!(lines.iter().all(|line| width(line, Narrow) <= 30), "{lines:?}");
    assert_eq!(lines.concat(), arn);
}

#[test]
fn spans_keep_their_style() {
    let lines = wrap(&[("押して", 'a'), ("ください", 'b')], 8, Narrow);
    assert_eq!(lines, [vec![("押して".to_owned(), 'a'), ("く".to_owned(), 'b')], vec![("ださい".to_owned(), 'b')]]);
}

#[test]
fn newlines_and_indentation_are_kept() {
    assert_eq!(wrap_text("a\n\n  b", 10, Narrow), ["a", "", "  b"]);
    assert_eq!(wrap_text("", 10, Narrow), [""]);
    assert_eq!(wrap_text("\n", 10, Narrow), ["", ""]);
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[あ-んァ-ヶ一-龠]{1,6}",
        "[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,3}",
        Just("、".to_owned()),
        Just("。".to_owned()),
        Just("「".to_owned()),
        Just("」".to_owned()),
        Just("（".to_owned()),
        Just("）".to_owned()),
        Just("ー".to_owned()),
        Just("っ".to_owned()),
        Just("…".to_owned()),
        Just(" ".to_owned()),
        Just("\n".to_owned()),
        Just("👩‍🏫".to_owned()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn never_wider_and_nothing_lost(text in any_text(), cells in 2_usize..60, wide in any::<bool>()) {
        let ambiguous = if wide { Wide } else { Narrow };
        let lines = wrap_text(&text, cells, ambiguous);
        for line in &lines {
            prop_assert!(width(line, ambiguous) <= cells, "{line:?} is wider than {cells}");
        }
        prop_assert_eq!(without_space(&lines.concat()), without_space(&text));
    }

    #[test]
    fn no_line_begins_or_ends_where_it_must_not(text in any_text(), cells in 40_usize..60) {
        for paragraph in text.split('\n') {
            let lines = wrap_text(paragraph, cells, Narrow);
            for pair in lines.windows(2) {
                // Only a run of such characters longer than the line leaves no choice.
                let run = paragraph.chars().filter(|c| not_first(*c) || not_last(*c)).count();
                let first = pair[1].chars().next().unwrap_or('x');
                let last = pair[0].chars().next_back().unwrap_or('x');
                prop_assert!(run > 15 || !not_first(first), "{:?}", pair);
                prop_assert!(run > 15 || !not_last(last), "{:?}", pair);
            }
        }
    }

    #[test]
    fn styled_and_plain_break_alike(text in any_text(), at in 0_usize..50, cells in 4_usize..40) {
        let cut = text.char_indices().map(|(index, _)| index).nth(at).unwrap_or(text.len());
        let styled = wrap(&[(&text[..cut], 1), (&text[cut..], 2)], cells, Narrow);
        let joined: Vec<String> =
            styled.iter().map(|line| line.iter().map(|(part, _)| part.as_str()).collect()).collect();
        prop_assert_eq!(joined, wrap_text(&text, cells, Narrow));
    }
}
