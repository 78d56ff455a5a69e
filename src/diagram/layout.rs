//! Where everything of an [`Architecture`] goes, in cells.
//!
//! ```text
//!                    client
//!                       │ HTTP:80
//! ┌ VPC ────────────────│───────────────────────────┐
//! │ ┏ load balancer ━━━━▼━━━━━━━━━━━━━━━━━━━━━━━━━┓ │
//! │ ┃ state, listeners, security groups           ┃ │
//! │ ┗━━━━━━━━━━━━━━━━━━━┯━━━━━━━━━━━━━━━━━━━━━━━━━┛ │
//! │            target group  2/2                    │
//! │           ┌─────────┴──────────┐                │
//! │ ┌ zone ───▼───────────┐ ┌ zone ▼──────────────┐ │
//! │ │ ┌ public subnet ──┐ │ │ …                   │ │
//! │ │ ┌ private subnet ─┐ │ │                     │ │
//! │ │ │ ✓ i-… healthy   │ │ │                     │ │
//! ```

use super::architecture::{Architecture, Balancer, Guard, Mark, Reach, Server, Subnet, Zone};
use super::drawing::{Drawing, Edge, Item, Tone};
use crate::text::width::{shorten, width};
use crate::text::{Ambiguous, Catalog};

/// The narrowest picture.
pub const MIN_WIDTH: usize = 44;
/// A zone narrower than this is not worth its frame: fewer stand side by side.
const MIN_ZONE: usize = 24;

/// Places the whole picture in `width` cells (at least [`MIN_WIDTH`]); its height follows.
#[must_use]
pub fn layout(architecture: &Architecture, words: &Catalog, width: usize, ambiguous: Ambiguous) -> Drawing {
    let several = architecture.target_groups.len() > 1;
    let mut page = Page { words, ambiguous, width: width.max(MIN_WIDTH), several, items: Vec::new() };
    let height = page.draw(architecture);
    Drawing { width: page.width, height, items: page.items }
}

struct Page<'a> {
    words: &'a Catalog,
    ambiguous: Ambiguous,
    width: usize,
    /// There is more than one target group: each server says which it is in.
    several: bool,
    items: Vec<Item>,
}

/// A line of a box: its parts from left to right, the first with the box's first column.
type Line = Vec<(String, Tone)>;

impl Page<'_> {
    fn cells(&self, text: &str) -> usize {
        width(text, self.ambiguous)
    }

    fn text(&mut self, x: usize, y: usize, text: &str, tone: Tone, limit: usize) -> usize {
        let text = shorten(text, limit, self.ambiguous).into_owned();
        let cells = self.cells(&text);
        if cells > 0 {
            self.items.push(Item::Text { x, y, text, tone, strong: false });
        }
        cells
    }

    fn line(&mut self, x: usize, y: usize, line: &Line, limit: usize) {
        let mut used = 0;
        for (text, tone) in line {
            used += self.text(x + used, y, text, *tone, limit.saturating_sub(used));
        }
    }

    fn frame(
        &mut self,
        (x, y, width, height): (usize, usize, usize, usize),
        edge: Edge,
        edge_tone: Tone,
        title: &str,
        title_tone: Tone,
    ) {
        let title = shorten(title, width.saturating_sub(6), self.ambiguous).into_owned();
        self.items.push(Item::Frame { x, y, width, height, edge, tone: edge_tone, title, title_tone });
    }

    fn centred(&mut self, y: usize, line: &Line) {
        let cells: usize = line.iter().map(|(text, _)| self.cells(text)).sum();
        let x = (self.width.saturating_sub(cells)) / 2;
        self.line(x.max(2), y, line, self.width - 4);
    }

    /// Returns the height.
    fn draw(&mut self, architecture: &Architecture) -> usize {
        if architecture.is_empty() {
            return self.nothing(architecture);
        }
        let mut y = self.client(architecture);
        let frame_at = self.items.len();
        let top = y;
        y += 1;
        for balancer in &architecture.balancers {
            y = self.balancer(balancer, y);
        }
        y = self.target_groups(architecture, y);
        y = self.zones(architecture, y);
        y = self.elsewhere(architecture, y);
        y = self.scaling_groups(architecture, y);
        let title = match architecture.vpc.as_str() {
            "" => "VPC".to_owned(),
            vpc => format!("VPC {vpc}"),
        };
        // The way in crosses the edge in the middle: the title ends before it.
        let title = shorten(&title, self.width / 2 - 5, self.ambiguous).into_owned();
        // Below everything that stands inside.
        self.frame((0, top, self.width, y + 1 - top), Edge::Thin, Tone::Muted, &title, Tone::Name);
        self.items[frame_at..].rotate_right(1);
        if let Some(balancer) = architecture.balancers.first() {
            // Over the edges of the frames that it enters.
            let tone = if balancer.listeners.is_empty() { Tone::Broken } else { Tone::Plain };
            self.items.push(Item::Wire { x: self.width / 2, from: 1, to: top + 1, tone, arrow: true, hangs: false });
        }
        y += 1;
        if let Some(hop) = architecture.stops_at {
            let name = self.words.text(&format!("explain-hop-{}", hop.name()));
            let text = self.words.with("diagram-stops-at", [("hop", name.into())]);
            self.text(0, y, &format!("{}{text}", Mark::Broken.sign()), Tone::Broken, self.width);
            y += 1;
        }
        self.unseen(architecture, y)
    }

    fn nothing(&mut self, architecture: &Architecture) -> usize {
        if architecture.unseen.is_empty() {
            let text = self.words.text("diagram-nothing");
            self.text(2, 1, &text, Tone::Muted, self.width - 4);
            return 3;
        }
        self.unseen(architecture, 0)
    }

    /// What could not be seen, an IAM action a row. Returns the row after them.
    fn unseen(&mut self, architecture: &Architecture, y: usize) -> usize {
        if architecture.unseen.is_empty() {
            return y;
        }
        let heading = format!("? {}", self.words.text("diagram-unseen"));
        self.text(0, y, &heading, Tone::Unknown, self.width);
        for (n, action) in architecture.unseen.iter().enumerate() {
            self.text(2, y + 1 + n, action, Tone::Unknown, self.width - 2);
        }
        y + 1 + architecture.unseen.len()
    }

    /// The client above the VPC, and the way in. Returns the VPC's first row.
    fn client(&mut self, architecture: &Architecture) -> usize {
        let Some(balancer) = architecture.balancers.first() else {
            return 0;
        };
        let key = if balancer.scheme == "internal" { "diagram-client-inside" } else { "diagram-client" };
        let client = self.words.text(key);
        self.centred(0, &vec![(client, Tone::Plain)]);
        let ports: Vec<&str> = balancer.listeners.iter().map(|listener| listener.port.as_str()).collect();
        let middle = self.width / 2;
        let tone = if balancer.listeners.is_empty() { Tone::Broken } else { Tone::Plain };
        let label = if ports.is_empty() { self.words.text("diagram-no-listener") } else { ports.join("  ") };
        self.text(middle + 2, 1, &label, tone, self.width - middle - 2);
        2
    }

    fn balancer(&mut self, balancer: &Balancer, y: usize) -> usize {
        let kind = match balancer.kind.as_str() {
            "network" => "NLB",
            "gateway" => "GWLB",
            _ => "ALB",
        };
        let mut lines: Vec<Line> = Vec::new();
        if !balancer.state.is_empty() {
            let state = format!("{}{}", balancer.mark.sign(), balancer.state);
            lines.push(vec![(state, Tone::from(balancer.mark)), (format!("  {}", balancer.scheme), Tone::Muted)]);
        }
        for listener in &balancer.listeners {
            for (n, leads) in listener.leads_to.iter().enumerate() {
                let port = format!("{}{}", listener.mark.sign(), listener.port);
                let port = if n == 0 { port } else { " ".repeat(self.cells(&port)) };
                lines.push(vec![(port, Tone::from(listener.mark)), (format!("  {leads}"), Tone::Name)]);
            }
        }
        let guards: Vec<Line> = balancer.guards.iter().flat_map(|guard| self.guard(guard, self.width - 8)).collect();
        lines.extend(guards);
        let height = lines.len() + 2;
        let edge_tone = if balancer.mark == Mark::Broken { Tone::Broken } else { Tone::Plain };
        let title = format!("{kind} {}", balancer.name);
        self.frame((2, y, self.width - 4, height), Edge::Thick, edge_tone, &title, Tone::Name);
        for (n, line) in lines.iter().enumerate() {
            self.line(4, y + 1 + n, line, self.width - 8);
        }
        y + height
    }

    /// A security group in as many lines as it needs: `sg-name  80 ← source, source`.
    fn guard(&self, guard: &Guard, limit: usize) -> Vec<Line> {
        let name = (
            format!("{}{}", guard.mark.sign(), guard.name),
            if guard.mark == Mark::Plain { Tone::Name } else { Tone::from(guard.mark) },
        );
        if guard.mark == Mark::Unknown {
            return vec![vec![name]];
        }
        let mut sources: Vec<String> = guard.admits.iter().map(|one| format!("{} ← {}", one.port, one.from)).collect();
        if sources.is_empty() {
            // A group that is there for other doors opens none here, on purpose.
            let closed = guard.mark == Mark::Broken;
            sources.push(self.words.text(if closed { "diagram-admits-nobody" } else { "diagram-admits-none" }));
        }
        let tone = if guard.mark == Mark::Broken { Tone::Broken } else { Tone::Muted };
        let first = format!("  {}", sources[0]);
        let fits = self.cells(&name.0) + self.cells(&first) <= limit;
        let mut lines: Vec<Line> =
            if fits { vec![vec![name, (first, tone)]] } else { vec![vec![name], vec![(first, tone)]] };
        lines.extend(sources[1..].iter().map(|source| vec![(format!("  {source}"), tone)]));
        lines
    }

    fn target_groups(&mut self, architecture: &Architecture, y: usize) -> usize {
        let mut y = y;
        if !architecture.target_groups.is_empty() && !architecture.balancers.is_empty() {
            let x = self.width / 2;
            self.items.push(Item::Wire { x, from: y, to: y, tone: Tone::Muted, arrow: false, hangs: true });
            y += 1;
        }
        for group in &architecture.target_groups {
            let label = self.words.text("diagram-target-group");
            let mut line: Line = vec![
                (format!("{label} "), Tone::Muted),
                (group.name.clone(), Tone::Name),
                (format!("  {}", group.port), Tone::Plain),
            ];
            if let Some((healthy, count)) = group.healthy {
                line.push((format!("  {}healthy {healthy}/{count}", group.mark.sign()), Tone::from(group.mark)));
            }
            self.centred(y, &line);
            y += 1;
        }
        y
    }

    fn zones(&mut self, architecture: &Architecture, y: usize) -> usize {
        let count = architecture.zones.len();
        if count == 0 {
            return y;
        }
        let room = self.width - 4;
        let side_by_side = count.min(((room + 1) / (MIN_ZONE + 1)).max(1));
        let each = (room + 1) / side_by_side - 1;
        let mut y = self.branches(architecture, y, side_by_side, each);
        for row in architecture.zones.chunks(side_by_side) {
            let height = row
                .iter()
                .map(|zone| self.zone_lines(zone, each).iter().map(|(_, lines)| lines.len() + 2).sum::<usize>())
                .max();
            let height = height.unwrap_or(0) + 2;
            for (n, zone) in row.iter().enumerate() {
                self.zone(zone, (2 + n * (each + 1), y, each, height));
            }
            y += height;
        }
        y
    }

    /// The lines from the target groups to the zones in which something is registered.
    fn branches(&mut self, architecture: &Architecture, y: usize, side_by_side: usize, each: usize) -> usize {
        let is_fed = |zone: &Zone| {
            let servers = zone.subnets.iter().flat_map(|subnet| &subnet.servers);
            servers.into_iter().any(|server| !server.target_groups.is_empty())
        };
        let fed: Vec<usize> = architecture
            .zones
            .iter()
            .take(side_by_side)
            .enumerate()
            .filter(|(_, zone)| is_fed(zone))
            .map(|(n, _)| 2 + n * (each + 1) + each / 2)
            .collect();
        let middle = self.width / 2;
        if fed.is_empty() {
            return y;
        }
        self.items.push(Item::Rail { y, stem: middle, branches: fed.clone(), tone: Tone::Muted });
        for x in fed {
            self.items.push(Item::Wire { x, from: y + 1, to: y + 1, tone: Tone::Muted, arrow: true, hangs: false });
        }
        y + 2
    }

    /// What a zone's subnets hold, in lines.
    fn zone_lines<'z>(&self, zone: &'z Zone, width: usize) -> Vec<(&'z Subnet, Vec<Line>)> {
        zone.subnets.iter().map(|subnet| (subnet, self.subnet_lines(subnet, width.saturating_sub(8)))).collect()
    }

    fn zone(&mut self, zone: &Zone, place: (usize, usize, usize, usize)) {
        let (x, top, width, _) = place;
        self.frame(place, Edge::Thin, Tone::Muted, &zone.name, Tone::Plain);
        let mut y = top + 1;
        for (subnet, lines) in self.zone_lines(zone, width) {
            let key = match subnet.reach {
                Reach::Public => "diagram-public",
                Reach::Private => "diagram-private",
                Reach::Unknown => "diagram-subnet",
            };
            let title = format!("{} {}", self.words.text(key), subnet.name).trim_end().to_owned();
            let title_tone = if subnet.mark == Mark::Plain { Tone::Name } else { Tone::from(subnet.mark) };
            self.frame((x + 2, y, width - 4, lines.len() + 2), Edge::Thin, Tone::Muted, &title, title_tone);
            for (n, line) in lines.iter().enumerate() {
                self.line(x + 4, y + 1 + n, line, width.saturating_sub(8));
            }
            y += lines.len() + 2;
        }
    }

    fn subnet_lines(&self, subnet: &Subnet, limit: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for node in &subnet.nodes {
            let label = self.words.text("diagram-node");
            // The name says more than the word for what it is.
            let fits = self.cells(&label) + 1 + self.cells(node) <= limit;
            let label = if fits { label } else { "LB".to_owned() };
            lines.push(vec![(label, Tone::Muted), (format!(" {node}"), Tone::Name)]);
        }
        for server in &subnet.servers {
            lines.extend(self.server_lines(server, limit));
        }
        lines
    }

    fn server_lines(&self, server: &Server, limit: usize) -> Vec<Line> {
        let head = format!("{}{}", server.mark.sign(), server.id);
        let state = format!("  {}", server.state);
        let fits = self.cells(&head) + self.cells(&state) <= limit;
        let mark = Tone::from(server.mark);
        let head_tone = if server.mark == Mark::Plain { Tone::Name } else { mark };
        let mut lines = if fits {
            vec![vec![(head, head_tone), (state, mark)]]
        } else {
            vec![vec![(head, head_tone)], vec![(state, mark)]]
        };
        if server.state.is_empty() {
            lines.truncate(1);
        }
        if !server.name.is_empty() && server.name != server.id {
            lines.push(vec![(format!("  {}", server.name), Tone::Muted)]);
        }
        if self.several && !server.target_groups.is_empty() {
            lines.push(vec![(format!("  [{}]", server.target_groups.join(", ")), Tone::Muted)]);
        }
        for guard in &server.guards {
            let indented = self.guard(guard, limit.saturating_sub(2)).into_iter().map(|mut line| {
                line.insert(0, ("  ".to_owned(), Tone::Plain));
                line
            });
            lines.extend(indented);
        }
        lines
    }

    fn elsewhere(&mut self, architecture: &Architecture, y: usize) -> usize {
        let mut y = y;
        for server in &architecture.elsewhere {
            for line in self.server_lines(server, self.width - 8) {
                self.line(4, y, &line, self.width - 8);
                y += 1;
            }
        }
        y
    }

    fn scaling_groups(&mut self, architecture: &Architecture, y: usize) -> usize {
        let mut y = y;
        for group in &architecture.scaling_groups {
            let sizes = match group.desired {
                Some(desired) => {
                    self.sizes("diagram-sizes", &[("min", group.min), ("desired", desired), ("max", group.max)])
                }
                None => self.sizes("diagram-sizes-goal", &[("min", group.min), ("max", group.max)]),
            };
            let line: Line = vec![
                (format!("{} ", self.words.text("diagram-scaling-group")), Tone::Muted),
                (group.name.clone(), Tone::Name),
                (format!("  {sizes}"), Tone::Plain),
            ];
            self.line(4, y, &line, self.width - 8);
            y += 1;
        }
        y
    }

    fn sizes(&self, key: &str, sizes: &[(&str, i32)]) -> String {
        self.words.with(key, sizes.iter().map(|(name, size)| (*name, (*size).into())))
    }
}
