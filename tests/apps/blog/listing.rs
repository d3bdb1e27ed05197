//! What readers see.

use chrono::{DateTime, Utc};
use crocus::prelude::*;
use crocus::{Result, not_exists};

use super::models::{Author, Comment, Post, PostTag, Slug, Status, Tag};

/// One line of the front page.
#[derive(Debug, PartialEq, FromRow)]
pub(super) struct Teaser {
    pub(super) slug: Slug,
    pub(super) title: String,
    pub(super) by: String,
    pub(super) published_at: Option<DateTime<Utc>>,
    pub(super) comments: i64,
}

/// What a reader may ask for.
#[derive(Debug, Default)]
pub(super) struct Search<'a> {
    pub(super) words: &'a str,
    pub(super) by: Option<&'a str>,
    pub(super) tag: Option<&'a str>,
    pub(super) since: Option<DateTime<Utc>>,
}

impl Search<'_> {
    fn query(&self) -> Select<Post> {
        let mut q = Post::filter(Post::status.eq(Status::Published));
        for word in self.words.split_whitespace() {
            q = q.filter(Post::title.contains(word) | Post::body.contains(word));
        }
        if let Some(handle) = self.by {
            let authors = Author::filter(Author::handle.eq(handle)).columns(Author::id);
            q = q.filter(Post::author.in_(authors));
        }
        if let Some(name) = self.tag {
            let tagged = PostTag::select()
                .join(PostTag::tag)
                .filter(Tag::name.eq(name))
                .on(PostTag::post.eq(Post::id));
            q = q.filter(exists(tagged));
        }
        if let Some(since) = self.since {
            q = q.filter(Post::published_at.ge(since));
        }
        q
    }

    pub(super) fn titles(&self, s: &mut Session) -> Result<Vec<String>> {
        self.query()
            .order_by(Post::id.asc())
            .columns(Post::title)
            .all(s)
    }
}

/// A page of the newest posts, and how many pages there are.
pub(super) fn front_page(page: u64, size: u64, s: &mut Session) -> Result<(Vec<Teaser>, u64)> {
    let published = Post::filter(Post::status.eq(Status::Published));
    let pages = published.count(s)?.div_ceil(size);
    let comments = Comment::select()
        .columns(count_all())
        .on(Comment::post.eq(Post::id))
        .scalar();
    let teasers = published
        .join(Post::author)
        .order_by((Post::published_at.desc(), Post::id.asc()))
        .limit(size)
        .offset(page * size)
        .columns((
            Post::slug,
            Post::title,
            Author::name.label("by"),
            Post::published_at,
            comments.coalesce(0).label("comments"),
        ))
        .into_rows::<Teaser>()
        .all(s)?;
    Ok((teasers, pages))
}

/// Each author with the number of published posts and all their views; also who wrote nothing.
pub(super) fn authors(s: &mut Session) -> Result<Vec<(String, i64, i64)>> {
    Author::select()
        .left_join_on(
            crocus::table::<Post>(),
            Post::author.eq(Author::id) & Post::status.eq(Status::Published),
        )
        .group_by(Author::id)
        .order_by((Post::id.count().desc(), Author::handle.asc()))
        .columns((
            Author::handle,
            Post::id.count(),
            Post::views.sum().coalesce(0),
        ))
        .all(s)
}

/// Tags that at least `least` posts carry.
pub(super) fn popular_tags(least: i64, s: &mut Session) -> Result<Vec<(String, i64)>> {
    PostTag::select()
        .join(PostTag::tag)
        .group_by(Tag::id)
        .having(count_all().ge(least))
        .order_by((count_all().desc(), Tag::name.asc()))
        .columns((Tag::name, count_all()))
        .all(s)
}

/// The comments of a post with who wrote them, guests too, and to whom they reply.
pub(super) fn discussion(
    post: Entity<Post>,
    s: &mut Session,
) -> Result<Vec<(String, String, Option<String>)>> {
    alias!(Parent = Comment);
    Comment::filter(Comment::post.eq(post))
        .left_join(Comment::author)
        .left_join(Comment::reply_to.to(Parent))
        .order_by((Comment::posted_at.asc(), Comment::id.asc()))
        .columns((
            Author::name.coalesce(Comment::guest).coalesce("nobody"),
            Comment::body,
            Comment::body.at(Parent),
        ))
        .all(s)
}

/// Authors with published posts of which none was commented.
pub(super) fn unheard(s: &mut Session) -> Result<Vec<String>> {
    let mine = Post::author.eq(Author::id) & Post::status.eq(Status::Published);
    let heard = Comment::select().join(Comment::post).on(mine.clone());
    Author::filter(exists(Post::select().on(mine)) & not_exists(heard))
        .order_by(Author::handle.asc())
        .columns(Author::handle)
        .all(s)
}
