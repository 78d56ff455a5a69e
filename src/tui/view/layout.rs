//! Where everything goes, from the size alone.

use ratatui::layout::Rect;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    pub header: Rect,
    pub body: Rect,
    pub footer: Rect,
}

/// The panes of an open course.
///
/// ```text
/// wide      steps │ page │ checks          from 140 columns
/// middle    steps │ page                   from 100 columns; checks below the page from 34 rows,
///                 │ checks                 else one of the two at a time
/// narrow    one at a time, chosen in a row at the top
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// The row that chooses a pane, where not all show at once.
    pub chooser: Option<Rect>,
    pub steps: Option<Rect>,
    pub page: Option<Rect>,
    pub checks: Option<Rect>,
    /// One row under the page that sums the checks up where they do not show.
    pub summary: Option<Rect>,
}

/// The most columns that running text takes: longer lines are hard to follow.
pub const MEASURE: u16 = 100;
/// The widest block: steps, page and checks side by side.
const WIDEST: u16 = 34 + 3 + MEASURE + 4 + 3 + 64;

/// Cuts the screen into header, body and footer. On very wide terminals the whole stands in the middle.
#[must_use]
pub fn screen(area: Rect) -> Screen {
    let width = area.width.saturating_sub(2).min(WIDEST);
    let x = area.x + (area.width - width) / 2;
    let header = Rect { x, y: area.y, width, height: 3 };
    let footer = Rect { x, y: area.bottom() - 2, width, height: 2 };
    let body = Rect { x, y: header.bottom(), width, height: footer.y - header.bottom() };
    Screen { header, body, footer }
}

/// Which of the panes that take turns is in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    Steps,
    Page,
    Checks,
}

/// Cuts the body into panes.
#[must_use]
pub fn panes(body: Rect, front: Front) -> Panes {
    let none = Panes { chooser: None, steps: None, page: None, checks: None, summary: None };
    match body.width {
        138.. => wide(body),
        98..138 if body.height >= 29 => {
            let (steps, main) = beside(body, 30);
            let page = Rect { height: main.height * 3 / 5, ..main };
            let checks = Rect { y: page.bottom() + 1, height: main.height - page.height - 1, ..main };
            Panes { steps: Some(steps), page: Some(page), checks: Some(checks), ..none }
        }
        98..138 => {
            let (steps, main) = beside(body, 30);
            match front {
                Front::Checks => Panes { steps: Some(steps), checks: Some(main), ..none },
                Front::Steps | Front::Page => {
                    let (page, summary) = above_summary(main);
                    Panes { steps: Some(steps), page: Some(page), summary: Some(summary), ..none }
                }
            }
        }
        _ => {
            let chooser = Rect { height: 1, ..body };
            let rest = Rect { y: body.y + 2, height: body.height.saturating_sub(2), ..body };
            let with = Panes { chooser: Some(chooser), ..none };
            match front {
                Front::Steps => Panes { steps: Some(rest), ..with },
                Front::Checks => Panes { checks: Some(rest), ..with },
                Front::Page => {
                    let (page, summary) = above_summary(rest);
                    Panes { page: Some(page), summary: Some(summary), ..with }
                }
            }
        }
    }
}

fn wide(body: Rect) -> Panes {
    let steps_width = if body.width >= 150 { 34 } else { 28 };
    let (steps, main) = beside(body, steps_width);
    let checks_width = (main.width * 2 / 5).clamp(44, 64);
    let page = Rect { width: main.width - checks_width - 3, ..main };
    let checks = Rect { x: page.right() + 3, width: checks_width, ..main };
    Panes { chooser: None, steps: Some(steps), page: Some(page), checks: Some(checks), summary: None }
}

fn beside(body: Rect, width: u16) -> (Rect, Rect) {
    let left = Rect { width, ..body };
    let right = Rect { x: left.right() + 3, width: body.width - width - 3, ..body };
    (left, right)
}

fn above_summary(area: Rect) -> (Rect, Rect) {
    let page = Rect { height: area.height.saturating_sub(2), ..area };
    let summary = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    (page, summary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_lie_inside_and_apart_at_any_size() {
        for width in 60..=320 {
            for height in 16..=80 {
                let all = screen(Rect::new(0, 0, width, height));
                for front in [Front::Steps, Front::Page, Front::Checks] {
                    let p = panes(all.body, front);
                    let shown: Vec<Rect> =
                        [p.chooser, p.steps, p.page, p.checks, p.summary].into_iter().flatten().collect();
                    for (index, pane) in shown.iter().enumerate() {
                        assert_eq!(pane.intersection(all.body), *pane, "{width}x{height} {front:?}");
                        assert!(pane.height > 0 && pane.width > 0, "{width}x{height} {front:?}");
                        for other in &shown[index + 1..] {
                            assert!(!pane.intersects(*other), "{width}x{height} {front:?} {pane} {other}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn three_columns_at_160_and_one_at_80() {
        let at = |width, height| panes(screen(Rect::new(0, 0, width, height)).body, Front::Page);
        let wide = at(160, 45);
        assert!(wide.steps.is_some() && wide.page.is_some() && wide.checks.is_some());
        let narrow = at(80, 24);
        assert!(narrow.steps.is_none() && narrow.page.is_some() && narrow.checks.is_none());
        assert!(narrow.summary.is_some());
    }
}
