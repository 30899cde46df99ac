package dev.parley.realtime.livekit.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ChannelWriterTest {
    private final VirtualStrand strand = new VirtualStrand();
    private final ChannelWriter writer = new ChannelWriter(strand);
    private final List<Integer> out = new ArrayList<>();
    private boolean full;

    private CompletionStage<Boolean> channel(ByteBuffer bytes) {
        if (!full) {
            out.add((int) bytes.get());
        }
        return CompletableFuture.completedStage(!full);
    }

    private CompletableFuture<Done> write(int value) {
        CompletableFuture<Done> taken = new CompletableFuture<>();
        writer.write(ByteBuffer.wrap(new byte[] {(byte) value}), taken);
        return taken;
    }

    @Test
    void shouldWaitForTheChannelAndKeepTheOrder() {
        CompletableFuture<Done> first = write(1);
        CompletableFuture<Done> second = write(2);
        assertThat(first).isNotDone();
        writer.opened(this::channel);

        assertThat(out).containsExactly(1, 2);
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void shouldTryAgainWhileTheChannelIsFull() {
        writer.opened(this::channel);
        full = true;
        CompletableFuture<Done> first = write(1);
        CompletableFuture<Done> second = write(2);
        strand.pass(Duration.ofSeconds(5));
        assertThat(first).isNotDone();
        full = false;
        strand.pass(Duration.ofMillis(10));

        assertThat(out).containsExactly(1, 2);
        assertThat(second).isCompleted();
    }

    @Test
    void shouldGiveUpAfterTenSeconds() {
        CompletableFuture<Done> lost = write(1);
        strand.pass(Duration.ofSeconds(5));
        CompletableFuture<Done> later = write(2);
        strand.pass(Duration.ofSeconds(5));
        writer.opened(this::channel);

        assertThatThrownBy(lost::join).hasMessageContaining("not taken within PT10S");
        assertThat(later).isCompleted();
        assertThat(out).containsExactly(2);
    }

    @Test
    void shouldSendWhatWaitsThroughTheNextChannel() {
        writer.opened(this::channel);
        writer.gone();
        CompletableFuture<Done> waiting = write(1);
        assertThat(waiting).isNotDone();
        writer.opened(this::channel);

        assertThat(waiting).isCompleted();
    }

    @Test
    void shouldRefuseMoreThanItKeeps() {
        for (int i = 0; i < 1024; i++) {
            assertThat(write(i)).isNotDone();
        }

        assertThatThrownBy(write(0)::join).hasMessageContaining("1024 messages wait");
    }

    @Test
    void shouldFailWhatWaitsWhenTheRoomIsLeft() {
        CompletableFuture<Done> waiting = write(1);
        writer.close();

        assertThatThrownBy(waiting::join).hasMessageContaining("the room was left");
    }
}
