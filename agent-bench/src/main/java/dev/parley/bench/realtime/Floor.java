package dev.parley.bench.realtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.Set;

/**
 * The least that a client on the JVM has to do, with nothing but the JDK: one thread, one selector, a scan of the text in
 * place of a parser, no TLS, no masking (a key of zeros), no turns, tools or playback. What a framework costs is told in
 * multiples of this.
 */
public final class Floor {
    private static final long TICK = 5_000_000;
    private static final int GROUPS = 4;

    private final FloorSession[] sessions;
    private final Selector selector;
    private final ByteBuffer network = ByteBuffer.allocateDirect(64 * 1024);

    private Floor(FloorSession[] sessions, Selector selector) {
        this.sessions = sessions;
        this.selector = selector;
    }

    /** As {@link RealtimeClient#main}; {@code --append-ms} is the audio in one append, by default 100 ms, as Parley's is. */
    public static void main(String[] arguments) {
        Options options = Options.of(arguments, Set.of("url", "n", "out", "append-ms"));
        URI url = URI.create(options.text("url"));
        int appendMillis = options.count("append-ms", 100);
        FloorSession[] sessions = new FloorSession[options.count("n", 1)];
        Samples samples = new Samples();
        ClientProtocol.follow(samples, Path.of(options.text("out")), () -> {
            Selector selector = Selector.open();
            for (int i = 0; i < sessions.length; i++) {
                sessions[i] = FloorSession.connect(url, i, appendMillis, samples);
                sessions[i].channel().register(selector, SelectionKey.OP_READ, sessions[i]);
            }
            Thread loop = new Thread(new Floor(sessions, selector)::run, "floor");
            loop.setDaemon(true);
            loop.setUncaughtExceptionHandler((thread, broken) -> {
                broken.printStackTrace();
                System.exit(1); // zeros would look like a result
            });
            loop.start();
        });
    }

    private void run() {
        try {
            long start = System.nanoTime() + 10 * TICK;
            for (long tick = 0; ; tick++) {
                long due = start + tick * TICK;
                readUntil(due);
                for (int i = (int) (tick % GROUPS); i < sessions.length; i += GROUPS) {
                    sessions[i].push(due);
                }
                if (System.nanoTime() - due > TICK) {
                    selector.selectNow(this::read);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("the floor's connections", broken);
        }
    }

    private void readUntil(long due) throws IOException {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            selector.select(this::read, Math.max(1, (left + 500_000) / 1_000_000));
        }
    }

    private void read(SelectionKey key) {
        try {
            ((FloorSession) key.attachment()).read(network);
        } catch (IOException gone) {
            throw new UncheckedIOException("a connection of the floor", gone);
        }
    }
}
