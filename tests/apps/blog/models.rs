//! Authors, their posts, the tags of posts, and what readers say.

use chrono::{DateTime, Utc};
use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
pub(super) struct Slug(pub(super) String);

impl Slug {
    /// The words of a title, in lower case, joined by hyphens.
    pub(super) fn of(title: &str) -> Slug {
        let words = title
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase);
        Slug(words.collect::<Vec<_>>().join("-"))
    }

    pub(super) fn numbered(&self, number: usize) -> Slug {
        Slug(format!("{}-{number}", self.0))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
pub(super) enum Status {
    Draft,
    Published,
    Archived,
}

#[derive(Debug, Clone, Model)]
pub(super) struct Author {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique, length = 20, check = "length(handle) > 0")]
    pub(super) handle: String,
    pub(super) name: String,
    pub(super) bio: Option<String>,
    #[column(default = Utc::now())]
    pub(super) joined_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Model)]
#[model(index(status, published_at))]
pub(super) struct Post {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique)]
    pub(super) slug: Slug,
    #[column(length = 120)]
    pub(super) title: String,
    pub(super) body: String,
    #[column(index, on_delete = Cascade)]
    pub(super) author: ForeignKey<Author>,
    #[column(default = Status::Draft)]
    pub(super) status: Status,
    pub(super) published_at: Option<DateTime<Utc>>,
    #[column(default = Utc::now(), on_update = Utc::now())]
    pub(super) edited_at: DateTime<Utc>,
    #[column(default = 0)]
    pub(super) views: u32,
}

impl Post {
    /// A draft by an author who may not be in the database yet.
    pub(super) fn draft(author: Entity<Author>, title: &str, body: &str) -> Post {
        Post::builder()
            .slug(Slug::of(title))
            .title(title)
            .body(body)
            .author(author)
            .build()
    }

    /// Whether it was a draft.
    pub(super) fn publish(&mut self, at: DateTime<Utc>) -> bool {
        if self.status != Status::Draft {
            return false;
        }
        self.status = Status::Published;
        self.published_at = Some(at);
        true
    }
}

#[derive(Debug, Clone, Model)]
pub(super) struct Tag {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique, collate = "NOCASE")]
    pub(super) name: String,
}

#[derive(Debug, Clone, Model)]
#[model(primary_key(post, tag), without_rowid)]
pub(super) struct PostTag {
    #[column(on_delete = Cascade)]
    pub(super) post: ForeignKey<Post>,
    #[column(index, on_delete = Restrict)]
    pub(super) tag: ForeignKey<Tag>,
}

/// What a known author or a guest says to a post, or to another comment.
#[derive(Debug, Clone, Model)]
#[model(check(name = "somebody", expr = "author_id IS NOT NULL OR guest IS NOT NULL"))]
pub(super) struct Comment {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(index, on_delete = Cascade)]
    pub(super) post: ForeignKey<Post>,
    #[column(index, on_delete = Cascade)]
    pub(super) author: Option<ForeignKey<Author>>,
    pub(super) guest: Option<String>,
    #[column(on_delete = Cascade)]
    pub(super) reply_to: Option<ForeignKey<Comment>>,
    pub(super) body: String,
    #[column(default = Utc::now())]
    pub(super) posted_at: DateTime<Utc>,
}
