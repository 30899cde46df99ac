package dev.parley.realtime.livekit.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.ConnectionQuality;
import dev.parley.livekit.proto.ConnectionQualityInfo;
import dev.parley.livekit.proto.ConnectionQualityUpdate;
import dev.parley.livekit.proto.DisconnectReason;
import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.MuteTrackRequest;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.ParticipantPermission;
import dev.parley.livekit.proto.ParticipantUpdate;
import dev.parley.livekit.proto.Room;
import dev.parley.livekit.proto.RoomMovedResponse;
import dev.parley.livekit.proto.RoomUpdate;
import dev.parley.livekit.proto.ServerInfo;
import dev.parley.livekit.proto.SignalResponse;
import dev.parley.livekit.proto.SpeakerInfo;
import dev.parley.livekit.proto.SpeakersChanged;
import dev.parley.livekit.proto.StreamState;
import dev.parley.livekit.proto.StreamStateInfo;
import dev.parley.livekit.proto.StreamStateUpdate;
import dev.parley.livekit.proto.SubscriptionError;
import dev.parley.livekit.proto.SubscriptionPermissionUpdate;
import dev.parley.livekit.proto.SubscriptionResponse;
import dev.parley.livekit.proto.TrackInfo;
import dev.parley.livekit.proto.TrackPublishedResponse;
import dev.parley.livekit.proto.TrackSource;
import dev.parley.livekit.proto.TrackSubscribed;
import dev.parley.livekit.proto.TrackUnpublishedResponse;
import dev.parley.room.Participant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoomStateTest {
    private static final TrackInfo MICROPHONE = TrackInfo.newBuilder()
            .setSid("TR_1")
            .setSource(TrackSource.MICROPHONE)
            .setMimeType("audio/opus")
            .build();

    private RoomState state =
            RoomState.joined(join(person("bob", 2), person("alice", 1))).state();

    private static ParticipantInfo.Builder person(String identity, long joinedAt) {
        return ParticipantInfo.newBuilder()
                .setSid("PA_" + identity)
                .setIdentity(identity)
                .setState(ParticipantInfo.State.ACTIVE)
                .setJoinedAt(joinedAt);
    }

    private static JoinResponse join(ParticipantInfo.Builder... others) {
        JoinResponse.Builder join = JoinResponse.newBuilder()
                .setRoom(Room.newBuilder().setSid("RM_1").setName("desk").setMetadata("m"))
                .setParticipant(person("agent", 3))
                .setServerInfo(ServerInfo.newBuilder().setVersion("1.11.0"));
        for (ParticipantInfo.Builder other : others) {
            join.addOtherParticipants(other);
        }
        return join.build();
    }

    private List<RoomEvent> apply(SignalResponse.Builder signal) {
        return take(state.apply(signal.build()));
    }

    private List<RoomEvent> update(ParticipantInfo.Builder info) {
        return apply(SignalResponse.newBuilder()
                .setUpdate(ParticipantUpdate.newBuilder().addParticipants(info)));
    }

    private List<RoomEvent> take(RoomStep step) {
        state = step.state();
        return step.events();
    }

    private RoomParticipant remote(String identity) {
        return state.participant(identity).orElseThrow();
    }

    @Test
    void shouldTellWhoIsThereInTheOrderOfTheirComing() {
        RoomStep step = RoomState.joined(join(person("bob", 2).addTracks(MICROPHONE), person("alice", 1)));
        state = step.state();

        assertThat(step.events())
                .containsExactly(
                        new RoomEvent.ParticipantConnected(remote("alice")),
                        new RoomEvent.ParticipantConnected(remote("bob")),
                        new RoomEvent.TrackPublished(remote("bob"), TrackPublication.of(MICROPHONE)));
        assertThat(state.name()).isEqualTo("desk");
        assertThat(state.serverVersion()).isEqualTo("1.11.0");
        assertThat(state.local().identity()).isEqualTo("agent");
        assertThat(state.participant("agent")).contains(state.local());
        assertThat(state.participant("nobody")).isEmpty();
        assertThat(state.clientProtocol("nobody")).isEqualTo(OptionalInt.empty());
        assertThat(state.clientProtocol("bob")).hasValue(0);
    }

    @Test
    void shouldTellWhoComesAndGoes() {
        List<RoomEvent> came =
                update(person("carol", 4).setKind(ParticipantInfo.Kind.SIP).addTracks(MICROPHONE));
        RoomParticipant carol = remote("carol");
        List<RoomEvent> left = update(person("carol", 4)
                .setState(ParticipantInfo.State.DISCONNECTED)
                .setDisconnectReason(DisconnectReason.CLIENT_INITIATED));

        assertThat(came)
                .containsExactly(
                        new RoomEvent.ParticipantConnected(carol),
                        new RoomEvent.TrackPublished(carol, TrackPublication.of(MICROPHONE)));
        assertThat(carol.kind()).isEqualTo(Participant.Kind.SIP);
        assertThat(left)
                .containsExactly(
                        new RoomEvent.TrackUnpublished(carol, TrackPublication.of(MICROPHONE)),
                        new RoomEvent.ParticipantDisconnected(carol, DisconnectReason.CLIENT_INITIATED));
        assertThat(state.remotes()).doesNotContainKey("carol");
    }

    @Test
    void shouldNotTakeTheEndOfAnOlderStayForTheEndOfThisOne() {
        RoomParticipant before = remote("bob");
        List<RoomEvent> back = update(person("bob", 5).setSid("PA_bob2"));
        List<RoomEvent> late = update(person("bob", 2).setState(ParticipantInfo.State.DISCONNECTED));

        assertThat(back)
                .containsExactly(
                        new RoomEvent.ParticipantDisconnected(before, DisconnectReason.DUPLICATE_IDENTITY),
                        new RoomEvent.ParticipantConnected(remote("bob")));
        assertThat(late).isEmpty();
        assertThat(remote("bob").sid()).isEqualTo("PA_bob2");
    }

    @Test
    void shouldTellWhatChangedOfAParticipant() {
        update(person("bob", 2).setVersion(1).putAttributes("a", "1").putAttributes("b", "1"));
        List<RoomEvent> events = update(person("bob", 2)
                .setVersion(2)
                .setName("Bob")
                .setMetadata("vip")
                .putAttributes("a", "2")
                .putAttributes("c", "3")
                .setPermission(ParticipantPermission.newBuilder().setCanPublish(true)));
        RoomParticipant bob = remote("bob");

        assertThat(events)
                .containsExactly(
                        new RoomEvent.ParticipantNameChanged(bob, ""),
                        new RoomEvent.ParticipantMetadataChanged(bob, ""),
                        new RoomEvent.ParticipantAttributesChanged(bob, Map.of("a", "2", "b", "", "c", "3")),
                        new RoomEvent.ParticipantPermissionsChanged(bob));
        assertThat(update(person("bob", 2).setVersion(1).setName("old"))).isEmpty();
        assertThat(bob.toString()).doesNotContain("Bob").doesNotContain("vip");
    }

    @Test
    void shouldTellTracksOfOthers() {
        update(person("bob", 2).addTracks(MICROPHONE));
        List<RoomEvent> muted =
                update(person("bob", 2).addTracks(MICROPHONE.toBuilder().setMuted(true)));
        RoomParticipant silent = remote("bob");
        List<RoomEvent> unmuted = update(person("bob", 2).addTracks(MICROPHONE));
        RoomParticipant loud = remote("bob");
        List<RoomEvent> gone = update(person("bob", 2));

        TrackPublication track = TrackPublication.of(MICROPHONE);
        assertThat(muted).containsExactly(new RoomEvent.TrackMuted(silent, track.withMuted(true)));
        assertThat(unmuted).containsExactly(new RoomEvent.TrackUnmuted(loud, track));
        assertThat(gone).containsExactly(new RoomEvent.TrackUnpublished(remote("bob"), track));
    }

    @Test
    void shouldTellOurOwnTracks() {
        TrackPublication track = TrackPublication.of(MICROPHONE);
        List<RoomEvent> published = apply(SignalResponse.newBuilder()
                .setTrackPublished(
                        TrackPublishedResponse.newBuilder().setCid("c1").setTrack(MICROPHONE)));
        List<RoomEvent> heard = apply(SignalResponse.newBuilder()
                .setTrackSubscribed(TrackSubscribed.newBuilder().setTrackSid("TR_1")));
        List<RoomEvent> muted = apply(SignalResponse.newBuilder()
                .setMute(MuteTrackRequest.newBuilder().setSid("TR_1").setMuted(true)));
        RoomParticipant silent = state.local();
        List<RoomEvent> gone = apply(SignalResponse.newBuilder()
                .setTrackUnpublished(TrackUnpublishedResponse.newBuilder().setTrackSid("TR_1")));

        assertThat(published).containsExactly(new RoomEvent.LocalTrackPublished("c1", track));
        assertThat(heard).containsExactly(new RoomEvent.LocalTrackSubscribed(track));
        assertThat(muted).containsExactly(new RoomEvent.TrackMuted(silent, track.withMuted(true)));
        assertThat(gone).containsExactly(new RoomEvent.LocalTrackUnpublished(track.withMuted(true)));
        assertThat(apply(SignalResponse.newBuilder()
                        .setTrackUnpublished(
                                TrackUnpublishedResponse.newBuilder().setTrackSid("TR_1"))))
                .isEmpty();
    }

    @Test
    void shouldTellWhoSpeaksTheLoudestFirst() {
        apply(speakers(speaker("PA_alice", 0.2f, true)));
        List<RoomEvent> both = apply(speakers(speaker("PA_bob", 0.9f, true), speaker("PA_gone", 1, true)));
        List<RoomEvent> bobOnly = apply(speakers(speaker("PA_alice", 0.2f, false)));

        assertThat(speaking(both)).containsExactly("bob", "alice");
        assertThat(speaking(bobOnly)).containsExactly("bob");
        assertThat(remote("bob").isSpeaking()).isTrue();
        assertThat(remote("alice").isSpeaking()).isFalse();
    }

    private static List<String> speaking(List<RoomEvent> events) {
        assertThat(events).singleElement().isInstanceOf(RoomEvent.ActiveSpeakersChanged.class);
        return ((RoomEvent.ActiveSpeakersChanged) events.get(0))
                .speakers().stream().map(RoomParticipant::identity).toList();
    }

    private static SpeakerInfo speaker(String sid, float level, boolean active) {
        return SpeakerInfo.newBuilder()
                .setSid(sid)
                .setLevel(level)
                .setActive(active)
                .build();
    }

    private static SignalResponse.Builder speakers(SpeakerInfo... speakers) {
        return SignalResponse.newBuilder()
                .setSpeakersChanged(SpeakersChanged.newBuilder().addAllSpeakers(List.of(speakers)));
    }

    @Test
    void shouldTellAQualityOnce() {
        SignalResponse.Builder poor = SignalResponse.newBuilder()
                .setConnectionQuality(ConnectionQualityUpdate.newBuilder()
                        .addUpdates(ConnectionQualityInfo.newBuilder()
                                .setParticipantSid("PA_bob")
                                .setQuality(ConnectionQuality.POOR)));

        assertThat(apply(poor))
                .containsExactly(new RoomEvent.ConnectionQualityChanged(remote("bob"), ConnectionQuality.POOR));
        assertThat(apply(poor)).isEmpty();
    }

    @Test
    void shouldTellWhatTheServerForwards() {
        update(person("bob", 2).addTracks(MICROPHONE));
        TrackPublication track = TrackPublication.of(MICROPHONE);

        assertThat(apply(SignalResponse.newBuilder()
                        .setStreamStateUpdate(StreamStateUpdate.newBuilder()
                                .addStreamStates(StreamStateInfo.newBuilder()
                                        .setParticipantSid("PA_bob")
                                        .setTrackSid("TR_1")
                                        .setState(StreamState.PAUSED)))))
                .containsExactly(new RoomEvent.TrackStreamStateChanged(remote("bob"), track, StreamState.PAUSED));
        assertThat(apply(SignalResponse.newBuilder()
                        .setSubscriptionPermissionUpdate(SubscriptionPermissionUpdate.newBuilder()
                                .setParticipantSid("PA_bob")
                                .setTrackSid("TR_1"))))
                .containsExactly(new RoomEvent.TrackSubscriptionPermissionChanged(remote("bob"), track, false));
        assertThat(apply(SignalResponse.newBuilder()
                        .setSubscriptionResponse(SubscriptionResponse.newBuilder()
                                .setTrackSid("TR_9")
                                .setErr(SubscriptionError.SE_TRACK_NOTFOUND))))
                .containsExactly(new RoomEvent.TrackSubscriptionFailed("TR_9", SubscriptionError.SE_TRACK_NOTFOUND));
    }

    @Test
    void shouldTellTheRoomsOwnChanges() {
        List<RoomEvent> events = apply(SignalResponse.newBuilder()
                .setRoomUpdate(RoomUpdate.newBuilder()
                        .setRoom(Room.newBuilder().setMetadata("new").setActiveRecording(true))));

        assertThat(events)
                .containsExactly(new RoomEvent.RoomMetadataChanged("new"), new RoomEvent.RecordingStatusChanged(true));
        assertThat(state.name()).isEqualTo("desk");
        assertThat(state.metadata()).isEqualTo("new");
        assertThat(state.recording()).isTrue();
    }

    @Test
    void shouldFollowAMoveToAnotherRoom() {
        List<RoomEvent> events = apply(SignalResponse.newBuilder()
                .setRoomMoved(RoomMovedResponse.newBuilder()
                        .setRoom(Room.newBuilder().setSid("RM_2").setName("back office"))
                        .setParticipant(person("agent", 9).setSid("PA_agent2"))
                        .addOtherParticipants(person("dora", 1))));

        assertThat(events)
                .hasSize(5)
                .contains(new RoomEvent.Moved("back office"))
                .endsWith(new RoomEvent.ParticipantConnected(remote("dora")));
        assertThat(state.remotes()).containsOnlyKeys("dora");
        assertThat(state.sid()).isEqualTo("RM_2");
        assertThat(state.local().sid()).isEqualTo("PA_agent2");
    }

    @Test
    void shouldTellOnlyWhatIsDifferentAfterJoiningAnew() {
        RoomParticipant alice = remote("alice");
        apply(SignalResponse.newBuilder()
                .setTrackPublished(
                        TrackPublishedResponse.newBuilder().setCid("c1").setTrack(MICROPHONE)));
        List<RoomEvent> events = take(state.rejoined(join(person("bob", 2), person("carol", 7)).toBuilder()
                .setParticipant(person("agent", 8).setSid("PA_agent2"))
                .build()));

        assertThat(events)
                .containsExactly(
                        new RoomEvent.LocalTrackUnpublished(TrackPublication.of(MICROPHONE)),
                        new RoomEvent.ParticipantDisconnected(alice, DisconnectReason.UNKNOWN_REASON),
                        new RoomEvent.ParticipantConnected(remote("carol")));
        assertThat(state.local().sid()).isEqualTo("PA_agent2");
        assertThat(state.local().tracks()).isEmpty();
    }

    @Test
    void shouldTellChangesOfThisSide() {
        List<RoomEvent> events = update(person("agent", 3).putAttributes("lk.agent.state", "listening"));

        assertThat(events)
                .containsExactly(new RoomEvent.ParticipantAttributesChanged(
                        state.local(), Map.of("lk.agent.state", "listening")));
        assertThat(update(person("agent", 3).setSid("PA_other").setName("other")))
                .isEmpty();
    }

    @Test
    void shouldNotMindSignalsOfTheConnection() {
        RoomState before = state;

        assertThat(apply(SignalResponse.newBuilder().setRefreshToken("t"))).isEmpty();
        assertThat(apply(SignalResponse.newBuilder())).isEmpty();
        assertThat(state).isEqualTo(before);
    }

    @Test
    void shouldLinkTheFirstPersonUntilThatOneLeaves() {
        state = RoomState.joined(join(
                        person("recorder", 1).setKind(ParticipantInfo.Kind.EGRESS),
                        person("camera", 1).setKind(ParticipantInfo.Kind.BRIDGE),
                        person("phone", 2).setKind(ParticipantInfo.Kind.SIP)))
                .state();
        ParticipantLink link = ParticipantLink.people().in(state);
        assertThat(link.participant()).contains(remote("phone"));

        update(person("early", 0));
        link = link.in(state);
        assertThat(link.participant()).contains(remote("phone"));

        update(person("phone", 2).setState(ParticipantInfo.State.DISCONNECTED));
        assertThat(link.in(state).participant()).contains(remote("early"));
    }

    @Test
    void shouldLinkTheFirstPersonAgainWhoIsBackUnderAnotherSid() {
        state = RoomState.joined(join(person("alice", 1), person("bob", 2))).state();
        ParticipantLink link = ParticipantLink.people().in(state);
        update(person("alice", 1).setState(ParticipantInfo.State.DISCONNECTED));
        link = link.in(state);
        assertThat(link.participant()).contains(remote("bob"));

        update(person("alice", 3).setSid("PA_again"));
        link = link.in(state);

        assertThat(link.participant()).contains(remote("alice"));
        assertThat(link.participant().map(RoomParticipant::sid)).contains("PA_again");
    }

    @Test
    void shouldNotLinkAgainWhoLeftOnPurpose() {
        state = RoomState.joined(join(person("alice", 1), person("bob", 2))).state();
        ParticipantLink link = ParticipantLink.people().in(state);
        update(person("alice", 1).setState(ParticipantInfo.State.DISCONNECTED));
        link = link.forget("alice").in(state);
        update(person("alice", 3).setSid("PA_again"));

        assertThat(link.in(state).participant()).contains(remote("bob"));
    }

    @Test
    void shouldLinkTheOneThatIsWanted() {
        ParticipantLink link = ParticipantLink.to(person -> person.identity().equals("carol"));
        assertThat(link.in(state).participant()).isEmpty();

        update(person("carol", 9));
        assertThat(link.in(state).participant()).contains(remote("carol"));
    }
}
