//! Every column type: how it is stored, its bounds, and what is refused with which words.

mod attributes;
mod decimals;
mod json;
mod other_forms;
mod panics;
mod read_back;
mod refused;
mod sqlalchemy;
mod stored;
