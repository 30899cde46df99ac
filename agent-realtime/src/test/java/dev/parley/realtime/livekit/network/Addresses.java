package dev.parley.realtime.livekit.network;

import dev.parley.livekit.proto.JoinRequest;
import dev.parley.livekit.proto.SessionDescription;
import dev.parley.livekit.proto.SignalRequest;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.livekit.proto.WrappedJoinRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Changes the addresses that signals carry: clients are told of other ones than the server's, and the server is told of none of the
 * clients', so that it knows no other way than back the one that packets came.
 */
final class Addresses {
    private static final Pattern CANDIDATE =
            Pattern.compile("(candidate:\\S+ \\d+ udp \\d+ )(\\S+) (\\d+)( typ host)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CANDIDATE_LINE = Pattern.compile("a=candidate:[^\\r\\n]*\\r?\\n");
    private static final String JOIN_REQUEST = "join_request=";

    private final UnaryOperator<InetSocketAddress> announced;

    /** @param announced which address stands for one of the server's */
    Addresses(UnaryOperator<InetSocketAddress> announced) {
        this.announced = announced;
    }

    /** A query with a join request in it, or any other. */
    String query(String query) {
        if (!query.startsWith(JOIN_REQUEST)) {
            return query;
        }
        try {
            String parameter = URLDecoder.decode(query.substring(JOIN_REQUEST.length()), StandardCharsets.US_ASCII);
            JoinRequest request = unwrapped(
                    WrappedJoinRequest.parseFrom(Base64.getUrlDecoder().decode(parameter)));
            JoinRequest told = request.hasPublisherOffer()
                    ? request.toBuilder()
                            .setPublisherOffer(withoutCandidates(request.getPublisherOffer()))
                            .build()
                    : request;
            byte[] wrapped = WrappedJoinRequest.newBuilder()
                    .setJoinRequest(told.toByteString())
                    .build()
                    .toByteArray();
            return JOIN_REQUEST
                    + URLEncoder.encode(Base64.getUrlEncoder().encodeToString(wrapped), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("join request", e);
        }
    }

    private static JoinRequest unwrapped(WrappedJoinRequest wrapped) throws IOException {
        if (wrapped.getCompression() == WrappedJoinRequest.Compression.NONE) {
            return JoinRequest.parseFrom(wrapped.getJoinRequest());
        }
        try (GZIPInputStream in = new GZIPInputStream(
                new ByteArrayInputStream(wrapped.getJoinRequest().toByteArray()))) {
            return JoinRequest.parseFrom(in);
        }
    }

    byte[] toServer(byte[] signal) throws IOException {
        SignalRequest request = SignalRequest.parseFrom(signal);
        return request.hasOffer()
                ? request.toBuilder()
                        .setOffer(withoutCandidates(request.getOffer()))
                        .build()
                        .toByteArray()
                : signal;
    }

    private static SessionDescription withoutCandidates(SessionDescription description) {
        return description.toBuilder()
                .setSdp(CANDIDATE_LINE.matcher(description.getSdp()).replaceAll(""))
                .build();
    }

    byte[] toClient(byte[] signal) throws IOException {
        SignalResponse response = SignalResponse.parseFrom(signal);
        SignalResponse.Builder told = response.toBuilder();
        switch (response.getMessageCase()) {
            case ANSWER ->
                told.getAnswerBuilder().setSdp(instead(response.getAnswer().getSdp()));
            case TRICKLE ->
                told.getTrickleBuilder()
                        .setCandidateInit(instead(response.getTrickle().getCandidateInit()));
            default -> {}
        }
        return told.build().toByteArray();
    }

    private String instead(String text) {
        return CANDIDATE.matcher(text).replaceAll(candidate -> Matcher.quoteReplacement(instead(candidate)));
    }

    private String instead(MatchResult candidate) {
        InetSocketAddress real = new InetSocketAddress(candidate.group(2), Integer.parseInt(candidate.group(3)));
        InetSocketAddress told = announced.apply(real);
        return candidate.group(1) + told.getAddress().getHostAddress() + " " + told.getPort() + candidate.group(4);
    }
}
