package dev.parley.agent;

import dev.parley.chat.ChatContext;
import dev.parley.llm.LanguageModel;
import dev.parley.stt.SpeechToText;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.Toolset;
import dev.parley.tts.TextToSpeech;
import dev.parley.turn.TurnOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an agent is made of. Immutable: each method gives a new spec.
 *
 * @param id empty for the class's name
 * @param toolsets tools that are set up when the agent enters and closed when it has left
 * @param stt empty for the session's; so with {@code llm}, {@code tts} and {@code turns}
 * @param chatContext what the agent's model reads of what was said before the agent entered
 */
public record AgentSpec(
        Optional<String> id,
        String instructions,
        List<FunctionTool> tools,
        List<Toolset> toolsets,
        Optional<SpeechToText> stt,
        Optional<LanguageModel> llm,
        Optional<TextToSpeech> tts,
        Optional<TurnOptions> turns,
        ChatContext chatContext) {

    public AgentSpec {
        tools = List.copyOf(tools);
        toolsets = List.copyOf(toolsets);
        requireEachNameOnce(tools);
    }

    static void requireEachNameOnce(List<FunctionTool> tools) {
        List<String> names =
                tools.stream().map(tool -> tool.definition().name()).toList();
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("tools: " + names + " (expected: each name once)");
        }
    }

    /** A spec with these instructions, no tools, the session's models and nothing said before. */
    public static AgentSpec instructions(String instructions) {
        return new AgentSpec(
                Optional.empty(),
                instructions,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ChatContext.empty());
    }

    public AgentSpec id(String newId) {
        return new AgentSpec(Optional.of(newId), instructions, tools, toolsets, stt, llm, tts, turns, chatContext);
    }

    /** With these tools beside those it has. */
    public AgentSpec tools(Collection<? extends FunctionTool> more) {
        List<FunctionTool> all = new ArrayList<>(tools);
        all.addAll(more);
        return withTools(all);
    }

    /** With this toolset beside those it has. */
    public AgentSpec toolset(Toolset more) {
        List<Toolset> all = new ArrayList<>(toolsets);
        all.add(more);
        return new AgentSpec(id, instructions, tools, all, stt, llm, tts, turns, chatContext);
    }

    public AgentSpec stt(SpeechToText own) {
        return new AgentSpec(id, instructions, tools, toolsets, Optional.of(own), llm, tts, turns, chatContext);
    }

    public AgentSpec llm(LanguageModel own) {
        return new AgentSpec(id, instructions, tools, toolsets, stt, Optional.of(own), tts, turns, chatContext);
    }

    public AgentSpec tts(TextToSpeech own) {
        return new AgentSpec(id, instructions, tools, toolsets, stt, llm, Optional.of(own), turns, chatContext);
    }

    /** How turns are taken while this agent talks. */
    public AgentSpec turns(TurnOptions own) {
        return new AgentSpec(id, instructions, tools, toolsets, stt, llm, tts, Optional.of(own), chatContext);
    }

    /** With this for what was said before, such as {@code context.session().history()} of the agent that hands off. */
    public AgentSpec chatContext(ChatContext before) {
        return new AgentSpec(id, instructions, tools, toolsets, stt, llm, tts, turns, before);
    }

    AgentSpec withInstructions(String newInstructions) {
        return new AgentSpec(id, newInstructions, tools, toolsets, stt, llm, tts, turns, chatContext);
    }

    AgentSpec withTools(Collection<? extends FunctionTool> newTools) {
        return new AgentSpec(id, instructions, List.copyOf(newTools), toolsets, stt, llm, tts, turns, chatContext);
    }
}
