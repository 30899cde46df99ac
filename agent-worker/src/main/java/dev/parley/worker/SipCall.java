package dev.parley.worker;

/**
 * A phone call that brings somebody into the job's room.
 *
 * @param callTo the number or SIP user to call
 * @param trunkId of the outbound trunk, such as {@code ST_x}
 * @param identity of the one who is called, in the room
 * @param name shown to people
 */
public record SipCall(String callTo, String trunkId, String identity, String name) {

    /** A call to somebody who is shown as {@code SIP-participant}. */
    public static SipCall of(String callTo, String trunkId, String identity) {
        return new SipCall(callTo, trunkId, identity, "SIP-participant");
    }

    /** The number is not printed. */
    @Override
    public String toString() {
        return "SipCall[trunkId=" + trunkId + "]";
    }
}
