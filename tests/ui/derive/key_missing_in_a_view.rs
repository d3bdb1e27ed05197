//! A view has no `id` to add: what tells its rows apart is the key.

use crocus::Model;

#[derive(Debug, Clone, Model)]
#[model(view)]
struct Total {
    customer: String,
    total: f64,
}

fn main() {}
