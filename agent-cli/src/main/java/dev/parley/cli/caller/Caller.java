package dev.parley.cli.caller;

import dev.parley.audio.AudioFrame;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A caller: says or types one thing after the other and waits for each answer to end. Speaks in real time and is silent in
 * between, as a person on a line. Used by one thread; its methods block until their deadline at most.
 */
public final class Caller implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final String id;
    private final CallSocket socket;
    private final Optional<Microphone> microphone;
    private final Duration deadline;
    private final Recording recording = new Recording();
    private final Dialogue dialogue = new Dialogue(System.nanoTime());

    private Caller(String id, CallSocket socket, Optional<Microphone> microphone, Duration deadline) {
        this.id = id;
        this.socket = socket;
        this.microphone = microphone;
        this.deadline = deadline;
    }

    /**
     * Places a call that is spoken.
     *
     * @param server the server's address
     * @param deadline how long the agent may take for its greeting, and for each answer from the end of the caller's words
     */
    public static Caller speaking(URI server, Optional<String> apiKey, Duration deadline)
            throws CallException, InterruptedException {
        String id = newId();
        CallSocket socket = CallSocket.connect(uri(server, id), apiKey);
        return new Caller(id, socket, Optional.of(new Microphone(socket).open()), deadline);
    }

    /** Places a call that is typed; see {@link #speaking}. */
    public static Caller typing(URI server, Optional<String> apiKey, Duration deadline)
            throws CallException, InterruptedException {
        String id = newId();
        return new Caller(id, CallSocket.connect(uri(server, id), apiKey), Optional.empty(), deadline);
    }

    /** The call's id. */
    public String id() {
        return id;
    }

    /** Waits until the agent has said what it says by itself, and gives that; empty if it keeps silent. */
    public String greeting() throws CallException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!dialogue.isStill(System.nanoTime())) {
            follow();
            refuseIfOver("greeting");
            refuseIfLate(end, "the greeting");
        }
        recording.pause();
        return dialogue.take("").answer();
    }

    /**
     * Says this and waits for the answer's end.
     *
     * @param name the text, or the file's name
     */
    public Turn say(String name, AudioFrame audio) throws CallException, InterruptedException {
        Microphone open =
                microphone.orElseThrow(() -> new IllegalStateException("call: typed (expected: a spoken one)"));
        CompletableFuture<Long> sent = open.speak(audio).toCompletableFuture();
        while (!sent.isDone()) {
            follow();
            refuseIfOver(name);
        }
        if (sent.isCompletedExceptionally()) {
            throw new CallException(CallException.Kind.NO_ANSWER, "call: ended while the caller spoke");
        }
        dialogue.onVoiceEnded(sent.join());
        return answer(name);
    }

    /** Types this and waits for the answer's end. */
    public Turn type(String text) throws CallException, InterruptedException {
        try {
            socket.sendText(Json.MAPPER
                    .createObjectNode()
                    .put("type", "text")
                    .put("text", text)
                    .toString());
        } catch (IOException gone) {
            throw new CallException(CallException.Kind.NO_ANSWER, "call: " + gone.getMessage(), gone);
        }
        return answer(text);
    }

    /** What the agent has said so far, as audio of 16 kHz. */
    public AudioFrame recording() {
        return recording.audio();
    }

    /** How much has been recorded; for {@link #recordingFrom}. */
    public int mark() {
        return recording.bytes();
    }

    /** What the agent has said since then. */
    public AudioFrame recordingFrom(int mark) {
        return recording.audioFrom(mark);
    }

    private Turn answer(String said) throws CallException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (!(dialogue.isAnswered() && (dialogue.isStill(System.nanoTime()) || isOver()))) {
            follow();
            if (!dialogue.isAnswered()) {
                refuseIfOver(said);
            }
            refuseIfLate(end, "an answer to \"" + said + "\"");
        }
        recording.pause();
        return dialogue.take(said);
    }

    /** Whether the call has ended. */
    public boolean isOver() {
        return dialogue.closed().isPresent();
    }

    /** Whether the call ends within this time, as it does when the agent has said goodbye. */
    public boolean isOverWithin(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!isOver() && System.nanoTime() < end) {
            follow();
        }
        return isOver();
    }

    private void follow() throws InterruptedException {
        Optional<CallSocket.Incoming> next = socket.poll(POLL);
        while (next.isPresent()) {
            onIncoming(next.get());
            next = socket.poll(Duration.ZERO);
        }
    }

    private void onIncoming(CallSocket.Incoming incoming) {
        if (incoming instanceof CallSocket.Audio audio) {
            recording.add(audio.pcm());
            dialogue.onAudio(audio.at());
        } else if (incoming instanceof CallSocket.Event event) {
            dialogue.onEvent(event.json(), event.at());
        } else if (incoming instanceof CallSocket.Gone gone) {
            dialogue.onDisconnected(gone.reason());
        }
    }

    private void refuseIfOver(String during) throws CallException {
        if (isOver()) {
            throw new CallException(
                    CallException.Kind.NO_ANSWER,
                    "call: ended before an answer to \"" + during + "\": "
                            + dialogue.closed().orElse("") + detail());
        }
    }

    private void refuseIfLate(long end, String what) throws CallException {
        if (System.nanoTime() > end) {
            throw new CallException(
                    CallException.Kind.NO_ANSWER,
                    "call: " + what + " did not end within " + deadline.toSeconds() + " s; see --timeout" + detail());
        }
    }

    private String detail() {
        return dialogue.error().map(error -> "; the server says: " + error).orElse("");
    }

    /** Ends the call. */
    @Override
    public void close() {
        microphone.ifPresent(Microphone::close);
        socket.close();
    }

    private static String newId() {
        return "cli-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static URI uri(URI server, String id) {
        URI path = server.resolve("api/calls/" + id + "/ws?rate=" + Microphone.FORMAT.sampleRate());
        return URI.create(path.toString().replaceFirst("^http", "ws"));
    }
}
