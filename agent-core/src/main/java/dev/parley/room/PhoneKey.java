package dev.parley.room;

/**
 * A key that somebody on a telephone has pressed.
 *
 * @param identity whose key
 * @param key 0 to 9, *, #, A to D
 */
public record PhoneKey(String identity, char key) {}
