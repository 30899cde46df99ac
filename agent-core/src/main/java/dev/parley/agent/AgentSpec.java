package dev.parley.agent;

import dev.parley.llm.LanguageModel;
import dev.parley.stt.SpeechToText;
import dev.parley.tool.FunctionTool;
import dev.parley.tts.TextToSpeech;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an agent is made of. Immutable: each method gives a new spec.
 *
 * @param id empty for the class's name
 * @param stt empty for the session's; so with {@code llm} and {@code tts}
 */
public record AgentSpec(
        Optional<String> id,
        String instructions,
        List<FunctionTool> tools,
        Optional<SpeechToText> stt,
        Optional<LanguageModel> llm,
        Optional<TextToSpeech> tts) {

    public AgentSpec {
        tools = List.copyOf(tools);
        long names =
                tools.stream().map(tool -> tool.definition().name()).distinct().count();
        if (names != tools.size()) {
            throw new IllegalArgumentException("tools: "
                    + tools.stream().map(tool -> tool.definition().name()).toList() + " (expected: each name once)");
        }
    }

    /** A spec with these instructions, no tools and the session's models. */
    public static AgentSpec instructions(String instructions) {
        return new AgentSpec(
                Optional.empty(), instructions, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public AgentSpec id(String newId) {
        return new AgentSpec(Optional.of(newId), instructions, tools, stt, llm, tts);
    }

    /** With these tools beside those it has. */
    public AgentSpec tools(Collection<? extends FunctionTool> more) {
        List<FunctionTool> all = new ArrayList<>(tools);
        all.addAll(more);
        return new AgentSpec(id, instructions, all, stt, llm, tts);
    }

    public AgentSpec stt(SpeechToText own) {
        return new AgentSpec(id, instructions, tools, Optional.of(own), llm, tts);
    }

    public AgentSpec llm(LanguageModel own) {
        return new AgentSpec(id, instructions, tools, stt, Optional.of(own), tts);
    }

    public AgentSpec tts(TextToSpeech own) {
        return new AgentSpec(id, instructions, tools, stt, llm, Optional.of(own));
    }
}
