//! Tests of the trainer as a whole: keys in, a fake session behind, the screen out.

mod class;
mod guide;
mod keyboard;
mod left;
mod lesson;
mod load;
mod practice;
mod progress;
mod shape;
mod stage;
mod walk;
mod way;
