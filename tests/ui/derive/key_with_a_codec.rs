use crocus::prelude::*;
use crocus::{Codec, Fault};

struct AsText;

impl Codec<u8> for AsText {
    type Stored = String;

    fn encode(value: &u8) -> Result<String, Fault> {
        Ok(value.to_string())
    }

    fn decode(stored: String) -> Result<u8, Fault> {
        stored.parse().map_err(Fault::decode)
    }
}

#[derive(Debug, Clone, Model)]
#[model(primary_key(row, seat))]
struct Seat {
    row: i64,
    #[column(with = AsText)]
    seat: u8,
}

fn main() {}
