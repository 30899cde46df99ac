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
 * CLOSED ─ connect ─▶ COOKIE_WAIT ─ INIT ACK ─▶ COOKIE_ECHOED ─ COOKIE ACK ─▶ ESTABLISHED
 * CLOSED, COOKIE_WAIT, COOKIE_ECHOED ─ valid COOKIE ECHO ─▶ ESTABLISHED
 * ESTABLISHED ─ shutdown, all sent ─▶ SHUTDOWN_SENT ─ SHUTDOWN ACK ─▶ ENDED
 * ESTABLISHED, SHUTDOWN_SENT ─ SHUTDOWN, all sent ─▶ SHUTDOWN_ACK_SENT ─ SHUTDOWN COMPLETE ─▶ ENDED
 * any ─ ABORT, abort, too many timeouts ─▶ ENDED
 * </pre>
 *
 * <p>Both sides of a peer connection may connect at once: each answers the other's INIT with the tag of its own (§5.2.1).
 */
public final class SctpAssociation {
    private static final long NEVER = Long.MAX_VALUE;

    private enum State {
        CLOSED,
        COOKIE_WAIT,
        COOKIE_ECHOED,
        ESTABLISHED,
        SHUTDOWN_SENT,
        SHUTDOWN_ACK_SENT,
        ENDED
    }

    /** What exists from the handshake on. */
    private record Established(Outbound outbound, Inbound inbound, StreamResets resets) {}

    private final SctpSettings settings;
    private final SctpListener listener;
    private final PacketWriter writer;
    private final RetransmissionTimeout rto;
    private final StateCookie cookies;
    private final DelayedAck ack = new DelayedAck();
    private final Heartbeat heartbeat;
    private final CRC32C crc = new CRC32C();
    private final int localTag;
    private final int localTsn;

    private State state = State.CLOSED;
    private @Nullable Peer peer;
    private @Nullable Established established;
    private byte[] cookie = new byte[0];
    private long handshakeMillis = NEVER;
    private int attempts;
    private boolean shutdownWanted;
    private boolean peerShutsDown;
    private long malformed;

    public SctpAssociation(
            SctpSettings settings, RandomGenerator random, SctpTransport transport, SctpListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.writer = new PacketWriter(settings.maxPacket(), transport);
        this.rto = new RetransmissionTimeout(settings);
        this.heartbeat = new Heartbeat(settings);
        this.cookies = new StateCookie(random);
        this.localTag = random.nextInt() | 1;
        this.localTsn = random.nextInt();
    }

    // --- what the owner tells ---

    /** Starts the handshake; ignored if it has started. */
    public void connect(long nowMillis) {
        if (state == State.CLOSED) {
            state = State.COOKIE_WAIT;
            sendInit(nowMillis);
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
        if (open == null || state != State.ESTABLISHED || shutdownWanted) {
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
        shutdownWanted = true;
        if (established == null) {
            end("closed by us");
        } else {
            transmit(nowMillis);
        }
    }

    /** Ends it now (§9.1). */
    public void abort() {
        if (state != State.ENDED) {
            sendAbort(Chunk.CAUSE_USER_ABORT);
            end("closed by us");
        }
    }

    /** The tag by which packets for us are known; for tests. */
    int localTag() {
        return localTag;
    }

    public boolean isEstablished() {
        return state == State.ESTABLISHED;
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
        if (state == State.ENDED) {
            return NEVER;
        }
        long next = Math.min(handshakeMillis, Math.min(ack.dueMillis(), heartbeat.dueMillis()));
        Established open = established;
        return open == null
                ? next
                : Math.min(
                        next,
                        Math.min(open.outbound().timerMillis(), open.resets().timerMillis()));
    }

    /** Does what is due. */
    public void tick(long nowMillis) {
        if (state == State.ENDED) {
            return;
        }
        if (nowMillis >= handshakeMillis) {
            repeatHandshake(nowMillis);
        }
        Established open = established;
        if (open != null && state != State.ENDED) {
            if (nowMillis >= open.outbound().timerMillis() && !open.outbound().timerExpired()) {
                end("no answer from the other side");
                return;
            }
            ack.tick(nowMillis);
            beat(nowMillis);
            transmit(nowMillis);
        }
    }

    /** T1-init, T1-cookie, T2-shutdown (§4, §9.2). */
    private void repeatHandshake(long nowMillis) {
        if (++attempts > settings.maxRetransmissions()) {
            end("no answer from the other side");
            return;
        }
        switch (state) {
            case COOKIE_WAIT -> sendInit(nowMillis);
            case COOKIE_ECHOED -> sendCookieEcho(nowMillis);
            case SHUTDOWN_SENT -> sendShutdown(nowMillis);
            case SHUTDOWN_ACK_SENT -> sendShutdownAck(nowMillis);
            case CLOSED, ESTABLISHED, ENDED -> handshakeMillis = NEVER;
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
        if (open == null || state == State.ENDED) {
            return;
        }
        if (ack.take()) {
            writer.chunk(Chunk.SACK, 0, open.inbound().acknowledgement().body());
        }
        if (state == State.ESTABLISHED) {
            open.outbound().transmit(nowMillis, writer);
            open.resets().transmit(nowMillis, writer);
            if (open.outbound().idle() && (shutdownWanted || peerShutsDown)) {
                beginShutdown(nowMillis);
            }
        }
        writer.flush();
    }

    private void beginShutdown(long nowMillis) {
        attempts = 0;
        if (peerShutsDown) {
            state = State.SHUTDOWN_ACK_SENT;
            sendShutdownAck(nowMillis);
        } else {
            state = State.SHUTDOWN_SENT;
            sendShutdown(nowMillis);
        }
    }

    // --- what we say ---

    private void flushAndWait(long nowMillis) {
        writer.flush();
        long doubled = settings.initialRto().toMillis() << Math.min(attempts, 10);
        handshakeMillis = nowMillis + Math.min(settings.mostRto().toMillis(), doubled);
    }

    private void sendInit(long nowMillis) {
        writer.tag(0);
        writer.chunk(Chunk.INIT, 0, InitChunk.body(localTag, localTsn, settings, new byte[0]));
        flushAndWait(nowMillis);
    }

    private void sendCookieEcho(long nowMillis) {
        writer.chunk(Chunk.COOKIE_ECHO, 0, cookie);
        flushAndWait(nowMillis);
    }

    private void sendShutdown(long nowMillis) {
        Established open = established;
        if (open != null) {
            writer.chunk(
                    Chunk.SHUTDOWN,
                    0,
                    ByteBuffer.allocate(4)
                            .putInt(open.inbound().cumulativeTsn())
                            .array());
            flushAndWait(nowMillis);
        }
    }

    private void sendShutdownAck(long nowMillis) {
        writer.chunk(Chunk.SHUTDOWN_ACK, 0, new byte[0]);
        flushAndWait(nowMillis);
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
        if (state == State.ENDED) {
            return;
        }
        Peer known = peer;
        PacketReader packet = new PacketReader(data, offset, length);
        if (!packet.isSound(crc) || !packet.isFor(localTag, known == null ? 0 : known.tag())) {
            malformed++;
            return;
        }
        while (state != State.ENDED && packet.next()) {
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
            case Chunk.INIT -> onInit(nowMillis, body);
            case Chunk.INIT_ACK -> onInitAck(nowMillis, body);
            case Chunk.COOKIE_ECHO -> onCookieEcho(nowMillis, body);
            case Chunk.COOKIE_ACK -> onCookieAck(nowMillis);
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

    private boolean onInit(long nowMillis, ByteBuffer body) {
        Peer initiator = Peer.ofInit(body).orElse(null);
        boolean known = peer != null && initiator != null && initiator.tag() != peer.tag();
        if (initiator == null || (known && state != State.COOKIE_WAIT && state != State.COOKIE_ECHOED)) {
            return false;
        }
        byte[] baked = cookies.bake(nowMillis, localTag, localTsn, initiator);
        writer.flush();
        writer.tag(initiator.tag());
        writer.chunk(Chunk.INIT_ACK, 0, InitChunk.body(localTag, localTsn, settings, baked));
        writer.flush();
        Peer current = peer;
        writer.tag(current == null ? 0 : current.tag());
        return true;
    }

    private boolean onInitAck(long nowMillis, ByteBuffer body) {
        if (state != State.COOKIE_WAIT) {
            return true; // A late one is no fault (§5.2.3).
        }
        Peer responder = Peer.ofInit(body).orElse(null);
        ByteBuffer baked = Peer.parameter(body, Chunk.PARAM_STATE_COOKIE).orElse(null);
        if (responder == null || baked == null || baked.remaining() > settings.maxPacket() / 2) {
            return false;
        }
        peer = responder;
        writer.tag(responder.tag());
        cookie = new byte[baked.remaining()];
        baked.get(cookie);
        state = State.COOKIE_ECHOED;
        attempts = 0;
        sendCookieEcho(nowMillis);
        return true;
    }

    private boolean onCookieEcho(long nowMillis, ByteBuffer body) {
        StateCookie.Content content = cookies.open(nowMillis, body).orElse(null);
        if (content == null || content.localTag() != localTag) {
            return false;
        }
        Peer current = peer;
        if (established != null
                && (current == null || current.tag() != content.peer().tag())) {
            return false; // A restart (§5.2.4 A) needs new DTLS keys, and these a new association.
        }
        writer.tag(content.peer().tag());
        writer.chunk(Chunk.COOKIE_ACK, 0, new byte[0]);
        establish(nowMillis, content.peer());
        return true;
    }

    private boolean onCookieAck(long nowMillis) {
        Peer current = peer;
        if (state == State.COOKIE_ECHOED && current != null) {
            establish(nowMillis, current);
        }
        return true;
    }

    private void establish(long nowMillis, Peer other) {
        if (established != null) {
            return;
        }
        peer = other;
        state = State.ESTABLISHED;
        attempts = 0;
        handshakeMillis = NEVER;
        heartbeat.heard(nowMillis);
        Outbound outbound = new Outbound(settings, rto, localTsn, other.window(), other.forwards());
        Inbound inbound = new Inbound(settings, other.firstTsn());
        StreamResets resets = new StreamResets(outbound, inbound, rto, localTsn, other.firstTsn());
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
            case Chunk.SHUTDOWN -> {
                peerShutsDown = true;
                if (state == State.SHUTDOWN_SENT) {
                    state = State.ESTABLISHED; // Both at once: answer as the other side does (§9.2).
                }
            }
            case Chunk.SHUTDOWN_ACK -> {
                writer.chunk(Chunk.SHUTDOWN_COMPLETE, 0, new byte[0]);
                writer.flush();
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
                if (state != State.ENDED) {
                    listener.message(message.stream(), message.protocol(), message.data());
                }
            }
        }
    }

    private void end(String reason) {
        if (state != State.ENDED) {
            state = State.ENDED;
            listener.closed(reason);
        }
    }
}
