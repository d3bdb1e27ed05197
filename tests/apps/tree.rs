//! Categories that refer to themselves: a tree added, moved, pruned and listed.

use crocus::ErrorKind;
use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
#[model(table = "categories", unique(parent, name))]
struct Category {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(index, on_delete = Restrict)]
    parent: Option<ForeignKey<Category>>,
}

impl Category {
    fn named(name: &str) -> Category {
        Category::builder().name(name).build()
    }
}

/// A cycle, or whatever the database says.
#[derive(Debug)]
enum MoveError {
    Cycle(String),
    Database(#[expect(dead_code, reason = "shown by Debug")] crocus::Error),
}

impl From<crocus::Error> for MoveError {
    fn from(error: crocus::Error) -> Self {
        MoveError::Database(error)
    }
}

fn open() -> crocus::Result<Engine> {
    let engine = Engine::memory()?;
    engine.create_all(&schema![Category])?;
    Ok(engine)
}

/// The leaves first, the root last: the flush has to find the order.
fn plant(s: &mut Session) -> crocus::Result<()> {
    let novels = s.add(Category::named("novels"));
    let crime = s.add(Category::named("crime"));
    let books = s.add(Category::named("books"));
    let films = s.add(Category::named("films"));
    let shop = s.add(Category::named("shop"));
    s[crime].parent = Some(novels.into());
    s[novels].parent = Some(books.into());
    s[books].parent = Some(shop.into());
    s[films].parent = Some(shop.into());
    s.flush()
}

fn by_name(name: &str, s: &mut Session) -> crocus::Result<Entity<Category>> {
    Category::filter(Category::name.eq(name)).tracked().one(s)
}

fn listing(s: &mut Session) -> crocus::Result<Vec<String>> {
    fn walk(
        parent: Option<i64>,
        depth: usize,
        out: &mut Vec<String>,
        s: &mut Session,
    ) -> crocus::Result<()> {
        let children = Category::filter(Category::parent.eq(parent.map(ForeignKey::new)))
            .order_by(Category::name.asc())
            .all(s)?;
        for child in children {
            out.push(format!("{}{}", "-".repeat(depth), child.name));
            walk(Some(child.id), depth + 1, out, s)?;
        }
        Ok(())
    }
    let mut out = Vec::new();
    walk(None, 0, &mut out, s)?;
    Ok(out)
}

/// The same listing by one recursive statement.
fn listing_in_sql(s: &mut Session) -> crocus::Result<Vec<String>> {
    sql("WITH RECURSIVE t(id, name, depth, path) AS (
           SELECT id, name, 0, name FROM categories WHERE parent_id IS NULL
           UNION ALL SELECT c.id, c.name, depth + 1, path || '/' || c.name
           FROM categories c JOIN t ON c.parent_id = t.id)
         SELECT name, depth FROM t ORDER BY path")
    .all::<(String, i64)>(s)
    .map(|rows| {
        rows.into_iter()
            .map(|(name, depth)| "-".repeat(usize::try_from(depth).unwrap()) + &name)
            .collect()
    })
}

fn move_under(
    child: Entity<Category>,
    target: Entity<Category>,
    s: &mut Session,
) -> Result<(), MoveError> {
    let mut at = Some(target);
    while let Some(ancestor) = at {
        if ancestor == child {
            return Err(MoveError::Cycle(s[target].name.clone()));
        }
        at = match s[ancestor].parent {
            Some(parent) => s.get::<Category>(parent)?,
            None => None,
        };
    }
    s[child].parent = Some(target.into());
    Ok(())
}

#[test]
fn a_tree_is_planted_in_any_order_and_listed() -> crocus::Result<()> {
    let engine = open()?;
    engine.write(plant)?;
    let expected = ["shop", "-books", "--novels", "---crime", "-films"];
    assert_eq!(engine.read(listing)?, expected);
    assert_eq!(engine.read(listing_in_sql)?, expected);
    alias!(Parent = Category);
    let pairs = engine.read(|s| {
        Category::select()
            .left_join(Category::parent.to(Parent))
            .columns((Category::name, Category::name.at(Parent)))
            .order_by(Category::name.asc())
            .all(s)
    })?;
    assert_eq!(pairs[0], ("books".into(), Some("shop".into())));
    assert_eq!(pairs[4], ("shop".into(), None));
    Ok(())
}

#[test]
fn a_subtree_moves_and_a_cycle_is_refused() -> crocus::Result<()> {
    let engine = open()?;
    let mut s = engine.session();
    plant(&mut s)?;
    s.commit()?;
    let (novels, films) = (by_name("novels", &mut s)?, by_name("films", &mut s)?);
    move_under(novels, films, &mut s).unwrap();
    assert_eq!(s.changes(novels)?.len(), 1);
    let expected = ["shop", "-books", "-films", "--novels", "---crime"];
    assert_eq!(listing(&mut s)?, expected);
    s.commit()?;

    let crime = by_name("crime", &mut s)?;
    let refused = move_under(films, crime, &mut s);
    assert!(matches!(refused, Err(MoveError::Cycle(name)) if name == "crime"));
    let refused = engine.try_write(|s| {
        let (films, crime) = (by_name("films", s)?, by_name("crime", s)?);
        s[crime].name = "undone".into();
        move_under(films, crime, s)
    });
    assert!(matches!(refused, Err(MoveError::Cycle(_))));
    s.rollback()?;
    assert_eq!(listing(&mut s)?, expected);

    let (a, b) = (s.add(Category::named("a")), s.add(Category::named("b")));
    s[a].parent = Some(b.into());
    s[b].parent = Some(a.into());
    s.flush()?;
    assert_eq!(
        Category::select().count(&mut s)?,
        7,
        "a cycle through a nullable key is written"
    );
    assert_eq!(s[a].parent.unwrap().key(), Some(&s[b].id));
    s.rollback()?;
    assert_eq!(Category::select().count(&mut s)?, 5);
    Ok(())
}

#[test]
fn leaves_are_deleted_and_branches_are_kept() -> crocus::Result<()> {
    let engine = open()?;
    let mut s = engine.session();
    plant(&mut s)?;
    s.commit()?;
    let (crime, novels) = (by_name("crime", &mut s)?, by_name("novels", &mut s)?);
    let books = by_name("books", &mut s)?;
    s.delete(books);
    let error = s.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKey);
    assert!(error.to_string().contains("categories"), "{error}");
    s.delete(novels);
    s.delete(crime);
    s.commit()?;
    assert_eq!(listing(&mut s)?, ["shop", "-films"]);

    let shop = by_name("shop", &mut s)?;
    let twin = Category::builder().name("films").parent(shop).build();
    s.add(twin);
    let error = s.commit().unwrap_err();
    assert_eq!(error.constraint().unwrap().fields(), ["parent", "name"]);
    Ok(())
}
