package dev.parley.realtime.livekit.rpc;

import java.util.concurrent.CompletionStage;

/** Answers calls of a method. */
@FunctionalInterface
public interface RpcHandler {

    /**
     * Called on the room's strand; must not block. An {@link RpcException}, thrown or completed with, goes to the caller as it
     * is; any other failure becomes {@link RpcErrorCode#APPLICATION_ERROR}, without its text.
     */
    CompletionStage<String> handle(RpcInvocation invocation);
}
