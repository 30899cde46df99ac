package dev.parley.rtc.datachannel;

import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sctp.SctpAssociation;
import dev.parley.rtc.sctp.SctpListener;
import dev.parley.rtc.sctp.SctpSettings;
import dev.parley.rtc.sctp.SctpStatistics;
import dev.parley.rtc.sctp.SctpTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All data channels of one peer over one association. Confined to one thread; times as in {@link SctpAssociation}.
 *
 * <p>A channel opened here may be used at once: its messages follow the request in order until the other side has answered
 * (RFC 8832 §6). At most {@value #MOST_CHANNELS} channels; messages of unknown channels are counted and dropped.
 */
public final class DataChannels {
    static final int DCEP = 50;
    static final int TEXT = 51;
    static final int BINARY = 53;
    static final int EMPTY_TEXT = 56;
    static final int EMPTY_BINARY = 57;

    private static final int MOST_CHANNELS = 256;
    private static final byte[] EMPTY = {0};

    private enum Phase {
        /** Ours, and not yet acknowledged. */
        OPENING,
        OPEN,
        /** Closed by us; the other side has not answered. */
        CLOSING
    }

    private static final class Entry {
        final DataChannel channel;
        Phase phase;

        Entry(DataChannel channel, Phase phase) {
            this.channel = channel;
            this.phase = phase;
        }
    }

    private final SctpAssociation association;
    private final DataChannelListener listener;
    private final Map<Integer, Entry> channels = new HashMap<>();
    private final int parity;
    private boolean connected;
    private long lastMillis;
    private long dropped;

    /**
     * Channels of an association that has not started.
     *
     * @param client whether we are the DTLS client, whose channels get even numbers (RFC 8832 §6)
     * @param whenClosed gets the reason when the association has ended
     */
    public DataChannels(
            SctpSettings settings,
            RandomGenerator random,
            boolean client,
            SctpTransport transport,
            DataChannelListener listener,
            Consumer<String> whenClosed) {
        this.listener = listener;
        this.parity = client ? 0 : 1;
        this.association = new SctpAssociation(settings, random, transport, new Messages(whenClosed));
    }

    // --- the association ---

    public void connect(long nowMillis) {
        association.connect(nowMillis);
    }

    public void receive(long nowMillis, byte[] data, int offset, int length) {
        lastMillis = nowMillis;
        association.receive(nowMillis, data, offset, length);
    }

    public void tick(long nowMillis) {
        lastMillis = nowMillis;
        association.tick(nowMillis);
    }

    /** When {@link #tick} has something to do. */
    public long nextTickMillis() {
        return association.nextTickMillis();
    }

    /** Ends the association at once. */
    public void abort() {
        association.abort();
    }

    public boolean isEstablished() {
        return association.isEstablished();
    }

    /** Figures of the association below. */
    public SctpStatistics statistics() {
        return association.statistics();
    }

    /** Messages that belonged to no channel, or were malformed. */
    public long dropped() {
        return dropped;
    }

    // --- channels ---

    /**
     * Opens a channel; before the association is established the request waits.
     *
     * @throws IllegalStateException if there are {@value #MOST_CHANNELS} already
     */
    public DataChannel open(long nowMillis, String label, String protocol, Reliability reliability) {
        DataChannel channel = new DataChannel(freeId(), label, protocol, reliability);
        OpenMessage.write(channel);
        channels.put(channel.id(), new Entry(channel, Phase.OPENING));
        if (connected) {
            request(nowMillis, channel);
        }
        return channel;
    }

    private int freeId() {
        if (channels.size() >= MOST_CHANNELS) {
            throw new IllegalStateException(
                    "data channels: " + channels.size() + " (expected: fewer than " + MOST_CHANNELS + "; close some)");
        }
        int id = parity;
        while (channels.containsKey(id)) {
            id += 2;
        }
        return id;
    }

    private void request(long nowMillis, DataChannel channel) {
        association.send(nowMillis, channel.id(), DCEP, OpenMessage.write(channel), Reliability.RELIABLE);
    }

    /** Sends a text; false if the channel is closed or the send buffer full. */
    public boolean send(long nowMillis, DataChannel channel, String text) {
        return send(nowMillis, channel, text.getBytes(StandardCharsets.UTF_8), TEXT, EMPTY_TEXT);
    }

    /** Sends bytes, which are copied; false if the channel is closed or the send buffer full. */
    public boolean send(long nowMillis, DataChannel channel, ByteBuffer data) {
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        return send(nowMillis, channel, copy, BINARY, EMPTY_BINARY);
    }

    private boolean send(long nowMillis, DataChannel channel, byte[] data, int protocol, int emptyProtocol) {
        Entry entry = channels.get(channel.id());
        if (entry == null || !entry.channel.equals(channel) || entry.phase == Phase.CLOSING || !connected) {
            return false;
        }
        boolean empty = data.length == 0;
        Reliability reliability = entry.phase == Phase.OPENING ? Reliability.RELIABLE : channel.reliability();
        return association.send(
                nowMillis, channel.id(), empty ? emptyProtocol : protocol, empty ? EMPTY : data, reliability);
    }

    /** Closes a channel after what was sent on it; the listener hears when the other side has closed it too (RFC 8831 §6.7). */
    public void close(long nowMillis, DataChannel channel) {
        Entry entry = channels.get(channel.id());
        if (entry != null && entry.channel.equals(channel) && entry.phase != Phase.CLOSING) {
            entry.phase = Phase.CLOSING;
            association.resetStream(nowMillis, channel.id());
        }
    }

    private final class Messages implements SctpListener {
        private final Consumer<String> whenClosed;

        Messages(Consumer<String> whenClosed) {
            this.whenClosed = whenClosed;
        }

        @Override
        public void connected() {
            connected = true;
            for (Entry entry : List.copyOf(channels.values())) {
                request(lastMillis, entry.channel);
            }
        }

        @Override
        public void message(int stream, int protocol, byte[] data) {
            Entry entry = channels.get(stream);
            if (protocol == DCEP) {
                onControl(stream, entry, data);
                return;
            }
            if (entry == null) {
                dropped++;
                return;
            }
            switch (protocol) {
                case TEXT -> listener.text(entry.channel, new String(data, StandardCharsets.UTF_8));
                case EMPTY_TEXT -> listener.text(entry.channel, "");
                case BINARY -> listener.binary(entry.channel, ByteBuffer.wrap(data));
                case EMPTY_BINARY -> listener.binary(entry.channel, ByteBuffer.allocate(0));
                default -> dropped++;
            }
        }

        private void onControl(int stream, @Nullable Entry entry, byte[] data) {
            if (data[0] == OpenMessage.ACK && entry != null && entry.phase == Phase.OPENING) {
                entry.phase = Phase.OPEN;
                listener.opened(entry.channel);
                return;
            }
            boolean free = entry == null && channels.size() < MOST_CHANNELS && stream % 2 != parity;
            DataChannel asked = free ? OpenMessage.read(stream, data).orElse(null) : null;
            if (asked == null) {
                dropped++;
                return;
            }
            channels.put(stream, new Entry(asked, Phase.OPEN));
            association.send(lastMillis, stream, DCEP, new byte[] {OpenMessage.ACK}, Reliability.RELIABLE);
            listener.opened(asked);
        }

        @Override
        public void streamsReset(List<Integer> streams) {
            for (int stream : streams) {
                Entry entry = channels.remove(stream);
                if (entry != null) {
                    if (entry.phase != Phase.CLOSING) {
                        association.resetStream(lastMillis, stream);
                    }
                    listener.closed(entry.channel);
                }
            }
        }

        @Override
        public void closed(String reason) {
            connected = false;
            List<Entry> open = List.copyOf(channels.values());
            channels.clear();
            open.forEach(entry -> listener.closed(entry.channel));
            whenClosed.accept(reason);
        }
    }
}
