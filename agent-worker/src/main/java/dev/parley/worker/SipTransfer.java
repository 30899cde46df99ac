package dev.parley.worker;

/**
 * Sends a caller on a phone line on to another number.
 *
 * @param identity of the caller, in the room
 * @param transferTo such as {@code tel:+15550100} or {@code sip:desk@example.org}
 * @param waiting what the caller hears meanwhile
 */
public record SipTransfer(String identity, String transferTo, Waiting waiting) {

    /** What a caller hears until the other side answers. */
    public enum Waiting {
        SILENCE,
        DIALTONE
    }

    /** A transfer in silence. */
    public static SipTransfer of(String identity, String transferTo) {
        return new SipTransfer(identity, transferTo, Waiting.SILENCE);
    }

    /** The number is not printed. */
    @Override
    public String toString() {
        return "SipTransfer[waiting=" + waiting + "]";
    }
}
