//! Launch templates, images, the snapshots that stay behind when an image is deregistered, and disks made of them.

use std::collections::{BTreeMap, BTreeSet};

use super::front::is_it;
use super::survey::Survey;
use super::{Item, Kind, names};
use crate::check::label::label;
use crate::check::{Finding, cleanup};
use crate::facts::holdings::Volume;
use crate::facts::operations::{
    DESCRIBE_IMAGES, DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, DESCRIBE_SNAPSHOTS, DESCRIBE_VOLUMES,
};
use crate::facts::want::ResourceKind;

impl Survey<'_> {
    pub(super) fn images(&mut self) {
        let (course, values) = (self.cx.course, self.cx.values);
        for made in names::made(course, values, ResourceKind::LaunchTemplate) {
            self.template(made.name);
        }
        let made = names::made(course, values, ResourceKind::Image);
        // Whose snapshots they are, by their ids.
        let mut snapshots: BTreeMap<String, Finding> = BTreeMap::new();
        if !made.is_empty() {
            let all = self.seen(&self.facts().images, DESCRIBE_IMAGES);
            let there = all.iter().filter(|image| image.state != "deregistered");
            for image in there {
                let name = image.name.as_deref().unwrap_or(&image.id);
                if !made.iter().any(|made| is_it(name, &image.id, made.name)) {
                    continue;
                }
                let why = Finding::new("leftover-why-made");
                let mut item = Item::new(Kind::Image, &image.id, Some(name), why);
                item.state = Some(image.state.clone());
                item.since = image.created_at;
                if image.deregistration_protected {
                    let off = ["ec2", "disable-image-deregistration-protection", "--image-id", image.id.as_str()];
                    item = item.protected(Finding::new("leftover-protected-image"), &off);
                }
                self.left.items.push(item.command(&["ec2", "deregister-image", "--image-id", &image.id]));
                let why = Finding::new("leftover-why-snapshot").arg("image", name);
                snapshots.extend(image.snapshot_ids.iter().map(|id| (id.clone(), why.clone())));
            }
        }
        for (image, instance) in names::imaged(course, values) {
            self.snapshots_behind(image, instance, &mut snapshots);
        }
        self.snapshots(&snapshots);
        self.volumes(&snapshots.into_keys().collect());
    }

    fn template(&mut self, name: &str) {
        let found = self.seen_of(&self.facts().launch_templates, name, DESCRIBE_LAUNCH_TEMPLATE_VERSIONS);
        let Some(Some(template)) = found else { return };
        let why = Finding::new("leftover-why-made");
        let item = Item::new(Kind::LaunchTemplate, &template.id, Some(&template.name), why);
        let delete = ["ec2", "delete-launch-template", "--launch-template-id", template.id.as_str()];
        self.left.items.push(item.command(&delete));
    }

    /// Snapshots whose image is deregistered: AWS leaves them, and they go on costing.
    fn snapshots_behind(&mut self, image: &str, instance: &str, snapshots: &mut BTreeMap<String, Finding>) {
        let found = match cleanup::image_snapshots(self.facts(), image, instance) {
            Ok((found, _)) => found,
            Err(gap) => return self.unseen(gap),
        };
        for id in found.left {
            snapshots.entry(id).or_insert_with(|| Finding::new("leftover-why-snapshot-orphan").arg("image", image));
        }
        let all = self.facts().snapshots.value().into_iter().flatten();
        for snapshot in all.filter(|snapshot| found.orphans.contains(&snapshot.id)) {
            let item = self.snapshot(&snapshot.id, Finding::new("leftover-why-snapshot-unknown"));
            self.left.perhaps.push(item);
        }
    }

    fn snapshots(&mut self, snapshots: &BTreeMap<String, Finding>) {
        if !snapshots.is_empty() {
            self.seen(&self.facts().snapshots, DESCRIBE_SNAPSHOTS);
        }
        for (id, why) in snapshots {
            let listed = self.facts().snapshots.value();
            // A list that does not know it any more: somebody has deleted it already.
            if listed.is_some_and(|all| all.iter().all(|snapshot| snapshot.id != *id)) {
                continue;
            }
            let item = self.snapshot(id, why.clone());
            self.left.items.push(item);
        }
    }

    fn snapshot(&self, id: &str, why: Finding) -> Item {
        let known = self.facts().snapshots.value().into_iter().flatten().find(|snapshot| snapshot.id == id);
        let mut item = Item::new(Kind::Snapshot, id, None, why);
        item.since = known.and_then(|snapshot| snapshot.started_at);
        item.costs = vec![self.snapshot_cost(known.and_then(|snapshot| snapshot.volume_size_gib))];
        // An image that stays keeps its snapshots, whoever else uses them.
        let going = self.mine(Kind::Image);
        let images = self.facts().images.value().into_iter().flatten();
        let uses = images.filter(|one| one.snapshot_ids.iter().any(|own| own == id) && one.state != "deregistered");
        let stay = uses.filter(|one| !going.contains(&one.id));
        item.held_by = stay.map(|one| label(one.name.as_deref(), &one.id)).collect();
        item.command(&["ec2", "delete-snapshot", "--snapshot-id", id])
    }

    /// Disks that hang on no instance: the course's own where they were made of its image, else perhaps.
    fn volumes(&mut self, snapshots: &BTreeSet<String>) {
        let loose = |volume: &&Volume| matches!(volume.state.as_str(), "available" | "error" | "deleting");
        for volume in self.seen(&self.facts().volumes, DESCRIBE_VOLUMES).iter().filter(loose) {
            let ours = volume.snapshot_id.as_ref().is_some_and(|id| snapshots.contains(id));
            let why = if ours { "leftover-why-volume" } else { "leftover-why-volume-loose" };
            let mut item = Item::new(Kind::Volume, &volume.id, volume.name.as_deref(), Finding::new(why));
            item.state = Some(volume.state.clone());
            item.since = volume.created_at;
            item.leaving = volume.state == "deleting";
            item.costs = vec![self.volume_cost(volume)];
            if !item.leaving {
                item = item.command(&["ec2", "delete-volume", "--volume-id", &volume.id]);
            }
            if ours { self.left.items.push(item) } else { self.left.perhaps.push(item) }
        }
    }
}
