/**
 * Language models, recognisers and voices behind OpenAI's HTTP API: OpenAI's own, and those of the many servers that speak like it
 * (vLLM, Ollama, Groq, faster-whisper and others).
 *
 * <p>Start with {@link dev.parley.realtime.openai.http.OpenAiApi}, then {@link
 * dev.parley.realtime.openai.http.OpenAiLanguageModel}, {@link dev.parley.realtime.openai.http.OpenAiSpeechToText} and {@link
 * dev.parley.realtime.openai.http.OpenAiTextToSpeech}.
 */
@NullMarked
package dev.parley.realtime.openai.http;

import org.jspecify.annotations.NullMarked;
