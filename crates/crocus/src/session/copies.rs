//! Copies of rows, as they were before they were touched.
//!
//! A session that edits and commits again and again makes as many each time. Those that a commit has no
//! more use for stay as room for the next ones, which need no allocations then.

use crate::model::Model;
use crate::value::{Fault, Sink, Target, Ticket, ValueRef};

/// Room for how many copies stays at most.
const MOST: usize = 16_384;
/// How many bytes of text and blobs a copy has at most whose room stays.
const LONGEST: usize = 256;

/// Makes copies of the rows of one model.
pub(super) struct Copies<M> {
    /// Copies that nobody needs, the latest last.
    room: Vec<Box<M>>,
    /// How many of them came since the last commit.
    latest: usize,
}

impl<M> Default for Copies<M> {
    fn default() -> Self {
        Copies {
            room: Vec::new(),
            latest: 0,
        }
    }
}

impl<M: Model> Copies<M> {
    #[inline]
    #[expect(
        clippy::unnecessary_box_returns,
        reason = "the box is what is used again"
    )]
    pub(super) fn of(&mut self, row: &M) -> Box<M> {
        match self.room.pop() {
            Some(mut room) => {
                room.copy_from(row);
                room
            }
            None => Box::new(row.clone()),
        }
    }

    /// Takes a copy that is not needed any more.
    #[inline]
    pub(super) fn take_back(&mut self, copy: Box<M>) {
        if M::COPIES && self.room.len() < MOST && is_short(&*copy) {
            self.room.push(copy);
            self.latest += 1;
        }
    }

    /// Something was committed: room stays for as many copies as were taken back since the last commit.
    #[inline]
    pub(super) fn end_transaction(&mut self) {
        let surplus = self.room.len().saturating_sub(self.latest);
        if surplus > 0 {
            self.room.drain(..surplus);
            self.room.shrink_to_fit();
        }
        self.latest = 0;
    }
}

/// Whether a row takes little memory beyond its struct, as far as that can be told.
fn is_short<M: Model>(row: &M) -> bool {
    let Some(texts) = M::table().layout.texts else {
        return false;
    };
    let mut length = Length(0);
    let mut texts = texts.iter();
    let told = texts.all(|column| row.encode(column, Sink::new(&mut length)).is_ok());
    told && length.0 <= LONGEST
}

/// Counts bytes.
struct Length(usize);

impl Target for Length {
    fn put(&mut self, value: ValueRef<'_>) -> Result<(), Fault> {
        if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = value {
            self.0 += bytes.len();
        }
        Ok(())
    }

    fn put_pending(&mut self, _ticket: Ticket) -> Result<(), Fault> {
        Ok(())
    }
}
