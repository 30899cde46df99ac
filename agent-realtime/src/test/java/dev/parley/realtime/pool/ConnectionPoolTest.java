package dev.parley.realtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** LiveKit Agents' {@code ConnectionPool}, tests/test_connection_pool.py. */
class ConnectionPoolTest {
    private final List<Line> made = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private CompletableFuture<Void> handshake = CompletableFuture.completedFuture(null);
    private final ConnectionPool<Line> pool = new ConnectionPool<>(this::connect, Duration.ofSeconds(60), () -> now);

    private static final class Line implements PooledConnection {
        private boolean open = true;

        @Override
        public boolean open() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private CompletionStage<Line> connect() {
        Line line = new Line();
        made.add(line);
        return handshake.thenApply(done -> line);
    }

    private Line get() {
        return pool.get().toCompletableFuture().join();
    }

    @Test
    void shouldUseAConnectionAgain() {
        Line first = get();
        Line second = get();
        pool.put(first);

        assertThat(second).isNotSameAs(first);
        assertThat(get()).isSameAs(first);
        assertThat(made).hasSize(2);
    }

    @Test
    void shouldNotGiveOutWhatIsTooOldOrHasEnded() {
        Line first = get();
        pool.put(first);
        now = now.plusSeconds(60);
        assertThat(get()).isSameAs(first);
        pool.put(first);
        now = now.plusMillis(1);

        Line second = get();
        pool.put(second);
        second.close();

        assertThat(first.open).isFalse();
        assertThat(get()).isNotSameAs(second);
        assertThat(made).hasSize(3);
    }

    @Test
    void shouldCloseWhatIsBroken() {
        Line broken = get();
        pool.remove(broken);
        pool.put(broken);

        assertThat(broken.open).isFalse();
        assertThat(get()).isNotSameAs(broken);
    }

    @Test
    void shouldLetWhatIsInUseEndWhenOtherSettingsHold() {
        Line idle = get();
        Line used = get();
        pool.put(idle);
        pool.invalidate();
        assertThat(idle.open).isFalse();
        assertThat(used.open).as("is still used").isTrue();

        pool.put(used);

        assertThat(used.open).isFalse();
        assertThat(get()).isNotSameAs(used);
    }

    @Test
    void shouldConnectAnewWhenTheSettingsChangeMeanwhile() {
        handshake = new CompletableFuture<>();
        CompletionStage<Line> asked = pool.get();
        pool.invalidate();
        CompletableFuture<Void> first = handshake;
        handshake = CompletableFuture.completedFuture(null);
        first.complete(null);

        assertThat(asked.toCompletableFuture().join()).isSameAs(made.get(1));
        assertThat(made.get(0).open).isFalse();
    }

    @Test
    void shouldConnectAheadWhereThereIsOnlyWhatCannotBeUsed() {
        pool.prewarm().toCompletableFuture().join();
        made.get(0).close();
        pool.prewarm().toCompletableFuture().join();
        now = now.plusSeconds(61);
        pool.prewarm().toCompletableFuture().join();

        assertThat(made).hasSize(3);
        assertThat(get()).isSameAs(made.get(2));
    }

    @Test
    void shouldConnectAheadOnce() {
        pool.prewarm().toCompletableFuture().join();
        pool.prewarm().toCompletableFuture().join();

        assertThat(get()).isSameAs(made.get(0));
        assertThat(made).hasSize(1);
    }
}
