package dev.parley.llm;

/**
 * What a language model can do.
 *
 * @param toolCalls whether it can ask for tools
 * @param parallelToolCalls whether it may ask for several at once
 */
public record LanguageModelCapabilities(boolean toolCalls, boolean parallelToolCalls) {}
