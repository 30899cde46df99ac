package dev.parley.rtc.ice;

import dev.parley.rtc.stun.StunAttribute;
import dev.parley.rtc.stun.StunBuilder;
import dev.parley.rtc.stun.StunClass;
import dev.parley.rtc.stun.StunError;
import dev.parley.rtc.stun.StunMessage;
import dev.parley.rtc.stun.TransactionId;
import java.net.InetSocketAddress;

/** What the agent says: Binding requests and responses with ICE's attributes (RFC 8445 §7.1, §7.3). */
final class IceMessages {
    private IceMessages() {}

    static StunAttribute attribute(IceRole role) {
        return role == IceRole.CONTROLLING ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED;
    }

    static byte[] request(
            TransactionId id,
            IceCredentials local,
            IceCredentials remote,
            IceRole role,
            long tieBreaker,
            CandidatePair pair,
            boolean nominating) {
        StunBuilder request = StunBuilder.binding(StunClass.REQUEST, id)
                .username(remote.ufrag() + ":" + local.ufrag())
                .priority(pair.local().reflexivePriority())
                .tieBreaker(attribute(role), tieBreaker);
        if (nominating) {
            request.useCandidate();
        }
        return request.sealed(remote.password());
    }

    static byte[] success(StunMessage request, InetSocketAddress from, IceCredentials local) {
        return StunBuilder.binding(StunClass.SUCCESS, request.id())
                .mappedAddress(from)
                .sealed(local.password());
    }

    static byte[] roleConflict(StunMessage request, IceCredentials local) {
        return StunBuilder.binding(StunClass.ERROR, request.id())
                .error(StunError.ROLE_CONFLICT)
                .sealed(local.password());
    }

    static byte[] unknownAttributes(StunMessage request, IceCredentials local) {
        return StunBuilder.binding(StunClass.ERROR, request.id())
                .error(StunError.UNKNOWN_ATTRIBUTE)
                .unknownAttributes(request.unknownRequired())
                .sealed(local.password());
    }
}
