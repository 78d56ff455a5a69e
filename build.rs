//! Tells cargo that the embedded directories are inputs, so that a new page or catalogue is picked up.
#![expect(clippy::print_stdout, reason = "a build script speaks to cargo through its standard output")]

fn main() {
    println!("cargo::rerun-if-changed=lessons");
    println!("cargo::rerun-if-changed=locales");
}
