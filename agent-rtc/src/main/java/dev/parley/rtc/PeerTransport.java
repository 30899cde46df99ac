package dev.parley.rtc;

import dev.parley.rtc.dtls.DtlsListener;
import dev.parley.rtc.dtls.DtlsSession;
import dev.parley.rtc.ice.IceAgent;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.ice.IceCredentials;
import dev.parley.rtc.ice.IceListener;
import dev.parley.rtc.ice.IceState;
import dev.parley.rtc.ice.IceStatistics;
import dev.parley.rtc.rtp.RtpPacket;
import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.stun.StunMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What carries a bundle: a socket, a path found by ICE, a DTLS association over it. Confined to the event loop, but for
 * {@link #sendMedia}.
 */
final class PeerTransport {
    private final RtcEngine engine;
    private final Owner owner;
    private final CandidateSource source;
    private final IceCredentials credentials;
    private final Member member = new Member();

    private @Nullable Agreement agreement;
    private @Nullable IceAgent ice;
    private @Nullable DtlsSession dtls;
    private volatile @Nullable InetSocketAddress target;
    private boolean secured;
    private boolean closed;

    /** Told what comes and what happens, on the event loop. */
    interface Owner {
        void stateChanged(PeerState state);

        /** A path is there, the handshake starts. */
        void shakingHands();

        /** The handshake is done; once. */
        void secured(SrtpKeys keys);

        /** A path was found anew. */
        void restarted();

        /** RTP or RTCP came; the array is valid during the call only. */
        void media(byte[] data, int length, long nowMillis);

        /** A message of the association came; the array is valid during the call only. */
        void data(byte[] data, int length);

        /** When {@link #tick} has something to do. */
        long nextTickMillis();

        void tick(long nowMillis);

        /** It is over; nothing more comes. */
        void over(PeerState state, String reason);
    }

    PeerTransport(RtcEngine engine, Owner owner) throws IOException {
        this.engine = engine;
        this.owner = owner;
        this.source = new PeerSocket(engine.settings().addresses());
        this.credentials = IceCredentials.random(engine.random());
    }

    IceCredentials credentials() {
        return credentials;
    }

    List<IceCandidate> candidates() {
        return source.candidates();
    }

    /** Starts connecting; a later round brings candidates, and looks for a path anew if its credentials are other ones. */
    void apply(Agreement next) {
        boolean first = agreement == null;
        agreement = next;
        if (first) {
            start(next);
        } else {
            restart(next);
            next.theirs().candidates().forEach(this::addRemoteCandidate);
        }
    }

    private void restart(Agreement next) {
        if (ice != null) {
            ice.restart(RtcClock.millis(), next.credentials(), next.theirs().credentials());
        }
    }

    private void start(Agreement first) {
        IceAgent agent = new IceAgent(
                engine.settings().ice(),
                credentials,
                first.iceRole(),
                engine.random(),
                (packet, to) -> source.send(packet, packet.length, to),
                member);
        ice = agent;
        source.candidates().forEach(agent::addLocalCandidate);
        first.theirs().candidates().forEach(agent::addRemoteCandidate);
        try {
            source.open(engine.loop(), member);
            engine.loop().add(member);
        } catch (IOException e) {
            owner.over(PeerState.FAILED, "socket could not be registered: " + e.getMessage());
            return;
        }
        agent.start(RtcClock.millis(), first.theirs().credentials());
    }

    void addRemoteCandidate(IceCandidate candidate) {
        if (ice != null) {
            ice.addRemoteCandidate(candidate);
        }
    }

    /** Sends an encrypted packet, if there is a path; any thread. */
    void sendMedia(byte[] data, int length) {
        InetSocketAddress to = target;
        if (to != null) {
            source.send(data, length, to);
        }
    }

    /** Sends a message over the association. */
    void sendData(byte[] data, int length) {
        if (dtls != null) {
            dtls.send(data, 0, length);
        }
    }

    IceStatistics statistics() {
        return ice == null ? new IceStatistics(0, 0, 0, 0) : ice.statistics();
    }

    long unsent() {
        return source.unsent();
    }

    /** The socket alone, when there is no loop any more; any thread. */
    void closeSocket() {
        source.close();
    }

    /** Says goodbye and closes the socket; the owner hears no more. */
    void close() {
        closed = true;
        engine.loop().remove(member);
        if (dtls != null) {
            dtls.close();
        }
        if (ice != null) {
            ice.close();
        }
        target = null;
        source.close();
    }

    private void shakeHands(Agreement agreed) {
        DtlsSession session = new DtlsSession(
                agreed.dtlsRole(),
                engine.certificate(),
                agreed.theirs().fingerprint(),
                engine.settings().handshakeDeadline(),
                engine.loop(),
                data -> sendMedia(data, data.length),
                member);
        dtls = session;
        owner.shakingHands();
        session.start(engine.handshakes());
    }

    /** What the layers tell. */
    private final class Member implements Timetable.Member, CandidateSource.Inbox, IceListener, DtlsListener {
        /** RFC 7983 §7. */
        @Override
        public void received(byte[] data, int length, InetSocketAddress from, long nowMillis) {
            IceAgent agent = ice;
            if (agent == null || closed) {
                return;
            }
            if (StunMessage.looksLikeStun(data, 0, length)) {
                agent.receive(nowMillis, data, 0, length, from);
            } else if (agent.knows(from)) {
                if (RtpPacket.looksLikeRtp(data, 0, length)) {
                    owner.media(data, length, nowMillis);
                } else if (dtls != null && DtlsSession.looksLikeDtls(data, 0, length)) {
                    dtls.receive(data, 0, length);
                }
            }
        }

        @Override
        public long nextTickMillis(long nowMillis) {
            long next = owner.nextTickMillis();
            return ice == null ? next : Math.min(next, ice.nextTickMillis(nowMillis));
        }

        @Override
        public void tick(long nowMillis) {
            if (ice != null && ice.nextTickMillis(nowMillis) <= nowMillis) {
                ice.tick(nowMillis);
            }
            if (!closed) {
                owner.tick(nowMillis);
            }
        }

        @Override
        public void stateChanged(IceState state) {
            switch (state) {
                case CHECKING -> owner.stateChanged(PeerState.CONNECTING);
                case CONNECTED, DISCONNECTED -> {
                    if (secured) {
                        owner.stateChanged(state == IceState.CONNECTED ? PeerState.CONNECTED : PeerState.DISCONNECTED);
                    }
                }
                case FAILED ->
                    owner.over(
                            PeerState.FAILED,
                            secured ? "the other side was silent for too long" : "no path to the other side");
                case NEW, CLOSED -> {}
            }
        }

        @Override
        public void selected(InetSocketAddress address) {
            target = address;
            Agreement agreed = agreement;
            if (dtls == null && agreed != null) {
                shakeHands(agreed);
            }
        }

        @Override
        public void restarted() {
            owner.restarted();
        }

        @Override
        public void connected(SrtpKeys keys) {
            secured = true;
            owner.secured(keys);
        }

        @Override
        public void received(byte[] data, int length) {
            owner.data(data, length);
        }

        @Override
        public void closed() {
            owner.over(PeerState.CLOSED, "closed by the other side");
        }

        @Override
        public void failed(Throwable cause) {
            owner.over(PeerState.FAILED, "DTLS: " + cause.getMessage());
        }
    }
}
