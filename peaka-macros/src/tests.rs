//! Tests of the derives as functions of tokens: exact expansions, and properties for any input.

mod expansion;
mod properties;
