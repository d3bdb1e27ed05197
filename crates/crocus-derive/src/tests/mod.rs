//! Expansions, compared with the stored ones beside this file.
//!
//! `CROCUS_STORE=1 cargo test -p crocus-derive` stores them anew; read the difference.

mod expansion;
mod mistakes;
mod places;
