package dev.parley.rtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.rtc.dtls.Fingerprint;
import dev.parley.rtc.ice.IceCandidate;
import dev.parley.rtc.ice.IceCredentials;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {
    private static final Fingerprint FINGERPRINT = new Fingerprint("AB" + ":CD".repeat(31));
    private static final SessionDescription DESCRIPTION = new SessionDescription(
            42,
            3,
            new IceCredentials("ufrag", "a".repeat(24)),
            FINGERPRINT,
            Setup.ACTIVE,
            false,
            List.of(IceCandidate.host(new InetSocketAddress("192.0.2.1", 5000), 65535)),
            List.of(
                    MediaSection.audio("0", Direction.SENDONLY, "PA_1", "TR_1", 4_000_000_000L),
                    MediaSection.data("data"),
                    MediaSection.audio("2", Direction.RECVONLY, "", "", 0).withMidExtension(4)));

    /** What Chrome offers, shortened. */
    private static final String CHROME = String.join(
            "\r\n",
            "v=0",
            "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0 1",
            "a=extmap-allow-mixed",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8",
            "c=IN IP4 0.0.0.0",
            "a=rtcp:9 IN IP4 0.0.0.0",
            "a=candidate:1467250027 1 udp 2122260223 192.168.0.196 46243 typ host generation 0",
            "a=ice-ufrag:EsAw",
            "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
            "a=ice-options:trickle",
            "a=fingerprint:sha-256 " + FINGERPRINT.hex(),
            "a=setup:actpass",
            "a=mid:0",
            "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "a=sendrecv",
            "a=msid:stream track",
            "a=rtcp-mux",
            "a=rtpmap:111 opus/48000/2",
            "a=rtcp-fb:111 transport-cc",
            "a=rtcp-fb:111 nack",
            "a=fmtp:111 minptime=10;useinbandfec=1",
            "a=rtpmap:63 red/48000/2",
            "a=ssrc:3570614608 cname:4TOk42mSjXCkVIa6",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "a=mid:1",
            "a=sctp-port:5000",
            "m=video 9 UDP/TLS/RTP/SAVPF 96",
            "a=mid:2",
            "");

    @Test
    void shouldReadWhatItPrints() {
        assertThat(SessionDescription.parse(DESCRIPTION.text())).contains(DESCRIPTION);
    }

    @Test
    void shouldReadABrowsersOffer() {
        SessionDescription offer = SessionDescription.parse(CHROME).orElseThrow();

        assertThat(offer.setup()).isEqualTo(Setup.ACTPASS);
        assertThat(offer.credentials().ufrag()).isEqualTo("EsAw");
        assertThat(offer.fingerprint()).isEqualTo(FINGERPRINT);
        assertThat(offer.candidates()).hasSize(1);
        assertThat(offer.sections())
                .containsExactly(
                        MediaSection.audio("0", Direction.SENDRECV, "stream", "track", 3570614608L),
                        MediaSection.data("1"),
                        MediaSection.rejected("2"));
    }

    @Test
    void shouldRefuseWhatLacksATransport() {
        for (String needed : List.of("a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup", "v=0")) {
            String without =
                    CHROME.lines().filter(line -> !line.startsWith(needed)).reduce("", (a, b) -> a + b + "\n");

            assertThat(SessionDescription.parse(without)).as(needed).isEmpty();
        }
    }

    @Test
    void shouldSurviveAnyText() {
        Random random = new Random(8866);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(CHROME);
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.setCharAt(at, (char) random.nextInt(200));
                } else {
                    text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
                }
            }
            read += SessionDescription.parse(text.toString()).isPresent() ? 1 : 0;
        }
        assertThat(read).isPositive();
    }
}
