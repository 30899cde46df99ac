package dev.parley.bench.cluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * A caller whose voice goes up and whose agent's voice comes down all the time, and who measures how long a message takes there and
 * back among it: pings wait in the same line as the sound, in both directions.
 */
final class EchoCaller implements WebSocket.Listener {
    private static final Pattern PONG = Pattern.compile("\"type\":\"pong\",\"t\":(\\d+)");
    private static final byte[] FRAME = new byte[640];

    private final Histogram roundTrips;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Void> voice = new CompletableFuture<>();
    private volatile boolean measuring;
    private long frames;
    private final CompletableFuture<WebSocket> line = new CompletableFuture<>();

    private EchoCaller(Histogram roundTrips) {
        this.roundTrips = roundTrips;
    }

    /** Connects, asks, and waits until the agent talks. */
    static EchoCaller call(HttpClient client, URI socket, Histogram roundTrips) throws Exception {
        EchoCaller caller = new EchoCaller(roundTrips);
        WebSocket line = client.newWebSocketBuilder().buildAsync(socket, caller).get(30, TimeUnit.SECONDS);
        caller.line.complete(line);
        line.sendText("{\"type\":\"text\",\"text\":\"how are you\"}", true).get(30, TimeUnit.SECONDS);
        caller.voice.get(30, TimeUnit.SECONDS);
        return caller;
    }

    /** Sends sound for so long, at real pace, and a ping with every fifth frame. */
    void talk(long seconds) throws Exception {
        measuring = true;
        long begin = System.nanoTime();
        for (int i = 0; i < 50 * seconds; i++) {
            long due = begin + TimeUnit.MILLISECONDS.toNanos(20L * i);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
            line.join().sendBinary(ByteBuffer.wrap(FRAME), true).get(30, TimeUnit.SECONDS);
            if (i % 5 == 0) {
                line.join()
                        .sendText("{\"type\":\"ping\",\"t\":" + System.nanoTime() + "}", true)
                        .get(30, TimeUnit.SECONDS);
            }
        }
        measuring = false;
    }

    long frames() {
        return frames;
    }

    void hangUp() throws Exception {
        line.join().sendText("{\"type\":\"end\"}", true).get(30, TimeUnit.SECONDS);
        line.join().abort(); // the server may have closed already
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer pcm, boolean last) {
        frames++;
        voice.complete(null);
        socket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            Matcher pong = PONG.matcher(text);
            if (measuring && pong.find()) {
                long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - Long.parseLong(pong.group(1)));
                synchronized (roundTrips) {
                    roundTrips.recordValue(Math.min(micros, roundTrips.getHighestTrackableValue()));
                }
            }
            text.setLength(0);
        }
        socket.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        voice.completeExceptionally(error);
    }
}
