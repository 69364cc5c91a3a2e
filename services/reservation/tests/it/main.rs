//! The tests of reservation, in one binary.
