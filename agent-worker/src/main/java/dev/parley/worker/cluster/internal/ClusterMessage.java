package dev.parley.worker.cluster.internal;

/**
 * Crosses from node to node, as CBOR by Jackson. What is to be read by nodes of another version may gain {@code Optional} fields and
 * lose none; a field that a node doesn't know is ignored there.
 */
public interface ClusterMessage extends NodeCommand {}
