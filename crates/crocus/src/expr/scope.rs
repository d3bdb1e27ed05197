//! Which tables an expression uses, which tables a query has, and how the one is found in the other.
//!
//! A query's tables are a list: [`Table`] is the first, [`InnerJoin`] and [`LeftJoin`] add one. An expression carries what
//! it uses: nothing `()`, one table [`Of`], or a pair. [`UsedIn`] finds each table in the list by an
//! index that rustc infers; it also says how a value reads there: as `Option` over an outer join.

use std::marker::PhantomData;

use crate::value::ColumnType;

type Phantom<T> = PhantomData<fn() -> T>;

/// A query's list of tables: only its first one.
#[derive(Debug)]
pub struct Table<M>(Phantom<M>);

/// A list of tables whose rows a statement can change: one table.
#[diagnostic::on_unimplemented(
    message = "the rows of a joined query cannot be changed as they are",
    label = "call `.narrow()` before this: it leaves the rows of the first table"
)]
pub trait OneTable {}

#[diagnostic::do_not_recommend]
impl<M> OneTable for Table<M> {}

/// A list of tables as a parameter of a method: one that a bound on the list itself refuses would not
/// be found, and the compiler would have no words for it but its own.
pub trait Tables {
    /// The list itself.
    type List;
}

impl<S> Tables for S {
    type List = S;
}

/// A query's list of tables: `Rest`, and one joined so that each row has a partner.
#[derive(Debug)]
pub struct InnerJoin<Rest, M>(Phantom<(Rest, M)>);

/// A query's list of tables: `Rest`, and one joined so that rows without a partner read as NULL.
#[derive(Debug)]
pub struct LeftJoin<Rest, M>(Phantom<(Rest, M)>);

/// The tables of a subquery, then those of the query around it.
#[derive(Debug)]
pub struct Nested<Own, Around>(Phantom<(Own, Around)>);

/// The scope of HAVING, ORDER BY and the select list: aggregates may stand here.
#[derive(Debug)]
pub struct Grouped<S>(Phantom<S>);

/// An expression uses the table `M`.
#[derive(Debug)]
pub struct Of<M>(Phantom<M>);

/// An expression aggregates rows of what it uses.
#[derive(Debug)]
pub struct Aggregate<U>(Phantom<U>);

/// An expression that is not NULL, even over an outer join: `count()`, `coalesce(.., value)`.
#[derive(Debug)]
pub struct Total<U>(Phantom<U>);

/// A subquery over the tables `S` whose `.on(..)` uses `U`.
#[derive(Debug)]
pub struct Correlated<S, U>(Phantom<(S, U)>);

/// Index: the newest table of the list.
#[derive(Debug)]
pub struct Here;
/// Index: further down the list.
#[derive(Debug)]
pub struct There<I>(Phantom<I>);
/// Index: in the first of two places.
#[derive(Debug)]
pub struct First<I>(Phantom<I>);
/// Index: in the second of two places.
#[derive(Debug)]
pub struct Second<I>(Phantom<I>);

/// A table that has a row in each result row.
#[derive(Debug)]
pub struct Always;
/// A table that may have no row in a result row.
#[derive(Debug)]
pub struct Maybe;

/// A list of tables in which `M` stands.
#[diagnostic::on_unimplemented(
    message = "table `{M}` is not part of this query",
    label = "`{M}` is not in FROM or JOIN here",
    note = "the tables of this query are `{Self}`",
    note = "join it first: `.join(reference)`, or `.join_on(crocus::table::<{M}>(), condition)` against the direction of a reference",
    note = "in a subquery, compare with the outer query in `.on(..)`"
)]
pub trait Contains<M, I> {
    /// How a value of the table reads here.
    type Read<T: ColumnType>: ColumnType<Base = T::Base>;
    /// [`Always`] or [`Maybe`].
    type Presence;
}

#[diagnostic::do_not_recommend]
impl<M> Contains<M, Here> for Table<M> {
    type Read<T: ColumnType> = T;
    type Presence = Always;
}

/// No table at all.
#[derive(Debug)]
pub struct Nowhere;

// With one impl only, rustc takes what it says for what was meant, and tells of that.
#[diagnostic::do_not_recommend]
impl<M> Contains<Nowhere, There<Nowhere>> for Table<M> {
    type Read<T: ColumnType> = T;
    type Presence = Always;
}

#[diagnostic::do_not_recommend]
impl<M, Rest> Contains<M, Here> for InnerJoin<Rest, M> {
    type Read<T: ColumnType> = T;
    type Presence = Always;
}

#[diagnostic::do_not_recommend]
impl<M, Rest> Contains<M, Here> for LeftJoin<Rest, M> {
    type Read<T: ColumnType> = T::Nullable;
    type Presence = Maybe;
}

#[diagnostic::do_not_recommend]
impl<M, Rest, Joined, I> Contains<M, There<I>> for InnerJoin<Rest, Joined>
where
    Rest: Contains<M, I>,
{
    type Read<T: ColumnType> = Rest::Read<T>;
    type Presence = Rest::Presence;
}

#[diagnostic::do_not_recommend]
impl<M, Rest, Joined, I> Contains<M, There<I>> for LeftJoin<Rest, Joined>
where
    Rest: Contains<M, I>,
{
    type Read<T: ColumnType> = Rest::Read<T>;
    type Presence = Rest::Presence;
}

#[diagnostic::do_not_recommend]
impl<M, Own, Around, I> Contains<M, First<I>> for Nested<Own, Around>
where
    Own: Contains<M, I>,
{
    type Read<T: ColumnType> = Own::Read<T>;
    type Presence = Own::Presence;
}

#[diagnostic::do_not_recommend]
impl<M, Own, Around, I> Contains<M, Second<I>> for Nested<Own, Around>
where
    Around: Contains<M, I>,
{
    type Read<T: ColumnType> = Around::Read<T>;
    type Presence = Around::Presence;
}

impl<M, S: Contains<M, I>, I> Contains<M, I> for Grouped<S> {
    type Read<T: ColumnType> = S::Read<T>;
    type Presence = S::Presence;
}

/// What an expression uses, all of it found in the tables `S`.
pub trait UsedIn<S, I> {
    /// How a value of the expression reads here.
    type Read<T: ColumnType>: ColumnType<Base = T::Base>;
}

impl<S> UsedIn<S, ()> for () {
    type Read<T: ColumnType> = T;
}

impl<S, M, I> UsedIn<S, Of<I>> for Of<M>
where
    S: Contains<M, I>,
{
    type Read<T: ColumnType> = S::Read<T>;
}

impl<S, A, B, I, J> UsedIn<S, (I, J)> for (A, B)
where
    A: UsedIn<S, I>,
    B: UsedIn<S, J>,
{
    type Read<T: ColumnType> = A::Read<B::Read<T>>;
}

impl<S, Own, U, I> UsedIn<S, First<I>> for Correlated<Own, U>
where
    U: UsedIn<Nested<Own, S>, I>,
{
    type Read<T: ColumnType> = T;
}

/// A scope in which aggregates may stand.
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot stand in WHERE, ON or GROUP BY",
    label = "this uses an aggregate such as `count()`",
    note = "use `.having(..)`, or a subquery"
)]
pub trait Aggregates {}

#[diagnostic::do_not_recommend]
impl<S> Aggregates for Grouped<S> {}

impl<S: Aggregates, U, I> UsedIn<S, There<I>> for Aggregate<U>
where
    U: UsedIn<S, I>,
{
    type Read<T: ColumnType> = T;
}

impl<S, U, I> UsedIn<S, Second<I>> for Total<U>
where
    U: UsedIn<S, I>,
{
    type Read<T: ColumnType> = T;
}

/// What uses no table but `M`.
pub trait OnlyOf<M> {}

impl<M> OnlyOf<M> for () {}
impl<M> OnlyOf<M> for Of<M> {}
impl<M, A: OnlyOf<M>, B: OnlyOf<M>> OnlyOf<M> for (A, B) {}
impl<M, A: OnlyOf<M>> OnlyOf<M> for Total<A> {}
