package dev.parley.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One caller on a real WebSocket who asks, listens for a while, and cuts the answer off. Measures by the clock that server
 * and caller share: from the decision, which the event carries as its moment, to the last voice and to the event itself.
 */
final class SocketCaller implements WebSocket.Listener {
    private static final Pattern TYPE = Pattern.compile("\"type\":\"([a-z_]+)\"");
    private static final Pattern AT = Pattern.compile("\"at\":\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SocketFigures figures;
    private final StringBuilder text = new StringBuilder();
    private CompletableFuture<Void> heardSome = new CompletableFuture<>();
    private CompletableFuture<Void> speechOver = new CompletableFuture<>();
    private Instant lastVoice = Instant.EPOCH;
    private int framesOfThisAnswer;
    private final int audibleFrames;
    private boolean cleared;

    private SocketCaller(int audibleFrames, SocketFigures figures) {
        this.audibleFrames = audibleFrames;
        this.figures = figures;
    }

    /**
     * Asks and cuts off, this often; blocks until that is done and the call has ended.
     *
     * @param audibleFrames how many frames of 20 ms of each answer are listened to before it is cut off
     */
    static void call(HttpClient client, URI socket, int rounds, int audibleFrames, SocketFigures figures)
            throws Exception {
        SocketCaller caller = new SocketCaller(audibleFrames, figures);
        WebSocket line = client.newWebSocketBuilder().buildAsync(socket, caller).get(30, TimeUnit.SECONDS);
        for (int round = 0; round < rounds; round++) {
            caller.cutOff(line);
        }
        line.sendText("{\"type\":\"end\"}", true).get(30, TimeUnit.SECONDS);
        line.abort(); // the server may have closed already
    }

    private void cutOff(WebSocket line) throws Exception {
        CompletableFuture<Void> audible;
        CompletableFuture<Void> over;
        synchronized (this) {
            audible = heardSome = new CompletableFuture<>();
            over = speechOver = new CompletableFuture<>();
            framesOfThisAnswer = 0;
            cleared = false;
        }
        line.sendText("{\"type\":\"text\",\"text\":\"how are you\"}", true).get(30, TimeUnit.SECONDS);
        audible.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        line.sendText("{\"type\":\"interrupt\"}", true).get(30, TimeUnit.SECONDS);
        over.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        TimeUnit.MILLISECONDS.sleep(200); // voice that comes after its end would come now
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket line, ByteBuffer pcm, boolean last) {
        lastVoice = Instant.now();
        if (cleared) {
            figures.strayFrame();
        }
        if (++framesOfThisAnswer == audibleFrames) {
            heardSome.complete(null);
        }
        line.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket line, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            onEvent(text.toString(), Instant.now());
            text.setLength(0);
        }
        line.request(1);
        return CompletableFuture.completedStage(null);
    }

    private void onEvent(String json, Instant now) {
        switch (first(TYPE, json)) {
            case "playback_cleared" -> {
                Instant decided = Instant.parse(first(AT, json));
                cleared = true;
                figures.cut(Duration.between(decided, lastVoice), Duration.between(decided, now));
            }
            case "speech_finished" -> speechOver.complete(null);
            case "error" -> onError(new IllegalStateException("the server: " + json));
            default -> {}
        }
    }

    @Override
    public synchronized void onError(WebSocket line, Throwable error) {
        onError(error);
    }

    private void onError(Throwable error) {
        heardSome.completeExceptionally(error);
        speechOver.completeExceptionally(error);
    }

    private static String first(Pattern pattern, String json) {
        Matcher found = pattern.matcher(json);
        return found.find() ? found.group(1) : "";
    }
}
