//! placeholder for the table test
