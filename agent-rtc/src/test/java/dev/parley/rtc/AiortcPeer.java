package dev.parley.rtc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Python process; see the script for its lines. */
final class AiortcPeer implements AutoCloseable {
    private static final Pattern ANSWER = Pattern.compile("\"answer\": \"(.*)\"");
    private static final Pattern SHARE = Pattern.compile("\"share\": ([0-9.e-]+)");

    private final Process process;
    private final Writer in;
    private final BufferedReader out;

    AiortcPeer() throws Exception {
        Path script = Path.of(AiortcPeer.class.getResource("/aiortc/peer.py").toURI());
        process = new ProcessBuilder(python(), script.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The Python that bin/test-tools has given aiortc to. */
    private static String python() {
        String set = System.getenv("PARLEY_TOOLS");
        Path tools = set == null || set.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "parley", "tools")
                : Path.of(set);
        Path python = tools.resolve("python/bin/python");
        if (!Files.isExecutable(python)) {
            throw new IllegalStateException(
                    "test tool: " + python + " is missing (expected: installed; run bin/test-tools)");
        }
        return python.toString();
    }

    String answer(String offer) throws Exception {
        String sdp = offer.replace("\r", "\\r").replace("\n", "\\n").replace("\"", "\\\"");
        Matcher answer = ANSWER.matcher(ask("{\"offer\": \"" + sdp + "\"}"));
        if (!answer.find()) {
            throw new IllegalStateException("aiortc gave no answer");
        }
        return answer.group(1).replace("\\r", "\r").replace("\\n", "\n");
    }

    double share() throws Exception {
        String report = ask("{\"report\": true}");
        Matcher share = SHARE.matcher(report);
        if (!share.find()) {
            throw new IllegalStateException("aiortc gave no report: " + report);
        }
        return Double.parseDouble(share.group(1));
    }

    private String ask(String line) throws Exception {
        in.write(line + "\n");
        in.flush();
        return CompletableFuture.supplyAsync(this::read).get(30, TimeUnit.SECONDS);
    }

    private String read() {
        try {
            String line = out.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
