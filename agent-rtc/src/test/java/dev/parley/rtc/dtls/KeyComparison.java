package dev.parley.rtc.dtls;

import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.srtp.SrtpSession;

/** Keys fit if what one side protects the other can open, in both directions. */
final class KeyComparison {
    private KeyComparison() {}

    static boolean mirrored(SrtpKeys left, SrtpKeys right) {
        return opens(left, right) && opens(right, left);
    }

    private static boolean opens(SrtpKeys from, SrtpKeys to) {
        RtpSender sender = new RtpSender(1, 111, 0, 0, 100);
        int length = sender.write(0, false, 0, new byte[20], 0, 20);
        int wire = new SrtpSession(from).protect(sender.buffer(), length);
        return new SrtpSession(to).unprotect(sender.buffer(), 0, wire) == length;
    }
}
