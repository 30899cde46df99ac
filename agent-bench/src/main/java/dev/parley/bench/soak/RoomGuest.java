package dev.parley.bench.soak;

import akka.actor.typed.ActorSystem;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.livekit.fixture.LivekitServer;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.ParticipantKind;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import dev.parley.realtime.livekit.LivekitRoom;
import dev.parley.realtime.livekit.RoomOptions;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionOptions;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import dev.parley.turn.InterruptionOptions;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Joins rooms of one server, with or without a session behind. */
record RoomGuest(LivekitServer server, ActorSystem<?> system) {
    private static final long PATIENCE_SECONDS = 60;
    private static final String ANSWER = "This is an answer of a length that is usual on the telephone.";

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** In the room, with its media connected. */
    LivekitRoom join(String room, String identity, ParticipantKind kind) throws Exception {
        String token = AccessToken.of(server.credentials())
                .identity(identity)
                .kind(kind)
                .video(VideoGrant.builder()
                        .allow(RoomPermission.ROOM_JOIN, RoomPermission.CAN_UPDATE_OWN_METADATA)
                        .room(room)
                        .build())
                .toJwt();
        LivekitRoom joined = get(LivekitRoom.connect(server.url(), token, RoomOptions.standard(), system));
        get(joined.whenMediaConnected());
        return joined;
    }

    void leave(LivekitRoom room) throws Exception {
        get(room.disconnect());
        get(room.whenEnded());
    }

    /** A session that answers every utterance with so much of a murmur, carried by the room. */
    AgentSession session(LivekitRoom room, Duration answer) throws Exception {
        LiveScript script = LiveScript.create()
                .transcriptDelay(Duration.ofMillis(100))
                .everyUtteranceIs("how are you")
                .modelAnswersOtherwise(ScriptedReply.of(ANSWER).timed(Duration.ofMillis(50), Duration.ofMillis(100)));
        TurnOptions turns = TurnOptions.standard()
                .withInterruption(InterruptionOptions.standard().withAecWarmup(Duration.ZERO));
        AgentSession session = Parley.session(system)
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(script.models().withTts(new Murmur(answer)))
                .options(SessionOptions.standard().withTurns(turns))
                .build();
        room.carry(session);
        get(session.start());
        return session;
    }
}
