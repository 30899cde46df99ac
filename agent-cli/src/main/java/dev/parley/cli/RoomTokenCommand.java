package dev.parley.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.room.GrantName;
import dev.parley.cli.room.LongSpan;
import dev.parley.cli.room.SourceName;
import dev.parley.cli.settings.Setting;
import dev.parley.cli.settings.Settings;
import dev.parley.livekit.proto.RoomAgentDispatch;
import dev.parley.livekit.proto.RoomConfiguration;
import dev.parley.livekit.proto.TrackSource;
import dev.parley.livekit.token.AccessToken;
import dev.parley.livekit.token.RoomPermission;
import dev.parley.livekit.token.VideoGrant;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token with which somebody joins a room; no server is asked. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Prints a token with which somebody joins a room: agent-cli room token --room R --identity I.")
final class RoomTokenCommand implements Callable<Integer> {
    @Option(names = "--room", required = true, paramLabel = "ROOM", description = "The room it is for.")
    private String room = "";

    @Option(
            names = "--identity",
            required = true,
            paramLabel = "ID",
            description = "Who it is for; unique in the room, since a second one puts the first out.")
    private String identity = "";

    @Option(names = "--name", paramLabel = "NAME", description = "How the others see them.")
    private String name = "";

    @Option(
            names = "--valid-for",
            paramLabel = "TIME",
            converter = LongSpan.class,
            description = "How long it lets in, such as 15m or 24h (default: 6h).")
    private Duration validFor = AccessToken.DEFAULT_TTL;

    @Option(
            names = "--grant",
            paramLabel = "GRANT",
            converter = GrantName.class,
            completionCandidates = GrantName.Candidates.class,
            description = "One more thing that it allows: ${COMPLETION-CANDIDATES}. May be repeated.")
    private List<RoomPermission> grants = new ArrayList<>();

    @Option(
            names = "--deny",
            paramLabel = "GRANT",
            converter = GrantName.class,
            completionCandidates = GrantName.Candidates.class,
            description = "What it does not allow, such as canPublish. May be repeated.")
    private List<RoomPermission> denials = new ArrayList<>();

    @Option(
            names = "--allow-source",
            paramLabel = "SOURCE",
            converter = SourceName.class,
            completionCandidates = SourceName.Candidates.class,
            description = "Only these may be published: ${COMPLETION-CANDIDATES}. May be repeated.")
    private List<TrackSource> sources = new ArrayList<>();

    @Option(names = "--metadata", paramLabel = "TEXT", description = "The participant's metadata.")
    private String metadata = "";

    @Option(
            names = "--attribute",
            paramLabel = "KEY=VALUE",
            description = "An attribute of the participant. May be repeated.")
    private Map<String, String> attributes = new LinkedHashMap<>();

    @Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "An agent to be called, if joining with this token creates the room. May be repeated.")
    private List<String> agents = new ArrayList<>();

    @Option(names = "--job-metadata", paramLabel = "TEXT", description = "What these agents are told.")
    private String jobMetadata = "";

    @Option(names = "--json", description = "Print one JSON object, with the server's address, instead of the token.")
    private boolean json;

    @Mixin
    private LiveKitOption livekit = new LiveKitOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        check();
        Settings settings = livekit.settings();
        Clock clock = Clock.systemUTC();
        String token = AccessToken.of(LiveKitOption.credentials(settings), clock)
                .identity(identity)
                .name(name)
                .metadata(metadata)
                .attributes(attributes)
                .ttl(validFor)
                .video(grant())
                .roomConfig(roomConfig())
                .toJwt();
        spec.commandLine().getOut().println(json ? object(token, settings, clock) : token);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private void check() throws CommandException {
        Given.text("--room", room);
        Given.text("--identity", identity);
        for (String agent : agents) {
            Given.text("--agent", agent);
        }
        if (agents.isEmpty() && !jobMetadata.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE, "--job-metadata: given without --agent (expected: the agent that it is for)");
        }
    }

    private VideoGrant grant() {
        return VideoGrant.builder()
                .allow(RoomPermission.ROOM_JOIN)
                .allow(grants.toArray(RoomPermission[]::new))
                .deny(denials.toArray(RoomPermission[]::new))
                .publishOnly(sources)
                .room(room)
                .build();
    }

    private RoomConfiguration roomConfig() {
        RoomConfiguration.Builder config = RoomConfiguration.newBuilder();
        agents.forEach(agent -> config.addAgents(
                RoomAgentDispatch.newBuilder().setAgentName(agent).setMetadata(jobMetadata)));
        return config.build();
    }

    private ObjectNode object(String token, Settings settings, Clock clock) {
        ObjectNode object = new ObjectMapper().createObjectNode();
        Optional.of(settings.text(Setting.SERVER_URL))
                .filter(url -> !url.isBlank())
                .ifPresent(url -> object.put("url", url));
        return object.put("room", room)
                .put("identity", identity)
                .put(
                        "expires_at",
                        clock.instant()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .plus(validFor)
                                .toString())
                .put("token", token);
    }
}
