package dev.parley.livekit.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.parley.livekit.proto.CreateAgentDispatchRequest;
import dev.parley.livekit.proto.CreateRoomRequest;
import dev.parley.livekit.proto.CreateSIPParticipantRequest;
import dev.parley.livekit.proto.ForwardParticipantRequest;
import dev.parley.livekit.proto.ListSIPDispatchRuleRequest;
import dev.parley.livekit.proto.ListSIPInboundTrunkRequest;
import dev.parley.livekit.proto.ListSIPOutboundTrunkRequest;
import dev.parley.livekit.proto.ListSIPTrunkRequest;
import dev.parley.livekit.proto.LivekitAgentDispatch;
import dev.parley.livekit.proto.LivekitRoom;
import dev.parley.livekit.proto.LivekitSip;
import dev.parley.livekit.proto.MoveParticipantRequest;
import dev.parley.livekit.proto.MuteRoomTrackRequest;
import dev.parley.livekit.proto.PerformRpcRequest;
import dev.parley.livekit.proto.SIPDispatchRuleInfo;
import dev.parley.livekit.proto.SIPInboundTrunkInfo;
import dev.parley.livekit.proto.SIPOutboundTrunkInfo;
import dev.parley.livekit.proto.SendDataRequest;
import dev.parley.livekit.proto.TransferSIPParticipantRequest;
import dev.parley.livekit.proto.UpdateParticipantRequest;
import dev.parley.livekit.proto.UpdateRoomMetadataRequest;
import dev.parley.livekit.proto.UpdateSIPDispatchRuleRequest;
import dev.parley.livekit.proto.UpdateSIPInboundTrunkRequest;
import dev.parley.livekit.proto.UpdateSIPOutboundTrunkRequest;
import dev.parley.livekit.proto.UpdateSubscriptionsRequest;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.SipGrant;
import dev.parley.livekit.token.TokenClaims;
import dev.parley.livekit.token.TokenVerifier;
import dev.parley.livekit.token.VideoGrant;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method goes to its own path, with just the grants that it needs. */
class GrantsTest {
    private static final VideoGrant ADMIN = VideoGrant.admin("r");
    private static final VideoGrant CREATE = VideoGrant.of(RoomPermission.ROOM_CREATE);
    private static final VideoGrant LIST = VideoGrant.of(RoomPermission.ROOM_LIST);
    private static final VideoGrant NONE = VideoGrant.none();
    private static final VideoGrant TO_S = VideoGrant.builder()
            .allow(RoomPermission.ROOM_ADMIN)
            .room("r")
            .destinationRoom("s")
            .build();

    private static FakeTwirp server;

    @BeforeAll
    static void start() throws IOException {
        server = new FakeTwirp();
        server.answer(200, "");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    interface Call extends Function<LiveKitApi, CompletionStage<?>> {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void shouldCarryJustTheGrantsThatItNeeds(String path, VideoGrant video, Set<SipGrant> sip, Call call)
            throws Exception {
        call.apply(LiveKitApi.of(server.settings(""))).toCompletableFuture().get(20, TimeUnit.SECONDS);

        FakeTwirp.Asked asked = server.asked().get(server.asked().size() - 1);
        TokenClaims claims =
                TokenVerifier.of(FakeTwirp.KEY).verify(asked.authorization().substring("Bearer ".length()));
        assertThat(asked.path()).isEqualTo("/twirp/livekit." + path);
        assertThat(claims.video()).isEqualTo(video);
        assertThat(claims.sip()).isEqualTo(sip);
        assertThat(claims.identity()).isEmpty();
    }

    @Test
    void shouldOfferEveryMethodOfTheServices() {
        Set<String> offered =
                calls().map(arguments -> (String) arguments.get()[0]).collect(Collectors.toSet());

        assertThat(offered)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                LivekitRoom.getDescriptor().findServiceByName("RoomService"),
                                LivekitAgentDispatch.getDescriptor().findServiceByName("AgentDispatchService"),
                                LivekitSip.getDescriptor().findServiceByName("SIP"))
                        .map(ServiceDescriptor::getMethods)
                        .flatMap(methods -> methods.stream().map(GrantsTest::path))
                        .toList());
    }

    private static String path(MethodDescriptor method) {
        return method.getService().getName() + "/" + method.getName();
    }

    static Stream<Arguments> calls() {
        return Stream.of(rooms(), changes(), passages(), dispatches(), sip()).flatMap(Function.identity());
    }

    private static Stream<Arguments> rooms() {
        return Stream.of(
                room("CreateRoom", CREATE, api -> api.rooms().createRoom(CreateRoomRequest.getDefaultInstance())),
                room("ListRooms", LIST, api -> api.rooms().listRooms("r")),
                room("DeleteRoom", CREATE, api -> api.rooms().deleteRoom("r")),
                room("ListParticipants", ADMIN, api -> api.rooms().listParticipants("r")),
                room("GetParticipant", ADMIN, api -> api.rooms().getParticipant("r", "a")));
    }

    private static Stream<Arguments> changes() {
        return Stream.of(
                room("RemoveParticipant", ADMIN, api -> api.rooms().removeParticipant("r", "a")),
                room(
                        "MutePublishedTrack",
                        ADMIN,
                        api -> api.rooms()
                                .mutePublishedTrack(MuteRoomTrackRequest.newBuilder()
                                        .setRoom("r")
                                        .build())),
                room(
                        "UpdateParticipant",
                        ADMIN,
                        api -> api.rooms()
                                .updateParticipant(UpdateParticipantRequest.newBuilder()
                                        .setRoom("r")
                                        .build())),
                room(
                        "UpdateSubscriptions",
                        ADMIN,
                        api -> api.rooms()
                                .updateSubscriptions(UpdateSubscriptionsRequest.newBuilder()
                                        .setRoom("r")
                                        .build())),
                room(
                        "SendData",
                        ADMIN,
                        api -> api.rooms()
                                .sendData(SendDataRequest.newBuilder()
                                        .setRoom("r")
                                        .build())),
                room(
                        "UpdateRoomMetadata",
                        ADMIN,
                        api -> api.rooms()
                                .updateRoomMetadata(UpdateRoomMetadataRequest.newBuilder()
                                        .setRoom("r")
                                        .build())));
    }

    private static Stream<Arguments> passages() {
        return Stream.of(
                room(
                        "PerformRpc",
                        ADMIN,
                        api -> api.rooms()
                                .performRpc(PerformRpcRequest.newBuilder()
                                        .setRoom("r")
                                        .build())),
                room(
                        "ForwardParticipant",
                        TO_S,
                        api -> api.rooms()
                                .forwardParticipant(ForwardParticipantRequest.newBuilder()
                                        .setRoom("r")
                                        .setDestinationRoom("s")
                                        .build())),
                room(
                        "MoveParticipant",
                        TO_S,
                        api -> api.rooms()
                                .moveParticipant(MoveParticipantRequest.newBuilder()
                                        .setRoom("r")
                                        .setDestinationRoom("s")
                                        .build())));
    }

    private static Arguments room(String method, VideoGrant grant, Call call) {
        return Arguments.of("RoomService/" + method, grant, Set.of(), call);
    }

    private static Stream<Arguments> dispatches() {
        return Stream.of(
                dispatch(
                        "CreateDispatch",
                        api -> api.dispatches()
                                .createDispatch(CreateAgentDispatchRequest.newBuilder()
                                        .setRoom("r")
                                        .build())),
                dispatch("DeleteDispatch", api -> api.dispatches().deleteDispatch("r", "AD_1")),
                dispatch("ListDispatch", api -> api.dispatches().listDispatches("r")));
    }

    private static Arguments dispatch(String method, Call call) {
        return Arguments.of("AgentDispatchService/" + method, ADMIN, Set.of(), call);
    }

    private static Stream<Arguments> sip() {
        return Stream.of(
                trunk(
                        "CreateSIPInboundTrunk",
                        api -> api.sip().createInboundTrunk(SIPInboundTrunkInfo.getDefaultInstance())),
                trunk(
                        "CreateSIPOutboundTrunk",
                        api -> api.sip().createOutboundTrunk(SIPOutboundTrunkInfo.getDefaultInstance())),
                trunk(
                        "UpdateSIPInboundTrunk",
                        api -> api.sip().updateInboundTrunk(UpdateSIPInboundTrunkRequest.getDefaultInstance())),
                trunk(
                        "UpdateSIPOutboundTrunk",
                        api -> api.sip().updateOutboundTrunk(UpdateSIPOutboundTrunkRequest.getDefaultInstance())),
                trunk("GetSIPInboundTrunk", api -> api.sip().getInboundTrunk("ST_1")),
                trunk("GetSIPOutboundTrunk", api -> api.sip().getOutboundTrunk("ST_1")),
                trunk("ListSIPTrunk", api -> api.sip().listTrunks(ListSIPTrunkRequest.getDefaultInstance())),
                trunk(
                        "ListSIPInboundTrunk",
                        api -> api.sip().listInboundTrunks(ListSIPInboundTrunkRequest.getDefaultInstance())),
                trunk(
                        "ListSIPOutboundTrunk",
                        api -> api.sip().listOutboundTrunks(ListSIPOutboundTrunkRequest.getDefaultInstance())),
                trunk("DeleteSIPTrunk", api -> api.sip().deleteTrunk("ST_1")),
                trunk(
                        "CreateSIPDispatchRule",
                        api -> api.sip().createDispatchRule(SIPDispatchRuleInfo.getDefaultInstance())),
                trunk(
                        "UpdateSIPDispatchRule",
                        api -> api.sip().updateDispatchRule(UpdateSIPDispatchRuleRequest.getDefaultInstance())),
                trunk(
                        "ListSIPDispatchRule",
                        api -> api.sip().listDispatchRules(ListSIPDispatchRuleRequest.getDefaultInstance())),
                trunk("DeleteSIPDispatchRule", api -> api.sip().deleteDispatchRule("SDR_1")),
                Arguments.of("SIP/CreateSIPParticipant", NONE, Set.of(SipGrant.CALL), (Call)
                        api -> api.sip().createParticipant(CreateSIPParticipantRequest.getDefaultInstance())),
                Arguments.of("SIP/TransferSIPParticipant", ADMIN, Set.of(SipGrant.CALL), (Call) api -> api.sip()
                        .transferParticipant(TransferSIPParticipantRequest.newBuilder()
                                .setRoomName("r")
                                .build())));
    }

    private static Arguments trunk(String method, Call call) {
        return Arguments.of("SIP/" + method, NONE, Set.of(SipGrant.ADMIN), call);
    }
}
