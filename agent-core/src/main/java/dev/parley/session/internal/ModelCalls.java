package dev.parley.session.internal;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelFallbackAdapter;
import dev.parley.metrics.AgentMetrics;
import dev.parley.resilience.ConnectOptions;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.Retry;
import dev.parley.session.SessionConnectOptions;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.SpeechToTextFallbackAdapter;
import dev.parley.stt.SpeechToTextFeature;
import dev.parley.stt.Transcript;
import dev.parley.tts.AudibleSpeech;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.StreamedSpeech;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechFallbackAdapter;
import dev.parley.tts.TextToSpeechStreamAdapter;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a session asks its models: again after failures that pass, and measured. Thread-safe. A fallback
 * adapter repeats by itself; of it the session only learns who served.
 */
final class ModelCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCalls.class);

    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private final ActorSystem<?> system;
    private final SessionConnectOptions connect;
    private final InstantSource clock;
    private final Consumer<Stimulus> session;
    private final HeardConversation conversation = new HeardConversation();
    private volatile List<String> keyterms = List.of();
    private volatile boolean closed;

    ModelCalls(ActorSystem<?> system, SessionConnectOptions connect, InstantSource clock, Consumer<Stimulus> session) {
        this.system = system;
        this.connect = connect;
        this.clock = clock;
        this.session = session;
    }

    ActorSystem<?> system() {
        return system;
    }

    InstantSource clock() {
        return clock;
    }

    ConnectOptions sttOptions() {
        return connect.stt();
    }

    /** What recognisers are told of the conversation, those that make use of it. */
    HeardConversation conversation() {
        return conversation;
    }

    /** What recognisers listen for from now on, those that can. */
    void listenFor(List<String> terms) {
        keyterms = List.copyOf(terms);
    }

    /** A recogniser that can't listen for them gets them all the same; nobody is left to wonder. */
    private List<String> termsFor(SpeechToText stt) {
        List<String> terms = keyterms;
        if (!terms.isEmpty() && !stt.capabilities().has(SpeechToTextFeature.KEYTERMS) && warned.add(stt.name())) {
            LOG.warn("Recogniser [{}] takes no keyterms; they make no difference.", stt.name());
        }
        return terms;
    }

    void measured(AgentMetrics metrics) {
        tell(new Stimulus.ModelMeasured(metrics));
    }

    private void tell(Stimulus stimulus) {
        if (!closed) {
            session.accept(stimulus);
        }
    }

    /** Nobody listens any more; what is under way ends by itself. */
    void close() {
        closed = true;
    }

    /** An answer; it fails with a {@code ModelException} when all attempts did. */
    Source<ChatChunk, NotUsed> chat(LanguageModel model, ChatRequest request, String answerId) {
        return Source.lazySource(() -> {
                    AnswerMeter meter = new AnswerMeter(
                            model.name(),
                            answerId,
                            clock,
                            this::measured,
                            label -> tell(new Stimulus.AnswerServed(answerId, label)));
                    return answer(model, request, meter).via(new Metered<>(meter));
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Source<ChatChunk, NotUsed> answer(LanguageModel model, ChatRequest request, AnswerMeter meter) {
        if (model instanceof LanguageModelFallbackAdapter group) {
            return group.chat(
                    request,
                    member -> meter.servedBy(member.name(), group.members().indexOf(member)));
        }
        return retry("llm", model.name(), connect.llm()).source(() -> model.chat(request));
    }

    /**
     * A text spoken, for one run, measured from now on; it fails with a {@code ModelException} when all attempts did, or when
     * nothing was to be heard.
     */
    Source<SynthesizedAudio, NotUsed> synthesize(TextToSpeech voice, String text, String speechId) {
        SpeechMeter meter = meter(voice, false, speechId);
        meter.given(text);
        return speech(voice, text, meter).via(new Metered<>(meter));
    }

    /** An adapter takes them in place of its voice, which is given sentences. */
    private static boolean takesPieces(TextToSpeech voice) {
        return voice.capabilities().streaming() && !(voice instanceof TextToSpeechStreamAdapter);
    }

    private SpeechMeter meter(TextToSpeech voice, boolean streamed, String speechId) {
        return new SpeechMeter(
                voice.name(),
                streamed,
                speechId,
                clock,
                this::measured,
                (requestId, label) -> tell(new Stimulus.VoiceBegun(speechId, requestId, label)));
    }

    /** The same of a text as it is written, by a voice that streams; measured from the text's first piece on. */
    Flow<SpeechInput, SynthesizedAudio, NotUsed> stream(TextToSpeech voice, String speechId) {
        return Flow.lazyFlow(() -> {
                    SpeechMeter meter = meter(voice, takesPieces(voice), speechId);
                    return Flow.<SpeechInput>create()
                            .map(input -> {
                                if (input instanceof SpeechInput.Text written) {
                                    meter.given(written.text());
                                }
                                return input;
                            })
                            .via(streamed(voice, meter))
                            .via(new Metered<>(meter));
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Flow<SpeechInput, SynthesizedAudio, NotUsed> streamed(TextToSpeech voice, SpeechMeter meter) {
        if (voice instanceof TextToSpeechFallbackAdapter group) {
            return group.stream(member -> served(meter, group, member));
        }
        return StreamedSpeech.of(voice, retry("tts", voice.name(), connect.tts()));
    }

    private Source<SynthesizedAudio, NotUsed> speech(TextToSpeech voice, String text, SpeechMeter meter) {
        if (voice instanceof TextToSpeechFallbackAdapter group) {
            return group.synthesizeTimed(text, member -> served(meter, group, member));
        }
        return retry("tts", voice.name(), connect.tts())
                .source(() -> AudibleSpeech.of(voice.name(), text, voice.synthesizeTimed(text)));
    }

    private static void served(SpeechMeter meter, TextToSpeechFallbackAdapter group, TextToSpeech member) {
        meter.servedBy(member.name(), takesPieces(member), group.members().indexOf(member));
    }

    /** A whole utterance recognised, each attempt within the options' timeout, its own length and the time to load. */
    CompletionStage<Transcript> recognize(SpeechToText stt, AudioFrame utterance) {
        UtteranceMeter meter = new UtteranceMeter(stt.name(), utterance, clock, this::measured);
        return meter.around(transcript(stt, utterance, meter));
    }

    private CompletionStage<Transcript> transcript(SpeechToText stt, AudioFrame utterance, UtteranceMeter meter) {
        if (stt instanceof SpeechToTextFallbackAdapter group) {
            return group.recognize(utterance, termsFor(stt), member -> meter.servedBy(member.name()));
        }
        ConnectOptions patient = connect.stt()
                .withTimeout(connect.stt().timeout().plus(utterance.duration()).plus(stt.loadTime()));
        return retry("stt", stt.name(), patient).stage(system, () -> stt.recognize(utterance, termsFor(stt)));
    }

    /** A recogniser's stream as it is; tells who listens if it is one of a group. */
    Flow<AudioFrame, SpeechToTextEvent, NotUsed> listen(SpeechToText stt, Consumer<String> serving) {
        try {
            if (stt instanceof SpeechToTextFallbackAdapter group) {
                return group.stream(termsFor(stt), conversation, member -> serving.accept(member.name()));
            }
            return stt.capabilities().has(SpeechToTextFeature.CHAT_CONTEXT)
                    ? stt.stream(termsFor(stt), conversation)
                    : stt.stream(termsFor(stt));
        } catch (RuntimeException refused) {
            return Flow.<AudioFrame>create().map(frame -> {
                throw refused;
            });
        }
    }

    private Retry retry(String source, String model, ConnectOptions options) {
        return new Retry(model, options, failure -> retried(source, failure));
    }

    void retried(String source, ModelException failure) {
        tell(new Stimulus.ModelRetried(source, Failures.describe(failure)));
    }
}
