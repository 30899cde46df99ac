package dev.parley.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Wav;
import dev.parley.cli.caller.CallException;
import dev.parley.cli.caller.Caller;
import dev.parley.cli.caller.Turn;
import dev.parley.cli.caller.Utterances;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Places a call as a caller. */
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        description = "Places a call as a caller, in real time; several --say and --wav are several turns.")
final class CallCommand implements Callable<Integer> {
    @ArgGroup(exclusive = true, multiplicity = "1..*")
    private List<Said> said = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the agent's voice as WAV; with %%d in its name one file a turn, 0 being the greeting.")
    private Optional<String> out = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object instead of lines for people.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Longest wait for an answer's end (default: 60).")
    private int timeout = 60;

    @Mixin
    private CallerOptions options = new CallerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (timeout < 1 || timeout > 3_600) {
            throw new CommandException(ExitCode.USAGE, "--timeout: " + timeout + " (expected: 1 to 3600 seconds)");
        }
        Deque<AudioFrame> audio = new ArrayDeque<>(audio());
        ObjectNode report = new ObjectMapper().createObjectNode();
        try (Caller caller = Caller.speaking(options.server().uri(), options.apiKey(), Duration.ofSeconds(timeout))) {
            report.put("call", caller.id());
            try {
                converse(caller, audio, report);
            } finally {
                if (out.isPresent() && !out.get().contains("%d")) {
                    write(caller.recording(), out.get());
                }
            }
            report.put("ok", true);
            return ExitCode.OK;
        } catch (CallException problem) {
            report.put("ok", false).put("error", problem.getMessage());
            throw new CommandException(CallerOptions.exitCode(problem), problem);
        } finally {
            if (json) {
                out().println(report);
                out().flush();
            }
        }
    }

    private void converse(Caller caller, Deque<AudioFrame> audio, ObjectNode report)
            throws CallException, InterruptedException, CommandException {
        String greeting = caller.greeting();
        report.put("greeting", greeting);
        writeTurn(0, caller.recording());
        if (!greeting.isEmpty()) {
            tell("agent   " + greeting);
        }
        ArrayNode turns = report.putArray("turns");
        for (Said each : said) {
            int mark = caller.mark();
            Turn turn = caller.say(each.name(), audio.removeFirst());
            turns.add(toJson(turn));
            tell(turn);
            writeTurn(turns.size(), caller.recordingFrom(mark));
        }
    }

    private List<AudioFrame> audio() throws CommandException, InterruptedException {
        List<String> texts = said.stream().flatMap(each -> each.text().stream()).toList();
        try {
            Deque<AudioFrame> spoken =
                    new ArrayDeque<>(texts.isEmpty() ? List.of() : Utterances.speak(texts, ConfigFactory.load()));
            List<AudioFrame> audio = new ArrayList<>();
            for (Said each : said) {
                audio.add(each.file().isPresent() ? Utterances.read(each.file().get()) : spoken.removeFirst());
            }
            return audio;
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.USAGE, unreadable);
        } catch (IllegalStateException mute) {
            throw new CommandException(ExitCode.FAILED, mute);
        }
    }

    private void writeTurn(int number, AudioFrame audio) throws CommandException {
        if (out.isPresent() && out.get().contains("%d")) {
            write(audio, out.get().replace("%d", Integer.toString(number)));
        }
    }

    private static void write(AudioFrame audio, String file) throws CommandException {
        try {
            Wav.write(audio, Path.of(file));
        } catch (IOException problem) {
            throw new CommandException(ExitCode.FAILED, problem);
        }
    }

    private static ObjectNode toJson(Turn turn) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("said", turn.said()).put("heard", turn.heard());
        ArrayNode tools = node.putArray("tool_calls");
        for (Turn.ToolUse use : turn.toolCalls()) {
            ObjectNode tool = tools.addObject().put("name", use.name());
            tool.set("arguments", use.arguments());
            tool.put("output", use.output()).put("error", use.error());
        }
        node.put("answer", turn.answer());
        turn.latencyMillis().ifPresent(latency -> node.put("latency_ms", latency));
        return node;
    }

    private void tell(Turn turn) {
        tell("said    " + turn.said());
        tell("heard   " + turn.heard());
        turn.toolCalls()
                .forEach(use -> tell("tool    " + use.name() + " " + use.arguments()
                        + (use.error() ? " failed: " : " = ") + use.output()));
        tell("agent   " + turn.answer());
        turn.latencyMillis().ifPresent(latency -> tell("latency " + latency + " ms"));
    }

    private void tell(String line) {
        if (!json) {
            out().println(line);
            out().flush();
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** One thing to say; picocli sets one of the two. */
    static final class Said {
        @Option(
                names = "--say",
                required = true,
                paramLabel = "TEXT",
                description = "Say this with the built-in voice.")
        private @Nullable String say;

        @Option(names = "--wav", required = true, paramLabel = "FILE", description = "Say what this WAV file holds.")
        private @Nullable Path wav;

        Optional<String> text() {
            return Optional.ofNullable(say);
        }

        Optional<Path> file() {
            return Optional.ofNullable(wav);
        }

        String name() {
            return text().orElseGet(() -> file().map(Path::toString).orElse(""));
        }
    }
}
