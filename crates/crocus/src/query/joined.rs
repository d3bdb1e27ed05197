//! The joins of a query.

use super::join::Relation;
use super::joinable::Joinable;
use super::select::Select;
use crate::expr::{Condition, Contains, InnerJoin, LeftJoin, Source, UsedIn};
use crate::sql::{self, JoinKind};

impl<M, S, O> Select<M, S, O> {
    /// `JOIN` along a foreign key: rows without a partner are left out.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// # let ada = s.add(User::builder().name("ada").age(36).build());
    /// # s.add(User::builder().name("bob").build());
    /// # s.add_all(["Notes", "Letters"].map(|title| Post::builder().title(title).author(ada).build()));
    ///
    /// let rows = Post::select()
    ///     .join(Post::author)
    ///     .filter(User::age.gt(30))
    ///     .order_by(Post::title.asc())
    ///     .columns((Post::title, User::name))
    ///     .all(&mut s)?;
    /// assert_eq!(rows[0], ("Letters".to_owned(), "ada".to_owned()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn join<R: Relation, I>(self, relation: R) -> Select<M, InnerJoin<S, R::To>, O>
    where
        S: Contains<R::From, I>,
    {
        self.add_join::<R>(JoinKind::Inner, relation).retype()
    }

    /// `LEFT JOIN` along a foreign key: without a partner, the joined table reads as `None`.
    ///
    /// ```
    /// use crocus::prelude::*;
    ///
    /// #[derive(Debug, Clone, Model)]
    /// struct Employee {
    ///     #[column(primary_key)]
    ///     id: i64,
    ///     name: String,
    ///     boss: Option<ForeignKey<Employee>>,
    /// }
    /// alias!(Boss = Employee);
    ///
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Employee])?;
    /// # let mut s = engine.session();
    /// s.add(Employee::builder().name("ada").build());
    /// let rows = Employee::select()
    ///     .left_join(Employee::boss.to(Boss))
    ///     .columns((Employee::name, Employee::name.at(Boss)))
    ///     .all(&mut s)?;
    /// assert_eq!(rows, [("ada".to_owned(), None)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn left_join<R: Relation, I>(self, relation: R) -> Select<M, LeftJoin<S, R::To>, O>
    where
        S: Contains<R::From, I>,
    {
        self.add_join::<R>(JoinKind::Left, relation).retype()
    }

    fn add_join<R: Relation>(mut self, kind: JoinKind, relation: R) -> Self {
        let on = Some(relation.on());
        self.tree.joins.push(sql::Join {
            kind,
            source: R::To::REF,
            on,
        });
        self
    }

    /// `JOIN .. ON` any condition, also against the direction of a foreign key:
    /// `.join_on(table::<Post>(), Post::author.eq(User::id))`.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// # let ada = s.add(User::builder().name("ada").age(36).build());
    /// # s.add(User::builder().name("bob").build());
    /// # s.add_all(["Notes", "Letters"].map(|title| Post::builder().title(title).author(ada).build()));
    ///
    /// let writers = User::select()
    ///     .join_on(crocus::table::<Post>(), Post::author.eq(User::id))
    ///     .columns(User::name)
    ///     .distinct();
    /// assert_eq!(writers.all(&mut s)?, ["ada"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn join_on<A: Joinable, C: Condition, I>(
        mut self,
        source: A,
        condition: C,
    ) -> Select<M, InnerJoin<S, A::Named>, O>
    where
        C::Uses: UsedIn<InnerJoin<S, A::Named>, I>,
    {
        let _ = source;
        let on = Some(condition.into_condition());
        self.tree.joins.push(sql::Join {
            kind: JoinKind::Inner,
            source: A::JOINED,
            on,
        });
        self.retype()
    }

    /// `LEFT JOIN .. ON` any condition.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// # let ada = s.add(User::builder().name("ada").age(36).build());
    /// # s.add(User::builder().name("bob").build());
    /// # s.add_all(["Notes", "Letters"].map(|title| Post::builder().title(title).author(ada).build()));
    ///
    /// let posts = User::select()
    ///     .left_join_on(crocus::table::<Post>(), Post::author.eq(User::id))
    ///     .group_by(User::id)
    ///     .order_by(User::name.asc())
    ///     .columns((User::name, Post::id.count()));
    /// assert_eq!(posts.all(&mut s)?, [("ada".to_owned(), 2), ("bob".to_owned(), 0)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn left_join_on<A: Joinable, C: Condition, I>(
        mut self,
        source: A,
        condition: C,
    ) -> Select<M, LeftJoin<S, A::Named>, O>
    where
        C::Uses: UsedIn<InnerJoin<S, A::Named>, I>,
    {
        let _ = source;
        let on = Some(condition.into_condition());
        self.tree.joins.push(sql::Join {
            kind: JoinKind::Left,
            source: A::JOINED,
            on,
        });
        self.retype()
    }

    /// `CROSS JOIN`: every row with every row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Post { #[column(primary_key)] id: i64, title: String, #[column(on_delete = Cascade)] author: ForeignKey<User> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User, Post])?;
    /// # let mut s = engine.session();
    /// # let ada = s.add(User::builder().name("ada").age(36).build());
    /// # s.add(User::builder().name("bob").build());
    /// # s.add_all(["Notes", "Letters"].map(|title| Post::builder().title(title).author(ada).build()));
    ///
    /// assert_eq!(User::select().cross_join(crocus::table::<Post>()).count(&mut s)?, 4);
    /// # Ok(())
    /// # }
    /// ```
    pub fn cross_join<A: Joinable>(mut self, source: A) -> Select<M, InnerJoin<S, A::Named>, O> {
        let _ = source;
        self.tree.joins.push(sql::Join {
            kind: JoinKind::Cross,
            source: A::JOINED,
            on: None,
        });
        self.retype()
    }
}
