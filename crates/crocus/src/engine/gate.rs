//! The queue of writers within a process.
//!
//! SQLite lets one connection write at a time, and those that wait poll for the lock without order.
//! Here they wait in the order in which they came, and learn whom they wait for.

use std::collections::VecDeque;
use std::panic::Location;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};

/// How long a holder keeps the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// As long as a closure runs, on the thread that runs it.
    Closure,
    /// Until a session ends its transaction, on any thread.
    Session,
    /// Until a connection without a transaction is given back, on any thread.
    Connection,
}

/// A thing that one holder has at a time; the others queue.
#[derive(Debug)]
pub(super) struct Gate<T> {
    state: Mutex<State<T>>,
    freed: Condvar,
}

#[derive(Debug)]
struct State<T> {
    /// What the holder takes along and brings back; lost when it is not fit for another one.
    kept: Option<T>,
    holder: Option<Holder>,
    queue: VecDeque<u64>,
    next: u64,
}

#[derive(Debug)]
struct Holder {
    origin: &'static Location<'static>,
    /// The thread that cannot go on before the holder is done.
    thread: Option<ThreadId>,
    scope: Scope,
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let origin = self.origin;
        match self.scope {
            Scope::Closure | Scope::Session => {
                write!(f, "the transaction that began at {origin} is still open")
            }
            Scope::Connection => write!(f, "the connection taken at {origin} is still in use"),
        }
    }
}

impl<T> State<T> {
    fn hold(&mut self, origin: &'static Location<'static>, scope: Scope) -> Option<T> {
        let thread = (scope == Scope::Closure).then(this_thread);
        self.holder = Some(Holder {
            origin,
            thread,
            scope,
        });
        self.kept.take()
    }
}

impl<T> Gate<T> {
    pub(super) fn new(kept: Option<T>) -> Self {
        Gate {
            state: Mutex::new(State {
                kept,
                holder: None,
                queue: VecDeque::new(),
                next: 0,
            }),
            freed: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // The state is changed by single assignments: a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the place, at most so long; what is kept there, and how long it was.
    pub(super) fn enter(
        &self,
        origin: &'static Location<'static>,
        scope: Scope,
        timeout: Duration,
    ) -> Result<(Option<T>, Duration)> {
        let mut state = self.lock();
        if state.holder.is_none() && state.queue.is_empty() {
            return Ok((state.hold(origin, scope), Duration::ZERO));
        }
        if let Some(holder) = &state.holder
            && holder.thread == Some(this_thread())
        {
            return Err(nested(origin, holder.origin));
        }
        let start = Instant::now();
        let deadline = start.checked_add(timeout);
        let place = state.next;
        state.next += 1;
        state.queue.push_back(place);
        loop {
            if state.holder.is_none() && state.queue.front() == Some(&place) {
                state.queue.pop_front();
                return Ok((state.hold(origin, scope), start.elapsed()));
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                state.queue.retain(|waiting| *waiting != place);
                let error = busy(state.holder.as_ref(), timeout);
                drop(state);
                // Whoever stood behind may be the first now.
                self.freed.notify_all();
                return Err(error);
            }
            let left = left.unwrap_or(Duration::from_secs(3600));
            let waited = self.freed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Gives the place to the next one.
    pub(super) fn leave(&self, kept: Option<T>) {
        let mut state = self.lock();
        state.holder = None;
        state.kept = kept;
        // To wake is a system call, even where nobody sleeps.
        let waiting = !state.queue.is_empty();
        drop(state);
        if waiting {
            self.freed.notify_all();
        }
    }

    /// What is kept, where nobody can come any more.
    pub(super) fn take(&mut self) -> Option<T> {
        let state = self.state.get_mut();
        state.unwrap_or_else(PoisonError::into_inner).kept.take()
    }
}

/// Asking for it counts a reference each time.
fn this_thread() -> ThreadId {
    thread_local! {
        static ID: ThreadId = std::thread::current().id();
    }
    ID.with(|id| *id)
}

#[cold]
fn nested(origin: &Location<'_>, holder: &Location<'_>) -> Error {
    Error::misuse(format!(
        "the transaction at {origin} would wait for the one at {holder}, which runs on the same \
         thread: use that one's session, or a savepoint"
    ))
}

#[cold]
fn busy(holder: Option<&Holder>, timeout: Duration) -> Error {
    let whom = match holder {
        Some(holder) => holder.to_string(),
        None => "others were before it".to_owned(),
    };
    let seconds = timeout.as_secs_f64();
    Error::new(
        ErrorKind::Busy,
        format!("waited {seconds} s for the database: {whom}"),
    )
    .retryable()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[track_caller]
    fn enter(gate: &Gate<u8>, scope: Scope, timeout: Duration) -> Result<Option<u8>> {
        let entered = gate.enter(Location::caller(), scope, timeout);
        entered.map(|(kept, _)| kept)
    }

    #[test]
    fn one_thread_does_not_wait_for_its_own_closure() {
        let gate = Gate::new(Some(7));
        enter(&gate, Scope::Closure, LONG).unwrap();
        let error = enter(&gate, Scope::Closure, LONG).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert_eq!(error.to_string().matches("gate.rs").count(), 2, "{error}");
    }

    #[test]
    fn waiting_ends_with_busy_that_names_the_holder() {
        let gate = Gate::new(Some(7));
        enter(&gate, Scope::Session, LONG).unwrap();
        let error = enter(&gate, Scope::Session, Duration::from_millis(5)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(
            error.is_retryable() && error.to_string().contains("gate.rs"),
            "{error}"
        );
    }

    #[test]
    fn those_who_wait_enter_in_the_order_in_which_they_came() {
        let gate = Arc::new(Gate::new(Some(7)));
        enter(&gate, Scope::Session, LONG).unwrap();
        let turn = Arc::new(AtomicUsize::new(0));
        let mut threads = Vec::new();
        for number in 0..8 {
            let (waiting, turns) = (Arc::clone(&gate), Arc::clone(&turn));
            threads.push(std::thread::spawn(move || {
                assert_eq!(enter(&waiting, Scope::Closure, LONG).unwrap(), Some(7));
                assert_eq!(turns.fetch_add(1, Ordering::SeqCst), number);
                waiting.leave(Some(7));
            }));
            while gate.lock().queue.len() <= number {
                std::thread::yield_now();
            }
        }
        gate.leave(Some(7));
        for thread in threads {
            thread.join().unwrap();
        }
    }
}
