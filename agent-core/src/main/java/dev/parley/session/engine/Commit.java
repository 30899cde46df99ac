package dev.parley.session.engine;

import dev.parley.session.CommitOptions;

/** A turn that is being committed, and who waits for its transcript. */
record Commit(long askId, CommitOptions options) {}
