//! Who opens lines in what is started here.

pub(crate) const OPERATOR_TOKEN: &str = "an operator token of load tests, long enough";
