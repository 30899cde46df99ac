package dev.parley.rtc.ice;

import java.net.InetSocketAddress;

/** One way to the other side, and what is known of it (RFC 8445 §6.1.2). Confined to its agent. */
final class CandidatePair {
    /**
     * The frozen state is left out: with one component of one stream, freezing would only delay checks (RFC 8445 §6.1.2.6).
     */
    enum State {
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED
    }

    private final IceCandidate local;
    private final IceCandidate remote;
    private State state = State.WAITING;
    private boolean nominated;

    CandidatePair(IceCandidate local, IceCandidate remote) {
        this.local = local;
        this.remote = remote;
    }

    IceCandidate local() {
        return local;
    }

    InetSocketAddress target() {
        return remote.address();
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    /** The controlling side has chosen this pair; it is used as soon as our own check of it has succeeded. */
    boolean nominated() {
        return nominated;
    }

    void nominate() {
        nominated = true;
    }

    /** RFC 8445 §6.1.2.3; depends on the role, which a conflict may change. */
    long priority(IceRole role) {
        long controlling = role == IceRole.CONTROLLING ? local.priority() : remote.priority();
        long controlled = role == IceRole.CONTROLLING ? remote.priority() : local.priority();
        return (Math.min(controlling, controlled) << 32)
                + 2 * Math.max(controlling, controlled)
                + (controlling > controlled ? 1 : 0);
    }
}
