package dev.parley.session.engine;

/**
 * One uninterrupted stretch of playout: what a speech says between two rounds of tools.
 *
 * @param step 0 for the first, one more after each round of tools
 */
public record Utterance(String speechId, int step) {}
