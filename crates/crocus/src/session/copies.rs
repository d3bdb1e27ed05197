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
/// How many columns of text and blobs a table has at most whose copies leave room. Where a long text is
/// now in one column and now in another one, a copy ends up with room for it in each.
const MOST_TEXTS: usize = 8;

/// Makes copies of the rows of one model.
pub(super) struct Copies<M> {
    /// Copies that nobody needs, of the last commit.
    room: Vec<Box<M>>,
    /// Whether they are of the commit that is about to end.
    is_fresh: bool,
}

impl<M> Default for Copies<M> {
    fn default() -> Self {
        Copies {
            room: Vec::new(),
            is_fresh: false,
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

    /// How many nobody needs.
    pub(super) fn left(&self) -> usize {
        self.room.len()
    }

    /// Takes a copy that a commit has no more use for; no code of the program is run.
    #[inline]
    pub(super) fn take_back(&mut self, copy: Box<M>) {
        self.room.push(copy);
    }

    /// All of a commit were taken back, behind the first `left` of an earlier one: only short ones stay.
    pub(super) fn sort_out(&mut self, left: usize) {
        self.is_fresh = true;
        if !M::COPIES {
            self.room = Vec::new();
            return;
        }
        self.room.drain(..left);
        self.room.truncate(MOST);
        self.room.retain(|copy| is_short(&**copy));
        if self.room.len() < self.room.capacity() / 4 {
            self.room.shrink_to_fit();
        }
    }

    /// A commit has ended; where it took back no copies, none need room.
    #[inline]
    pub(super) fn end_commit(&mut self) {
        if !std::mem::take(&mut self.is_fresh) && self.room.capacity() > 0 {
            self.room = Vec::new();
        }
    }
}

/// Whether a row takes little memory beyond its struct, as far as that can be told.
fn is_short<M: Model>(row: &M) -> bool {
    let texts = M::table().layout.texts;
    let Some(texts) = texts.filter(|texts| texts.len() <= MOST_TEXTS) else {
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
