//! Reading pages.

use super::{Block, Inline, Page, Style, placeholder};

fn plain(text: &str) -> Vec<Inline> {
    vec![Inline { text: text.to_owned(), ..Inline::default() }]
}

#[test]
fn sections_are_split_at_anchored_headings() {
    let page = Page::parse(
        "# 題\n\n前書き\n\n## 目標 {#goal}\n\n本文\n\n## ヒント {#hints}\n\n1. 一つ目\n2. 二つ目\n   続き\n",
    );
    assert_eq!(page.title, plain("題"));
    assert_eq!(page.intro, vec![Block::Paragraph(plain("前書き"))]);
    assert_eq!(page.section("goal").map(|s| (s.line, s.blocks.len())), Some((5, 1)));
    assert_eq!(page.hints().len(), 2);
    assert_eq!(page.hints()[1], [Block::Paragraph(plain("二つ目続き"))]);
}

#[test]
fn a_line_end_is_a_space_only_between_latin_words() {
    let page = Page::parse("ALBを\n作ります\n\nopen the\nconsole\n\nALB\nです\n");
    let texts: Vec<_> = page
        .intro
        .iter()
        .map(|b| if let Block::Paragraph(r) = b { r[0].text.clone() } else { String::new() })
        .collect();
    assert_eq!(texts, ["ALBを作ります", "open the console", "ALBです"]);
}

#[test]
fn placeholders_survive_markdown_and_are_filled_afterwards() {
    let page = Page::parse("**{{value:alb_sg}}**と`{{value:web_sg}}`、{{other}}\n\n```\nname={{value:alb_sg}}\n```\n");
    let filled = page.filled(&|name| format!("*{name}*"));
    let Block::Paragraph(runs) = &filled.intro[0] else { panic!("a paragraph") };
    assert_eq!(
        runs[0],
        Inline { text: "*alb_sg*".into(), style: Style { strong: true, ..Style::default() }, link: None }
    );
    assert_eq!(runs[2].text, "*web_sg*");
    assert!(runs[2].style.code);
    assert_eq!(runs[3].text, "、{{other}}");
    assert_eq!(filled.intro[1], Block::Code { language: String::new(), text: "name=*alb_sg*".into() });
}

#[test]
fn commands_stand_on_their_own_lines() {
    let page = Page::parse(
        "## C {#cli}\n\n{{command:one}}\n{{command:two}}\n\n- 次に\n\n  {{command:three}}\n\n```bash\n{{command:four}}\n```\n",
    );
    let ids: Vec<_> = page.commands().into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["one", "two", "three", "four"]);
    assert_eq!(placeholder::only_commands("run {{command:x}}"), None);
}

#[test]
fn tables_lists_quotes_and_links() {
    let page = Page::parse(
        "| a | b |\n|---|--:|\n| 1 | **2** |\n\n> 引用\n\n- x\n  - y\n\n[花](https://example.com)~~消~~\n\n---\n",
    );
    assert!(matches!(&page.intro[0], Block::Table { head, rows, .. } if head.len() == 2 && rows[0][1][0].style.strong));
    assert_eq!(page.intro[1], Block::Quote(vec![Block::Paragraph(plain("引用"))]));
    assert!(matches!(&page.intro[2], Block::List { start: None, items } if items[0].len() == 2));
    assert!(
        matches!(&page.intro[3], Block::Paragraph(runs) if runs[0].link.as_deref() == Some("https://example.com") && runs[1].style.strike)
    );
    assert_eq!(page.intro[4], Block::Rule);
}

#[test]
fn a_question_has_prompt_choices_and_answer() {
    let page = Page::parse("## 問 {#q1}\n\n選んでください。\n\n1. 甲\n2. 乙\n\n### 答え {#q1-answer}\n\n乙です。\n");
    let question = page.sections[0].question(true);
    assert_eq!((question.prompt.len(), question.choices.len(), question.answer.len()), (1, 2, 1));
    let why = page.sections[0].question(false);
    assert_eq!((why.prompt.len(), why.choices.len()), (2, 0));
}

#[test]
fn strong_text_ends_beside_japanese_brackets() {
    let strong = |text: &str| -> Vec<(String, bool)> {
        let page = Page::parse(text);
        let Block::Paragraph(runs) = &page.intro[0] else { panic!("a paragraph") };
        runs.iter().map(|run| (run.text.clone(), run.style.strong)).collect()
    };
    let expect = |parts: &[(&str, bool)]| parts.iter().map(|(t, s)| ((*t).to_owned(), *s)).collect::<Vec<_>>();
    assert_eq!(strong("**「作成」**を押す"), expect(&[("「作成」", true), ("を押す", false)]));
    assert_eq!(
        strong("次に**「編集」**から**「保存」**を押す"),
        expect(&[("次に", false), ("「編集」", true), ("から", false), ("「保存」", true), ("を押す", false)])
    );
    assert_eq!(strong("**「`a`」**を"), expect(&[("「", true), ("a", true), ("」", true), ("を", false)]));
    assert_eq!(strong("2**3"), expect(&[("2**3", false)]));
    assert_eq!(strong("a **b** c"), expect(&[("a ", false), ("b", true), (" c", false)]));
}
