package dev.parley.worker.cluster.internal;

/**
 * Names a place that is held for another node.
 *
 * @param origin the node that asked for it
 * @param ask its number for the wish
 */
public record HoldKey(String origin, long ask) {}
