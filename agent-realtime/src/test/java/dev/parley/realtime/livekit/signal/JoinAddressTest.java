package dev.parley.realtime.livekit.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JoinRequest;
import dev.parley.livekit.proto.ReconnectReason;
import dev.parley.livekit.proto.WrappedJoinRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class JoinAddressTest {
    private static final LiveKitUrl SERVER = LiveKitUrl.of("https://example.com/base");

    private static WrappedJoinRequest wrapped(URI address) throws Exception {
        assertThat(address.toString()).startsWith("wss://example.com/base/rtc/v1?join_request=");
        String parameter = URLDecoder.decode(address.getRawQuery().split("=", 2)[1], StandardCharsets.US_ASCII);
        return WrappedJoinRequest.parseFrom(Base64.getUrlDecoder().decode(parameter));
    }

    @Test
    void shouldCarryAShortRequestAsItIs() throws Exception {
        JoinRequest request = JoinRequest.newBuilder().setMetadata("m").build();
        WrappedJoinRequest wrapped = wrapped(JoinAddress.of(SERVER, request, Entry.JOIN));

        assertThat(wrapped.getCompression()).isEqualTo(WrappedJoinRequest.Compression.NONE);
        assertThat(JoinRequest.parseFrom(wrapped.getJoinRequest())).isEqualTo(request);
    }

    @Test
    void shouldCompressALongOne() throws Exception {
        JoinRequest request =
                JoinRequest.newBuilder().setMetadata("m".repeat(5_000)).build();
        WrappedJoinRequest wrapped = wrapped(JoinAddress.of(SERVER, request, Entry.REJOIN));

        assertThat(wrapped.getCompression()).isEqualTo(WrappedJoinRequest.Compression.GZIP);
        try (GZIPInputStream in = new GZIPInputStream(
                new ByteArrayInputStream(wrapped.getJoinRequest().toByteArray()))) {
            assertThat(JoinRequest.parseFrom(in))
                    .isEqualTo(request.toBuilder()
                            .setReconnectReason(ReconnectReason.RR_SIGNAL_DISCONNECTED)
                            .build());
        }
    }

    @Test
    void shouldAskToResume() throws Exception {
        JoinRequest request = JoinRequest.newBuilder().setParticipantSid("PA_1").build();
        WrappedJoinRequest wrapped = wrapped(JoinAddress.of(SERVER, request, Entry.RESUME));

        assertThat(JoinRequest.parseFrom(wrapped.getJoinRequest()))
                .isEqualTo(JoinRequest.newBuilder()
                        .setParticipantSid("PA_1")
                        .setReconnect(true)
                        .setReconnectReason(ReconnectReason.RR_SIGNAL_DISCONNECTED)
                        .build());
    }
}
