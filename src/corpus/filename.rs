//! What the name of a file tells of the call in it.
