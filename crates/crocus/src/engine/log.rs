//! What is told of statements: echo, tracing, observers.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::error::{Error, Result};
use crate::value::Value;

/// Sees the text of each statement.
pub(super) type Observer = Arc<dyn Fn(&str) + Send + Sync>;

/// What an engine tells of its statements.
pub(super) struct Log {
    echo: bool,
    parameters: bool,
    /// Whether anybody wants to know: one look per statement when nobody does.
    observed: AtomicBool,
    observers: Mutex<Vec<(u64, Observer)>>,
    next: AtomicU64,
}

impl Log {
    pub(super) fn new(echo: bool, parameters: bool) -> Self {
        Log {
            echo,
            parameters,
            observed: AtomicBool::new(false),
            observers: Mutex::new(Vec::new()),
            next: AtomicU64::new(0),
        }
    }

    pub(super) fn observe(&self, observer: Observer) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.observers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((id, observer));
        self.observed.store(true, Ordering::Release);
        id
    }

    pub(super) fn unobserve(&self, id: u64) {
        let mut observers = self
            .observers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        observers.retain(|(known, _)| *known != id);
        self.observed
            .store(!observers.is_empty(), Ordering::Release);
    }

    /// Whether nobody wants to know of statements.
    #[inline]
    pub(super) fn is_silent(&self) -> bool {
        !self.echo && !self.observed.load(Ordering::Acquire) && !tracing_enabled()
    }

    /// Whether somebody wants to know the parameters.
    pub(super) fn shows_parameters(&self) -> bool {
        self.echo || (self.parameters && tracing_enabled())
    }

    /// Runs a statement, and tells of it afterwards.
    #[inline]
    pub(super) fn run<T>(
        &self,
        sql: &str,
        params: &[Value],
        rows: impl Fn(&T) -> usize,
        body: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        if self.is_silent() {
            return body();
        }
        let start = Instant::now();
        let result = body();
        self.tell(
            sql,
            params,
            result.as_ref().map(rows).map_err(ToString::to_string),
            start,
        );
        result
    }

    /// Tells of a statement that failed before it ran.
    #[cold]
    pub(super) fn failed(&self, sql: &str, error: &Error) {
        if !self.is_silent() {
            self.tell(sql, &[], Err(error.to_string()), Instant::now());
        }
    }

    #[cold]
    fn tell(&self, sql: &str, params: &[Value], rows: Result<usize, String>, start: Instant) {
        let time = start.elapsed();
        if self.echo {
            let mut line = format!("-- {sql}");
            if !params.is_empty() {
                // Writing into a String cannot fail.
                let _ = write!(line, "  {}", Parameters(params));
            }
            let _ = match &rows {
                Ok(rows) => write!(line, "  -- {rows} rows, {time:.1?}"),
                Err(error) => write!(line, "  -- {error}"),
            };
            print(&line);
        }
        #[cfg(feature = "tracing")]
        contained(|| self.trace(sql, params, rows.as_ref().ok().copied(), time));
        if self.observed.load(Ordering::Acquire) {
            let observers = self
                .observers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone();
            for (_, observer) in observers {
                contained(|| observer(sql));
            }
        }
    }

    #[cfg(feature = "tracing")]
    fn trace(&self, sql: &str, params: &[Value], rows: Option<usize>, time: std::time::Duration) {
        let shown = if self.parameters {
            Parameters(params).to_string()
        } else {
            String::new()
        };
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(
            target: "crocus",
            statement = sql,
            parameters = shown,
            rows,
            micros,
            failed = rows.is_none(),
        );
    }
}

#[cfg(feature = "tracing")]
fn tracing_enabled() -> bool {
    contained(|| tracing::enabled!(target: "crocus", tracing::Level::DEBUG)).unwrap_or(false)
}

#[cfg(not(feature = "tracing"))]
fn tracing_enabled() -> bool {
    false
}

/// Runs what others do with a statement. A panic of theirs ends here: it must not come between a statement
/// that has run, a COMMIT perhaps, and what the session makes of it. The panic hook has told of it.
fn contained<T>(body: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).ok()
}

fn print(line: &str) {
    // One write, so that lines of several threads do not mix. Where nobody can read them, because
    // the pipe is closed or the disk is full, the program goes on: `eprintln!` would panic.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Parameters as echo shows them.
struct Parameters<'a>(&'a [Value]);

impl fmt::Display for Parameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('[')?;
        for (place, value) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            match value {
                Value::Null | Value::Pending(_) => f.write_str("NULL")?,
                Value::Integer(integer) => write!(f, "{integer}")?,
                Value::Real(real) => write!(f, "{real:?}")?,
                Value::Text(text) => match text.char_indices().nth(80) {
                    Some((end, _)) => write!(f, "{:?}…", &text[..end])?,
                    None => write!(f, "{text:?}")?,
                },
                Value::Blob(bytes) => write!(f, "{} bytes", bytes.len())?,
            }
        }
        f.write_char(']')
    }
}
