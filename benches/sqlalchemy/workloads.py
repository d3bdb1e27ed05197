"""The workloads of a session on SQLAlchemy: prints a name and median nanoseconds per line."""

import statistics
import sys
import time

import sqlalchemy
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload
from sqlalchemy.pool import StaticPool


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    hair_color: Mapped[str | None]
    posts: Mapped[list["Post"]] = relationship(back_populates="user")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    title: Mapped[str]
    content: Mapped[str | None]
    user: Mapped[User] = relationship(back_populates="posts")


def engine(users, posts=0):
    made = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(made)
    with Session(made) as session:
        for user in range(users):
            session.add(User(name=f"User {user}", hair_color="black" if user % 2 == 0 else None))
        session.flush()
        for user in range(users):
            for post in range(posts):
                session.add(Post(user_id=user + 1, title=f"Post {post}", content="some content"))
        session.commit()
    return made


def measure(name, rounds, per, prepare, run):
    """Median nanoseconds of `run`, divided by `per`; `prepare` is not timed."""
    times = []
    for _ in range(rounds):
        prepared = prepare()
        start = time.perf_counter_ns()
        run(prepared)
        times.append(time.perf_counter_ns() - start)
        if isinstance(prepared, tuple):
            prepared[0].close()
    print(f"{name}\t{statistics.median(times) / per:.0f}", flush=True)


def add(prepared):
    session, rows = prepared
    for row in range(rows):
        session.add(User(name=f"User {row}", hair_color="black"))
    session.commit()


def edit(prepared):
    session, users, mark = prepared
    for place, user in enumerate(users):
        user.name = f"New {place} {mark}"
    session.commit()


def get_all(prepared):
    session, rows, _ = prepared
    for key in range(1, rows + 1):
        assert session.get(User, key) is not None


def children(prepared):
    session, query = prepared
    users = session.scalars(query).all()
    assert sum(len(user.posts) for user in users) == 5 * len(users)


def main():
    rounds = int(sys.argv[1])
    print(f"version\t{sqlalchemy.__version__}")
    filled = engine(10_000)
    thousand = engine(1000)
    family = engine(1000, 5)
    measure("add", rounds, 10_000, lambda: (Session(engine(0)), 10_000), add)
    measure("load", rounds, 10_000, lambda: (Session(filled),), lambda it: it[0].scalars(select(User)).all())
    measure("get cold", rounds, 1000, lambda: (Session(thousand), 1000, None), get_all)

    def loaded(mark=0):
        session = Session(filled)
        return (session, session.scalars(select(User)).all(), mark)

    def warm():
        session = Session(thousand)
        return (session, 1000, session.scalars(select(User)).all())

    measure("get hot", rounds, 1000, warm, get_all)
    marks = iter(range(1000))
    measure("edit", rounds, 10_000, lambda: loaded(next(marks)), edit)
    measure("lazy", rounds, 1, lambda: (Session(family), select(User)), children)
    eager = select(User).options(selectinload(User.posts))
    measure("eager", rounds, 1, lambda: (Session(family), eager), children)


main()
