//! What a panic of the program's code leaves behind, in the middle of writing: nothing.

use super::session::Session;

impl Session {
    /// Runs `body`, which calls code of the program between statements (codecs, `on_update`).
    ///
    /// When that panics, nobody knows what was written and what was not: the transaction ends, and
    /// memory is that of the last commit.
    pub(super) fn guarded<T>(
        &mut self,
        cause: &'static str,
        body: impl FnOnce(&mut Session) -> T,
    ) -> T {
        let mut unwinding = Unwinding {
            session: self,
            cause: Some(cause),
        };
        let result = body(unwinding.session);
        unwinding.cause = None;
        result
    }
}

struct Unwinding<'a> {
    session: &'a mut Session,
    /// What happened if this is dropped now.
    cause: Option<&'static str>,
}

impl Drop for Unwinding<'_> {
    fn drop(&mut self) {
        let Some(cause) = self.cause else { return };
        for arena in self.session.arenas.iter_mut() {
            arena.discard_staged();
        }
        self.session.end_early(cause);
    }
}
