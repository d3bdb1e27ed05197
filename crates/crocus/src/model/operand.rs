//! Entities, models and keys as operands of comparisons with foreign keys.
