//! The command line of peaka-rs.
