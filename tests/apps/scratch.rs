//! A folder for one program's files, removed when the program ends.

use std::fs;
use std::path::PathBuf;

use crocus::prelude::*;

pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Scratch {
        let folder = std::env::temp_dir().join(format!("crocus-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Scratch(folder)
    }

    /// The folder's database.
    pub(crate) fn path(&self) -> PathBuf {
        self.0.join("app.db")
    }

    pub(crate) fn open(&self) -> crocus::Result<Engine> {
        Engine::open(self.path().to_str().unwrap())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
