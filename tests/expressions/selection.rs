//! What is selected, ordered and grouped, and the terminals that run it.

use crocus::prelude::*;
use crocus::{Direction, count_all, lit, null};

use crate::model::{Post, User, session};

#[test]
fn one_column_reads_as_its_type() {
    let s = &mut session();
    let names: Vec<String> = User::select()
        .order_by(User::name.asc())
        .columns(User::name)
        .all(s)
        .unwrap();
    assert_eq!(names, ["ann", "bob", "cyd", "dan"]);
}

#[test]
fn tuples_have_up_to_sixteen_columns() {
    let s = &mut session();
    let (name, age) = (User::name, User::age);
    type Sixteen = (
        i64,
        String,
        i32,
        Option<f64>,
        Option<i32>,
        Option<String>,
        bool,
        Option<ForeignKey<User>>,
        String,
        i32,
        String,
        i32,
        String,
        i32,
        String,
        i64,
    );
    let row: Sixteen = User::filter(User::id.eq(1))
        .columns((
            User::id,
            name,
            age,
            User::height,
            User::rank,
            User::bio,
            User::active,
            User::boss,
            name,
            age,
            name,
            age,
            name,
            age,
            name,
            User::id,
        ))
        .one(s)
        .unwrap();
    assert_eq!(
        (row.0, row.1.as_str(), row.14.as_str(), row.15),
        (1, "ann", "ann", 1)
    );
}

#[test]
fn values_are_selected() {
    let s = &mut session();
    let row: (i64, String, Option<i32>) = User::filter(User::id.eq(1))
        .columns((lit(7_i64), User::name, null::<i32>()))
        .one(s)
        .unwrap();
    assert_eq!(row, (7, "ann".to_owned(), None));
}

#[test]
fn orders_are_terms_tuples_and_lists_of_terms() {
    let s = &mut session();
    let ids = |query: Select<User>, s: &mut Session| query.columns(User::id).all(s).unwrap();
    assert_eq!(
        ids(User::select().order_by(User::rank.asc().nulls_last()), s),
        [2, 3, 4, 1]
    );
    assert_eq!(
        ids(User::select().order_by(User::rank.asc().nulls_first()), s),
        [1, 2, 3, 4]
    );
    assert_eq!(
        ids(User::select().order_by(User::rank.asc()), s),
        [1, 2, 3, 4]
    );
    assert_eq!(
        ids(
            User::select().order_by((User::active.desc(), User::age.desc())),
            s
        ),
        [4, 2, 1, 3]
    );
    assert_eq!(
        ids(
            User::select()
                .order_by((User::age % 2).asc())
                .order_by(User::id.desc()),
            s
        ),
        [4, 3, 2, 1]
    );
    let terms = vec![User::active.asc(), User::name.desc()];
    assert_eq!(ids(User::select().order_by(terms), s), [3, 4, 2, 1]);
    let direction = Direction::Descending;
    assert_eq!(
        ids(User::select().order_by(User::id.order(direction)), s),
        [4, 3, 2, 1]
    );
}

#[test]
fn pages_are_limited_and_skipped_into() {
    let s = &mut session();
    let page = User::filter(User::age.ge(18) & !User::name.ends_with("@spam"))
        .order_by(User::name.asc())
        .limit(2)
        .offset(1);
    let names: Vec<String> = page
        .all(s)
        .unwrap()
        .into_iter()
        .map(|user| user.name)
        .collect();
    assert_eq!(names, ["cyd", "dan"]);
    let more = User::select()
        .order_by(User::name.asc())
        .limit(3)
        .filter(User::active);
    assert_eq!(more.all(s).unwrap().len(), 3);
}

#[test]
fn groups_are_counted_and_filtered() {
    let s = &mut session();
    let rows: Vec<(bool, i64, Option<i64>)> = User::select()
        .group_by(User::active)
        .having(count_all().gt(0) & User::age.max().gt(1))
        .order_by(count_all().desc())
        .columns((User::active, count_all(), User::age.sum()))
        .all(s)
        .unwrap();
    assert_eq!(rows, [(true, 3, Some(77)), (false, 1, Some(30))]);
    let by_two = Post::select()
        .group_by((Post::title, Post::lang))
        .columns((Post::title, Post::lang));
    assert_eq!(by_two.count(s).unwrap(), 3);
}

#[test]
fn equal_rows_are_given_once() {
    let s = &mut session();
    let titles = Post::select()
        .distinct()
        .columns(Post::title)
        .order_by(Post::title.asc());
    assert_eq!(titles.all(s).unwrap(), ["bob", "x", "y"]);
    assert_eq!(titles.count(s).unwrap(), 3);
}

#[test]
fn terminals_answer_with_what_their_names_say() {
    let s = &mut session();
    let bob = User::filter(User::name.eq("bob"));
    assert_eq!(bob.one(s).unwrap().age, 18);
    assert_eq!(bob.first(s).unwrap().map(|user| user.age), Some(18));
    assert_eq!(bob.one_or_none(s).unwrap().map(|user| user.age), Some(18));
    assert_eq!(bob.clone().columns(User::age).scalar(s).unwrap(), Some(18));
    assert_eq!(bob.count(s).unwrap(), 1);
    assert!(bob.exists(s).unwrap());
    let nobody = User::filter(User::id.eq(0));
    assert_eq!(
        nobody.one(s).unwrap_err().kind(),
        crocus::ErrorKind::NotFound
    );
    assert_eq!(
        User::select().one(s).unwrap_err().kind(),
        crocus::ErrorKind::MultipleFound
    );
    assert!(nobody.one_or_none(s).unwrap().is_none());
    assert!(nobody.first(s).unwrap().is_none());
    assert!(!User::select().explain(s).unwrap().is_empty());
    let mut names = Vec::new();
    for name in User::select()
        .columns(User::name)
        .cursor(s)
        .unwrap()
        .iter()
        .unwrap()
    {
        names.push(name.unwrap());
    }
    assert_eq!(names, ["ann", "bob", "cyd", "dan"]);
}

#[test]
fn results_are_read_into_structs_by_the_names_of_columns() {
    #[derive(Debug, PartialEq, FromRow)]
    struct Author {
        name: String,
        posts: i64,
    }
    let s = &mut session();
    let authors: Vec<Author> = Post::select()
        .join(Post::author)
        .group_by(User::id)
        .order_by(User::id.asc())
        .columns((Post::id.count().label("posts"), User::name))
        .into_rows::<Author>()
        .all(s)
        .unwrap();
    assert_eq!(
        authors[0],
        Author {
            name: "ann".to_owned(),
            posts: 2
        }
    );
    let same: Vec<Author> = sql("SELECT name, (SELECT count(*) FROM posts WHERE author_id = users.id) AS posts FROM users WHERE id = :id")
        .bind("id", 1)
        .all(s)
        .unwrap();
    assert_eq!(same[0], authors[0]);
    let missing = User::select()
        .columns(User::name)
        .into_rows::<Author>()
        .all(s)
        .unwrap_err();
    assert!(missing.to_string().contains("posts"), "{missing}");
}

#[test]
fn the_text_quotes_names_and_binds_values() {
    let text = User::filter(User::age.ge(18) & User::name.eq("x"))
        .order_by(User::name.asc())
        .columns(User::id);
    let text = text.to_sql().unwrap();
    assert!(text.contains(r#""age" >= ?"#), "{text}");
    assert!(text.contains("ORDER BY"), "{text}");
    assert!(!text.contains("18"), "{text}");
}
