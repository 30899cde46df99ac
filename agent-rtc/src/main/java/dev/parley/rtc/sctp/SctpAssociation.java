package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One association (RFC 9260 §4). A state machine: (time, input) in, packets and events out through {@link SctpTransport} and
 * {@link SctpListener}. Confined to one thread; times are milliseconds of any monotonic clock.
 *
 * <pre>
 * OPENING (see {@link Opening}) ─ cookie accepted ─▶ ESTABLISHED (until it is over, see {@link Closing}) ─▶ ENDED
 * any ─ ABORT, abort, too many timeouts ─▶ ENDED
 * </pre>
 */
public final class SctpAssociation {
    /** What exists from the handshake on. */
    private record Established(Outbound outbound, Inbound inbound, StreamResets resets) {}

    private final SctpSettings settings;
    private final SctpListener listener;
    private final PacketWriter writer;
    private final RetransmissionTimeout rto;
    private final HandshakeTimer timer;
    private final Opening opening;
    private final Closing closing;
    private final DelayedAck ack = new DelayedAck();
    private final Heartbeat heartbeat;
    private final CRC32C crc = new CRC32C();

    private @Nullable Established established;
    private boolean ended;
    private long malformed;

    public SctpAssociation(
            SctpSettings settings, RandomGenerator random, SctpTransport transport, SctpListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.writer = new PacketWriter(settings.maxPacket(), transport);
        this.rto = new RetransmissionTimeout(settings);
        this.heartbeat = new Heartbeat(settings);
        this.timer = new HandshakeTimer(settings);
        this.opening = new Opening(settings, random, writer, timer, this::establish);
        this.closing = new Closing(writer, timer);
    }

    // --- what the owner tells ---

    /** Starts the handshake; ignored if it has started. */
    public void connect(long nowMillis) {
        if (!ended) {
            opening.start(nowMillis);
        }
    }

    /**
     * Sends a message; false if the association isn't established or the send buffer is full.
     *
     * @param protocol the payload protocol identifier
     * @param data 1 byte to {@link SctpSettings#maxMessage}; not copied
     */
    public boolean send(long nowMillis, int stream, int protocol, byte[] data, Reliability reliability) {
        if (data.length < 1 || data.length > settings.maxMessage()) {
            throw new IllegalArgumentException(
                    "SCTP message: " + data.length + " bytes (expected: 1 to " + settings.maxMessage() + ")");
        }
        Established open = established;
        if (open == null || ended || closing.isWanted() || !closing.isOpen()) {
            return false;
        }
        boolean taken = open.outbound().offer(new OutboundMessage(stream, protocol, data, reliability, nowMillis));
        transmit(nowMillis);
        return taken;
    }

    /** Ends a stream of ours once its messages are sent (RFC 6525). */
    public void resetStream(long nowMillis, int stream) {
        Established open = established;
        if (open != null) {
            open.resets().want(stream);
            transmit(nowMillis);
        }
    }

    /** Ends it once everything is sent and acknowledged (§9.2). */
    public void shutdown(long nowMillis) {
        closing.want();
        if (established == null) {
            end("closed by us");
        } else {
            transmit(nowMillis);
        }
    }

    /** Ends it now (§9.1). */
    public void abort() {
        if (!ended) {
            sendAbort(Chunk.CAUSE_USER_ABORT);
            end("closed by us");
        }
    }

    /** The tag by which packets for us are known; for tests. */
    int localTag() {
        return opening.localTag();
    }

    public boolean isEstablished() {
        return established != null && !ended && closing.isOpen();
    }

    public SctpStatistics statistics() {
        Established open = established;
        return open == null
                ? new SctpStatistics(malformed, 0, 0, 0, 0, 0, 0, 0)
                : new SctpStatistics(
                        malformed,
                        open.inbound().duplicates(),
                        open.inbound().refused(),
                        open.outbound().retransmissions(),
                        open.outbound().abandoned(),
                        open.outbound().bufferedBytes(),
                        open.inbound().held(),
                        open.outbound().window());
    }

    // --- time ---

    /** When {@link #tick} has something to do again. */
    public long nextTickMillis() {
        if (ended) {
            return HandshakeTimer.NEVER;
        }
        long next = Math.min(timer.dueMillis(), Math.min(ack.dueMillis(), heartbeat.dueMillis()));
        Established open = established;
        return open == null
                ? next
                : Math.min(
                        next,
                        Math.min(open.outbound().timerMillis(), open.resets().timerMillis()));
    }

    /** Does what is due. */
    public void tick(long nowMillis) {
        if (ended) {
            return;
        }
        if (nowMillis >= timer.dueMillis()) {
            repeatHandshake(nowMillis);
        }
        Established open = established;
        if (open != null && !ended) {
            if (nowMillis >= open.outbound().timerMillis() && !open.outbound().timerExpired()) {
                end("no answer from the other side");
                return;
            }
            ack.tick(nowMillis);
            beat(nowMillis);
            transmit(nowMillis);
        }
    }

    private void repeatHandshake(long nowMillis) {
        Established open = established;
        if (!timer.again()) {
            end("no answer from the other side");
        } else if (open == null) {
            opening.repeat(nowMillis);
        } else {
            closing.repeat(nowMillis, open.inbound().cumulativeTsn());
        }
    }

    private void beat(long nowMillis) {
        if (nowMillis < heartbeat.dueMillis()) {
            return;
        }
        if (heartbeat.gone()) {
            end("no sign of life from the other side");
        } else {
            writer.chunk(Chunk.HEARTBEAT, 0, heartbeat.ask(nowMillis));
        }
    }

    private void transmit(long nowMillis) {
        Established open = established;
        if (open == null || ended) {
            return;
        }
        if (ack.take()) {
            writer.chunk(Chunk.SACK, 0, open.inbound().acknowledgement().body());
        }
        if (closing.isOpen()) {
            open.outbound().transmit(nowMillis, writer);
            open.resets().transmit(nowMillis, writer);
            if (open.outbound().idle()) {
                closing.idle(nowMillis, open.inbound().cumulativeTsn());
            }
        }
        writer.flush();
    }

    private void sendAbort(int cause) {
        writer.chunk(
                Chunk.ABORT,
                0,
                ByteBuffer.allocate(4)
                        .putShort((short) cause)
                        .putShort((short) 4)
                        .array());
        writer.flush();
    }

    // --- what we hear ---

    /** A packet from the other side; what is malformed, or not for us, is counted and dropped. */
    public void receive(long nowMillis, byte[] data, int offset, int length) {
        if (ended) {
            return;
        }
        PacketReader packet = new PacketReader(data, offset, length);
        if (!packet.isSound(crc) || !packet.isFor(opening.localTag(), opening.peerTag())) {
            malformed++;
            return;
        }
        while (!ended && packet.next()) {
            if (!onChunk(nowMillis, packet.type(), packet.flags(), packet.body())) {
                malformed++;
            }
        }
        malformed += packet.isTorn() ? 1 : 0;
        ack.packetEnded(nowMillis);
        deliver();
        transmit(nowMillis);
    }

    /** False if the chunk was malformed or came at the wrong time. */
    private boolean onChunk(long nowMillis, int type, int flags, ByteBuffer body) {
        Established open = established;
        return switch (type) {
            case Chunk.INIT -> opening.onInit(nowMillis, body);
            case Chunk.INIT_ACK -> opening.onInitAck(nowMillis, body);
            case Chunk.COOKIE_ECHO -> opening.onCookieEcho(nowMillis, body);
            case Chunk.COOKIE_ACK -> {
                opening.onCookieAck(nowMillis);
                yield true;
            }
            case Chunk.ABORT -> {
                end("aborted by the other side");
                yield true;
            }
            default -> open != null && onEstablishedChunk(nowMillis, type, flags, body, open);
        };
    }

    private boolean onEstablishedChunk(long nowMillis, int type, int flags, ByteBuffer body, Established open) {
        return switch (type) {
            case Chunk.DATA -> onData(flags, body, open);
            case Chunk.SACK ->
                SelectiveAck.read(body)
                        .map(told -> onAck(nowMillis, told, open))
                        .orElse(false);
            case Chunk.FORWARD_TSN -> {
                ack.now();
                yield open.inbound().forward(body);
            }
            case Chunk.RE_CONFIG -> onReset(body, open);
            case Chunk.HEARTBEAT -> onHeartbeat(body);
            case Chunk.HEARTBEAT_ACK -> {
                heartbeat.heard(nowMillis);
                yield true;
            }
            case Chunk.SHUTDOWN, Chunk.SHUTDOWN_ACK, Chunk.SHUTDOWN_COMPLETE -> onShutdown(type);
            default -> type == Chunk.ERROR || (type & 0x80) != 0; // Unknown ones of this half are stepped over (§3.2).
        };
    }

    private boolean onHeartbeat(ByteBuffer body) {
        byte[] info = new byte[Math.min(body.remaining(), settings.maxPacket() / 2)];
        body.get(info);
        writer.chunk(Chunk.HEARTBEAT_ACK, 0, info);
        return true;
    }

    private void establish(long nowMillis, Peer other) {
        heartbeat.heard(nowMillis);
        Outbound outbound = new Outbound(settings, rto, opening.localTsn(), other.window(), other.forwards());
        Inbound inbound = new Inbound(settings, other.firstTsn());
        StreamResets resets = new StreamResets(outbound, inbound, rto, opening.localTsn(), other.firstTsn());
        established = new Established(outbound, inbound, resets);
        listener.connected();
    }

    private boolean onData(int flags, ByteBuffer body, Established open) {
        Inbound.Outcome outcome = open.inbound().data(flags, body);
        if (outcome == Inbound.Outcome.VIOLATION) {
            sendAbort(Chunk.CAUSE_PROTOCOL_VIOLATION);
            end("message of the other side: empty or too long (expected: 1 to " + settings.maxMessage() + " bytes)");
            return false;
        }
        ack.data();
        if (outcome == Inbound.Outcome.URGENT || (flags & Chunk.FLAG_IMMEDIATE) != 0) {
            ack.now();
        }
        return true;
    }

    private boolean onAck(long nowMillis, SelectiveAck told, Established open) {
        heartbeat.heard(nowMillis);
        return open.outbound().acknowledged(nowMillis, told);
    }

    private boolean onReset(ByteBuffer body, Established open) {
        List<Integer> ended = open.resets().received(body, writer);
        if (!ended.isEmpty()) {
            deliver();
            listener.streamsReset(ended);
        }
        return true;
    }

    private boolean onShutdown(int type) {
        switch (type) {
            case Chunk.SHUTDOWN -> closing.onShutdown();
            case Chunk.SHUTDOWN_ACK -> {
                closing.onShutdownAck();
                end("closed by us");
            }
            default -> end("closed by the other side");
        }
        return true;
    }

    private void deliver() {
        Established open = established;
        if (open != null) {
            for (InboundMessage message : open.inbound().takeDelivered()) {
                if (!ended) {
                    listener.message(message.stream(), message.protocol(), message.data());
                }
            }
        }
    }

    private void end(String reason) {
        if (!ended) {
            ended = true;
            listener.closed(reason);
        }
    }
}
