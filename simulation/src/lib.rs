//! Programs that sync one table through a storm, in one process and in virtual time.
//!
//! Everything is decided by one number, the seed of a [`World`]: a failure that was seen once is
//! seen again.

// A run (`run`) makes a service, the wires to it (`net`) and the clients of a `world`, and notes what
// happens in a `record`. After it the rules (`judge`) look at the record alone.

mod ask;
mod declaration;
mod dice;
mod fit;
mod judge;
mod live;
mod net;
mod record;
mod run;
mod schedule;
mod shrink;
mod storm;
mod tally;
mod transcript;
mod world;

pub use schedule::{Failure, Schedule, run_all, shrunk};
pub use storm::Kind;
pub use tally::Tally;
pub use world::World;
