package dev.parley.realtime.deepgram;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.ModelConnectionException;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelTimeoutException;
import dev.parley.stt.SpeechToTextEvent;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Deepgram and the audio that goes by it.
 *
 * <p>Design notes. A frame's bytes go from the thread that pushes them to the socket, which masks them into its own buffer: no queue,
 * no copy besides. The next frame is asked for when the one before is written, so what a slow line can't take waits before the
 * stage. The socket in turn is asked for the next message when what the last one comes to is taken.
 *
 * <pre>
 * CONNECTING  connected       LISTENING
 * CONNECTING  audio ends      over: nothing was sent
 * LISTENING   audio ends      FINISHING
 * FINISHING   all is written  CLOSING: CloseStream is sent
 * CLOSING     Metadata, close over
 * any         failure         failed
 * </pre>
 */
final class DeepgramStream extends GraphStage<FlowShape<AudioFrame, SpeechToTextEvent>> {
    /** How often it is looked whether anything was sent; Deepgram ends a connection on which nothing comes for 10 s. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

    /** From the end of the audio to its last transcript. */
    static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** Pings without a sign of the server after which the line is dead. */
    static final int MOST_UNANSWERED = 5;

    private static final Logger LOG = LoggerFactory.getLogger(DeepgramStream.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int POLICY_VIOLATION = 1008;
    private static final int NO_STATUS = 1005;
    private static final String TICK = "tick";
    private static final String DEADLINE = "deadline";

    private final Inlet<AudioFrame> in = Inlet.create("deepgram.audio");
    private final Outlet<SpeechToTextEvent> out = Outlet.create("deepgram.events");
    private final FlowShape<AudioFrame, SpeechToTextEvent> shape = FlowShape.of(in, out);
    private final String name;
    private final Optional<String> language;
    private final Function<WebSocket.Listener, CompletionStage<WebSocket>> connector;

    /**
     * A stream that is not connected yet.
     *
     * @param language of transcripts that don't tell it themselves
     * @param connector opens a socket, within a deadline of its own
     */
    DeepgramStream(
            String name,
            Optional<String> language,
            Function<WebSocket.Listener, CompletionStage<WebSocket>> connector) {
        this.name = name;
        this.language = language;
        this.connector = connector;
    }

    @Override
    public FlowShape<AudioFrame, SpeechToTextEvent> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Connection();
    }

    private enum Phase {
        CONNECTING,
        LISTENING,
        FINISHING,
        CLOSING
    }

    /** One stream's run. */
    private final class Connection extends TimerGraphStageLogic {
        private final DeepgramResults results = new DeepgramResults(language);
        private final AsyncCallback<Runnable> self = createAsyncCallback(Runnable::run);
        private CompletionStage<WebSocket> connecting = new CompletableFuture<>();
        private Phase phase = Phase.CONNECTING;
        private Optional<WebSocket> socket = Optional.empty();
        private Optional<AudioFrame> waiting = Optional.empty();
        private Duration heard = Duration.ZERO;
        private boolean sending;
        private boolean quiet = true;
        private boolean giving;
        private boolean lost;
        private int unanswered;

        private Connection() {
            super(DeepgramStream.this.shape());
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    onFrame(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    onAudioEnded();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {}
            });
        }

        @Override
        public void preStart() {
            connecting = connector.apply(new DeepgramSocket(receiver()));
            connecting.whenComplete((opened, failure) -> self.invoke(() -> onConnected(opened, failure)));
        }

        private DeepgramSocket.Receiver receiver() {
            return new DeepgramSocket.Receiver() {
                @Override
                public void onText(WebSocket from, String whole) {
                    self.invoke(() -> onMessage(from, whole));
                }

                @Override
                public void onSign() {
                    self.invoke(() -> unanswered = 0);
                }

                @Override
                public void onClose(int status, String reason) {
                    self.invoke(() -> onClosed(status, reason));
                }

                @Override
                public void onError(Throwable failure) {
                    self.invoke(() -> fail(new ModelConnectionException(name + ": connection lost", failure)));
                }
            };
        }

        private void onConnected(@Nullable WebSocket opened, @Nullable Throwable failure) {
            if (opened == null) {
                fail(ModelException.of(name, failure == null ? new IllegalStateException("no socket") : failure));
                return;
            }
            socket = Optional.of(opened);
            phase = Phase.LISTENING;
            scheduleWithFixedDelay(TICK, KEEP_ALIVE, KEEP_ALIVE);
            next();
        }

        private void onFrame(AudioFrame frame) {
            if (sending) {
                waiting = Optional.of(frame);
            } else {
                write(frame);
            }
        }

        /** An empty frame wishes for a transcript of what was heard. */
        private void write(AudioFrame frame) {
            if (frame.byteCount() == 0) {
                say("Finalize");
            } else {
                heard = heard.plus(frame.duration());
                send(open().sendBinary(frame.asByteBuffer(), true));
            }
        }

        private void say(String type) {
            send(open().sendText("{\"type\":\"" + type + "\"}", true));
        }

        private WebSocket open() {
            return socket.orElseThrow();
        }

        private void send(CompletableFuture<WebSocket> written) {
            sending = true;
            quiet = false;
            if (written.isDone() && !written.isCompletedExceptionally()) {
                onSent(null);
            } else {
                CompletionStage<WebSocket> later = written;
                later.whenComplete((done, failure) -> self.invoke(() -> onSent(failure)));
            }
        }

        private void onSent(@Nullable Throwable failure) {
            sending = false;
            if (failure != null) {
                fail(new ModelConnectionException(name + ": not sent", failure));
            } else {
                next();
            }
        }

        /** Nothing is being written. */
        private void next() {
            if (waiting.isPresent()) {
                AudioFrame frame = waiting.get();
                waiting = Optional.empty();
                write(frame);
            } else if (phase == Phase.FINISHING) {
                phase = Phase.CLOSING;
                say("CloseStream");
            } else if (phase == Phase.LISTENING && !hasBeenPulled(in)) {
                pull(in);
            }
        }

        private void onAudioEnded() {
            if (phase == Phase.CONNECTING) {
                completeStage();
                return;
            }
            phase = Phase.FINISHING;
            cancelTimer(TICK);
            scheduleOnce(DEADLINE, LAST_WORDS);
            if (!sending) {
                next();
            }
        }

        @Override
        public void onTimer(Object key) {
            if (key.equals(DEADLINE) && giving) {
                scheduleOnce(DEADLINE, LAST_WORDS); // whoever takes the transcripts is late, not the server
            } else if (key.equals(DEADLINE)) {
                fail(new ModelTimeoutException(
                        name + ": no end within " + LAST_WORDS + " of CloseStream (expected: Metadata or a close)",
                        null));
            } else if (!giving && ++unanswered > MOST_UNANSWERED) {
                fail(new ModelTimeoutException(
                        name + ": no sign of the server for " + KEEP_ALIVE.multipliedBy(MOST_UNANSWERED)
                                + " (expected: pongs; check the network)",
                        null));
            } else {
                onTick();
            }
        }

        private void onTick() {
            if (quiet && !sending) {
                say("KeepAlive");
            }
            quiet = true;
            CompletionStage<WebSocket> ping = open().sendPing(ByteBuffer.allocate(0));
            ping.exceptionally(failure -> {
                LOG.debug("No ping was sent.", failure);
                return open();
            });
        }

        private void onMessage(WebSocket from, String text) {
            unanswered = 0;
            JsonNode message;
            try {
                message = JSON.readTree(text);
            } catch (JsonProcessingException wrong) {
                fail(ModelException.passing(name + ": a message of " + text.length() + " characters (expected: JSON)"));
                return;
            }
            String type = message.path("type").asText();
            if (type.equals("Error")) {
                fail(refused(message));
            } else if (type.equals("Metadata") && phase == Phase.CLOSING) {
                completeStage();
            } else {
                give(from, results.read(message, heard));
            }
        }

        private void give(WebSocket from, List<SpeechToTextEvent> events) {
            giving = true;
            emitMultiple(out, events.iterator(), () -> {
                giving = false;
                from.request(1);
            });
        }

        private void onClosed(int status, String reason) {
            boolean orderly = status == WebSocket.NORMAL_CLOSURE || status == NO_STATUS;
            if (phase == Phase.CLOSING && orderly) {
                completeStage();
                return;
            }
            String said = name + ": closed by the server with " + status + (reason.isBlank() ? "" : ": " + reason);
            fail(
                    status == POLICY_VIOLATION
                            ? ModelException.lasting(said + " (expected: 1000; check the options that were sent)")
                            : new ModelConnectionException(said, null));
        }

        private ModelException refused(JsonNode error) {
            String description = error.path("description").asText("");
            String said = name + ": error" + (description.isBlank() ? "" : ": " + description);
            return error.path("code").asText("").startsWith("DATA")
                    ? ModelException.lasting(said + " (expected: none; check the options that were sent)")
                    : ModelException.passing(said + " (expected: none; another attempt may succeed)");
        }

        private void fail(ModelException failure) {
            lost = true;
            failStage(failure);
        }

        /** Also leaves a socket that opens only later. */
        @Override
        public void postStop() {
            boolean broken = lost || sending;
            connecting.thenAccept(opened -> leave(opened, broken));
        }
    }

    private static void leave(WebSocket socket, boolean broken) {
        if (broken) {
            socket.abort();
        } else {
            CompletionStage<WebSocket> closed = socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
            closed.whenComplete((done, failure) -> socket.abort());
        }
    }
}
