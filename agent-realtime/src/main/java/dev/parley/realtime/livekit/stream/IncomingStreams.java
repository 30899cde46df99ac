package dev.parley.realtime.livekit.stream;

import dev.parley.livekit.proto.DataStream;
import dev.parley.realtime.livekit.strand.Strand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams that others send, brought to whoever listens to their topic. {@link #onText} and {@link #onBytes} are thread-safe;
 * all else happens on the room's strand. What comes from the room never throws.
 *
 * <p>Packets are LiveKit's {@code DataStream.Header}, {@code Chunk} and {@code Trailer} ({@code livekit_models.proto}). A stream
 * is known by its sender and its id, so that nobody can write into another's.
 */
public final class IncomingStreams {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingStreams.class);
    private static final int LONGEST_ID = 256;

    private final Strand strand;
    private final StreamLimits limits;
    private final DropCounts drops;
    private final UnreadBytes unread;
    private final Map<String, Consumer<? super TextStreamReader>> textListeners = new ConcurrentHashMap<>();
    private final Map<String, Consumer<? super ByteStreamReader>> byteListeners = new ConcurrentHashMap<>();
    private final Map<Key, ReceivedStream> open = new HashMap<>();
    private boolean sweeping;

    private record Key(String sender, String id) {}

    /** Streams within these limits. */
    public IncomingStreams(Strand strand, StreamLimits limits, DropCounts drops) {
        this.strand = strand;
        this.limits = limits;
        this.drops = drops;
        this.unread = new UnreadBytes(limits.unreadBytes());
    }

    /**
     * Brings all texts on a topic to this listener, on the room's strand; it must not block.
     *
     * @throws IllegalArgumentException if somebody listens to the topic already
     */
    public void onText(String topic, Consumer<? super TextStreamReader> listener) {
        requireFree(topic, textListeners.putIfAbsent(topic, listener) == null);
    }

    /**
     * Brings all files on a topic to this listener, on the room's strand; it must not block.
     *
     * @throws IllegalArgumentException if somebody listens to the topic already
     */
    public void onBytes(String topic, Consumer<? super ByteStreamReader> listener) {
        requireFree(topic, byteListeners.putIfAbsent(topic, listener) == null);
    }

    private static void requireFree(String topic, boolean free) {
        if (!free) {
            throw new IllegalArgumentException(
                    "stream topic: [" + topic + "] has a listener (expected: one for each topic; remove it first)");
        }
    }

    /** Listens to this topic no more. Streams that are open go on. */
    public void removeListeners(String topic) {
        textListeners.remove(topic);
        byteListeners.remove(topic);
    }

    /** A stream begins. */
    public void header(String sender, DataStream.Header header) {
        Consumer<ReceivedStream> listener = listener(header);
        Key key = new Key(sender, header.getStreamId());
        if (listener == null) {
            drops.count(Dropped.UNHEARD_TOPIC);
        } else if (!usable(header) || open.containsKey(key)) {
            drops.count(Dropped.BAD_HEADER);
        } else if (isFull(sender)) {
            drops.count(Dropped.TOO_MANY_STREAMS);
        } else {
            begin(key, header, listener);
        }
    }

    private @org.jspecify.annotations.Nullable Consumer<ReceivedStream> listener(DataStream.Header header) {
        if (header.hasByteHeader()) {
            Consumer<? super ByteStreamReader> bytes = byteListeners.get(header.getTopic());
            return bytes == null ? null : stream -> bytes.accept(new ByteStreamReader(stream));
        }
        Consumer<? super TextStreamReader> text = textListeners.get(header.getTopic());
        return text == null ? null : stream -> text.accept(new TextStreamReader(stream));
    }

    private static boolean usable(DataStream.Header header) {
        return !header.getStreamId().isEmpty()
                && header.getStreamId().length() <= LONGEST_ID
                && header.getCompression() == DataStream.CompressionType.NONE;
    }

    private boolean isFull(String sender) {
        open.values().removeIf(ReceivedStream::isOver);
        return open.size() >= limits.streams()
                || open.keySet().stream()
                                .filter(key -> key.sender().equals(sender))
                                .count()
                        >= limits.streamsPerSender();
    }

    private void begin(Key key, DataStream.Header header, Consumer<ReceivedStream> listener) {
        ReceivedStream stream =
                new ReceivedStream(StreamInfo.of(header, key.sender()), limits, unread, strand.instant());
        open.put(key, stream);
        tell(listener, stream);
        if (header.hasInlineContent()) {
            chunk(
                    key.sender(),
                    DataStream.Chunk.newBuilder()
                            .setStreamId(key.id())
                            .setContent(header.getInlineContent())
                            .build());
            trailer(
                    key.sender(),
                    DataStream.Trailer.newBuilder().setStreamId(key.id()).build());
        }
        sweepLater(limits.silence());
    }

    private void tell(Consumer<ReceivedStream> listener, ReceivedStream stream) {
        try {
            listener.accept(stream);
        } catch (RuntimeException failure) {
            drops.count(Dropped.LISTENER_FAILED);
            LOG.warn("The listener of a stream failed.", failure);
            stream.buffer().abandon();
        }
    }

    /** A piece of a stream. */
    public void chunk(String sender, DataStream.Chunk chunk) {
        Key key = new Key(sender, chunk.getStreamId());
        ReceivedStream stream = open.get(key);
        if (stream == null || stream.isOver()) {
            open.remove(key);
            drops.count(Dropped.UNKNOWN_STREAM);
            return;
        }
        if (!stream.accept(chunk, strand.instant())) {
            drops.count(Dropped.DUPLICATE);
        } else if (stream.isOver()) {
            open.remove(key);
        }
    }

    /** A stream ends. */
    public void trailer(String sender, DataStream.Trailer trailer) {
        ReceivedStream stream = open.remove(new Key(sender, trailer.getStreamId()));
        if (stream == null || stream.isOver()) {
            drops.count(Dropped.UNKNOWN_STREAM);
        } else {
            stream.close(trailer);
        }
    }

    /** Fails the streams of somebody who left. */
    public void senderLeft(String identity) {
        failWhere(stream -> stream.info().sender().equals(identity), StreamFailure.disconnected("its sender left"));
    }

    /** Fails all streams. */
    public void disconnected() {
        failWhere(stream -> true, StreamFailure.disconnected("the room was left"));
    }

    private void failWhere(Predicate<ReceivedStream> which, StreamFailure why) {
        List<ReceivedStream> gone = open.values().stream().filter(which).toList();
        open.values().removeAll(gone);
        gone.forEach(stream -> stream.fail(why));
    }

    private void sweepLater(Duration delay) {
        if (!sweeping) {
            sweeping = true;
            strand.after(delay, this::sweep);
        }
    }

    /** Ends the silent ones and comes back when the next could be silent for too long. */
    private void sweep() {
        sweeping = false;
        Instant now = strand.instant();
        Instant latest = now.minus(limits.silence());
        failWhere(
                stream -> !stream.lastPiece().isAfter(latest),
                StreamFailure.silent(limits.silence().toString()));
        Iterator<Instant> waiting =
                open.values().stream().map(ReceivedStream::lastPiece).sorted().iterator();
        if (waiting.hasNext()) {
            sweepLater(Duration.between(latest, waiting.next()));
        }
    }

    /** Streams that have begun and neither ended nor were given up. */
    public int openStreams() {
        open.values().removeIf(ReceivedStream::isOver);
        return open.size();
    }

    /** Bytes that wait for readers, bookkeeping included. */
    public long unreadBytes() {
        return unread.taken();
    }
}
