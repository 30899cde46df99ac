package dev.parley.session.internal;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.japi.function.Function;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.UniqueKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import akka.stream.typed.javadsl.ActorSink;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.internal.SessionActor.Happened;
import dev.parley.text.SentenceStream;
import dev.parley.text.SentenceTokenizer;
import dev.parley.text.WordStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The language model's answers under way. Tokens become sentences in the stream; the session's actor gets whole
 * sentences and tool calls. Used by the actor alone.
 */
final class AnswerStreams {
    /** An answer that is longer than any that can be spoken is a model that has run away. */
    private static final int MOST_CHUNKS = 100_000;

    private final String sessionId;
    private final ActorRef<SessionActor.Command> session;
    private final Materializer materializer;
    private final InstantSource clock;
    private final Map<String, UniqueKillSwitch> running = new ConcurrentHashMap<>();

    AnswerStreams(
            String sessionId, ActorRef<SessionActor.Command> session, Materializer materializer, InstantSource clock) {
        this.sessionId = sessionId;
        this.session = session;
        this.materializer = materializer;
        this.clock = clock;
    }

    void ask(AgentNodes nodes, Effect.Generate generate) {
        String id = generate.answerId();
        ChatRequest request = new ChatRequest(sessionId, generate.context(), generate.tools(), generate.toolChoice());
        stream(
                id,
                nodes.speaksByWords() ? Cutter.words() : Cutter.sentences(),
                Source.lazySource(() -> nodes.answer(request)).mapMaterializedValue(ignored -> NotUsed.getInstance()));
    }

    /** The host's own text in an answer's place. */
    void read(String id, Source<String, ?> text) {
        stream(
                id,
                Cutter.sentences(),
                text.<ChatChunk>map(ChatChunk.TextDelta::new).mapMaterializedValue(ignored -> NotUsed.getInstance()));
    }

    private void stream(String id, Cutter cutter, Source<ChatChunk, NotUsed> chunks) {
        Source<Stimulus, NotUsed> answer = chunks.limit(MOST_CHUNKS)
                .<Object>map(chunk -> chunk)
                .concat(Source.single(End.INSTANCE))
                .<Stimulus>statefulMapConcat(() -> new Sentences(id, cutter, new AnswerPace(clock)));
        answer.<SessionActor.Command>map(Happened::new)
                .viaMat(KillSwitches.single(), Keep.right())
                .watchTermination((stopping, end) -> {
                    running.put(id, stopping);
                    end.whenComplete((done, failure) -> running.remove(id));
                    return stopping;
                })
                .to(ActorSink.actorRef(
                        session,
                        new Happened(new Stimulus.AnswerEnded(id)),
                        failure -> new Happened(new Stimulus.AnswerFailed(id, Failures.describe(failure)))))
                .run(materializer);
    }

    /** Whether it was one of these that ran. */
    boolean cancel(String answerId) {
        UniqueKillSwitch stop = running.remove(answerId);
        if (stop != null) {
            stop.shutdown();
        }
        return stop != null;
    }

    void close() {
        running.values().forEach(UniqueKillSwitch::shutdown);
        running.clear();
    }

    /** Marks the end of an answer, so that its last sentence comes out. */
    private enum End {
        INSTANCE
    }

    /** Cuts an answer's text into what is given to the voice at once. */
    private record Cutter(java.util.function.Function<String, List<String>> accept, Supplier<String> flush) {

        static Cutter sentences() {
            SentenceStream sentences = SentenceTokenizer.standard().stream();
            return new Cutter(sentences::accept, sentences::flush);
        }

        static Cutter words() {
            WordStream words = new WordStream();
            return new Cutter(words::accept, words::flush);
        }
    }

    /** One answer's chunks to what the engine is told of them. */
    private static final class Sentences implements Function<Object, Iterable<Stimulus>> {
        private static final long serialVersionUID = 1L;

        private final String answerId;
        private final transient Cutter cutter;
        private final transient AnswerPace pace;
        private boolean started;

        private Sentences(String answerId, Cutter cutter, AnswerPace pace) {
            this.answerId = answerId;
            this.cutter = cutter;
            this.pace = pace;
        }

        @Override
        public Iterable<Stimulus> apply(Object chunk) {
            if (chunk instanceof ChatChunk known) {
                pace.on(known);
            }
            if (chunk instanceof ChatChunk.TextDelta delta) {
                return onText(delta.text());
            }
            if (chunk instanceof ChatChunk.ToolCallRequested call) {
                return List.of(new Stimulus.ToolRequested(answerId, call.callId(), call.name(), call.arguments()));
            }
            if (chunk == End.INSTANCE) {
                Stream<Stimulus> paced =
                        pace.tokensPerSecond().stream().map(perSecond -> new Stimulus.AnswerPaced(answerId, perSecond));
                return Stream.concat(rest().stream(), paced).toList();
            }
            if (chunk instanceof ChatChunk.RequestId request) {
                return List.of(new Stimulus.AnswerIdentified(answerId, request.id()));
            }
            if (chunk instanceof ChatChunk.FlushSentinel) {
                return Stream.concat(rest().stream(), Stream.of(new Stimulus.SegmentEnded(answerId)))
                        .toList();
            }
            return List.of();
        }

        private List<Stimulus> rest() {
            String rest = cutter.flush().get();
            return rest.isBlank() ? List.of() : List.of(new Stimulus.SentenceReady(answerId, rest));
        }

        private List<Stimulus> onText(String text) {
            Stream<Stimulus> sentences = cutter.accept().apply(text).stream()
                    .map(sentence -> new Stimulus.SentenceReady(answerId, sentence));
            if (started) {
                return sentences.toList();
            }
            started = true;
            return Stream.concat(Stream.of(new Stimulus.AnswerStarted(answerId)), sentences)
                    .toList();
        }
    }
}
