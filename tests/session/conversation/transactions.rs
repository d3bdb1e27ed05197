//! Steps that write, keep or undo what was done: flushes, transactions, savepoints.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crocus::prelude::*;
use crocus::{ErrorKind, Result};

use super::run::Run;

impl Run {
    pub(super) fn begin(&mut self, s: &mut Session) {
        self.log.push("begin".into());
        assert_eq!(s.begin().is_err(), self.reference.open);
        self.reference.begin();
    }

    pub(super) fn commit(&mut self, s: &mut Session) {
        self.log.push("commit".into());
        let real = s.commit();
        let flushed = self.flush_reference(s);
        if self.agree(&real, flushed.err()) {
            self.reference.commit();
        }
    }

    pub(super) fn flush(&mut self, s: &mut Session) {
        self.log.push("flush".into());
        let real = s.flush();
        let expected = self.flush_reference(s);
        self.agree(&real, expected.err());
    }

    pub(super) fn rollback(&mut self, s: &mut Session) {
        self.log.push("rollback".into());
        s.rollback().unwrap();
        self.reference.rollback();
    }

    pub(super) fn savepoint(&mut self, s: &mut Session, depth: usize) {
        if depth >= 5 {
            return;
        }
        self.log.push("savepoint {".into());
        let (mut began, mut ended) = (false, false);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            s.savepoint(|s| {
                began = true;
                self.flush_reference(s)
                    .expect("the flush before a savepoint");
                self.reference.begin_level();
                self.inside(s, depth)?;
                ended = true;
                Ok(())
            })
        }));
        self.ended(s, outcome, began, ended, false);
    }

    pub(super) fn transaction(&mut self, s: &mut Session) {
        if self.reference.open {
            return;
        }
        self.log.push("transaction {".into());
        let mut ended = false;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            s.transaction(|s| {
                self.reference.begin();
                self.inside(s, 0)?;
                ended = true;
                Ok(())
            })
        }));
        self.ended(s, outcome, true, ended, true);
    }

    /// A statement that ends the transaction by itself.
    pub(super) fn sqlite_rolls_back(&mut self, s: &mut Session) {
        self.log.push("a statement that rolls back".into());
        let real = s.flush();
        let flushed = self.flush_reference(s);
        if !self.agree(&real, flushed.err()) {
            return;
        }
        let text = "INSERT OR ROLLBACK INTO members (team_id, n) VALUES (NULL, 0)";
        let real = sql(text).execute(s);
        assert_eq!(real.unwrap_err().kind(), ErrorKind::NotNull);
        self.reference.rollback();
    }

    /// Steps inside of a closure, and how it ends.
    fn inside(&mut self, s: &mut Session, depth: usize) -> Result<()> {
        for _ in 0..self.random.below(8) {
            self.step(s, depth + 1);
        }
        match self.random.below(4) {
            0 => Err(s.begin().unwrap_err()),
            1 => resume_unwind(Box::new("on purpose")),
            _ => Ok(()),
        }
    }

    fn ended(
        &mut self,
        s: &Session,
        outcome: std::thread::Result<Result<()>>,
        began: bool,
        ended: bool,
        whole: bool,
    ) {
        let result = match outcome {
            Ok(result) => Some(result),
            Err(panic) if panic.downcast_ref::<&str>() == Some(&"on purpose") => None,
            Err(panic) => resume_unwind(panic),
        };
        self.log.push(format!("}} {result:?}"));
        let result = result.unwrap_or(Ok(()));
        if !began {
            let refused = self.flush_reference(s).err();
            assert!(refused.is_some(), "{result:?}");
            self.agree(&result, refused);
            return;
        }
        let kept = ended && {
            let flushed = self.flush_reference(s);
            self.agree(&result, flushed.err())
        };
        match (kept, whole) {
            (true, true) => self.reference.commit(),
            (true, false) => self.reference.release_level(),
            (false, true) => self.reference.rollback(),
            (false, false) => self.reference.undo_level(),
        }
    }
}
