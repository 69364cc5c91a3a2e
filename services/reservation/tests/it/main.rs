//! The tests of reservation, in one binary.

mod seat_store_contract;

mod embedded;
