package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.NotUsed;
import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.ModelException;
import dev.parley.session.SessionConnectOptions;
import dev.parley.session.engine.Stimulus;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamRecognitionTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final List<Integer> heard = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    private final BlockingQueue<Stimulus> told = new LinkedBlockingQueue<>();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void shouldHaveAFrameRecognisedWhereItIsPushed() throws Exception {
        Recognition recognition = listening(Optional.empty(), recording());
        do { // whoever begins the stream hears what comes meanwhile
            push(recognition, 1);
        } while (!Thread.currentThread().equals(threads.poll(10, TimeUnit.SECONDS)));
        heard.clear();

        push(recognition, 3);

        assertThat(heard).containsExactly(0, 1, 2);
        assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
        assertThat(told).last().isEqualTo(new Stimulus.InterimHeard("2"));
    }

    @Test
    void shouldLeaveStagesThatNameADispatcherToItsThreads() throws Exception {
        Recognition recognition = listening(Optional.empty(), recording().async("akka.actor.default-dispatcher"));

        for (int frame = 0; frame < 30; frame++) {
            push(recognition, 1);

            assertThat(threads.poll(10, TimeUnit.SECONDS)).isNotNull().isNotEqualTo(Thread.currentThread());
        }
    }

    @Test
    void shouldRunAnAgentsNodeOnOtherThreads() throws Exception {
        Recognition recognition =
                listening(Optional.of(recording()), Flow.<AudioFrame>create().mapConcat(frame -> List.of()));

        push(recognition, 1);

        assertThat(threads.poll(10, TimeUnit.SECONDS)).isNotNull().isNotEqualTo(Thread.currentThread());
    }

    @Test
    void shouldHearWhatWasPushedLastWithoutARecogniserThatTakesIt() throws Exception {
        CompletableFuture<SinkQueueWithCancel<AudioFrame>> taken = new CompletableFuture<>();
        Sink<AudioFrame, NotUsed> slow = Sink.<AudioFrame>queue(1).mapMaterializedValue(queue -> {
            taken.complete(queue);
            return NotUsed.getInstance();
        });
        Recognition recognition = listening(Optional.empty(), Flow.fromSinkAndSource(slow, Source.maybe()));

        for (short i = 0; i < 1000; i++) {
            short[] tenth = new short[1600];
            tenth[0] = i;
            recognition.accept(AudioFrame.ofSamples(tenth, AudioFormat.WIDEBAND));
        }
        recognition.retire();
        List<Integer> left = all(taken.get(10, TimeUnit.SECONDS));

        int minute = 600;
        assertThat(left).isSorted().doesNotHaveDuplicates().hasSizeBetween(minute, minute + 32);
        assertThat(left.subList(left.size() - minute, left.size()))
                .isEqualTo(IntStream.range(1000 - minute, 1000).boxed().toList());
    }

    @Test
    void shouldListenAnewOnceAStreamWantsNoMoreAndHearWhatCameMeanwhile() throws Exception {
        Flow<AudioFrame, SpeechToTextEvent, NotUsed> deaf = Flow.fromSinkAndSource(Sink.cancelled(), Source.maybe());
        Recognition recognition = listening(KIT, Optional.empty(), List.of(deaf, recording()));

        push(recognition, 3);

        for (int i = 0; i < 3; i++) {
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Stimulus.InterimHeard(String.valueOf(i)));
        }
    }

    @Test
    void shouldTellWhatWasHeardAfterItWasRetired() throws Exception {
        Recognition recognition = listening(
                Optional.empty(),
                Flow.<AudioFrame>create()
                        .fold(0, (frames, frame) -> frames + 1)
                        .map(frames -> new SpeechToTextEvent.Interim(frames + " frames")));

        push(recognition, 3);
        recognition.retire();
        push(recognition, 1);

        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Stimulus.InterimHeard("3 frames"));
    }

    @Test
    void shouldTakeARecogniserThatCannotBeRunForAFailure() throws Exception {
        Flow<AudioFrame, SpeechToTextEvent, NotUsed> broken =
                Flow.<AudioFrame, SpeechToTextEvent, NotUsed>fromMaterializer((materializer, attributes) -> {
                            throw ModelException.lasting("no key");
                        })
                        .mapMaterializedValue(ignored -> NotUsed.getInstance());
        Recognition recognition = listening(KIT, Optional.empty(), List.of(broken, recording()));

        push(recognition, 1);

        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Stimulus.HearingFailed("stt", "no key"));
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Stimulus.InterimHeard("0"));
    }

    @Test
    void shouldTellNothingOfTheEndOfItsActorSystem() throws Exception {
        ActorTestKit ending = ActorTestKit.create();
        Recognition recognition = listening(ending, Optional.empty(), List.of(recording()));
        push(recognition, 1);
        assertThat(threads.poll(10, TimeUnit.SECONDS)).as("the stream runs").isNotNull();

        ending.shutdownTestKit();

        assertThat(told).containsExactly(new Stimulus.InterimHeard("0"));
    }

    @Test
    void shouldGoOnWhileAnOrderlyShutdownLeavesCallsTheirTime() throws Exception {
        ActorTestKit ending = ActorTestKit.create();
        CompletableFuture<Done> callsOver = new CompletableFuture<>();
        CompletableFuture<SpeechToTextEvent> broken = new CompletableFuture<>();
        CompletableFuture<NotUsed> begun = new CompletableFuture<>();
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(ending.system());
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "calls", () -> {
            begun.complete(NotUsed.getInstance());
            return callsOver;
        });
        Flow<AudioFrame, SpeechToTextEvent, NotUsed> breaking =
                Flow.fromSinkAndSourceCoupled(Sink.ignore(), Source.completionStage(broken));
        Recognition recognition = listening(ending, Optional.empty(), List.of(breaking, recording()));
        shutdown.runAll(CoordinatedShutdown.unknownReason());
        begun.get(10, TimeUnit.SECONDS);

        broken.completeExceptionally(ModelException.lasting("reset"));

        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Stimulus.HearingFailed("stt", "reset"));
        push(recognition, 1);
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new Stimulus.InterimHeard("0"));
        callsOver.complete(Done.getInstance());
        ending.shutdownTestKit();
    }

    @Test
    void shouldGiveNoMoreAudioToARecogniserThatHasSaidItsLastWord() throws Exception {
        CompletableFuture<CompletionStage<Done>> listened = new CompletableFuture<>();
        Sink<AudioFrame, NotUsed> insatiable = Sink.<AudioFrame>ignore().mapMaterializedValue(end -> {
            listened.complete(end);
            return NotUsed.getInstance();
        });
        Flow<AudioFrame, SpeechToTextEvent, NotUsed> uncoupled = Flow.fromSinkAndSource(insatiable, Source.empty());
        listening(KIT, Optional.empty(), List.of(uncoupled, recording()));

        CompletionStage<Done> end = listened.get(10, TimeUnit.SECONDS);
        assertThat(end.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
    }

    private static List<Integer> all(SinkQueueWithCancel<AudioFrame> queue) throws Exception {
        List<Integer> taken = new ArrayList<>();
        for (Optional<AudioFrame> next = next(queue); next.isPresent(); next = next(queue)) {
            taken.add(number(next.get()));
        }
        return taken;
    }

    private static Optional<AudioFrame> next(SinkQueueWithCancel<AudioFrame> queue) throws Exception {
        return queue.pull().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Flow<AudioFrame, SpeechToTextEvent, NotUsed> recording() {
        return Flow.<AudioFrame>create().map(frame -> {
            heard.add(number(frame));
            threads.add(Thread.currentThread());
            return new SpeechToTextEvent.Interim(String.valueOf(number(frame)));
        });
    }

    private Recognition listening(
            Optional<Flow<AudioFrame, SpeechToTextEvent, NotUsed>> node,
            Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream) {
        return listening(KIT, node, List.of(stream));
    }

    /** What listens with these streams, one after the other, or with the node. */
    private Recognition listening(
            ActorTestKit kit,
            Optional<Flow<AudioFrame, SpeechToTextEvent, NotUsed>> node,
            List<Flow<AudioFrame, SpeechToTextEvent, NotUsed>> streams) {
        ModelCalls calls =
                new ModelCalls(kit.system(), SessionConnectOptions.standard(), () -> Instant.EPOCH, told::add);
        return new StreamRecognition(new Streaming(streams.iterator()), node.map(own -> () -> own), calls, told::add);
    }

    private static void push(Recognition recognition, int frames) {
        for (short i = 0; i < frames; i++) {
            recognition.accept(AudioFrame.ofSamples(new short[] {i}, AudioFormat.WIDEBAND));
        }
    }

    private static int number(AudioFrame frame) {
        return frame.sample(0);
    }

    /** Recognises by these flows. */
    private record Streaming(Iterator<Flow<AudioFrame, SpeechToTextEvent, NotUsed>> streams) implements SpeechToText {
        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
            return streams.next();
        }

        @Override
        public String name() {
            return "streaming";
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(true, true);
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public CompletionStage<Transcript> recognize(AudioFrame utterance) {
            return CompletableFuture.failedStage(new AssertionError("recognize (expected: stream)"));
        }
    }
}
