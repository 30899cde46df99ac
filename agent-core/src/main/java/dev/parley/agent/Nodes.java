package dev.parley.agent;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.session.AgentSession;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.tts.SynthesizedAudio;

/**
 * What an agent's nodes do unless they are overridden, LiveKit Agents' {@code Agent.default}: the models of the agent, or else
 * of its session. Thread-safe.
 */
public interface Nodes {

    /** The conversation that the node works in. */
    AgentSession session();

    /**
     * Recognises speech. A recogniser that does not stream is given utterances, which the session's voice activity detector
     * cuts out.
     */
    Source<SpeechToTextEvent, NotUsed> stt(Source<AudioFrame, NotUsed> audio);

    /** Asks the language model. */
    Source<ChatChunk, NotUsed> llm(ChatRequest request);

    /**
     * Speaks. Each element is spoken by itself: what the session gives are sentences, and who makes smaller pieces of them
     * joins them again by {@link dev.parley.text.SentenceTokenizer#flow()} before.
     */
    Source<SynthesizedAudio, NotUsed> tts(Source<String, NotUsed> text);

    /** Leaves the audio as it is. */
    default Source<AudioFrame, NotUsed> realtimeAudioOutput(Source<AudioFrame, NotUsed> audio) {
        return audio;
    }

    /** Leaves the text as it is. */
    default Source<String, NotUsed> transcription(Source<String, NotUsed> text) {
        return text;
    }
}
