use crocus::Model;

#[derive(Debug, Clone, Model)]
enum Role {
    Admin,
    User,
}

fn main() {}
