package dev.parley.agent;

import dev.parley.chat.ChatContext;
import dev.parley.chat.Instructions;
import dev.parley.llm.LanguageModel;
import dev.parley.session.AsyncToolPrompts;
import dev.parley.stt.SpeechToText;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.Toolset;
import dev.parley.tts.TextToSpeech;
import dev.parley.turn.TurnOptions;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an agent is made of. Immutable: each method gives a new spec.
 *
 * @param id empty for the class's name
 * @param toolsets tools that are set up when the agent enters and closed when it has left
 * @param models its own in place of the session's
 * @param turns empty for the session's; so with {@code minConsecutiveSpeechDelay}
 * @param minConsecutiveSpeechDelay silence between two speeches of the agent's, not negative
 * @param asyncTools what its model reads about tools that run on behind the conversation; empty for the session's
 * @param chatContext what the agent's model reads of what was said before the agent entered
 */
public record AgentSpec(
        Optional<String> id,
        Instructions instructions,
        List<FunctionTool> tools,
        List<Toolset> toolsets,
        AgentModels models,
        Optional<TurnOptions> turns,
        Optional<Duration> minConsecutiveSpeechDelay,
        Optional<AsyncToolPrompts> asyncTools,
        ChatContext chatContext) {

    public AgentSpec {
        tools = List.copyOf(tools);
        toolsets = List.copyOf(toolsets);
        requireEachNameOnce(tools);
        minConsecutiveSpeechDelay.filter(Duration::isNegative).ifPresent(negative -> {
            throw new IllegalArgumentException(
                    "min-consecutive-speech-delay: " + negative + " (expected: zero or more, such as 500 ms)");
        });
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
        return instructions(Instructions.of(instructions));
    }

    /** The same with instructions that suit what is said and what is typed, and that change in part. */
    public static AgentSpec instructions(Instructions instructions) {
        return new AgentSpec(
                Optional.empty(),
                instructions,
                List.of(),
                List.of(),
                AgentModels.inherited(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ChatContext.empty());
    }

    public AgentSpec id(String newId) {
        return with(copy -> copy.id = Optional.of(newId));
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
        return with(copy -> copy.toolsets = all);
    }

    public AgentSpec stt(SpeechToText own) {
        return models(models.withStt(own));
    }

    public AgentSpec llm(LanguageModel own) {
        return models(models.withLlm(own));
    }

    public AgentSpec tts(TextToSpeech own) {
        return models(models.withTts(own));
    }

    public AgentSpec vad(VoiceActivityDetector own) {
        return models(models.withVad(own));
    }

    /** A listener that understands no words; see {@link AgentModels#withoutStt}. */
    public AgentSpec withoutStt() {
        return models(models.withoutStt());
    }

    /** A silent listener; see {@link AgentModels#withoutLlm}. */
    public AgentSpec withoutLlm() {
        return models(models.withoutLlm());
    }

    /** An agent that answers in text; see {@link AgentModels#withoutTts}. */
    public AgentSpec withoutTts() {
        return models(models.withoutTts());
    }

    /** An agent that knows of the caller's speech by transcripts alone; see {@link AgentModels#withoutVad}. */
    public AgentSpec withoutVad() {
        return models(models.withoutVad());
    }

    /** With these in place of its own models. */
    public AgentSpec models(AgentModels own) {
        return with(copy -> copy.models = own);
    }

    /** How turns are taken while this agent talks. */
    public AgentSpec turns(TurnOptions own) {
        return with(copy -> copy.turns = Optional.of(own));
    }

    /** The silence that this agent keeps between two of its speeches; zero for none. */
    public AgentSpec minConsecutiveSpeechDelay(Duration own) {
        return with(copy -> copy.minConsecutiveSpeechDelay = Optional.of(own));
    }

    /** What the model reads about tools that run on behind the conversation while this agent talks. */
    public AgentSpec asyncTools(AsyncToolPrompts own) {
        return with(copy -> copy.asyncTools = Optional.of(own));
    }

    /** With this for what was said before, such as {@code context.session().history()} of the agent that hands off. */
    public AgentSpec chatContext(ChatContext before) {
        return with(copy -> copy.chatContext = before);
    }

    AgentSpec withInstructions(Instructions newInstructions) {
        return with(copy -> copy.instructions = newInstructions);
    }

    AgentSpec withTools(Collection<? extends FunctionTool> newTools) {
        return with(copy -> copy.tools = List.copyOf(newTools));
    }

    private AgentSpec with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.spec();
    }

    /** A spec of which one part is about to change. */
    private static final class Copy {
        private Optional<String> id;
        private Instructions instructions;
        private List<FunctionTool> tools;
        private List<Toolset> toolsets;
        private AgentModels models;
        private Optional<TurnOptions> turns;
        private Optional<Duration> minConsecutiveSpeechDelay;
        private Optional<AsyncToolPrompts> asyncTools;
        private ChatContext chatContext;

        Copy(AgentSpec from) {
            id = from.id;
            instructions = from.instructions;
            tools = from.tools;
            toolsets = from.toolsets;
            models = from.models;
            turns = from.turns;
            minConsecutiveSpeechDelay = from.minConsecutiveSpeechDelay;
            asyncTools = from.asyncTools;
            chatContext = from.chatContext;
        }

        AgentSpec spec() {
            return new AgentSpec(
                    id,
                    instructions,
                    tools,
                    toolsets,
                    models,
                    turns,
                    minConsecutiveSpeechDelay,
                    asyncTools,
                    chatContext);
        }
    }
}
