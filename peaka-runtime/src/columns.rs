//! The columns of a struct that takes in those of others, put together while it is compiled.

use crate::data_type::DataType;
use crate::schema::ColumnRequest;

/// Exactly `N` columns, no two of which the service would store as one.
#[derive(Debug)]
pub struct Columns<const N: usize> {
    columns: [ColumnRequest<'static>; N],
    count: usize,
    /// An open hash table of twice as many places: the hash of a name, and its column's index and
    /// one. The compiler takes every step here one by one, so it compares names only where their
    /// hashes are equal.
    slots: [[(u32, usize); 2]; N],
}

impl<const N: usize> Columns<N> {
    /// None yet.
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self {
            columns: [ColumnRequest::new("", DataType::Varchar); N],
            count: 0,
            slots: [[(0, 0); 2]; N],
        }
    }

    /// Adds the columns of one field.
    ///
    /// # Panics
    /// In the build, if one of them is there already for the service.
    #[track_caller]
    pub const fn add(&mut self, columns: &[ColumnRequest<'static>]) {
        let mut i = 0;
        while i < columns.len() {
            let name = columns[i].name;
            match self.find(name) {
                Ok(other) => taken(self.columns[other].name, name),
                Err((slot, hash)) => {
                    self.columns[self.count] = columns[i];
                    self.count += 1;
                    self.slots[slot / 2][slot % 2] = (hash, self.count);
                }
            }
            i += 1;
        }
    }

    /// The column that the name is for the service, or the place and the hash of one of that name.
    const fn find(&self, name: &str) -> Result<usize, (usize, u32)> {
        let hash = hash(name);
        let mut slot = hash as usize % (2 * N);
        loop {
            let (other, index) = self.slots[slot / 2][slot % 2];
            if index == 0 {
                return Err((slot, hash));
            }
            if other == hash && is_one_column(self.columns[index - 1].name, name) {
                return Ok(index - 1);
            }
            slot = (slot + 1) % (2 * N);
        }
    }

    /// The columns in the order in which they were added.
    ///
    /// # Panics
    /// In the build, if a column says that it had the name that another one has, or had.
    #[must_use]
    #[track_caller]
    pub const fn finish(self) -> [ColumnRequest<'static>; N] {
        let mut i = 0;
        while i < N {
            if let Some(before) = self.columns[i].renamed_from {
                if self.find(before).is_ok() {
                    Message::new()
                        .with("column `")
                        .with(self.columns[i].name)
                        .with("` cannot have been renamed from `")
                        .with(before)
                        .with("`, which another column is named now")
                        .fail();
                }
                let mut j = 0;
                while j < i {
                    if let Some(other) = self.columns[j].renamed_from
                        && is_one_column(other, before)
                    {
                        Message::new()
                            .with("two columns say that they were renamed from `")
                            .with(before)
                            .with("`: only one can have been")
                            .fail();
                    }
                    j += 1;
                }
            }
            i += 1;
        }
        self.columns
    }
}

/// FNV-1a of the name as the service folds it.
const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] != b'_' {
            hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        }
        i += 1;
    }
    hash
}

/// Whether the service folds both names into one.
const fn is_one_column(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let (mut i, mut j) = (0, 0);
    loop {
        while i < a.len() && a[i] == b'_' {
            i += 1;
        }
        while j < b.len() && b[j] == b'_' {
            j += 1;
        }
        if i == a.len() || j == b.len() {
            return i == a.len() && j == b.len();
        }
        if a[i] != b[j] {
            return false;
        }
        i += 1;
        j += 1;
    }
}

#[track_caller]
const fn taken(first: &str, second: &str) -> ! {
    let message = Message::new().with("there is a column `").with(first);
    if same(first, second) {
        message.with("` already: choose another name").fail()
    } else {
        message
            .with("` already, which is one with `")
            .with(second)
            .with("` to the service: choose another name")
            .fail()
    }
}

const fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && {
        let mut i = 0;
        while i < a.len() && a.as_bytes()[i] == b.as_bytes()[i] {
            i += 1;
        }
        i == a.len()
    }
}

/// A message with names in it: a constant's panic cannot format.
struct Message {
    bytes: [u8; 512],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self {
            bytes: [0; 512],
            length: 0,
        }
    }

    /// Appends as many whole characters as still fit.
    const fn with(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let room = self.bytes.len() - self.length;
        let mut end = if bytes.len() < room {
            bytes.len()
        } else {
            room
        };
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut i = 0;
        while i < end {
            self.bytes[self.length] = bytes[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    #[track_caller]
    const fn fail(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match str::from_utf8(text) {
            Ok(text) => crate::declare::fail_the_build(text),
            // Whole characters are text.
            Err(_) => crate::declare::fail_the_build(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_as_the_service_folds_them() {
        for (a, b, one) in [
            ("user_id", "userid", true),
            ("user_id", "u_serid_", true),
            ("user_id", "user_ids", false),
            ("__a", "a", true),
            ("a", "b", false),
            ("größe", "gr_öße", true),
        ] {
            assert_eq!(is_one_column(a, b), one, "{a} {b}");
            assert_eq!(
                is_one_column(a, b),
                crate::fold(a) == crate::fold(b),
                "{a} {b}"
            );
            assert!(!one || hash(a) == hash(b), "{a} {b}");
        }
    }

    #[test]
    fn a_message_ends_with_a_whole_character() {
        let message = Message::new().with("x").with(&"ß".repeat(300)).with("y");
        assert_eq!(message.length, 512);
        assert_eq!(
            str::from_utf8(&message.bytes),
            Ok(format!("x{}y", "ß".repeat(255)).as_str())
        );
    }

    #[test]
    #[should_panic(expected = "there is a column `user_id` already, which is one with `userid`")]
    fn a_name_that_is_taken_is_told() {
        let mut columns = Columns::<3>::new();
        columns.add(&[ColumnRequest::new("user_id", DataType::Bigint)]);
        columns.add(&[ColumnRequest::new("id", DataType::Bigint)]);
        columns.add(&[ColumnRequest::new("userid", DataType::Bigint)]);
    }
}
