package dev.parley.worker.cluster.internal;

/**
 * Names a wish of a node: for a place, or for a promise that a call begins through it.
 *
 * @param origin the node that asked
 * @param ask its number for the wish
 */
public record HoldKey(String origin, long ask) {}
