//! Small applications written from the documentation alone.

mod web;
