package dev.parley.agent;

import dev.parley.llm.LanguageModel;
import dev.parley.stt.SpeechToText;
import dev.parley.tts.TextToSpeech;
import dev.parley.vad.VoiceActivityDetector;
import java.util.Optional;

/**
 * The models that an agent brings itself; each empty for the session's. One that is {@code none()} is switched off for this
 * agent, whatever the session has. Immutable.
 */
public record AgentModels(
        Optional<SpeechToText> stt,
        Optional<LanguageModel> llm,
        Optional<TextToSpeech> tts,
        Optional<VoiceActivityDetector> vad) {
    private static final AgentModels INHERITED =
            new AgentModels(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** All of the session. */
    public static AgentModels inherited() {
        return INHERITED;
    }

    public AgentModels withStt(SpeechToText own) {
        return new AgentModels(Optional.of(own), llm, tts, vad);
    }

    public AgentModels withLlm(LanguageModel own) {
        return new AgentModels(stt, Optional.of(own), tts, vad);
    }

    public AgentModels withTts(TextToSpeech own) {
        return new AgentModels(stt, llm, Optional.of(own), vad);
    }

    public AgentModels withVad(VoiceActivityDetector own) {
        return new AgentModels(stt, llm, tts, Optional.of(own));
    }

    /** What the caller says comes to no words; its voice is still detected, and stops the agent. */
    public AgentModels withoutStt() {
        return withStt(SpeechToText.none());
    }

    /** The agent answers nothing by itself: the caller's turns are kept, and nobody replies to them. */
    public AgentModels withoutLlm() {
        return withLlm(LanguageModel.none());
    }

    /** What the agent says is text alone, and counts as heard at once. */
    public AgentModels withoutTts() {
        return withTts(TextToSpeech.none());
    }

    /** Turns are found by transcripts, of a recogniser that streams; with another the host commits them. */
    public AgentModels withoutVad() {
        return withVad(VoiceActivityDetector.none());
    }
}
