package dev.parley.rtc.ice;

import dev.parley.rtc.stun.StunAttribute;
import dev.parley.rtc.stun.StunBuilder;
import dev.parley.rtc.stun.StunClass;
import dev.parley.rtc.stun.StunError;
import dev.parley.rtc.stun.TransactionId;
import java.util.SplittableRandom;

/** Messages that an agent with these credentials takes for its peer's. */
final class IceMessagesForFuzzing {
    static final IceCredentials LOCAL = new IceCredentials("ours", "aPasswordOfOursThatIsLongEnough");
    static final IceCredentials REMOTE = new IceCredentials("theirs", "aPasswordOfTheirsThatIsLongEnough");

    private IceMessagesForFuzzing() {}

    static byte[] request(IceRole theirs, boolean nominating) {
        StunBuilder request = StunBuilder.binding(StunClass.REQUEST, id())
                .username(LOCAL.ufrag() + ":" + REMOTE.ufrag())
                .priority(1_845_501_695)
                .tieBreaker(
                        theirs == IceRole.CONTROLLING ? StunAttribute.ICE_CONTROLLING : StunAttribute.ICE_CONTROLLED,
                        42);
        if (nominating) {
            request.useCandidate();
        }
        return request.sealed(LOCAL.password());
    }

    static byte[] conflict() {
        return StunBuilder.binding(StunClass.ERROR, id())
                .error(StunError.ROLE_CONFLICT)
                .sealed(REMOTE.password());
    }

    private static TransactionId id() {
        return TransactionId.random(new SplittableRandom(7));
    }
}
