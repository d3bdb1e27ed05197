include!("../models.inc");

fn main() {
    Post::author.in_(User::select().columns((User::id, User::name)));
}
