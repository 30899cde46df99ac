package dev.parley.rtc;

import dev.parley.rtc.ice.IceSettings;
import dev.parley.rtc.jitter.JitterSettings;
import dev.parley.rtc.opus.Opus;
import dev.parley.rtc.opus.OpusEncoderSettings;
import dev.parley.rtc.sctp.SctpSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * What all peers of an engine share.
 *
 * @param addresses of this machine to offer as host candidates; the first decides where sockets are bound if it is the only one,
 *     else they listen on all
 * @param codec which Opus
 * @param encoding how speech is encoded while packets are lost; else it is so {@link OpusEncoderSettings#withoutLoss}
 * @param jitter bounds of the playout delay
 * @param ice timing of ICE
 * @param sctp bounds of data channels
 * @param handshakeDeadline for DTLS
 * @param handshakeThreads how many handshakes may run at once
 * @param mediaThreads how many threads encode; up to four of them decode, and hear what was decoded
 */
public record RtcSettings(
        List<InetAddress> addresses,
        Opus codec,
        OpusEncoderSettings encoding,
        JitterSettings jitter,
        IceSettings ice,
        SctpSettings sctp,
        Duration handshakeDeadline,
        int handshakeThreads,
        int mediaThreads) {

    public RtcSettings {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("addresses: none (expected: at least one of this machine)");
        }
        if (handshakeThreads < 2 || mediaThreads < 1) {
            throw new IllegalArgumentException("handshake threads: " + handshakeThreads + ", media threads: "
                    + mediaThreads + " (expected: at least 2 and 1)");
        }
    }

    /** Good for conversations, with the best Opus there is; the {@link Opus#load() choice} takes some ten milliseconds. */
    public static RtcSettings conversation(List<InetAddress> addresses) {
        return new RtcSettings(
                addresses,
                Opus.load(),
                OpusEncoderSettings.standard(),
                JitterSettings.standard(),
                IceSettings.standard(),
                SctpSettings.dataChannels(),
                Duration.ofSeconds(15),
                8,
                Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /** These, with another codec and way to encode. */
    public RtcSettings withOpus(Opus otherCodec, OpusEncoderSettings otherSettings) {
        return new RtcSettings(
                addresses,
                otherCodec,
                otherSettings,
                jitter,
                ice,
                sctp,
                handshakeDeadline,
                handshakeThreads,
                mediaThreads);
    }
}
