package dev.parley.chat;

/**
 * A mark in a message: what stands before it, in this message and in all before it, stays the same from request to request, and a
 * provider that caches on demand shall keep it. Other providers, such as OpenAI, cache by themselves and are told nothing.
 */
public record CacheBreakpoint() implements ChatContent {}
