//! What editors do: writing, tagging, publishing, deleting.

use chrono::{DateTime, Utc};
use crocus::prelude::*;

use super::models::{Author, Post, PostTag, Slug, Tag};

#[derive(Debug)]
pub(super) enum DeskError {
    /// There is no such author, post or tag.
    Missing(&'static str),
    /// A post of that slug is there, and so are its numbered siblings.
    SlugTaken(Slug),
    AlreadyPublished(Slug),
    HandleTaken(String),
    Database(crocus::Error),
}

impl From<crocus::Error> for DeskError {
    fn from(error: crocus::Error) -> Self {
        DeskError::Database(error)
    }
}

pub(super) type Result<T> = std::result::Result<T, DeskError>;

pub(super) fn sign_up(handle: &str, name: &str, s: &mut Session) -> Result<Author> {
    let author = Author::builder().handle(handle).name(name).build();
    author.insert(s).map_err(|error| match error.constraint() {
        Some(broken) if broken.fields() == ["handle"] && error.kind() == ErrorKind::Unique => {
            DeskError::HandleTaken(handle.to_owned())
        }
        _ => error.into(),
    })
}

pub(super) fn author(handle: &str, s: &mut Session) -> Result<Entity<Author>> {
    Author::filter(Author::handle.eq(handle))
        .tracked()
        .one_or_none(s)?
        .ok_or(DeskError::Missing("author"))
}

pub(super) fn post(slug: &Slug, s: &mut Session) -> Result<Entity<Post>> {
    Post::filter(Post::slug.eq(slug))
        .tracked()
        .one_or_none(s)?
        .ok_or(DeskError::Missing("post"))
}

/// Writes a draft under the first free of four slugs; the database says which one is taken.
pub(super) fn write(
    handle: &str,
    title: &str,
    body: &str,
    s: &mut Session,
) -> Result<Entity<Post>> {
    let author = author(handle, s)?;
    let draft = s.add(Post::draft(author, title, body));
    let wanted = s[draft].slug.clone();
    for number in 2..=5 {
        match s.flush() {
            Ok(()) => return Ok(draft),
            Err(error)
                if error
                    .constraint()
                    .is_some_and(|broken| broken.fields() == ["slug"]) =>
            {
                s[draft].slug = wanted.numbered(number);
            }
            Err(error) => return Err(error.into()),
        }
    }
    s.delete(draft);
    Err(DeskError::SlugTaken(wanted))
}

/// Gives a post these tags and no others; those that are new are made.
pub(super) fn tag(post: Entity<Post>, names: &[&str], s: &mut Session) -> Result<()> {
    let new = names.iter().map(|name| Tag::builder().name(*name).build());
    Tag::insert_all(new)
        .on_conflict(Tag::name)
        .ignore()
        .execute(s)?;
    let tags = Tag::filter(Tag::name.in_(names)).all(s)?;
    let keys: Vec<i64> = tags.iter().map(|tag| tag.id).collect();
    PostTag::filter(PostTag::post.eq(post) & PostTag::tag.not_in(&keys)).delete(s)?;
    let links = tags
        .iter()
        .map(|tag| PostTag::builder().post(post).tag(tag).build());
    PostTag::insert_all(links).ignore().execute(s)?;
    Ok(())
}

pub(super) fn publish(slug: &Slug, at: DateTime<Utc>, s: &mut Session) -> Result<()> {
    let post = post(slug, s)?;
    if s[post].publish(at) {
        Ok(())
    } else {
        Err(DeskError::AlreadyPublished(slug.clone()))
    }
}
