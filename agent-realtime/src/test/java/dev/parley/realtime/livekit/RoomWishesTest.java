package dev.parley.realtime.livekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.ParticipantInfo;
import dev.parley.livekit.proto.SyncState;
import dev.parley.livekit.proto.TrackInfo;
import dev.parley.livekit.proto.TrackSource;
import dev.parley.livekit.proto.TrackType;
import dev.parley.livekit.proto.UpdateSubscription;
import dev.parley.realtime.livekit.room.RoomState;
import dev.parley.realtime.livekit.room.TrackPublication;
import dev.parley.room.AutoSubscribe;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomWishesTest {
    private final RoomWishes wishes = new RoomWishes(AutoSubscribe.ALL);

    @Test
    void shouldSayNothingWhenTheRuleHoldsForAll() {
        wishes.subscribe(List.of("TR_1"), true);

        assertThat(wishes.afterRejoin()).isEmpty();
        assertThat(wishes.afterPublished("TR_own")).isEmpty();
    }

    @Test
    void shouldSayTheExceptionsAgainAfterARejoin() {
        wishes.subscribe(List.of("TR_1", "TR_2", "TR_3"), false);
        wishes.subscribe(List.of("TR_2"), true);
        wishes.trackGone("TR_3");

        UpdateSubscription said = wishes.afterRejoin().orElseThrow().getSubscription();

        assertThat(said.getTrackSidsList()).containsExactly("TR_1");
        assertThat(said.getSubscribe()).isFalse();
    }

    @Test
    void shouldTurnTheRuleAroundWhenNothingIsReceivedByItself() {
        RoomWishes chosen = new RoomWishes(AutoSubscribe.NONE);
        chosen.subscribe(List.of("TR_1"), true);
        chosen.subscribe(List.of("TR_2"), false);

        UpdateSubscription said = chosen.afterRejoin().orElseThrow().getSubscription();

        assertThat(said.getTrackSidsList()).containsExactly("TR_1");
        assertThat(said.getSubscribe()).isTrue();
    }

    @Test
    void shouldAskForTheTracksOfItsKindOnly() {
        TrackPublication voice = publication("TR_voice", TrackType.AUDIO);
        TrackPublication camera = publication("TR_camera", TrackType.VIDEO);
        RoomWishes listener = new RoomWishes(AutoSubscribe.AUDIO_ONLY);
        RoomWishes watcher = new RoomWishes(AutoSubscribe.VIDEO_ONLY);

        assertThat(listener.serverSubscribes()).isFalse();
        assertThat(listener.trackPublished(camera)).isEmpty();
        UpdateSubscription asked = listener.trackPublished(voice).orElseThrow().getSubscription();
        assertThat(asked.getTrackSidsList()).containsExactly("TR_voice");
        assertThat(asked.getSubscribe()).isTrue();
        assertThat(listener.afterRejoin().orElseThrow().getSubscription().getTrackSidsList())
                .containsExactly("TR_voice");
        assertThat(watcher.trackPublished(voice)).isEmpty();
        assertThat(watcher.trackPublished(camera)).isPresent();
        assertThat(wishes.trackPublished(voice)).isEmpty();
        assertThat(new RoomWishes(AutoSubscribe.NONE).trackPublished(voice)).isEmpty();
    }

    @Test
    void shouldNotAskForATrackThatTheApplicationRefused() {
        RoomWishes listener = new RoomWishes(AutoSubscribe.AUDIO_ONLY);
        listener.subscribe(List.of("TR_voice"), false);

        assertThat(listener.trackPublished(publication("TR_voice", TrackType.AUDIO)))
                .isEmpty();
    }

    private static TrackPublication publication(String sid, TrackType type) {
        return new TrackPublication(sid, "", type, TrackSource.UNKNOWN, "", false, false);
    }

    @Test
    void shouldMuteTheTrackThatComesInTheOnesPlace() {
        wishes.mute("TR_old", true);
        assertThat(wishes.afterPublished("TR_new").orElseThrow().getMute().getSid())
                .isEqualTo("TR_new");
        assertThat(wishes.afterPublished("TR_new").orElseThrow().getMute().getMuted())
                .isTrue();

        wishes.mute("TR_new", false);
        assertThat(wishes.afterPublished("TR_newer")).isEmpty();
    }

    @Test
    void shouldTellAfterAResumeWhatIsPublishedAndReceived() {
        RoomState room = RoomState.joined(JoinResponse.newBuilder()
                        .setParticipant(ParticipantInfo.newBuilder()
                                .setSid("PA_own")
                                .addTracks(TrackInfo.newBuilder().setSid("TR_own")))
                        .build())
                .state();
        wishes.subscribe(List.of("TR_1"), false);

        SyncState said = wishes.afterResume(room, "cid").getSyncState();

        assertThat(said.getSubscription().getTrackSidsList()).containsExactly("TR_1");
        assertThat(said.getSubscription().getSubscribe()).isFalse();
        assertThat(said.getPublishTracksList()).singleElement().satisfies(track -> {
            assertThat(track.getCid()).isEqualTo("cid");
            assertThat(track.getTrack().getSid()).isEqualTo("TR_own");
        });
    }
}
