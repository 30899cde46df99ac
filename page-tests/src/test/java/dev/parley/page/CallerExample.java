package dev.parley.page;

// guide:start
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Types one line to the agent and prints what comes back: java CallerExample.java "what is the price of the pizza" */
class CallerExample {
    public static void main(String[] args) throws Exception {
        String server = System.getenv().getOrDefault("PARLEY_URL", "ws://127.0.0.1:8080");
        CountDownLatch answered = new CountDownLatch(1);
        WebSocket call = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(server + "/api/calls/example/ws?rate=16000"), new WebSocket.Listener() {
                    private final StringBuilder event = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
                        event.append(part);
                        if (last) {
                            System.out.println(event);
                            boolean spoken = event.indexOf("\"speech_finished\"") >= 0;
                            if (spoken && event.indexOf("\"interrupted\":false") >= 0) answered.countDown();
                            event.setLength(0);
                        }
                        return WebSocket.Listener.super.onText(socket, part, last);
                    }

                    @Override
                    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer pcm, boolean last) {
                        return WebSocket.Listener.super.onBinary(socket, pcm, last); // 20 ms of the agent's voice
                    }
                })
                .join();
        call.sendText("{\"type\":\"text\",\"text\":\"" + args[0] + "\"}", true).join();
        boolean heard = answered.await(30, TimeUnit.SECONDS);
        call.sendText("{\"type\":\"end\"}", true).join();
        System.exit(heard ? 0 : 1);
    }
}
// guide:end
