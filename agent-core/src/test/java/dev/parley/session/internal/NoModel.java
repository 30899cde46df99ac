package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;

/** A language model for tests that must not ask one. */
final class NoModel implements LanguageModel {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public LanguageModelCapabilities capabilities() {
        return new LanguageModelCapabilities(false, false);
    }

    @Override
    public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
        return Source.failed(new AssertionError("no model was to be asked"));
    }
}
