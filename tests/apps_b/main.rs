//! Small applications written from the documentation alone.

mod editor;
mod foreign_file;
mod tree;
mod web;
