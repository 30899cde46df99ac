package dev.parley.session.internal;

import akka.NotUsed;
import akka.stream.BoundedSourceQueue;
import akka.stream.Materializer;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.speech.SentenceAudio;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The way through the agent's {@code realtimeAudioOutputNode}. Frames that wait for the node are bounded; what is too much fails the
 * message. Thread-safe.
 */
final class NodeAudio implements SpokenAudio {
    /** Five minutes of 20 ms frames: a model makes a message faster than it is played, but not longer. */
    private static final int BOUND = 15_000;

    private final SentenceAudio target;
    private final Consumer<Throwable> failed;
    private final BoundedSourceQueue<AudioFrame> given;
    private volatile boolean brokenOff;

    /**
     * A message's way.
     *
     * @param failed is told of a failure of the node
     */
    NodeAudio(
            SentenceAudio target,
            UnaryOperator<Source<AudioFrame, NotUsed>> node,
            Materializer materializer,
            Consumer<Throwable> failed) {
        this.target = target;
        this.failed = failed;
        this.given = Source.<AudioFrame>queue(BOUND)
                .prefixAndTail(0)
                .flatMapConcat(audio -> node.apply(audio.second()))
                .toMat(Sink.foreach(target::write), (queue, over) -> {
                    over.whenComplete((done, failure) -> onOver(failure));
                    return queue;
                })
                .run(materializer);
    }

    private void onOver(@Nullable Throwable failure) {
        if (failure != null) {
            target.fail();
            failed.accept(failure);
        } else if (brokenOff) {
            target.fail();
        } else {
            target.end();
        }
    }

    /** A node that has ended gets no more. */
    @Override
    public void write(AudioFrame frame) {
        if (given.offer(frame).equals(QueueOfferResult.dropped())) {
            given.fail(new IllegalStateException("frames waiting for realtimeAudioOutputNode: more than " + BOUND
                    + " (expected: a node that keeps up)"));
        }
    }

    @Override
    public void end() {
        Queues.end(given);
    }

    @Override
    public void breakOff() {
        brokenOff = true;
        Queues.end(given);
    }
}
