package dev.parley.rtc.srtp;

import dev.parley.rtc.rtp.RtpPacket;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.utils.logging2.Logger;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * Both directions of one peer. Packets are changed in place; each call returns the new length, or {@link #DROPPED}.
 *
 * <p>Each direction is confined to one thread at a time; they share nothing. Refused packets are counted in
 * {@link #statistics()}. A source gets a context of its own only when
 * its first packet was authentic, and at most {@value #MAX_SOURCES} sources are known, so that forged packets can't make it
 * grow.
 */
public final class SrtpSession implements AutoCloseable {
    /** What the calls return for a packet that must not be used. */
    public static final int DROPPED = -1;

    /** Most bytes that protecting adds; leave this much room behind a packet. */
    public static final int OVERHEAD = 20;

    private static final int MAX_SOURCES = 256;
    private static final int CONTROL_HEADER = 8;
    private static final int CONTROL_INDEX = 4;

    /** Jitsi tells at info which cipher it took; held here, or the level would be collected with the logger. */
    private static final java.util.logging.Logger JITSI = java.util.logging.Logger.getLogger("org.jitsi.srtp");

    static {
        JITSI.setLevel(java.util.logging.Level.WARNING);
        JdkCiphers.prefer();
    }

    private final SrtpProfile profile;
    private final SrtpContextFactory sending;
    private final SrtpContextFactory receiving;
    private final Map<Integer, SrtpCryptoContext> out = new HashMap<>();
    private final Map<Integer, SrtpCryptoContext> in = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> controlOut = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> controlIn = new HashMap<>();
    private final PacketWindow outWindow = new PacketWindow();
    private final PacketWindow inWindow = new PacketWindow();
    private final RtpPacket outPacket = new RtpPacket();
    private final RtpPacket inPacket = new RtpPacket();

    private long malformed;
    private long forged;
    private long replayed;
    private long sourcesRefused;

    /** What was dropped on receipt, and why. */
    public record Statistics(long malformed, long forged, long replayed, long sourcesRefused) {}

    public SrtpSession(SrtpKeys keys) {
        profile = keys.profile();
        Logger silent = new LoggerImpl(SrtpSession.class.getName());
        silent.setLevelOff();
        sending = new SrtpContextFactory(
                true, keys.sendKey(), keys.sendSalt(), profile.policy(), profile.policy(), silent);
        receiving = new SrtpContextFactory(
                false, keys.receiveKey(), keys.receiveSalt(), profile.policy(), profile.policy(), silent);
    }

    /** Encrypts an RTP packet of ours at the start of the array. */
    public int protect(byte[] data, int length) {
        if (!outPacket.wrap(data, 0, length)) {
            throw new IllegalArgumentException("RTP packet to send: " + length + " bytes (expected: well-formed)");
        }
        try {
            SrtpCryptoContext context = out.get(outPacket.ssrc());
            if (context == null) {
                context = sending.deriveContext(outPacket.ssrc(), 0);
                out.put(outPacket.ssrc(), context);
            }
            return sent(context.transformPacket(outWindow.over(data, 0, length)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTP with " + profile + " (expected: in every JDK)", e);
        }
    }

    /** Encrypts an RTCP compound of ours at the start of the array. */
    public int protectControl(byte[] data, int length) {
        int ssrc = ssrc(data, 4);
        try {
            SrtcpCryptoContext context = controlOut.get(ssrc);
            if (context == null) {
                context = sending.deriveControlContext(ssrc);
                controlOut.put(ssrc, context);
            }
            return sent(context.transformPacket(outWindow.over(data, 0, length)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SRTCP with " + profile + " (expected: in every JDK)", e);
        }
    }

    private int sent(SrtpErrorStatus status) {
        return status == SrtpErrorStatus.OK ? outWindow.getLength() : DROPPED;
    }

    /** Decrypts an RTP packet that came. */
    public int unprotect(byte[] data, int offset, int length) {
        if (!inPacket.wrap(data, offset, length) || inPacket.payloadOffset() - offset + profile.tagLength() > length) {
            malformed++;
            return DROPPED;
        }
        int ssrc = inPacket.ssrc();
        SrtpCryptoContext known = in.get(ssrc);
        if (known == null && in.size() >= MAX_SOURCES) {
            sourcesRefused++;
            return DROPPED;
        }
        try {
            SrtpCryptoContext context = known == null ? receiving.deriveContext(ssrc, 0) : known;
            int outcome = outcome(context.reverseTransformPacket(inWindow.over(data, offset, length), false));
            if (known == null && outcome != DROPPED) {
                in.put(ssrc, context);
            }
            return outcome;
        } catch (GeneralSecurityException e) {
            forged++;
            return DROPPED;
        }
    }

    /** Decrypts an RTCP compound that came. */
    public int unprotectControl(byte[] data, int offset, int length) {
        if (length < CONTROL_HEADER + CONTROL_INDEX + profile.controlTagLength()) {
            malformed++;
            return DROPPED;
        }
        int ssrc = ssrc(data, offset + 4);
        SrtcpCryptoContext known = controlIn.get(ssrc);
        if (known == null && controlIn.size() >= MAX_SOURCES) {
            sourcesRefused++;
            return DROPPED;
        }
        try {
            SrtcpCryptoContext context = known == null ? receiving.deriveControlContext(ssrc) : known;
            int outcome = outcome(context.reverseTransformPacket(inWindow.over(data, offset, length)));
            if (known == null && outcome != DROPPED) {
                controlIn.put(ssrc, context);
            }
            return outcome;
        } catch (GeneralSecurityException e) {
            forged++;
            return DROPPED;
        }
    }

    private int outcome(SrtpErrorStatus status) {
        switch (status) {
            case OK -> {
                return inWindow.getLength();
            }
            case REPLAY_FAIL, REPLAY_OLD -> replayed++;
            case INVALID_PACKET -> malformed++;
            case FAIL, AUTH_FAIL -> forged++;
        }
        return DROPPED;
    }

    private static int ssrc(byte[] data, int at) {
        return ((data[at] & 0xFF) << 24)
                | ((data[at + 1] & 0xFF) << 16)
                | ((data[at + 2] & 0xFF) << 8)
                | (data[at + 3] & 0xFF);
    }

    public Statistics statistics() {
        return new Statistics(malformed, forged, replayed, sourcesRefused);
    }

    /** Forgets the keys; no call may follow. */
    @Override
    public void close() {
        sending.close();
        receiving.close();
    }
}
