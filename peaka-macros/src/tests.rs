//! The derives as functions of tokens: what they make of a small struct, and what holds for all.

mod expansion;
mod properties;
