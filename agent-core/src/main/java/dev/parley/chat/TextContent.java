package dev.parley.chat;

/** Text in a message. */
public record TextContent(String text) implements ChatContent {}
