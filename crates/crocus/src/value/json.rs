//! json
pub struct Json<T>(pub T);
