package dev.parley.realtime.openai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.util.ByteString;
import dev.parley.testkit.ActorKit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies that break off, and such as nobody reads. */
@Timeout(60)
class BodyReaderTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** Two buffers in one bit, and then a failure. */
    private void breakOff(Flow.Subscriber<? super List<ByteBuffer>> reader) {
        AtomicInteger requests = new AtomicInteger();
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long more) {
                if (requests.getAndIncrement() == 0) {
                    reader.onNext(List.of(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.wrap(new byte[] {2})));
                    reader.onError(new IOException("reset"));
                }
            }

            @Override
            public void cancel() {
                cancelled.set(true);
            }
        });
    }

    private static Optional<ByteString> next(SinkQueueWithCancel<ByteString> read) {
        return read.pull().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void shouldGiveWhatCameBeforeAFailure() {
        SinkQueueWithCancel<ByteString> read =
                BodyReader.of(this::breakOff).bytes().runWith(Sink.queue(1), kit.system());

        assertThat(next(read)).hasValue(ByteString.fromArray(new byte[] {1}));
        assertThat(next(read)).hasValue(ByteString.fromArray(new byte[] {2}));
        assertThatThrownBy(() -> next(read)).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void shouldCancelABodyThatNobodyReads() {
        new ApiCalls.Body(Optional.of(BodyReader.of(this::breakOff)), "").close();

        assertThat(cancelled).isTrue();
    }
}
