package dev.parley.livekit.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.parley.livekit.proto.AgentDispatch;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.livekit.proto.DeleteAgentDispatchRequest;
import dev.parley.livekit.proto.ListAgentDispatchRequest;
import dev.parley.livekit.proto.ListAgentDispatchResponse;
import dev.parley.livekit.proto.LivekitAgentDispatch;
import dev.parley.livekit.token.VideoGrant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Calling agents into rooms by name. Every method completes with the server's answer or with a {@link TwirpException};
 * thread-safe. A creation is not repeated once it may have reached the server, lest two agents come.
 */
public final class AgentDispatchClient {
    private static final ServiceDescriptor SERVICE =
            LivekitAgentDispatch.getDescriptor().findServiceByName("AgentDispatchService");

    private final TwirpClient client;

    AgentDispatchClient(TwirpClient client) {
        this.client = client;
    }

    private <T extends Message> TwirpCall<T> call(String method, Message request, Parser<T> answer, String room) {
        return TwirpCall.of(SERVICE, method, request, answer, client.settings()).granting(VideoGrant.admin(room));
    }

    /** Calls an agent into a room; a worker of its name gets a job, now or when one comes. */
    public CompletionStage<AgentDispatch> createDispatch(CreateAgentDispatchRequest request) {
        return client.call(call("CreateDispatch", request, AgentDispatch.parser(), request.getRoom()));
    }

    /** Takes a dispatch back; its jobs end. */
    public CompletionStage<AgentDispatch> deleteDispatch(String room, String dispatchId) {
        DeleteAgentDispatchRequest request = DeleteAgentDispatchRequest.newBuilder()
                .setRoom(room)
                .setDispatchId(dispatchId)
                .build();
        return client.call(
                call("DeleteDispatch", request, AgentDispatch.parser(), room).repeatable());
    }

    /** The dispatches of a room, with their jobs. */
    public CompletionStage<List<AgentDispatch>> listDispatches(String room) {
        ListAgentDispatchRequest request =
                ListAgentDispatchRequest.newBuilder().setRoom(room).build();
        return client.call(call("ListDispatch", request, ListAgentDispatchResponse.parser(), room)
                        .repeatable())
                .thenApply(ListAgentDispatchResponse::getAgentDispatchesList);
    }
}
