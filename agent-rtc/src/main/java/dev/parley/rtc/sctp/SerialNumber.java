package dev.parley.rtc.sctp;

/** TSNs wrap at 2³² on the wire and are counted in a long inside, so that comparing them is plain (RFC 1982). */
final class SerialNumber {
    private SerialNumber() {}

    /** The number nearest to the reference whose lower 32 bits are these. */
    static long unwrap(long reference, int wire) {
        return reference + (wire - (int) reference);
    }
}
