package dev.parley.worker.cluster.internal;

/**
 * Names what a node has asked others for: a place ({@link PeerMessage.Reserve}), or a promise that a call begins through it ({@link
 * PeerMessage.Propose}).
 *
 * @param origin the node that asked
 * @param ask its number, which no other question of that node has
 */
public record AskKey(String origin, long ask) {}
