//! The queue of writers within a process.
//!
//! SQLite lets one connection write at a time, and those that wait poll for the lock without order.
//! Here they wait in the order in which they came, and learn whom they wait for.

use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::Thread;
use std::time::{Duration, Instant};

use crossbeam_utils::atomic::AtomicCell;

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
///
/// Where nobody waits, it is taken by one atomic exchange and brought back by another: a lock around it
/// would take two of each.
pub(super) struct Gate<T> {
    /// What the holder takes along and brings back: who gets it holds the gate.
    kept: AtomicCell<Option<Box<T>>>,
    /// How many wait, changed under the lock; who comes meanwhile queues up behind them.
    waiting: AtomicUsize,
    holder: Holder,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Nobody holds the gate, and what was kept there is lost: it was not fit for another holder.
    lost: bool,
    /// Those who wait, by numbers that are not used again. The first one alone is woken: the others could
    /// not go on.
    queue: VecDeque<(u64, Thread)>,
    next: u64,
}

/// Who holds the gate, for whoever waits to know. It is told just after the gate was entered, and
/// forgotten just before it is left.
#[derive(Default)]
struct Holder {
    origin: AtomicCell<Option<&'static Location<'static>>>,
    /// [`ANYWHERE`], [`CONNECTION`], or the thread that cannot go on before the holder is done.
    thread: AtomicU64,
}

/// A holder that may be done on any thread.
const ANYWHERE: u64 = 0;
/// The same, without a transaction.
const CONNECTION: u64 = 1;
/// The first number that a thread may have.
const FIRST_THREAD: u64 = 2;

impl Holder {
    #[inline]
    fn set(&self, origin: &'static Location<'static>, scope: Scope) {
        self.origin.store(Some(origin));
        let thread = match scope {
            Scope::Closure => this_thread(),
            Scope::Session => ANYWHERE,
            Scope::Connection => CONNECTION,
        };
        self.thread.store(thread, Ordering::Relaxed);
    }

    #[inline]
    fn clear(&self) {
        self.origin.store(None);
        self.thread.store(ANYWHERE, Ordering::Relaxed);
    }

    /// Where this thread began what it cannot end while it waits.
    fn own(&self) -> Option<&'static Location<'static>> {
        let own = self.thread.load(Ordering::Relaxed) == this_thread();
        self.origin.load().filter(|_| own)
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(origin) = self.origin.load() else {
            return f.write_str("others were before it");
        };
        if self.thread.load(Ordering::Relaxed) == CONNECTION {
            write!(f, "the connection taken at {origin} is still in use")
        } else {
            write!(f, "the transaction that began at {origin} is still open")
        }
    }
}

impl<T> Gate<T> {
    pub(super) fn new(kept: Option<Box<T>>) -> Self {
        let state = State {
            lost: kept.is_none(),
            ..State::default()
        };
        Gate {
            kept: AtomicCell::new(kept),
            waiting: AtomicUsize::new(0),
            holder: Holder::default(),
            state: Mutex::new(state),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is changed by single assignments: a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the place, at most so long; what is kept there, and how long it was.
    #[inline]
    pub(super) fn enter(
        &self,
        origin: &'static Location<'static>,
        scope: Scope,
        timeout: Duration,
    ) -> Result<(Option<Box<T>>, Duration)> {
        if self.waiting.load(Ordering::Acquire) == 0
            && let Some(kept) = self.kept.take()
        {
            self.holder.set(origin, scope);
            return Ok((Some(kept), Duration::ZERO));
        }
        let (kept, waited) = self.queue_up(origin, timeout)?;
        self.holder.set(origin, scope);
        Ok((kept, waited))
    }

    #[cold]
    fn queue_up(
        &self,
        origin: &'static Location<'static>,
        timeout: Duration,
    ) -> Result<(Option<Box<T>>, Duration)> {
        if let Some(holder) = self.holder.own() {
            return Err(nested(origin, holder));
        }
        let mut state = self.lock();
        let place = state.next;
        state.next += 1;
        state.queue.push_back((place, std::thread::current()));
        self.count(&state);
        let mut start = None;
        loop {
            let first = state
                .queue
                .front()
                .is_some_and(|(first, _)| *first == place);
            let kept = first.then(|| self.kept.take()).flatten();
            if kept.is_some() || (first && std::mem::take(&mut state.lost)) {
                state.queue.pop_front();
                self.count(&state);
                let waited = start.map_or(Duration::ZERO, |start: Instant| start.elapsed());
                return Ok((kept, waited));
            }
            let start = *start.get_or_insert_with(Instant::now);
            let deadline = start.checked_add(timeout);
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                state.queue.retain(|(waiting, _)| *waiting != place);
                self.count(&state);
                drop(state);
                // Whoever stood behind may be the first now.
                self.wake();
                return Err(busy(&self.holder, timeout));
            }
            drop(state);
            // Who is woken before it sleeps does not sleep.
            std::thread::park_timeout(left.unwrap_or(Duration::from_secs(3600)));
            state = self.lock();
        }
    }

    /// Tells those who come and who leave how many wait.
    fn count(&self, state: &State) {
        self.waiting.store(state.queue.len(), Ordering::Release);
    }

    /// Gives the place to the next one.
    #[inline]
    pub(super) fn leave(&self, kept: Option<Box<T>>) {
        self.holder.clear();
        if kept.is_some() {
            self.kept.store(kept);
        } else {
            self.lock().lost = true;
        }
        // Whoever has looked for it in vain before it came back had counted itself by then: both
        // exchange what is kept, one after the other. To wake is a system call, and made for those alone.
        if self.waiting.load(Ordering::Acquire) > 0 {
            self.wake();
        }
    }

    #[cold]
    fn wake(&self) {
        let first = self.lock().queue.front().map(|(_, first)| first.clone());
        if let Some(first) = first {
            first.unpark();
        }
    }

    /// What is kept, where nobody can come any more.
    pub(super) fn take(&mut self) -> Option<Box<T>> {
        self.kept.take()
    }
}

impl<T> fmt::Debug for Gate<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate")
            .field("waiting", &self.waiting)
            .finish_non_exhaustive()
    }
}

/// The number of a thread, not used again by another one.
fn this_thread() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(FIRST_THREAD);
    thread_local! {
        static NUMBER: u64 = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.with(|number| *number)
}

#[cold]
fn nested(origin: &Location<'_>, holder: &Location<'_>) -> Error {
    Error::misuse(format!(
        "the transaction at {origin} would wait for the one at {holder}, which runs on the same \
         thread: use that one's session, or a savepoint"
    ))
}

#[cold]
fn busy(holder: &Holder, timeout: Duration) -> Error {
    let seconds = timeout.as_secs_f64();
    Error::new(
        ErrorKind::Busy,
        format!("waited {seconds} s for the database: {holder}"),
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
        entered.map(|(kept, _)| kept.map(|kept| *kept))
    }

    #[test]
    fn one_thread_does_not_wait_for_its_own_closure() {
        let gate = Gate::new(Some(Box::new(7)));
        enter(&gate, Scope::Closure, LONG).unwrap();
        let error = enter(&gate, Scope::Closure, LONG).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert_eq!(error.to_string().matches("gate.rs").count(), 2, "{error}");
    }

    #[test]
    fn waiting_ends_with_busy_that_names_the_holder() {
        let gate = Gate::new(Some(Box::new(7)));
        enter(&gate, Scope::Session, LONG).unwrap();
        let error = enter(&gate, Scope::Session, Duration::from_millis(5)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(
            error.is_retryable() && error.to_string().contains("gate.rs"),
            "{error}"
        );
    }

    #[test]
    fn what_is_lost_lets_the_next_one_in_all_the_same() {
        let gate = Arc::new(Gate::new(None));
        for _ in 0..2 {
            assert_eq!(enter(&gate, Scope::Session, LONG).unwrap(), None);
            let waiting = Arc::clone(&gate);
            let next = std::thread::spawn(move || {
                let entered = enter(&waiting, Scope::Closure, LONG).unwrap();
                waiting.leave(None);
                entered
            });
            while gate.lock().queue.is_empty() {
                std::thread::yield_now();
            }
            gate.leave(None);
            assert_eq!(next.join().unwrap(), None);
        }
    }

    #[test]
    fn one_at_a_time_holds_it_however_many_come() {
        let gate = Arc::new(Gate::new(Some(Box::new(7))));
        let inside = Arc::new(AtomicUsize::new(0));
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (gate, inside) = (Arc::clone(&gate), Arc::clone(&inside));
                std::thread::spawn(move || {
                    for turn in 0..2_000 {
                        let kept = enter(&gate, Scope::Session, LONG).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        if turn % 64 == 0 {
                            std::thread::yield_now();
                        }
                        inside.fetch_sub(1, Ordering::SeqCst);
                        gate.leave(kept.map(Box::new));
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(gate.waiting.load(Ordering::SeqCst), 0);
        assert_eq!(enter(&gate, Scope::Session, LONG).unwrap(), Some(7));
    }

    #[test]
    fn those_who_wait_enter_in_the_order_in_which_they_came() {
        let gate = Arc::new(Gate::new(Some(Box::new(7))));
        enter(&gate, Scope::Session, LONG).unwrap();
        let turn = Arc::new(AtomicUsize::new(0));
        let mut threads = Vec::new();
        for number in 0..8 {
            let (waiting, turns) = (Arc::clone(&gate), Arc::clone(&turn));
            threads.push(std::thread::spawn(move || {
                assert_eq!(enter(&waiting, Scope::Closure, LONG).unwrap(), Some(7));
                assert_eq!(turns.fetch_add(1, Ordering::SeqCst), number);
                waiting.leave(Some(Box::new(7)));
            }));
            while gate.lock().queue.len() <= number {
                std::thread::yield_now();
            }
        }
        gate.leave(Some(Box::new(7)));
        for thread in threads {
            thread.join().unwrap();
        }
    }
}
