package dev.parley.livekit.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.parley.livekit.proto.CreateSIPDispatchRuleRequest;
import dev.parley.livekit.proto.CreateSIPInboundTrunkRequest;
import dev.parley.livekit.proto.CreateSIPOutboundTrunkRequest;
import dev.parley.livekit.proto.CreateSIPParticipantRequest;
import dev.parley.livekit.proto.DeleteSIPDispatchRuleRequest;
import dev.parley.livekit.proto.DeleteSIPTrunkRequest;
import dev.parley.livekit.proto.GetSIPInboundTrunkRequest;
import dev.parley.livekit.proto.GetSIPInboundTrunkResponse;
import dev.parley.livekit.proto.GetSIPOutboundTrunkRequest;
import dev.parley.livekit.proto.GetSIPOutboundTrunkResponse;
import dev.parley.livekit.proto.ListSIPDispatchRuleRequest;
import dev.parley.livekit.proto.ListSIPDispatchRuleResponse;
import dev.parley.livekit.proto.ListSIPInboundTrunkRequest;
import dev.parley.livekit.proto.ListSIPInboundTrunkResponse;
import dev.parley.livekit.proto.ListSIPOutboundTrunkRequest;
import dev.parley.livekit.proto.ListSIPOutboundTrunkResponse;
import dev.parley.livekit.proto.ListSIPTrunkRequest;
import dev.parley.livekit.proto.ListSIPTrunkResponse;
import dev.parley.livekit.proto.LivekitSip;
import dev.parley.livekit.proto.SIPDispatchRuleInfo;
import dev.parley.livekit.proto.SIPInboundTrunkInfo;
import dev.parley.livekit.proto.SIPOutboundTrunkInfo;
import dev.parley.livekit.proto.SIPParticipantInfo;
import dev.parley.livekit.proto.SIPTrunkInfo;
import dev.parley.livekit.proto.TransferSIPParticipantRequest;
import dev.parley.livekit.proto.TransferSIPParticipantResponse;
import dev.parley.livekit.proto.UpdateSIPDispatchRuleRequest;
import dev.parley.livekit.proto.UpdateSIPInboundTrunkRequest;
import dev.parley.livekit.proto.UpdateSIPOutboundTrunkRequest;
import dev.parley.livekit.token.SipGrant;
import dev.parley.livekit.token.VideoGrant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Phone lines: trunks, the rules that lead their calls to rooms, and calls. Every method completes with the server's answer or
 * with a {@link TwirpException}; thread-safe. The server must have LiveKit's SIP service beside it. What creates or calls is not
 * repeated once it may have reached the server, lest a phone rings twice.
 */
public final class SipClient {
    private static final ServiceDescriptor SERVICE = LivekitSip.getDescriptor().findServiceByName("SIP");
    /** Ringing, where the request doesn't say how long, and what the answer takes beside it. */
    private static final Duration RINGING = Duration.ofSeconds(30);

    private static final Duration RINGING_OVERHEAD = Duration.ofSeconds(10);

    private final TwirpClient client;

    SipClient(TwirpClient client) {
        this.client = client;
    }

    private <T extends Message> TwirpCall<T> managing(String method, Message request, Parser<T> answer) {
        return TwirpCall.of(SERVICE, method, request, answer, client.settings()).granting(SipGrant.ADMIN);
    }

    private <T extends Message> TwirpCall<T> calling(String method, Message request, Parser<T> answer) {
        return TwirpCall.of(SERVICE, method, request, answer, client.settings()).granting(SipGrant.CALL);
    }

    /** Opens numbers for calls in. */
    public CompletionStage<SIPInboundTrunkInfo> createInboundTrunk(SIPInboundTrunkInfo trunk) {
        CreateSIPInboundTrunkRequest request =
                CreateSIPInboundTrunkRequest.newBuilder().setTrunk(trunk).build();
        return client.call(managing("CreateSIPInboundTrunk", request, SIPInboundTrunkInfo.parser()));
    }

    /** Opens a way for calls out. */
    public CompletionStage<SIPOutboundTrunkInfo> createOutboundTrunk(SIPOutboundTrunkInfo trunk) {
        CreateSIPOutboundTrunkRequest request =
                CreateSIPOutboundTrunkRequest.newBuilder().setTrunk(trunk).build();
        return client.call(managing("CreateSIPOutboundTrunk", request, SIPOutboundTrunkInfo.parser()));
    }

    /** Changes a trunk for calls in. */
    public CompletionStage<SIPInboundTrunkInfo> updateInboundTrunk(UpdateSIPInboundTrunkRequest request) {
        return client.call(managing("UpdateSIPInboundTrunk", request, SIPInboundTrunkInfo.parser())
                .repeatable());
    }

    /** Changes a trunk for calls out. */
    public CompletionStage<SIPOutboundTrunkInfo> updateOutboundTrunk(UpdateSIPOutboundTrunkRequest request) {
        return client.call(managing("UpdateSIPOutboundTrunk", request, SIPOutboundTrunkInfo.parser())
                .repeatable());
    }

    /** One trunk for calls in. */
    public CompletionStage<SIPInboundTrunkInfo> getInboundTrunk(String trunkId) {
        GetSIPInboundTrunkRequest request =
                GetSIPInboundTrunkRequest.newBuilder().setSipTrunkId(trunkId).build();
        return client.call(managing("GetSIPInboundTrunk", request, GetSIPInboundTrunkResponse.parser())
                        .repeatable())
                .thenApply(GetSIPInboundTrunkResponse::getTrunk);
    }

    /** One trunk for calls out. */
    public CompletionStage<SIPOutboundTrunkInfo> getOutboundTrunk(String trunkId) {
        GetSIPOutboundTrunkRequest request =
                GetSIPOutboundTrunkRequest.newBuilder().setSipTrunkId(trunkId).build();
        return client.call(managing("GetSIPOutboundTrunk", request, GetSIPOutboundTrunkResponse.parser())
                        .repeatable())
                .thenApply(GetSIPOutboundTrunkResponse::getTrunk);
    }

    /** Trunks of either kind, in the form of older servers. */
    public CompletionStage<List<SIPTrunkInfo>> listTrunks(ListSIPTrunkRequest request) {
        return client.call(managing("ListSIPTrunk", request, ListSIPTrunkResponse.parser())
                        .repeatable())
                .thenApply(ListSIPTrunkResponse::getItemsList);
    }

    /** Trunks for calls in. */
    public CompletionStage<List<SIPInboundTrunkInfo>> listInboundTrunks(ListSIPInboundTrunkRequest request) {
        return client.call(managing("ListSIPInboundTrunk", request, ListSIPInboundTrunkResponse.parser())
                        .repeatable())
                .thenApply(ListSIPInboundTrunkResponse::getItemsList);
    }

    /** Trunks for calls out. */
    public CompletionStage<List<SIPOutboundTrunkInfo>> listOutboundTrunks(ListSIPOutboundTrunkRequest request) {
        return client.call(managing("ListSIPOutboundTrunk", request, ListSIPOutboundTrunkResponse.parser())
                        .repeatable())
                .thenApply(ListSIPOutboundTrunkResponse::getItemsList);
    }

    /** Deletes a trunk of either kind. */
    public CompletionStage<SIPTrunkInfo> deleteTrunk(String trunkId) {
        DeleteSIPTrunkRequest request =
                DeleteSIPTrunkRequest.newBuilder().setSipTrunkId(trunkId).build();
        return client.call(
                managing("DeleteSIPTrunk", request, SIPTrunkInfo.parser()).repeatable());
    }

    /** Makes a rule that leads calls to rooms. */
    public CompletionStage<SIPDispatchRuleInfo> createDispatchRule(SIPDispatchRuleInfo rule) {
        CreateSIPDispatchRuleRequest request =
                CreateSIPDispatchRuleRequest.newBuilder().setDispatchRule(rule).build();
        return client.call(managing("CreateSIPDispatchRule", request, SIPDispatchRuleInfo.parser()));
    }

    /** Changes a rule. */
    public CompletionStage<SIPDispatchRuleInfo> updateDispatchRule(UpdateSIPDispatchRuleRequest request) {
        return client.call(managing("UpdateSIPDispatchRule", request, SIPDispatchRuleInfo.parser())
                .repeatable());
    }

    /** The rules. */
    public CompletionStage<List<SIPDispatchRuleInfo>> listDispatchRules(ListSIPDispatchRuleRequest request) {
        return client.call(managing("ListSIPDispatchRule", request, ListSIPDispatchRuleResponse.parser())
                        .repeatable())
                .thenApply(ListSIPDispatchRuleResponse::getItemsList);
    }

    /** Deletes a rule. */
    public CompletionStage<SIPDispatchRuleInfo> deleteDispatchRule(String ruleId) {
        DeleteSIPDispatchRuleRequest request = DeleteSIPDispatchRuleRequest.newBuilder()
                .setSipDispatchRuleId(ruleId)
                .build();
        return client.call(managing("DeleteSIPDispatchRule", request, SIPDispatchRuleInfo.parser())
                .repeatable());
    }

    /**
     * Calls a number and puts who answers into a room. With {@code wait_until_answered} the deadline grows by the ringing; a call
     * that is not taken fails with {@code sip_status_code} in {@link TwirpException#meta()}.
     */
    public CompletionStage<SIPParticipantInfo> createParticipant(CreateSIPParticipantRequest request) {
        TwirpCall<SIPParticipantInfo> call = calling("CreateSIPParticipant", request, SIPParticipantInfo.parser());
        return client.call(
                request.getWaitUntilAnswered()
                        ? call.within(ringing(request.hasRingingTimeout(), request.getRingingTimeout()))
                        : call);
    }

    /** Sends a caller on to another number; the deadline grows by the ringing there. */
    public CompletionStage<TransferSIPParticipantResponse> transferParticipant(TransferSIPParticipantRequest request) {
        return client.call(calling("TransferSIPParticipant", request, TransferSIPParticipantResponse.parser())
                .granting(VideoGrant.admin(request.getRoomName()))
                .within(ringing(request.hasRingingTimeout(), request.getRingingTimeout())));
    }

    private Duration ringing(boolean told, com.google.protobuf.Duration timeout) {
        Duration ringing = told ? Duration.ofSeconds(timeout.getSeconds(), timeout.getNanos()) : RINGING;
        Duration all = ringing.plus(RINGING_OVERHEAD);
        Duration usual = client.settings().deadline();
        return usual.compareTo(all) >= 0 ? usual : all;
    }
}
