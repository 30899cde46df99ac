package dev.parley.text;

/**
 * A stretch of a text.
 *
 * @param start index of its first character in that text
 * @param end index behind its last
 */
public record TextSpan(String text, int start, int end) {}
