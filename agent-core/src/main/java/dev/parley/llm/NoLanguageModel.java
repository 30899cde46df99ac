package dev.parley.llm;

import akka.NotUsed;
import akka.stream.javadsl.Source;

/** What {@link LanguageModel#none()} is. A session asks it nothing; another host is told why there is no answer. */
record NoLanguageModel(String name) implements LanguageModel {
    static final NoLanguageModel INSTANCE = new NoLanguageModel("none");

    @Override
    public LanguageModelCapabilities capabilities() {
        return new LanguageModelCapabilities(false, false);
    }

    @Override
    public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
        return Source.failed(new IllegalStateException(
                "language model: none (expected: an agent that is not asked for answers, or a LanguageModel)"));
    }
}
