package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How an association comes to be (RFC 9260 §5). Nothing is kept of an INIT but what the cookie brings back.
 *
 * <pre>
 * IDLE ─ start ─▶ COOKIE_WAIT ─ INIT ACK ─▶ COOKIE_ECHOED ─ COOKIE ACK ─▶ DONE
 * IDLE, COOKIE_WAIT, COOKIE_ECHOED ─ valid COOKIE ECHO ─▶ DONE
 * </pre>
 *
 * <p>Both sides of a peer connection may start at once: each answers the other's INIT with the tag of its own (§5.2.1).
 */
final class Opening {
    private enum Phase {
        IDLE,
        COOKIE_WAIT,
        COOKIE_ECHOED,
        DONE
    }

    private final SctpSettings settings;
    private final PacketWriter writer;
    private final HandshakeTimer timer;
    private final Owner owner;
    private final StateCookie cookies;
    private final int localTag;
    private final int localTsn;

    private Phase phase = Phase.IDLE;
    private @Nullable Peer peer;
    private byte[] cookie = new byte[0];

    /** Told once. */
    interface Owner {
        void established(long nowMillis, Peer peer);
    }

    Opening(SctpSettings settings, RandomGenerator random, PacketWriter writer, HandshakeTimer timer, Owner owner) {
        this.settings = settings;
        this.writer = writer;
        this.timer = timer;
        this.owner = owner;
        this.cookies = new StateCookie(random);
        this.localTag = random.nextInt() | 1;
        this.localTsn = random.nextInt();
    }

    /** By which packets for us are known. */
    int localTag() {
        return localTag;
    }

    /** Of our first message. */
    int localTsn() {
        return localTsn;
    }

    /** By which packets for the other side are known; 0 before it has told. */
    int peerTag() {
        Peer known = peer;
        return known == null ? 0 : known.tag();
    }

    /** Ignored if it has started. */
    void start(long nowMillis) {
        if (phase == Phase.IDLE) {
            phase = Phase.COOKIE_WAIT;
            sendInit(nowMillis);
        }
    }

    /** Says again what was not answered. */
    void repeat(long nowMillis) {
        switch (phase) {
            case COOKIE_WAIT -> sendInit(nowMillis);
            case COOKIE_ECHOED -> sendCookieEcho(nowMillis);
            case IDLE, DONE -> {}
        }
    }

    private void sendInit(long nowMillis) {
        writer.tag(0);
        writer.chunk(Chunk.INIT, 0, InitChunk.body(localTag, localTsn, settings, new byte[0]));
        writer.flush();
        timer.await(nowMillis);
    }

    private void sendCookieEcho(long nowMillis) {
        writer.chunk(Chunk.COOKIE_ECHO, 0, cookie);
        writer.flush();
        timer.await(nowMillis);
    }

    /** False if it is malformed, or of another peer than the one that we talk with. */
    boolean onInit(long nowMillis, ByteBuffer body) {
        Peer initiator = Peer.ofInit(body).orElse(null);
        if (initiator == null || (peer != null && initiator.tag() != peerTag() && !isUnderWay())) {
            return false;
        }
        byte[] baked = cookies.bake(nowMillis, localTag, localTsn, initiator);
        writer.flush();
        writer.tag(initiator.tag());
        writer.chunk(Chunk.INIT_ACK, 0, InitChunk.body(localTag, localTsn, settings, baked));
        writer.flush();
        writer.tag(peerTag());
        return true;
    }

    private boolean isUnderWay() {
        return phase == Phase.COOKIE_WAIT || phase == Phase.COOKIE_ECHOED;
    }

    /** False if it is malformed; a late one is no fault (§5.2.3). */
    boolean onInitAck(long nowMillis, ByteBuffer body) {
        if (phase != Phase.COOKIE_WAIT) {
            return true;
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
        phase = Phase.COOKIE_ECHOED;
        timer.answered();
        sendCookieEcho(nowMillis);
        return true;
    }

    /** False if the cookie isn't ours, or of a restart (§5.2.4 A): that needs new DTLS keys, and these a new association. */
    boolean onCookieEcho(long nowMillis, ByteBuffer body) {
        StateCookie.Content content = cookies.open(nowMillis, body).orElse(null);
        if (content == null || content.localTag() != localTag) {
            return false;
        }
        if (phase == Phase.DONE && content.peer().tag() != peerTag()) {
            return false;
        }
        writer.tag(content.peer().tag());
        writer.chunk(Chunk.COOKIE_ACK, 0, new byte[0]);
        done(nowMillis, content.peer());
        return true;
    }

    void onCookieAck(long nowMillis) {
        Peer current = peer;
        if (phase == Phase.COOKIE_ECHOED && current != null) {
            done(nowMillis, current);
        }
    }

    private void done(long nowMillis, Peer other) {
        if (phase != Phase.DONE) {
            phase = Phase.DONE;
            peer = other;
            timer.answered();
            owner.established(nowMillis, other);
        }
    }
}
