//! Types that derive `FromCell` are read, and bound as they are read.
#![allow(dead_code)]

use std::marker::PhantomData;

use peaka_runtime::{Binding, Cell, CellError, FromCell, ToBinding};

#[derive(Debug, PartialEq, FromCell)]
#[bitable(rename_all = "SCREAMING_SNAKE_CASE")]
enum State {
    OnHold,
    #[bitable(name = "it's sent")]
    Sent,
    r#True,
}

#[derive(FromCell)]
struct Id(u32);

#[derive(FromCell)]
struct Named<T, U> {
    #[bitable(skip)]
    marker: PhantomData<U>,
    value: T,
}

#[derive(FromCell)]
struct Nested(Option<Named<Box<str>, u8>>);

/// A type that can be read and not bound.
struct Version(u8);

impl FromCell for Version {
    fn from_cell(cell: &Cell<'_>) -> Result<Self, CellError> {
        u8::from_cell(cell).map(Self)
    }
}

#[derive(FromCell)]
struct Release(Version);

#[derive(FromCell)]
struct Generic<T>(T);

/// A conversion of the user's own does not conflict with the derive.
impl From<State> for Binding {
    fn from(_: State) -> Self {
        "own".to_binding()
    }
}

fn cell(text: &str) -> Cell<'_> {
    Cell::Text(text.into())
}

fn main() {
    for (state, text) in [
        (State::OnHold, "ON_HOLD"),
        (State::Sent, "it's sent"),
        (State::r#True, "TRUE"),
    ] {
        assert_eq!(state.to_binding(), text.to_binding());
        assert_eq!(State::from_cell(&cell(text)), Ok(state));
    }
    assert_eq!(Binding::from(State::Sent), "own".to_binding());
    assert_eq!(Id(7).to_binding(), 7.to_binding());
    let named = Named::<_, bool> { value: "a", marker: PhantomData };
    assert_eq!(named.to_binding(), "a".to_binding());
    assert_eq!(Nested(None).to_binding(), None::<i64>.to_binding());
    assert_eq!((&Some(Id(7))).to_binding(), 7_i64.to_binding());
    assert!(Release::from_cell(&cell("1")).is_ok());
    assert!(<Generic<Version>>::from_cell(&cell("1")).is_ok());
}
