package dev.parley.speech;

import akka.Done;
import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.GraphStageWithMaterializedValue;
import dev.parley.audio.AudioFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.Tuple2;

/**
 * Writes a synthesised sentence into the playout, no faster than it has room. Materialises to the end: failed if the
 * voice failed.
 */
public final class SentenceSink extends GraphStageWithMaterializedValue<SinkShape<AudioFrame>, CompletionStage<Done>> {
    private final Inlet<AudioFrame> inlet = Inlet.create("sentence");
    private final SentenceAudio target;

    public SentenceSink(SentenceAudio target) {
        this.target = target;
    }

    @Override
    public SinkShape<AudioFrame> shape() {
        return SinkShape.of(inlet);
    }

    @Override
    public Tuple2<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValue(Attributes attributes) {
        CompletableFuture<Done> end = new CompletableFuture<>();
        return new Tuple2<>(new Writing(end), end);
    }

    /** One sentence being written. */
    private final class Writing extends GraphStageLogic {
        private final CompletableFuture<Done> end;

        private Writing(CompletableFuture<Done> end) {
            super(SentenceSink.this.shape());
            this.end = end;
            setHandler(inlet, new AbstractInHandler() {
                @Override
                public void onPush() {
                    target.write(grab(inlet));
                    pullWhenRoom();
                }

                @Override
                public void onUpstreamFinish() {
                    target.end();
                    end.complete(Done.getInstance());
                    completeStage();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    end.completeExceptionally(failure);
                    failStage(failure);
                }
            });
        }

        @Override
        public void preStart() {
            pull(inlet);
        }

        private void pullWhenRoom() {
            if (target.hasRoom()) {
                pull(inlet);
                return;
            }
            AsyncCallback<Done> room = createAsyncCallback(done -> {
                if (!hasBeenPulled(inlet) && !isClosed(inlet)) {
                    pull(inlet);
                }
            });
            target.onRoom(() -> room.invoke(Done.getInstance()));
        }

        @Override
        public void postStop() {
            target.fail();
            end.completeExceptionally(new java.util.concurrent.CancellationException("synthesis stopped"));
        }
    }
}
