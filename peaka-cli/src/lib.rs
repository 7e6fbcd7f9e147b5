//! The command line of peaka-rs.

#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the commands that write it are to come")
)]
mod dictionary;
