package dev.parley.rtc;

import dev.parley.rtc.rtp.RtpSender;
import dev.parley.rtc.srtp.SrtpKeys;
import dev.parley.rtc.srtp.SrtpSession;

/** Loads the ciphers of SRTP and SRTCP before somebody waits for them. */
final class SrtpWarmUp {
    private static final int PACKETS = 50;
    private static final byte[] PAYLOAD = new byte[80];
    private static final byte[] RECEIVER_REPORT = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 1};

    private SrtpWarmUp() {}

    static void run(SrtpKeys keys) {
        RtpSender sender = new RtpSender(1, 111, 0, 0, PAYLOAD.length);
        byte[] control = new byte[RECEIVER_REPORT.length + SrtpSession.OVERHEAD];
        try (SrtpSession srtp = new SrtpSession(keys)) {
            for (int i = 0; i < PACKETS; i++) {
                int length = srtp.protect(sender.buffer(), sender.write(i, false, 0, PAYLOAD, 0, PAYLOAD.length));
                srtp.unprotect(sender.buffer(), 0, length);
                System.arraycopy(RECEIVER_REPORT, 0, control, 0, RECEIVER_REPORT.length);
                srtp.unprotectControl(control, 0, srtp.protectControl(control, RECEIVER_REPORT.length));
            }
        }
    }
}
