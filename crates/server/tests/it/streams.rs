//! Streams: how they begin, how they show that they live, how many there may be.
