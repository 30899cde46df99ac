package dev.parley.chat;

/** A part of a {@link ChatMessage}. */
public sealed interface ChatContent permits TextContent, ImageContent, AudioContent, CacheBreakpoint {}
