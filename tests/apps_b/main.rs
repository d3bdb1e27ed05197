//! Small applications written from the documentation alone.

mod tree;
mod web;
