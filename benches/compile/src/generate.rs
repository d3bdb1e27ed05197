//! The programs: 50 models of 10 columns, and a program that inserts, gets, finds, updates and deletes
//! rows of each.

/// How a program of a peer is written.
pub struct Peer {
    pub name: &'static str,
    pub folder: &'static str,
    /// Lines of the manifest; `{crocus}` is the folder of the library.
    pub dependencies: &'static str,
    pub models: fn() -> String,
    pub main: fn() -> String,
}

/// All peers, the measure first.
pub const PEERS: [Peer; 4] = [
    Peer {
        name: "rusqlite by hand",
        folder: "by-hand",
        dependencies: "rusqlite = { version = \"0.43\", features = [\"bundled\"] }",
        models: || models(BY_HAND_HEAD, BY_HAND_MODEL),
        main: || main(BY_HAND_USE, BY_HAND_MAIN),
    },
    Peer {
        name: "Crocus",
        folder: "with-crocus",
        dependencies: "crocus = { path = \"{crocus}\" }",
        models: || models("use crocus::prelude::*;\n", CROCUS_MODEL),
        main: || main(CROCUS_USE, CROCUS_MAIN),
    },
    Peer {
        name: "Diesel",
        folder: "with-diesel",
        dependencies: "diesel = { version = \"2.3\", features = [\"sqlite\"] }\n\
            libsqlite3-sys = { version = \"0.37\", features = [\"bundled\"] }",
        models: || models("use diesel::prelude::*;\n", DIESEL_MODEL),
        main: || main(DIESEL_USE, DIESEL_MAIN),
    },
    Peer {
        name: "SeaORM",
        folder: "with-sea-orm",
        dependencies: "sea-orm = { version = \"2.0\", features = [\"sqlx-sqlite\", \"runtime-tokio\"] }\n\
            tokio = { version = \"1\", features = [\"rt\"] }",
        models: || models("", SEA_ORM_MODEL),
        main: || main(SEA_ORM_USE, SEA_ORM_MAIN),
    },
];

const MODELS: usize = 50;

/// Fifty copies of a model; `NN` in its text is its number.
fn models(head: &str, model: &str) -> String {
    (0..MODELS)
        .map(|number| numbered(model, number))
        .fold(head.to_owned(), |all, one| all + &one)
}

/// One function for each model, and what calls them all.
fn main(function: &str, main: &str) -> String {
    let functions: String = (0..MODELS)
        .map(|number| numbered(function, number))
        .collect();
    let (before, call) = main.split_once("CALL").expect("a place for the calls");
    let (call, after) = call.split_once("END").expect("the end of the call");
    let calls: String = (0..MODELS).map(|number| numbered(call, number)).collect();
    format!("mod models;\n{functions}\n{before}{calls}{after}")
}

fn numbered(text: &str, number: usize) -> String {
    text.replace("NN", &number.to_string())
}

const BY_HAND_HEAD: &str = "use rusqlite::{params, Connection, OptionalExtension, Result, Row};\n";

const BY_HAND_MODEL: &str = r#"
pub struct ModelNN {
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub note: Option<String>,
    pub visits: i64,
    pub owner: i64,
    pub city: String,
}

impl ModelNN {
    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            email: row.get(2)?,
            age: row.get(3)?,
            score: row.get(4)?,
            active: row.get(5)?,
            note: row.get(6)?,
            visits: row.get(7)?,
            owner: row.get(8)?,
            city: row.get(9)?,
        })
    }

    pub fn insert(&mut self, connection: &Connection) -> Result<()> {
        connection
            .prepare_cached("INSERT INTO modelNN (name, email, age, score, active, note, visits, owner, city) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?
            .execute(params![self.name, self.email, self.age, self.score, self.active, self.note, self.visits, self.owner, self.city])?;
        self.id = connection.last_insert_rowid();
        Ok(())
    }

    pub fn get(id: i64, connection: &Connection) -> Result<Option<Self>> {
        connection
            .prepare_cached("SELECT id, name, email, age, score, active, note, visits, owner, city FROM modelNN WHERE id = ?")?
            .query_row([id], Self::read)
            .optional()
    }

    pub fn older(age: i32, connection: &Connection) -> Result<Vec<Self>> {
        connection
            .prepare_cached("SELECT id, name, email, age, score, active, note, visits, owner, city FROM modelNN WHERE age >= ? AND active = 1 ORDER BY name")?
            .query_map([age], Self::read)?
            .collect()
    }

    pub fn update(&self, connection: &Connection) -> Result<()> {
        connection
            .prepare_cached("UPDATE modelNN SET name = ?, email = ?, age = ?, score = ?, active = ?, note = ?, visits = ?, owner = ?, city = ? WHERE id = ?")?
            .execute(params![self.name, self.email, self.age, self.score, self.active, self.note, self.visits, self.owner, self.city, self.id])?;
        Ok(())
    }

    pub fn delete(&self, connection: &Connection) -> Result<()> {
        connection.prepare_cached("DELETE FROM modelNN WHERE id = ?")?.execute([self.id])?;
        Ok(())
    }
}
"#;

const BY_HAND_USE: &str = r#"
fn useNN(connection: &rusqlite::Connection) -> rusqlite::Result<usize> {
    let mut row = models::ModelNN {
        id: 0,
        name: "a name".to_owned(),
        email: None,
        age: 30,
        score: 1.5,
        active: true,
        note: None,
        visits: 7,
        owner: 1,
        city: "Delft".to_owned(),
    };
    row.insert(connection)?;
    let mut row = models::ModelNN::get(row.id, connection)?.unwrap();
    row.visits += 1;
    row.update(connection)?;
    let older = models::ModelNN::older(18, connection)?.len();
    row.delete(connection)?;
    Ok(older)
}
"#;

const BY_HAND_MAIN: &str = "fn main() -> rusqlite::Result<()> {
    let connection = rusqlite::Connection::open_in_memory()?;
CALL    useNN(&connection)?;
END    Ok(())
}
";

const CROCUS_MODEL: &str = r#"
#[derive(Debug, Clone, Model)]
#[model(table = "modelNN")]
pub struct ModelNN {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub note: Option<String>,
    pub visits: i64,
    pub owner: i64,
    pub city: String,
}
"#;

const CROCUS_USE: &str = r#"
fn useNN(s: &mut Session) -> crocus::Result<usize> {
    use models::ModelNN as Row;
    let row = Row {
        id: 0,
        name: "a name".to_owned(),
        email: None,
        age: 30,
        score: 1.5,
        active: true,
        note: None,
        visits: 7,
        owner: 1,
        city: "Delft".to_owned(),
    };
    let row = row.insert(s)?;
    let mut row = Row::get(row.id, s)?.unwrap();
    row.update(s, |row| row.visits += 1)?;
    let older = Row::filter(Row::age.ge(18) & Row::active.eq(true)).order_by(Row::name.asc()).all(s)?.len();
    row.delete(s)?;
    Ok(older)
}
"#;

const CROCUS_MAIN: &str = "use crocus::prelude::*;

fn main() -> crocus::Result<()> {
    let mut s = Engine::memory()?.session();
CALL    useNN(&mut s)?;
END    Ok(())
}
";

const DIESEL_MODEL: &str = r"
diesel::table! {
    modelNN (id) {
        id -> BigInt,
        name -> Text,
        email -> Nullable<Text>,
        age -> Integer,
        score -> Double,
        active -> Bool,
        note -> Nullable<Text>,
        visits -> BigInt,
        owner -> BigInt,
        city -> Text,
    }
}

#[derive(Queryable, Selectable, Identifiable, AsChangeset)]
#[diesel(table_name = modelNN)]
pub struct ModelNN {
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub note: Option<String>,
    pub visits: i64,
    pub owner: i64,
    pub city: String,
}

#[derive(Insertable)]
#[diesel(table_name = modelNN)]
pub struct NewModelNN {
    pub name: String,
    pub email: Option<String>,
    pub age: i32,
    pub score: f64,
    pub active: bool,
    pub note: Option<String>,
    pub visits: i64,
    pub owner: i64,
    pub city: String,
}
";

const DIESEL_USE: &str = r#"
fn useNN(connection: &mut SqliteConnection) -> QueryResult<usize> {
    use models::{modelNN, ModelNN as Row};
    let row = models::NewModelNN {
        name: "a name".to_owned(),
        email: None,
        age: 30,
        score: 1.5,
        active: true,
        note: None,
        visits: 7,
        owner: 1,
        city: "Delft".to_owned(),
    };
    diesel::insert_into(modelNN::table).values(&row).execute(connection)?;
    let mut row: Row = modelNN::table.find(1).select(Row::as_select()).first(connection)?;
    row.visits += 1;
    diesel::update(&row).set(&row).execute(connection)?;
    let older: Vec<Row> = modelNN::table
        .filter(modelNN::age.ge(18).and(modelNN::active.eq(true)))
        .order(modelNN::name.asc())
        .select(Row::as_select())
        .load(connection)?;
    diesel::delete(&row).execute(connection)?;
    Ok(older.len())
}
"#;

const DIESEL_MAIN: &str = "use diesel::prelude::*;

fn main() -> QueryResult<()> {
    let mut connection = SqliteConnection::establish(\":memory:\").unwrap();
CALL    useNN(&mut connection)?;
END    Ok(())
}
";

const SEA_ORM_MODEL: &str = r#"
pub mod modelNN {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "modelNN")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub email: Option<String>,
        pub age: i32,
        pub score: f64,
        pub active: bool,
        pub note: Option<String>,
        pub visits: i64,
        pub owner: i64,
        pub city: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
"#;

const SEA_ORM_USE: &str = r#"
async fn useNN(database: &DatabaseConnection) -> Result<usize, DbErr> {
    use models::modelNN::{ActiveModel, Column, Entity};
    let row = ActiveModel {
        id: NotSet,
        name: Set("a name".to_owned()),
        email: Set(None),
        age: Set(30),
        score: Set(1.5),
        active: Set(true),
        note: Set(None),
        visits: Set(7),
        owner: Set(1),
        city: Set("Delft".to_owned()),
    };
    let row = row.insert(database).await?;
    let row = Entity::find_by_id(row.id).one(database).await?.unwrap();
    let visits = row.visits;
    let mut row: ActiveModel = row.into();
    row.visits = Set(visits + 1);
    let row = row.update(database).await?;
    let older = Entity::find()
        .filter(Column::Age.gte(18))
        .filter(Column::Active.eq(true))
        .order_by_asc(Column::Name)
        .all(database)
        .await?;
    row.delete(database).await?;
    Ok(older.len())
}
"#;

const SEA_ORM_MAIN: &str = "use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;
use sea_orm::{Database, DatabaseConnection, QueryOrder};

fn main() -> Result<(), DbErr> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let database = Database::connect(\"sqlite::memory:\").await?;
CALL        useNN(&database).await?;
END        Ok(())
    })
}
";
