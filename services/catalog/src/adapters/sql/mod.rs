//! Event records in SQL.
