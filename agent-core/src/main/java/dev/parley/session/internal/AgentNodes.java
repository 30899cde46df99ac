package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.agent.Agent;
import dev.parley.agent.Nodes;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.engine.Abilities;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.SpeechToTextStreamAdapter;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.vad.VoiceActivityDetector;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An agent's nodes as a session runs them, and what they do unless they are overridden.
 *
 * @param models for what the agent does not bring itself
 * @param work the answer's or the speech's id, by which the models' work is told
 */
record AgentNodes(Agent agent, Models models, ModelCalls calls, String work, Supplier<AgentSession> face)
        implements Nodes {

    // --- the agent's own

    Source<ChatChunk, NotUsed> answer(ChatRequest request) {
        return agent.llmNode(request, this);
    }

    Source<SynthesizedAudio, NotUsed> speech(Source<String, NotUsed> text) {
        return agent.ttsNode(text, this);
    }

    Source<String, NotUsed> transcript(Source<String, NotUsed> text) {
        return agent.transcriptionNode(text, this);
    }

    Source<AudioFrame, NotUsed> realtimeAudio(Source<AudioFrame, NotUsed> audio) {
        return agent.realtimeAudioOutputNode(audio, this);
    }

    /** The recogniser's node as a stage; it is called when audio comes. */
    Flow<AudioFrame, SpeechToTextEvent, NotUsed> hearing() {
        return Flow.lazyFlow(() -> Flow.<AudioFrame>create()
                        .prefixAndTail(0)
                        .flatMapConcat(audio -> agent.sttNode(audio.second(), this)))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** A node that is as it was born needs no stream of its own. */
    boolean hearsByItself() {
        return overrides("sttNode");
    }

    boolean transcribesByItself() {
        return overrides("transcriptionNode");
    }

    boolean changesRealtimeAudio() {
        return overrides("realtimeAudioOutputNode");
    }

    /** Whether the voice takes an answer as it is written; an agent's own nodes are given sentences. */
    boolean speaksByWords() {
        return voice().capabilities().streaming() && !overrides("ttsNode") && !transcribesByItself();
    }

    /** Whether nobody makes a voice of what is said. */
    boolean isVoiceless() {
        return voice().equals(TextToSpeech.none()) && !overrides("ttsNode");
    }

    /** Whether nobody has said what is to make a voice of what is said. */
    boolean lacksVoice() {
        return voice().equals(AbsentModels.VOICE) && !overrides("ttsNode");
    }

    private boolean overrides(String node) {
        return Abilities.overrides(agent, node);
    }

    /** Who hears the caller while the agent talks; one whose recogniser is switched off understands nothing. */
    Ear ear(VoiceActivityDetector detector) {
        SpeechToText recogniser = agent.stt().orElse(models.stt());
        if (hearsByItself()) {
            return Ear.through(this::hearing, agent, detector, recogniser);
        }
        boolean off = agent.stt().filter(SpeechToText.none()::equals).isPresent();
        return new Ear(detector, off ? Optional.empty() : Optional.of(recogniser), Optional.empty());
    }

    // --- the defaults

    @Override
    public AgentSession session() {
        return face.get();
    }

    @Override
    public Source<SpeechToTextEvent, NotUsed> stt(Source<AudioFrame, NotUsed> audio) {
        SpeechToText recogniser = agent.stt().orElse(models.stt());
        VoiceActivityDetector detector = agent.vad().orElse(models.vad());
        return audio.via(calls.listen(SpeechToTextStreamAdapter.of(recogniser, detector), member -> {}));
    }

    @Override
    public Source<ChatChunk, NotUsed> llm(ChatRequest request) {
        return calls.chat(agent.llm().orElse(models.llm()), request, work);
    }

    @Override
    public Source<SynthesizedAudio, NotUsed> tts(Source<String, NotUsed> text) {
        TextToSpeech voice = voice();
        if (voice.capabilities().streaming()) {
            return text.<SpeechInput>map(SpeechInput.Text::new)
                    .via(calls.stream(voice, work))
                    .backpressureTimeout(SpokenSentences.LONGEST_PAUSE);
        }
        return SpokenSentences.of(voice, sentence -> calls.synthesize(voice, sentence, work), text);
    }

    TextToSpeech voice() {
        return agent.tts().orElse(models.tts());
    }
}
