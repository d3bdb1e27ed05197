//! A blog: users, posts and comments that refer to each other.
//!
//! Run it: `cargo run --example blog`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `author_id = Column(ForeignKey("users.id", ondelete="CASCADE"))` | `#[column(on_delete = Cascade)] author: ForeignKey<User>` |
//! | `author = relationship(User)` | the same field: key, column and way of a join in one |
//! | `Post(author=ada)` before `ada` has an id | `Post::builder().author(ada)`, with the ticket of `s.add` |
//! | `select(..).join(Post.author)` | `Post::select().join(Post::author)` |
//! | `outerjoin`: `None` where there is no row | `left_join`: `Option`, by its type |
//! | `exists().where(..)` | `exists(query.on(..))`, `on` may name the tables outside |
//!
//! Shows what the session fills in by itself (keys, and the order of the INSERTs), what the
//! database refuses, and what it deletes: the session follows.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;
use crocus::{ErrorKind, State, count_all, table};

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Debug, Clone, Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(on_delete = Cascade)]
    author: ForeignKey<User>,
}

#[derive(Debug, Clone, Model)]
struct Comment {
    #[column(primary_key)]
    id: i64,
    text: String,
    #[column(on_delete = Cascade)]
    post: ForeignKey<Post>,
    #[column(on_delete = SetNull)]
    author: Option<ForeignKey<User>>,
}

#[derive(Debug, PartialEq, FromRow)]
struct Summary {
    name: String,
    posts: i64,
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![User, Post, Comment])?;
    let mut s = engine.session();

    // Nobody has an id yet; the flush writes parents first and fills the keys in.
    let ada = s.add(User::builder().name("ada").build());
    let bob = s.add(User::builder().name("bob").build());
    let post = s.add(Post::builder().title("On engines").author(ada).build());
    let praise = s.add(
        Comment::builder()
            .text("Splendid")
            .post(post)
            .author(bob)
            .build(),
    );
    s.add(Comment::builder().text("First!").post(post).build());
    s.commit()?;
    assert_eq!(s[post].author.key(), Some(&s[ada].id));

    // An inner join: the scope of a query is checked, `Comment::text` would not compile here.
    let titles: Vec<(String, String)> = Post::select()
        .join(Post::author)
        .filter(User::name.eq("ada"))
        .columns((Post::title, User::name))
        .all(&mut s)?;
    println!("{titles:?}");
    assert_eq!(titles, [("On engines".into(), "ada".into())]);

    // A key that refers to nobody: SQLite looks only when asked to, Crocus always asks.
    let orphan = Post::builder().title("By nobody").author(999).build();
    let error = orphan.insert(&mut s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::ForeignKey);
    s.rollback()?;

    // A left join reads as `Option`: the author of a comment may be unknown.
    let comments: Vec<(String, Option<String>)> = Comment::select()
        .left_join(Comment::author)
        .order_by(Comment::id.asc())
        .columns((Comment::text, User::name))
        .all(&mut s)?;
    println!("{comments:?}");
    assert_eq!(
        comments,
        [
            ("Splendid".into(), Some("bob".into())),
            ("First!".into(), None)
        ]
    );

    // Against the direction of the foreign key, with a condition; grouped into structs.
    let summary: Vec<Summary> = User::select()
        .left_join_on(table::<Post>(), Post::author.eq(User::id))
        .group_by(User::id)
        .order_by(User::name.asc())
        .columns((User::name, Post::id.count().label("posts")))
        .into_rows::<Summary>()
        .all(&mut s)?;
    println!("{summary:?}");
    assert_eq!(
        summary[0],
        Summary {
            name: "ada".into(),
            posts: 1
        }
    );
    assert_eq!(summary[1].posts, 0);

    // Who has commented a post of somebody else?
    let busy = User::filter(exists(
        Comment::select()
            .join(Comment::post)
            .on(Comment::author.eq(User::id) & Post::author.ne(User::id)),
    ));
    assert_eq!(busy.columns(User::name).all(&mut s)?, ["bob"]);

    // Bob goes, his comment stays: its author is unknown from now on, in memory too.
    s.delete(bob);
    s.commit()?;
    println!("the praise is by {:?}", s[praise].author);
    assert!(s[praise].author.is_none());

    // The database deletes ada's post and its comments with her; the session knows.
    s.delete(ada);
    s.commit()?;
    println!(
        "the post is {}, the praise is {}",
        s.state(post),
        s.state(praise)
    );
    assert_eq!(
        (s.state(post), s.state(praise)),
        (State::Deleted, State::Deleted)
    );
    let left = Comment::select().columns(count_all()).one(&mut s)?;
    assert_eq!(left, 0);
    Ok(())
}
