//! The quickstart of the README.
use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 50)]
    name: String,
    #[column(default = 18)]
    age: i32,
    #[column(default = true)]
    active: bool,
}

#[derive(Debug, Clone, Model)]
struct Post {
    #[column(primary_key)]
    id: i64,
    title: String,
    #[column(on_delete = Cascade)]
    author: ForeignKey<User>,
}

fn main() -> crocus::Result<()> {
    let path = std::env::args()
        .nth(1)
        .unwrap_or_else(|| ":memory:".to_owned());
    let engine = Engine::builder(&path).echo(true).open()?;
    engine.create_all(&schema![User, Post])?;

    let mut s = engine.session();
    let ada = s.add(User::builder().name("ada").age(36).build());
    let bob = s.add(User::builder().name("bob").build());
    s.add(Post::builder().title("notes").author(ada).build());
    s.commit()?;
    s[bob].age += 1;
    s.commit()?;
    let all: Vec<(String, i32)> = User::filter(User::age.gt(1))
        .order_by(User::name.asc())
        .columns((User::name, User::age))
        .all(&mut s)?;
    println!("{all:?}");
    let pairs = Post::select()
        .join(Post::author)
        .filter(User::active)
        .columns((Post::title, User::name))
        .all(&mut s)?;
    println!("{pairs:?}");
    let x = User::filter(User::name.eq("bob")).tracked().one(&mut s)?;
    assert_eq!(x, bob);
    println!("{:?}", s[x]);
    User::filter(User::age.lt(100)).delete(&mut s)?;
    s.rollback()?;
    println!("{}", s.debug_view());
    Ok(())
}
