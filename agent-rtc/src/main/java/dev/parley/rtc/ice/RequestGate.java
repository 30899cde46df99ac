package dev.parley.rtc.ice;

import dev.parley.rtc.stun.StunMessage;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Answers the other side's checks, and says which of them count (RFC 8445 §7.3). Keeps our role, over which a request may decide.
 *
 * <p>Requests without the right password get no answer at all: an error would let a spoofed source have us send packets elsewhere.
 */
final class RequestGate {
    private final IceTransport transport;
    private final long tieBreaker;
    private IceCredentials local;
    private IceRole role;
    private long unauthenticated;

    RequestGate(IceCredentials local, IceRole role, RandomGenerator random, IceTransport transport) {
        this.local = local;
        this.role = role;
        this.transport = transport;
        this.tieBreaker = random.nextLong();
    }

    IceRole role() {
        return role;
    }

    long tieBreaker() {
        return tieBreaker;
    }

    void become(IceRole next) {
        role = next;
    }

    /** From now on requests must know these credentials of ours: a restart. */
    void expect(IceCredentials next) {
        local = next;
    }

    /** Requests that did not know our password. */
    long unauthenticated() {
        return unauthenticated;
    }

    /** Answers a request; true if it is a check that has succeeded. Our role may be another one then. */
    boolean passes(StunMessage request, InetSocketAddress from) {
        boolean ours = request.username()
                .filter(name -> name.startsWith(local.ufrag() + ":"))
                .isPresent();
        if (!ours || !request.hasIntegrity(local.password())) {
            unauthenticated++;
            return false;
        }
        if (!request.unknownRequired().isEmpty()) {
            transport.send(IceMessages.unknownAttributes(request, local), from);
            return false;
        }
        if (!roleAgreed(request)) {
            transport.send(IceMessages.roleConflict(request, local), from);
            return false;
        }
        transport.send(IceMessages.success(request, from, local), from);
        return true;
    }

    /** RFC 8445 §7.3.1.1: the larger tie-breaker controls. */
    private boolean roleAgreed(StunMessage request) {
        OptionalLong theirs = request.tieBreaker(IceMessages.attribute(role));
        if (theirs.isEmpty()) {
            return true;
        }
        boolean oursIsLarger = Long.compareUnsigned(tieBreaker, theirs.getAsLong()) >= 0;
        if (oursIsLarger == (role == IceRole.CONTROLLING)) {
            return false;
        }
        role = role.opposite();
        return true;
    }
}
