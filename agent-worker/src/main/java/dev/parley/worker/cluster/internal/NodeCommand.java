package dev.parley.worker.cluster.internal;

/** What the actor of a node takes. */
public interface NodeCommand {}
