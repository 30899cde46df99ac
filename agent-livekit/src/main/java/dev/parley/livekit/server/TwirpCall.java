package dev.parley.livekit.server;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.parley.livekit.token.SipGrant;
import dev.parley.livekit.token.VideoGrant;
import java.time.Duration;
import java.util.Set;

/**
 * One call: what is asked, and what its token must allow.
 *
 * @param method of a service in the protobuf files; the request is its input
 * @param answer reads its output
 * @param repeat whether a call that may have reached the server can be made again
 */
record TwirpCall<T extends Message>(
        MethodDescriptor method,
        Message request,
        Parser<T> answer,
        VideoGrant video,
        Set<SipGrant> sip,
        Duration deadline,
        Repeat repeat) {
    /** Whether making a call twice does what making it once does. */
    enum Repeat {
        /** It does: after any failure of the connection or the server. */
        SAFE,
        /** It doesn't: only if the connection was not made at all. */
        UNSENT_ONLY
    }

    static <T extends Message> TwirpCall<T> of(
            ServiceDescriptor service, String name, Message request, Parser<T> answer, ApiSettings settings) {
        MethodDescriptor method = service.findMethodByName(name);
        if (method == null || !method.getInputType().equals(request.getDescriptorForType())) {
            throw new IllegalArgumentException(service.getFullName() + "/" + name + " of "
                    + request.getDescriptorForType().getName() + " (expected: a method of the service and its input)");
        }
        return new TwirpCall<>(
                method, request, answer, VideoGrant.none(), Set.of(), settings.deadline(), Repeat.UNSENT_ONLY);
    }

    TwirpCall<T> granting(VideoGrant grant) {
        return new TwirpCall<>(method, request, answer, grant, sip, deadline, repeat);
    }

    TwirpCall<T> granting(SipGrant grant) {
        return new TwirpCall<>(method, request, answer, video, Set.of(grant), deadline, repeat);
    }

    TwirpCall<T> within(Duration other) {
        return new TwirpCall<>(method, request, answer, video, sip, other, repeat);
    }

    TwirpCall<T> repeatable() {
        return new TwirpCall<>(method, request, answer, video, sip, deadline, Repeat.SAFE);
    }

    /** For people: {@code livekit.RoomService/CreateRoom}. */
    String name() {
        return method.getService().getFullName() + "/" + method.getName();
    }

    String path() {
        return "/twirp/" + name();
    }
}
