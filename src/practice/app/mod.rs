//! What the applications on the instances answer.
