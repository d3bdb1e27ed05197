//! The workloads on `SeaORM`: a pool of one connection, a runtime on the calling thread.

use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, JoinType, LoaderTrait, QueryOrder, QuerySelect,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::runtime::{Builder, Runtime};

use crate::data;
use crate::tally::{Tally, seen};
use crate::workload::{Body, CALLS, Work};

mod user {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub hair_color: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(has_many = "super::post::Entity")]
        Post,
    }

    impl Related<super::post::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Post.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod post {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub user_id: i64,
        pub title: String,
        pub content: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::user::Entity",
            from = "Column::UserId",
            to = "super::user::Column::Id"
        )]
        User,
        #[sea_orm(has_many = "super::comment::Entity")]
        Comment,
    }

    impl Related<super::user::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::User.def()
        }
    }

    impl Related<super::comment::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Comment.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod comment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub post_id: i64,
        pub text: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::post::Entity",
            from = "Column::PostId",
            to = "super::post::Column::Id"
        )]
        Post,
    }

    impl Related<super::post::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Post.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod wide {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "wides")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub a: i64,
        pub b: i64,
        pub c: i32,
        pub d: f64,
        pub e: f64,
        pub f: String,
        pub g: String,
        pub h: String,
        pub i: Option<String>,
        pub j: Option<String>,
        pub k: Option<i64>,
        pub l: Option<i64>,
        pub m: Option<f64>,
        pub n: Option<f64>,
        pub o: bool,
        pub p: bool,
        pub q: DateTimeUtc,
        pub r: DateTimeUtc,
        pub s: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

seen! {
    user::Model: id name hair_color;
    post::Model: id user_id title content;
    comment::Model: id post_id text;
    wide::Model: id a b c d e f g h i j k l m n o p q r s;
}

fn open(work: Work) -> (Runtime, DatabaseConnection) {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let database = runtime.block_on(async {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options
            .min_connections(1)
            .max_connections(1)
            .sqlx_logging(false);
        let database = Database::connect(options).await.unwrap();
        database.execute_unprepared(data::PRAGMAS).await.unwrap();
        database
            .execute_unprepared(&data::database(work))
            .await
            .unwrap();
        database
    });
    (runtime, database)
}

async fn users(database: &DatabaseConnection) -> Vec<user::Model> {
    user::Entity::find().all(database).await.unwrap()
}

fn reading(
    work: Work,
    mut read: impl AsyncFnMut(&DatabaseConnection, &mut Tally) + 'static,
) -> Body {
    let (runtime, database) = open(work);
    Box::new(move |tally| runtime.block_on(read(&database, tally)))
}

/// In one transaction, which is rolled back now and then.
fn writing(
    work: Work,
    mut write: impl AsyncFnMut(&DatabaseConnection, &mut Tally) + 'static,
) -> Body {
    let (runtime, database) = open(work);
    runtime
        .block_on(database.execute_unprepared("BEGIN"))
        .unwrap();
    let mut calls = 0;
    Box::new(move |tally| {
        runtime.block_on(write(&database, tally));
        if tally.is_looking() {
            let users = runtime.block_on(users(&database));
            let wides = runtime
                .block_on(wide::Entity::find().all(&database))
                .unwrap();
            tally.take((users, wides));
        }
        calls += 1;
        if calls % CALLS == 0 {
            runtime
                .block_on(database.execute_unprepared("ROLLBACK; BEGIN"))
                .unwrap();
        }
    })
}

/// The workload on `SeaORM`.
#[expect(clippy::too_many_lines, reason = "one arm for each workload")]
pub fn body(work: Work) -> Body {
    match work {
        Work::Trivial(_) => reading(work, async |database, tally| {
            tally.take(users(database).await);
        }),
        Work::Medium(_) => reading(work, async |database, tally| {
            let pairs = user::Entity::find()
                .find_also_related(post::Entity)
                .filter(user::Column::HairColor.eq("black"))
                .all(database)
                .await;
            tally.take(pairs.unwrap());
        }),
        Work::Join => reading(work, join),
        Work::Insert(rows) => insert(work, rows),
        Work::Nested => reading(work, nested),
        Work::Get => {
            let mut id = 0;
            reading(work, async move |database, tally| {
                id = id % 1000 + 1;
                let user = user::Entity::find_by_id(id).one(database).await;
                tally.take(user.unwrap().unwrap());
            })
        }
        Work::UpdateOne => {
            let mut id = 0;
            writing(work, async move |database, tally| {
                id = id % 1000 + 1;
                tally.take(update(database, id).await);
            })
        }
        Work::UpdateMany => writing(work, async |database, tally| {
            let mut written = 0;
            for id in 1..=1000 {
                written += update(database, id).await;
            }
            tally.take(written);
        }),
        Work::Dynamic(shapes) => dynamic(work, shapes),
        Work::Eager => reading(work, async |database, tally| {
            let users = users(database).await;
            let posts = users.load_many(post::Entity, database).await.unwrap();
            tally.take(users.into_iter().zip(posts).collect::<Vec<_>>());
        }),
        Work::Wide => reading(work, async |database, tally| {
            tally.take(wide::Entity::find().all(database).await.unwrap());
        }),
        Work::WideGet => {
            let mut id = 0;
            reading(work, async move |database, tally| {
                id = id % 1000 + 1;
                let wide = wide::Entity::find_by_id(id).one(database).await;
                tally.take(wide.unwrap().unwrap());
            })
        }
        Work::WideInsert => wide_insert(work),
        Work::Delete => {
            let mut id = 0;
            writing(work, async move |database, tally| {
                id = id % i64::from(CALLS) + 1;
                let deleted = user::Entity::delete_by_id(id).exec(database).await.unwrap();
                tally.take(deleted.rows_affected as usize);
            })
        }
        Work::TwoColumns => reading(work, async |database, tally| {
            let rows: Vec<(i64, String)> = user::Entity::find()
                .select_only()
                .columns([user::Column::Id, user::Column::Name])
                .into_tuple()
                .all(database)
                .await
                .unwrap();
            tally.take(rows);
        }),
        Work::Groups => reading(work, groups),
        Work::Transaction => transaction(work),
    }
}

async fn join(database: &DatabaseConnection, tally: &mut Tally) {
    let pairs: Vec<(String, String)> = post::Entity::find()
        .select_only()
        .column(post::Column::Title)
        .column(user::Column::Name)
        .join(JoinType::InnerJoin, post::Relation::User.def())
        .into_tuple()
        .all(database)
        .await
        .unwrap();
    tally.take(pairs);
}

async fn groups(database: &DatabaseConnection, tally: &mut Tally) {
    let rows: Vec<(i64, i64, Option<String>)> = post::Entity::find()
        .select_only()
        .column(post::Column::UserId)
        .column_as(Expr::cust("COUNT(*)"), "count")
        .column_as(post::Column::Title.max(), "title")
        .group_by(post::Column::UserId)
        .into_tuple()
        .all(database)
        .await
        .unwrap();
    tally.take(rows);
}

fn insert(work: Work, rows: u32) -> Body {
    let row = |row: u32| user::ActiveModel {
        id: NotSet,
        name: Set(format!("User {row}")),
        hair_color: Set(Some("black".to_owned())),
    };
    if rows == 1 {
        return writing(work, async move |database, tally| {
            user::Entity::insert(row(0)).exec(database).await.unwrap();
            tally.take(1_usize);
        });
    }
    writing(work, async move |database, tally| {
        let insert = user::Entity::insert_many((0..rows).map(row));
        tally.take(insert.exec_without_returning(database).await.unwrap() as usize);
    })
}

async fn nested(database: &DatabaseConnection, tally: &mut Tally) {
    let users = users(database).await;
    let posts = users.load_many(post::Entity, database).await.unwrap();
    let counts: Vec<usize> = posts.iter().map(Vec::len).collect();
    let posts: Vec<post::Model> = posts.into_iter().flatten().collect();
    let comments = posts.load_many(comment::Entity, database).await.unwrap();
    let mut posts = posts.into_iter().zip(comments);
    let posts = counts
        .into_iter()
        .map(|count| posts.by_ref().take(count).collect::<Vec<_>>());
    tally.take(users.into_iter().zip(posts).collect::<Vec<_>>());
}

async fn update(database: &DatabaseConnection, id: i64) -> usize {
    let update = user::Entity::update_many()
        .col_expr(user::Column::Name, Expr::value("new name"))
        .filter(user::Column::Id.eq(id));
    update.exec(database).await.unwrap().rows_affected as usize
}

fn dynamic(work: Work, shapes: u32) -> Body {
    let mut call = 0;
    reading(work, async move |database, tally| {
        call += 1;
        let shape = call % shapes;
        let mut query = user::Entity::find()
            .filter(user::Column::Id.gt(100))
            .filter(user::Column::Id.lt(200))
            .filter(user::Column::Name.like("User%"))
            .filter(user::Column::HairColor.eq("black"))
            .filter(user::Column::Id.ne(150));
        for bit in (0..8).filter(|bit| shape >> bit & 1 == 1) {
            query = query.filter(user::Column::Id.ne(bit));
        }
        let query = query.order_by_asc(user::Column::Id).limit(10);
        tally.take(query.all(database).await.unwrap());
    })
}

fn wide_insert(work: Work) -> Body {
    writing(work, async |database, tally| {
        let row = wide::ActiveModel {
            id: NotSet,
            a: Set(1),
            b: Set(2),
            c: Set(3),
            d: Set(1.5),
            e: Set(2.5),
            f: Set("first text".to_owned()),
            g: Set("second text".to_owned()),
            h: Set("third text".to_owned()),
            i: Set(Some("maybe".to_owned())),
            j: Set(None),
            k: Set(Some(5)),
            l: Set(None),
            m: Set(Some(0.5)),
            n: Set(None),
            o: Set(true),
            p: Set(false),
            q: Set(data::moment()),
            r: Set(data::moment()),
            s: Set(None),
        };
        wide::Entity::insert(row).exec(database).await.unwrap();
        tally.take(1_usize);
    })
}

fn transaction(work: Work) -> Body {
    let mut call = 0_i64;
    reading(work, async move |database, tally| {
        call += 1;
        let id = call % 1000 + 1;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = database.begin_with_options(options).await.unwrap();
        let user = user::Entity::find_by_id(id)
            .one(&transaction)
            .await
            .unwrap()
            .unwrap();
        let mut user: user::ActiveModel = user.into();
        user.name = Set(format!("Name {call}"));
        user.update(&transaction).await.unwrap();
        transaction.commit().await.unwrap();
        if tally.is_looking() {
            tally.take(users(database).await);
        }
    })
}
