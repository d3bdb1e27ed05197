//! A tree of folders, and files with twelve columns.

use crocus::prelude::*;

/// A row that refers to its own table.
#[derive(Debug, Clone, Model)]
pub struct Folder {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub parent: Option<ForeignKey<Folder>>,
}

/// A row of several types.
#[derive(Debug, Clone, Model)]
pub struct File {
    #[column(primary_key)]
    pub id: i64,
    #[column(on_delete = Cascade)]
    pub folder: ForeignKey<Folder>,
    pub name: String,
    #[column(default = 0)]
    pub size: i64,
    #[column(default = 0.5)]
    pub score: f64,
    #[column(default = false)]
    pub hidden: bool,
    pub owner: Option<String>,
    pub comment: Option<String>,
    pub checksum: Option<Vec<u8>>,
    pub opened: Option<i64>,
    #[column(default = "text/plain")]
    pub kind: String,
    #[column(default = 1)]
    pub links: i32,
}

/// A database in memory with both tables, and so many files in one folder.
pub fn database(files: usize) -> Engine {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Folder, File]).unwrap();
    engine
        .write(|s| {
            let folder = s.add(folder("root", None));
            s.add_all((0..files).map(|number| file(number, folder)));
            Ok(())
        })
        .unwrap();
    engine
}

/// A folder, in another one or at the top.
pub fn folder(name: &str, parent: Option<Entity<Folder>>) -> Folder {
    Folder {
        id: 0,
        name: name.to_owned(),
        parent: parent.map(ForeignKey::from),
    }
}

/// One of many files.
pub fn file(number: usize, folder: Entity<Folder>) -> File {
    File::builder()
        .folder(folder)
        .name(format!("file {number}"))
        .owner("ada")
        .build()
}
