package dev.parley.session;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a session that runs in real time has told, to be waited for. */
final class EventLog implements Consumer<SessionEvent> {
    private static final long SECONDS = 10; // a machine that is busy with something else is slow

    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
    private final List<SessionEvent> taken = new CopyOnWriteArrayList<>();

    @Override
    public void accept(SessionEvent event) {
        events.add(event);
    }

    /** The next event of this kind; those before it are {@link #taken} with it. */
    <E extends SessionEvent> E next(Class<E> type) throws InterruptedException {
        while (true) {
            SessionEvent event = events.poll(SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + type.getSimpleName() + " within " + SECONDS + " s");
            }
            taken.add(event);
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    /** What {@link #next} has given and passed by. */
    List<SessionEvent> taken() {
        return taken;
    }

    static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }
}
