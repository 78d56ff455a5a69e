//! Tells cargo that the embedded directories are inputs, so that a new page or catalogue is picked up.

fn main() {
    println!("cargo::rerun-if-changed=lessons");
    println!("cargo::rerun-if-changed=locales");
}
