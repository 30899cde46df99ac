package dev.parley.realtime.livekit.signal;

import com.google.protobuf.ByteString;
import dev.parley.livekit.LiveKitUrl;
import dev.parley.livekit.proto.JoinRequest;
import dev.parley.livekit.proto.ReconnectReason;
import dev.parley.livekit.proto.WrappedJoinRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** Where a room is joined: {@code /rtc/v1?join_request=…}. The token is not part of it, but goes into a header. */
final class JoinAddress {
    /** Longer requests are compressed, so that proxies take the address. */
    private static final int COMPRESS_FROM = 512;

    private JoinAddress() {}

    static URI of(LiveKitUrl server, JoinRequest request, Entry entry) {
        JoinRequest sent = entry == Entry.JOIN
                ? request
                : request.toBuilder()
                        .setReconnect(entry == Entry.RESUME)
                        .setReconnectReason(ReconnectReason.RR_SIGNAL_DISCONNECTED)
                        .build();
        WrappedJoinRequest wrapped = sent.getSerializedSize() < COMPRESS_FROM
                ? WrappedJoinRequest.newBuilder()
                        .setJoinRequest(sent.toByteString())
                        .build()
                : WrappedJoinRequest.newBuilder()
                        .setCompression(WrappedJoinRequest.Compression.GZIP)
                        .setJoinRequest(compressed(sent))
                        .build();
        String parameter = Base64.getUrlEncoder().encodeToString(wrapped.toByteArray());
        return server.webSocket("/rtc/v1?join_request=" + parameter.replace("=", "%3D"));
    }

    private static ByteString compressed(JoinRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            request.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException("compressing a join request in memory", e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
