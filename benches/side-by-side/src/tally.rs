//! What a workload answers: looked at value by value when answers are compared, only kept from the
//! optimiser when time is taken.

use std::hint::black_box;

use chrono::{DateTime, NaiveDateTime, Utc};

/// Takes the answers of a workload.
#[derive(Debug, Default)]
pub struct Tally {
    looking: bool,
    digest: u64,
}

impl Tally {
    /// One that looks at every value.
    pub fn looking() -> Self {
        Self {
            looking: true,
            digest: 0xcbf2_9ce4_8422_2325,
        }
    }

    /// Whether values are compared; a write then reads back what it wrote.
    pub fn is_looking(&self) -> bool {
        self.looking
    }

    /// Takes an answer, and drops it.
    pub fn take<T: Seen>(&mut self, answer: T) {
        if self.looking {
            answer.see(self);
        }
        black_box(answer);
    }

    /// What stands for all values seen, in their order.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    fn mix(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.digest = (self.digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A value that a [`Tally`] can look at.
pub trait Seen {
    fn see(&self, tally: &mut Tally);
}

impl Seen for i64 {
    fn see(&self, tally: &mut Tally) {
        tally.mix(&self.to_le_bytes());
    }
}

impl Seen for i32 {
    fn see(&self, tally: &mut Tally) {
        i64::from(*self).see(tally);
    }
}

impl Seen for bool {
    fn see(&self, tally: &mut Tally) {
        i64::from(*self).see(tally);
    }
}

impl Seen for usize {
    fn see(&self, tally: &mut Tally) {
        (*self as i64).see(tally);
    }
}

impl Seen for f64 {
    fn see(&self, tally: &mut Tally) {
        tally.mix(&self.to_bits().to_le_bytes());
    }
}

impl Seen for String {
    fn see(&self, tally: &mut Tally) {
        self.len().see(tally);
        tally.mix(self.as_bytes());
    }
}

impl Seen for NaiveDateTime {
    fn see(&self, tally: &mut Tally) {
        self.and_utc().timestamp_micros().see(tally);
    }
}

impl Seen for DateTime<Utc> {
    fn see(&self, tally: &mut Tally) {
        self.timestamp_micros().see(tally);
    }
}

impl<T: Seen> Seen for Option<T> {
    fn see(&self, tally: &mut Tally) {
        self.is_some().see(tally);
        if let Some(value) = self {
            value.see(tally);
        }
    }
}

impl<T: Seen> Seen for Vec<T> {
    fn see(&self, tally: &mut Tally) {
        self.len().see(tally);
        for value in self {
            value.see(tally);
        }
    }
}

impl<A: Seen, B: Seen> Seen for (A, B) {
    fn see(&self, tally: &mut Tally) {
        self.0.see(tally);
        self.1.see(tally);
    }
}

impl<A: Seen, B: Seen, C: Seen> Seen for (A, B, C) {
    fn see(&self, tally: &mut Tally) {
        self.0.see(tally);
        self.1.see(tally);
        self.2.see(tally);
    }
}

/// Makes a peer's struct [`Seen`] by its fields.
macro_rules! seen {
    ($($model:ty: $($field:ident)+;)+) => {
        $(impl $crate::tally::Seen for $model {
            fn see(&self, tally: &mut $crate::tally::Tally) {
                $(self.$field.see(tally);)+
            }
        })+
    };
}
pub(crate) use seen;
