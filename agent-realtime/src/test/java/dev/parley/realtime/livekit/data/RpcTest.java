package dev.parley.realtime.livekit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.parley.livekit.proto.DataPacket;
import dev.parley.livekit.proto.RpcAck;
import dev.parley.livekit.proto.RpcRequest;
import dev.parley.livekit.proto.RpcResponse;
import dev.parley.realtime.livekit.rpc.RpcErrorCode;
import dev.parley.realtime.livekit.rpc.RpcException;
import dev.parley.realtime.livekit.rpc.RpcInvocation;
import dev.parley.realtime.livekit.stream.Dropped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls between two in a room, of which the caller's and the callee's clients are old (0) or new (1). */
class RpcTest {
    private final Forwarder room = new Forwarder();

    private static CompletableFuture<String> call(DataPackets from, String to, String payload) {
        return from.caller().call(to, "echo", payload, Duration.ofSeconds(15)).toCompletableFuture();
    }

    private static int code(CompletableFuture<String> result) {
        assertThat(result).isCompletedExceptionally();
        return assertThatThrownBy(result::join)
                .cause()
                .asInstanceOf(type(RpcException.class))
                .actual()
                .code();
    }

    private static CompletableFuture<String> done(String text) {
        return CompletableFuture.completedFuture(text);
    }

    private List<DataPacket.ValueCase> kinds() {
        return room.forwarded.stream().map(DataPacket::getValueCase).toList();
    }

    @Test
    void shouldCallAnOldClientByPackets() {
        DataPackets alice = room.join("alice", 0);
        room.join("bob", 0).methods().register("echo", call -> done(call.payload() + "!"));

        assertThat(call(alice, "bob", "hi")).isCompletedWithValue("hi!");
        assertThat(kinds())
                .containsExactly(
                        DataPacket.ValueCase.RPC_REQUEST,
                        DataPacket.ValueCase.RPC_ACK,
                        DataPacket.ValueCase.RPC_RESPONSE);
        RpcRequest request = room.forwarded.get(0).getRpcRequest();
        assertThat(request.getVersion()).isEqualTo(1);
        assertThat(request.getResponseTimeoutMs()).isEqualTo(15_000);
        assertThat(room.forwarded.get(0).getDestinationIdentitiesList()).containsExactly("bob");
    }

    @Test
    void shouldCallANewClientByStreams() {
        DataPackets alice = room.join("alice", 1);
        List<RpcInvocation> calls = new ArrayList<>();
        room.join("bob", 1).methods().register("echo", call -> {
            calls.add(call);
            return done(call.payload() + "!");
        });
        String payload = "long ".repeat(10_000);

        assertThat(call(alice, "bob", payload)).isCompletedWithValue(payload + "!");
        assertThat(kinds())
                .contains(DataPacket.ValueCase.RPC_ACK)
                .doesNotContain(DataPacket.ValueCase.RPC_REQUEST, DataPacket.ValueCase.RPC_RESPONSE);
        assertThat(room.forwarded.get(0).getStreamHeader().getAttributesMap())
                .containsEntry("lk.rpc_request_method", "echo")
                .containsEntry("lk.rpc_request_response_timeout_ms", "15000")
                .containsEntry("lk.rpc_request_version", "2")
                .containsKey("lk.rpc_request_id");
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.callerIdentity()).isEqualTo("alice");
            assertThat(call.responseTimeout()).isEqualTo(Duration.ofSeconds(15));
            assertThat(call.toString()).doesNotContain("long");
        });
    }

    @Test
    void shouldAnswerAnOldCallerByPacketEvenAfterAStream() {
        DataPackets alice = room.join("alice", 0);
        room.join("bob", 1).methods().register("echo", call -> done("x".repeat(15_361)));

        assertThat(code(call(alice, "bob", "hi"))).isEqualTo(RpcErrorCode.RESPONSE_PAYLOAD_TOO_LARGE.code());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldRefuseAnUnknownMethod(int protocol) {
        DataPackets alice = room.join("alice", protocol);
        room.join("bob", protocol);

        assertThat(code(call(alice, "bob", "hi"))).isEqualTo(1400);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldTellTheCallerWhatTheHandlerThrew(int protocol) {
        DataPackets alice = room.join("alice", protocol);
        DataPackets bob = room.join("bob", protocol);
        bob.methods().register("own", call -> {
            throw RpcException.of(42, "no bread", "{\"left\":0}");
        });
        bob.methods().register("bug", call -> CompletableFuture.failedFuture(new IllegalStateException("secret")));

        CompletableFuture<String> own =
                alice.caller().call("bob", "own", "", Duration.ofSeconds(15)).toCompletableFuture();
        assertThat(code(own)).isEqualTo(42);
        assertThatThrownBy(own::join)
                .hasMessageContaining("no bread")
                .cause()
                .satisfies(e -> assertThat(((RpcException) e).data()).isEqualTo("{\"left\":0}"));
        CompletableFuture<String> bug =
                alice.caller().call("bob", "bug", "", Duration.ofSeconds(15)).toCompletableFuture();
        assertThat(code(bug)).isEqualTo(1500);
        assertThatThrownBy(bug::join).hasMessageNotContaining("secret");
    }

    @Test
    void shouldRefuseWhatCannotBeSent() {
        DataPackets alice = room.join("alice", 0);
        room.join("bob", 0);

        assertThat(code(call(alice, "nobody", "hi"))).isEqualTo(1401);
        assertThat(code(call(alice, "bob", "é".repeat(7_681)))).isEqualTo(1402);
        room.serverForwardsCalls = false;
        assertThat(code(call(alice, "bob", "hi"))).isEqualTo(1403);
        assertThat(room.forwarded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldFailWithoutAnAcknowledgementAfterSevenSeconds(int protocol) {
        DataPackets alice = room.join("alice", protocol);
        room.join("bob", protocol);
        room.lost = packet -> packet.hasRpcRequest() || packet.hasStreamTrailer() || packet.hasStreamHeader();

        CompletableFuture<String> result = call(alice, "bob", "hi");
        room.strand.pass(Duration.ofMillis(6_999));
        assertThat(result).isNotDone();
        room.strand.pass(Duration.ofMillis(1));

        assertThat(code(result)).isEqualTo(1501);
        assertThat(alice.caller().waitingCalls()).isZero();
    }

    @Test
    void shouldFailWithoutAnAnswerInTime() {
        DataPackets alice = room.join("alice", 1);
        DataPackets bob = room.join("bob", 1);
        CompletableFuture<String> never = new CompletableFuture<>();
        bob.methods().register("echo", call -> never);

        CompletableFuture<String> result = call(alice, "bob", "hi");
        room.strand.pass(Duration.ofMillis(14_999));
        assertThat(result).isNotDone();
        room.strand.pass(Duration.ofMillis(1));

        assertThat(code(result)).isEqualTo(1502);
        assertThat(bob.methods().runningCalls()).isZero();
        int sent = room.forwarded.size();
        never.complete("too late");
        assertThat(room.forwarded).hasSize(sent);
    }

    @Test
    void shouldGiveTheCalleeAtLeastEightSeconds() {
        DataPackets alice = room.join("alice", 0);
        room.join("bob", 0).methods().register("echo", call -> done(""));

        alice.caller().call("bob", "echo", "", Duration.ofSeconds(2));

        assertThat(room.forwarded.get(0).getRpcRequest().getResponseTimeoutMs()).isEqualTo(8_000);
    }

    @Test
    void shouldFailWhenTheRecipientLeaves() {
        DataPackets alice = room.join("alice", 1);
        room.join("bob", 1).methods().register("echo", call -> new CompletableFuture<>());

        CompletableFuture<String> result = call(alice, "bob", "hi");
        room.leave("bob");

        assertThat(code(result)).isEqualTo(1503);
    }

    @Test
    void shouldForgetTheCallsOfACallerWhoLeft() {
        DataPackets alice = room.join("alice", 1);
        DataPackets bob = room.join("bob", 1);
        CompletableFuture<String> later = new CompletableFuture<>();
        bob.methods().register("echo", call -> later);
        assertThat(call(alice, "bob", "hi")).isNotDone();
        assertThat(bob.methods().runningCalls()).isEqualTo(1);

        room.leave("alice");
        int sent = room.forwarded.size();
        later.complete("unheard");

        assertThat(bob.methods().runningCalls()).isZero();
        assertThat(room.forwarded).hasSize(sent);
    }

    @Test
    void shouldTakeAnswersFromTheOneWhoWasCalled() {
        DataPackets alice = room.join("alice", 0);
        room.join("bob", 0).methods().register("echo", call -> new CompletableFuture<>());
        CompletableFuture<String> result = call(alice, "bob", "hi");
        String id = room.forwarded.get(0).getRpcRequest().getId();

        alice.receive(DataPacket.newBuilder()
                .setParticipantIdentity("mallory")
                .setRpcResponse(RpcResponse.newBuilder().setRequestId(id).setPayload("forged"))
                .build());
        alice.receive(DataPacket.newBuilder()
                .setParticipantIdentity("mallory")
                .setRpcAck(RpcAck.newBuilder().setRequestId(id))
                .build());

        assertThat(result).isNotDone();
        assertThat(alice.drops().of(Dropped.UNKNOWN_CALL)).isEqualTo(2);
    }

    @Test
    void shouldRunACallOnceThatComesTwice() {
        room.join("alice", 0);
        DataPackets bob = room.join("bob", 0);
        List<RpcInvocation> calls = new ArrayList<>();
        bob.methods().register("echo", call -> {
            calls.add(call);
            return new CompletableFuture<>();
        });
        DataPacket request = request("r1", 1);

        bob.receive(request);
        bob.receive(request);

        assertThat(calls).hasSize(1);
    }

    private static DataPacket request(String id, int version) {
        return DataPacket.newBuilder()
                .setParticipantIdentity("alice")
                .setRpcRequest(RpcRequest.newBuilder()
                        .setId(id)
                        .setMethod("echo")
                        .setResponseTimeoutMs(10_000)
                        .setVersion(version))
                .build();
    }

    @Test
    void shouldRefuseAVersionOfTheFuture() {
        room.join("alice", 0);
        DataPackets bob = room.join("bob", 0);
        bob.methods().register("echo", call -> done(""));

        bob.receive(request("r1", 9));

        assertThat(room.forwarded.get(1).getRpcResponse().getError().getCode()).isEqualTo(1404);
    }

    @Test
    void shouldRefuseMoreCallsThanItMayRun() {
        room.join("alice", 0);
        DataPackets bob = room.join("bob", 0);
        bob.methods().register("echo", call -> new CompletableFuture<>());

        for (int i = 0; i < 65; i++) {
            bob.receive(request("r" + i, 1));
        }

        assertThat(bob.methods().runningCalls()).isEqualTo(64);
        assertThat(room.forwarded
                        .get(room.forwarded.size() - 1)
                        .getRpcResponse()
                        .getError()
                        .getCode())
                .isEqualTo(1500);
    }

    @Test
    void shouldRefuseMoreCallsThanMayWait() {
        DataPackets alice = room.join("alice", 0);
        room.join("bob", 0).methods().register("echo", call -> new CompletableFuture<>());
        room.lost = packet -> true;
        for (int i = 0; i < 256; i++) {
            assertThat(call(alice, "bob", "")).isNotDone();
        }

        assertThat(code(call(alice, "bob", ""))).isEqualTo(1505);
    }

    @Test
    void shouldRegisterAMethodOnce() {
        DataPackets bob = room.join("bob", 0);
        bob.methods().register("echo", call -> done(""));

        assertThatThrownBy(() -> bob.methods().register("echo", call -> done("")))
                .hasMessageContaining("[echo] is registered");
        bob.methods().unregister("echo");
        bob.methods().register("echo", call -> done(""));
    }

    @Test
    void shouldKeepLiveKitsCodesForLiveKit() {
        assertThatThrownBy(() -> RpcException.of(1400, "", "")).hasMessageContaining("1400");
        assertThat(RpcException.of(1, "x".repeat(300), "").getMessage()).hasSize(256);
    }
}
