package dev.parley.session.engine;

import dev.parley.agent.Agent;
import dev.parley.llm.LanguageModel;
import dev.parley.provider.Models;
import dev.parley.stt.SpeechToText;
import dev.parley.turn.TurnDetection;
import dev.parley.vad.VoiceActivityDetector;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an agent can do with the models that it has.
 *
 * @param answers whether somebody writes its answers
 * @param understands whether the caller's speech comes to words
 * @param detection what ends the caller's turns in place of voice activity, where nobody detects that
 */
public record Abilities(boolean answers, boolean understands, Optional<TurnDetection> detection) {
    /** An agent that lacks nothing. */
    public static final Abilities ALL = new Abilities(true, true, Optional.empty());

    /** Of an agent by itself: of a session that has whatever the agent does not bring. */
    public static Abilities of(Agent agent) {
        boolean heard = !isOff(agent.stt(), SpeechToText.none()) || overrides(agent, "sttNode");
        boolean answered = !isOff(agent.llm(), LanguageModel.none()) || overrides(agent, "llmNode");
        return new Abilities(answered, heard, inPlaceOfVoice(agent.vad(), true));
    }

    /** Of an agent with these models for what it does not bring. */
    public static Abilities of(Agent agent, Models models) {
        Abilities own = of(agent);
        boolean silent = agent.llm().orElse(models.llm()).equals(LanguageModel.none());
        boolean streams = agent.stt().orElse(models.stt()).capabilities().streaming() || overrides(agent, "sttNode");
        Optional<VoiceActivityDetector> detector = Optional.of(agent.vad().orElse(models.vad()));
        return new Abilities(
                !silent || overrides(agent, "llmNode"), own.understands, inPlaceOfVoice(detector, streams));
    }

    /** Of an agent in a session whose model hears and answers itself. */
    public static Abilities ofRealtime(Agent agent) {
        return new Abilities(!isOff(agent.llm(), LanguageModel.none()), true, inPlaceOfVoice(agent.vad(), false));
    }

    /** LiveKit Agents' rule: turns end by voice activity, else by transcripts, else by the host. */
    private static Optional<TurnDetection> inPlaceOfVoice(Optional<VoiceActivityDetector> detector, boolean streams) {
        return detector.filter(VoiceActivityDetector.none()::equals)
                .map(none -> streams ? TurnDetection.STT : TurnDetection.MANUAL);
    }

    private static <T> boolean isOff(Optional<T> own, T none) {
        return own.filter(none::equals).isPresent();
    }

    /** Whether an agent has a node of its own by this name: it may do without the model that the default one asks. */
    public static boolean overrides(Agent agent, String node) {
        return Arrays.stream(agent.getClass().getMethods())
                .filter(method -> method.getName().equals(node))
                .map(Method::getDeclaringClass)
                .anyMatch(type -> type != Agent.class);
    }
}
